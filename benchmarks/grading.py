"""Grading one small notebook: our sandboxed engine (cold) beside `otter run` in the same lean environment."""

from __future__ import annotations

import io
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from benchmarks.report import Finding
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "tests" / "notebooks" / "grading"
PYTHON = ROOT / ".venv-grading" / "bin" / "python"


def run() -> list[Finding]:
    """Measure plain Python, then tables and a plot."""
    engine = GradingEngine(BubblewrapSandbox(), {"default": Environment("default", PYTHON)})
    return [_compare(engine, "plain"), _compare(engine, "tables")]


def _compare(engine: GradingEngine, name: str) -> Finding:
    folder = SOURCES / name
    source = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    notebooks = sorted(path for path in source if path.endswith(".ipynb"))
    built = engine.build(source, notebooks, environment="default")
    solved = {**built.student, **built.solution}
    ours = _median(lambda: engine.grade(built.package, solved, environment="default"))
    with tempfile.TemporaryDirectory() as place:
        theirs = _median(_otter_run(Path(place), notebooks[0], built.package, solved))
    return Finding(
        f"grade `{name}`, cold", f"{ours:.2f} s", f"{theirs:.2f} s `otter run`", f"{theirs / ours:.1f} × faster"
    )


def _otter_run(
    place: Path, notebook: str, package: Mapping[str, bytes], files: Mapping[str, bytes]
) -> Callable[[], object]:
    archive = io.BytesIO()
    prefix = "notebooks/1/"
    with zipfile.ZipFile(archive, "w") as target:
        for path, content in package.items():
            if path.startswith(prefix):
                target.writestr(path.removeprefix(prefix), content)
    (place / "autograder.zip").write_bytes(archive.getvalue())
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    command = [str(PYTHON), "-m", "otter", "run", "-a", "autograder.zip", notebook, "-o", "."]
    return lambda: subprocess.run(command, cwd=place, check=True, capture_output=True)


def _median(work: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)
