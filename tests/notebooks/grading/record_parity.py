"""Record what `otter run` gives for the corpus, test for test, and the lock it came from: `make parity`.

It runs otter on this machine without a sandbox, on our own notebooks only, with the grading environment's Python.
With names of assignments only their submissions are recorded anew.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import corpus  # noqa: E402
import parity_cases  # noqa: E402

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine  # noqa: E402
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment  # noqa: E402

PYTHON = Path(os.environ.get("AUTOGRADE_GRADING_PYTHON", HERE.parents[2] / ".venv-grading/bin/python"))
RECORD = HERE / "parity_scores.json"

Job = tuple[str, BuiltRelease, dict[str, bytes]]

_LOCK = """
import importlib.metadata, json, platform
found = {d.name.lower().replace("_", "-"): d.version for d in importlib.metadata.distributions()}
print(json.dumps({"python": platform.python_version(), **dict(sorted(found.items()))}))
"""


def main(names: list[str]) -> None:
    engine = GradingEngine(BubblewrapSandbox(), {"default": Environment("default", PYTHON)})
    jobs: list[Job] = []
    for name in names or [*parity_cases.assignments(), *corpus.topics()]:
        release = _release(engine, name)
        for case, submission in _submissions(name, release):
            jobs.append((f"{name}: {case}", release, submission))
    with ThreadPoolExecutor(len(otters := [Otter(), Otter()])) as pool:
        halves = [
            pool.submit(lambda otter, mine: [otter.run(job) for job in mine], otter, jobs[n :: len(otters)])
            for n, otter in enumerate(otters)
        ]
        scores = {
            job[0]: found
            for n, half in enumerate(halves)
            for job, found in zip(jobs[n :: len(otters)], half.result(), strict=True)
        }
    if names:
        old = json.loads(RECORD.read_text()).get("scores", {})
        kept = {case: was for case, was in old.items() if case.partition(":")[0] not in names}
        scores = {**kept, **scores}
    lock = json.loads(subprocess.run([str(PYTHON), "-c", _LOCK], capture_output=True, check=True).stdout)
    lines = ",\n".join(
        f"  {json.dumps(case, ensure_ascii=False)}: {json.dumps(scores[case])}" for case in sorted(scores)
    )
    RECORD.write_text(f'{{\n "lock": {json.dumps(lock)},\n "scores": {{\n{lines}\n }}\n}}\n')


def _release(engine: GradingEngine, name: str) -> BuiltRelease:
    files = corpus.files(name) if name in corpus.topics() else parity_cases.files(name)
    return engine.build(files, [path for path in files if path.endswith(".ipynb")], environment="default")


def _submissions(name: str, release: BuiltRelease) -> list[tuple[str, dict[str, bytes]]]:
    (path,) = release.notebooks
    versions = release.student[path], release.solution[path]
    if name in corpus.topics():
        made = corpus.topic(name)
        return [
            (case, {path: corpus.submitted(made, case, *versions)}) for of, case in corpus.submissions() if of == name
        ]
    return [
        (case, {path: parity_cases.submitted(name, case, *versions)}) for of, case in parity_cases.CASES if of == name
    ]


class Otter:
    """A process that runs otter for one submission after the other."""

    def __init__(self) -> None:
        environment = {**os.environ, "PATH": f"{PYTHON.parent}:{os.environ['PATH']}"}
        words = [str(PYTHON), str(HERE / "otter_server.py")]
        self._process = subprocess.Popen(
            words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def run(self, job: Job) -> dict[str, list[object]]:
        """Return question -> [score, a `+` or `-` for each test]; empty when otter gives no results at all."""
        case, release, submission = job
        ((path, notebook),) = submission.items()
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as members:
            for name, content in release.package.items():
                if name.startswith("notebooks/1/"):
                    members.writestr(name.removeprefix("notebooks/1/"), content)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "autograder.zip").write_bytes(archive.getvalue())
            (folder / path).write_bytes(notebook)
            (folder / "out").mkdir()
            assert self._process.stdin and self._process.stdout
            self._process.stdin.write(f"{folder}\n")
            self._process.stdout.readline()
            results = folder / "out" / "results.json"
            if not results.exists():
                print(case, (folder / "log.txt").read_text()[-500:], flush=True)
                return {}
            tests = [test for test in json.loads(results.read_text())["tests"] if "score" in test]
        found = {test["name"]: [test["score"], _vector(test["output"])] for test in tests}
        print(case, found, flush=True)
        return {} if "Autograder Failed" in found else found


def _vector(output: str) -> str:
    """Read the results of the tests out of what otter says; it names them only where one has failed."""
    return "".join("+" if mark == "✅" else "-" for mark in re.findall(r" result:\n\s+(✅|❌)", output)) or "all"


if __name__ == "__main__":
    main(sys.argv[1:])
