"""What is left of each graded notebook: its files in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.visibility import BY_DEFAULT

RESULTS, RECORD, STUDENT, EXECUTED = "results.json", "record.json", "student.json", "executed.ipynb"
FEEDBACK = "feedback.ipynb"
"""With outputs that its student may see."""
_CASE = ("name", "passed", "hidden", "points", "max_points", "assurance", "message")


class ResultFolder:
    """The folder of one notebook."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def empty(self) -> None:
        """Remove what an earlier grading has left: a notebook that fails today must not seem to have its old score."""
        for name in (RESULTS, RECORD, STUDENT, EXECUTED, FEEDBACK):
            with contextlib.suppress(FileNotFoundError):
                (self._path / name).unlink()

    def write(
        self, results: dict[str, Any], record: dict[str, Any], result: GradeResult, executed: bytes | None
    ) -> None:
        """Write all files but the feedback."""
        self._path.mkdir(parents=True, exist_ok=True)
        self._put(RESULTS, _json(results))
        self._put(STUDENT, _json(BY_DEFAULT.of(result).model_dump(mode="json")))
        if executed is not None:
            self._put(EXECUTED, executed)
        self._put(RECORD, _json(record))  # last: where there is a record, everything is there

    def write_feedback(self, notebook: bytes) -> None:
        """Write the notebook that its student may see."""
        self._put(FEEDBACK, notebook)

    def _put(self, name: str, content: bytes) -> None:
        replace(self._path / name, content)


def record_of(result: GradeResult, *, notebook: str, submission_sha256: str) -> dict[str, Any]:
    """Return the record of a grading (SEC-13): what was graded with what, and the verdict of each test."""
    dumped = result.model_dump(mode="json")
    questions = dumped.pop("questions")
    return {
        "notebook": notebook,
        "submission_sha256": submission_sha256,
        **dumped,
        "questions": [{key: value for key, value in question.items() if key != "cases"} for question in questions],
        "tests": [
            {"question": question["name"], **{key: case[key] for key in _CASE}}
            for question in questions
            for case in question["cases"]
        ],
    }


def replace(path: Path, content: bytes) -> None:
    """Write a file so that it is never seen half written."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.write_bytes(content)
    new.replace(path)


def _json(content: Any) -> bytes:
    return json.dumps(content, indent=4, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
