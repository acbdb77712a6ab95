"""Files in the homes of the demo's people: the sources of the instructor, the fetched work of students."""

from __future__ import annotations

import shutil
from pathlib import Path

from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.course.assignments import ASSIGNMENTS, DemoAssignment
from jupyter_autograde.cli.local.demo.course.submissions import FETCHED_ONLY, HAND_INS
from jupyter_autograde.cli.local.demo.filling import CourseFilling
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.server.settings import AutogradeClient
from jupyter_autograde.server.workspace.workspace import Workspace

SOURCES = "sources"
"""Folder of the source notebooks in the instructor's home."""


def write_sources(homes: Path) -> None:
    """Write the source notebooks and their data, from which Release can be tried by hand."""
    folder = homes / people.INSTRUCTOR / SOURCES
    folder.mkdir(parents=True, exist_ok=True)
    for demo in ASSIGNMENTS:
        for name, content in demo.files.items():
            (folder / name).write_bytes(content)


def write_work(homes: Path, course: CourseFilling) -> None:
    """Write what students have fetched, with the answers of their newest attempts."""
    answers: dict[tuple[str, DemoAssignment], dict[str, str]] = {key: {} for key in FETCHED_ONLY}
    answers |= {(hand_in.student, hand_in.assignment): hand_in.answers for hand_in in HAND_INS}
    for (student, demo), code in answers.items():
        home = homes / student
        home.mkdir(parents=True, exist_ok=True)
        _fetch(home, course, demo)
        notebook = next(home.glob(f"*/*/{demo.notebook}"))
        notebook.write_bytes(fill_in_answers(notebook.read_bytes(), code))


def _fetch(home: Path, course: CourseFilling, demo: DemoAssignment) -> None:
    """Put an assignment into a home as Fetch does."""
    assignment, version = course.released[demo]
    locks = home / ".demo-locks"
    workspace = Workspace(home, AutogradeClient().folder, locks / "fetch.lock")
    workspace.fetch(assignment, version.number, version.notebooks, course.files[demo], reset=False)
    shutil.rmtree(locks, ignore_errors=True)
