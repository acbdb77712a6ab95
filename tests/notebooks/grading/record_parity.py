"""Record what `otter run` gives for the cases of `parity_cases.py`: `python -m tests.notebooks.grading.record_parity`.

It runs otter on this machine without a sandbox, on our own notebooks only, with the grading environment's Python.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from parity_cases import CASES  # noqa: E402

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine  # noqa: E402
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment  # noqa: E402

PYTHON = Path(os.environ.get("AUTOGRADE_GRADING_PYTHON", HERE.parents[2] / ".venv-grading/bin/python"))


def main() -> None:
    engine = GradingEngine(BubblewrapSandbox(), {"default": Environment("default", PYTHON)})
    releases: dict[str, BuiltRelease] = {}
    scores = {}
    for name, (assignment, edits, first) in CASES.items():
        if assignment not in releases:
            releases[assignment] = _release(engine, assignment)
        release = releases[assignment]
        (path,) = release.notebooks
        scores[name] = _otter_run(release, path, edited(json.loads(release.solution[path]), edits, first))
        print(name, scores[name], flush=True)
    (HERE / "parity_scores.json").write_text(json.dumps(scores, indent=1) + "\n")


def edited(notebook: dict, edits: dict[str, str], first: str) -> dict:
    left = dict(edits)
    for cell in notebook["cells"]:
        for start in list(left):
            if start in cell["source"]:
                cell["source"] = left.pop(start)
                break
    assert not left, f"no cell has {left}"
    if first:
        cell = {"cell_type": "code", "id": "first", "metadata": {}, "source": first}
        notebook["cells"].insert(0, {**cell, "outputs": [], "execution_count": None})
    return notebook


def _release(engine: GradingEngine, assignment: str) -> BuiltRelease:
    folder = HERE / assignment
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return engine.build(files, [path for path in files if path.endswith(".ipynb")], environment="default")


def _otter_run(release: BuiltRelease, path: str, notebook: dict) -> dict[str, float]:
    """Return question -> score; empty when otter gives no results at all."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        for name, content in release.package.items():
            if name.startswith("notebooks/1/"):
                members.writestr(name.removeprefix("notebooks/1/"), content)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "autograder.zip").write_bytes(archive.getvalue())
        (Path(folder) / path).write_text(json.dumps(notebook))
        (Path(folder) / "out").mkdir()
        words = [str(PYTHON), "-m", "otter", "run", "-a", "autograder.zip", "-o", "out", "--no-logo", path]
        environment = {**os.environ, "PATH": f"{PYTHON.parent}:{os.environ['PATH']}"}
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        results = Path(folder) / "out" / "results.json"
        if not results.exists():
            print(done.stdout[-500:], done.stderr[-500:])
            return {}
        tests = json.loads(results.read_text())["tests"]
    return {test["name"]: test["score"] for test in tests if "score" in test}


if __name__ == "__main__":
    main()
