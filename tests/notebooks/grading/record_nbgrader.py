"""Record what `nbgrader autograde` gives for `nbgrader_corpus.py`: the last step of `make parity`.

It runs in the environment that the benchmarks make for nbgrader, or in that of `AUTOGRADE_NBGRADER_PYTHON`, on this
machine without a sandbox, on our own notebooks only.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[2])]

import nbgrader_corpus  # noqa: E402

from benchmarks import peers  # noqa: E402

RECORD = HERE / "nbgrader_scores.json"

_SCORES = """
import importlib.metadata, json, platform
from nbgrader.api import Gradebook
found = {d.name.lower().replace("_", "-"): d.version for d in importlib.metadata.distributions()}
scores = {}
with Gradebook("sqlite:///gradebook.db") as book:
    for submission in book.assignment_submissions("ps1"):
        (notebook,) = submission.notebooks
        scores[submission.student.id] = {grade.name: grade.auto_score for grade in notebook.grades}
print(json.dumps({"lock": {"python": platform.python_version(), **dict(sorted(found.items()))}, "scores": scores}))
"""


def main() -> None:
    given = os.environ.get("AUTOGRADE_NBGRADER_PYTHON")
    python = Path(given) if given else peers.environment("nbgrader", peers.NBGRADER) / "python"
    lock, scores = {}, {}
    for name in nbgrader_corpus.topics():
        found = _course(python, name)
        lock = found["lock"]
        cases = [case for of, case in nbgrader_corpus.submissions() if of == name]
        scores |= {f"{name}: {case}": found["scores"].get(f"s{number}", {}) for number, case in enumerate(cases)}
    lines = ",\n".join(f"  {json.dumps(case)}: {json.dumps(scores[case])}" for case in sorted(scores))
    RECORD.write_text(f'{{\n "lock": {json.dumps(lock)},\n "scores": {{\n{lines}\n }}\n}}\n')


def _course(python: Path, name: str) -> dict[str, dict[str, dict[str, float]]]:
    """Grade all submissions of an assignment, each as a student of its own."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        _write(course / "source" / "ps1" / f"{name}.ipynb", nbgrader_corpus.source(name))
        for number, case in enumerate(case for of, case in nbgrader_corpus.submissions() if of == name):
            notebook = nbgrader_corpus.submitted(name, case)
            _write(course / "submitted" / f"s{number}" / "ps1" / f"{name}.ipynb", notebook)
        (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'parity'\n")
        environment = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"}
        for verb in ("generate_assignment", "autograde"):
            words = [str(python), "-m", "nbgrader", verb, "ps1"]
            done = subprocess.run(words, cwd=course, env=environment, capture_output=True, text=True, check=False)
            print(done.stderr[-2000:] if done.returncode else f"{name}: {verb}", flush=True)
        done = subprocess.run([str(python), "-c", _SCORES], cwd=course, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout)
    return found


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
