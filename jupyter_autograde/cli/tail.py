"""`jupyter autograde tail`: the ends of notebooks, of files here or of what a course's students saved."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.following import follow_saves, patiently
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.tail_text import heading, tail_lines
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.course import Course
from jupyter_autograde.models.live import LiveClassroom, LiveNotebook, LiveTail
from jupyter_autograde.notebook.limits import MIB, NotebookLimits, read_notebook
from jupyter_autograde.notebook.tail import CELLS, LINES, read_tail, summary

ReadTail = Callable[[str, str, str], LiveTail]
"""From course, user and path."""

_LARGEST = 100 * MIB
_MOST = 50
"""Notebooks of a course whose ends are printed at once."""


class TailApp(ClientApp):
    """Show the last cells of notebooks."""

    name = "jupyter-autograde-tail"
    description = """Show the last cells of notebooks, long outputs cut in the middle.

    jupyter autograde tail [-n 10] [-l 25] FILE…

    With several files each has its name above it. --json prints the summary as a notebook.

    jupyter autograde tail --course COURSE [--assignment ASSIGNMENT] [--follow]

    The same of what a course's students saved last, for its staff while its live classroom is on: the 50 notebooks
    saved last, the newest at the end. --follow goes on with what is saved until it is interrupted: each notebook once
    where it is saved several times in a moment, and 50 of those that are saved at the same moment.
    """
    cells = Integer(CELLS, min=0, help="How many cells of each notebook.").tag(config=True)
    lines = Integer(LINES, min=0, help="Outputs of more lines lose those in the middle.").tag(config=True)
    course = Unicode("", help="Show what this course's students saved.").tag(config=True)
    assignment = Unicode("", help="Of the course, this assignment's notebooks alone.").tag(config=True)
    follow = Bool(False, help="Go on with what is saved from now on.").tag(config=True)

    aliases = {
        **ClientApp.aliases,
        "n": "TailApp.cells",
        "l": "TailApp.lines",
        "course": "TailApp.course",
        "assignment": "TailApp.assignment",
    }
    flags = {**ClientApp.flags, "follow": ({"TailApp": {"follow": True}}, follow.help)}

    def run(self) -> None:
        """Show them."""
        if not self.course:
            self._show_files()
            return
        self.arguments()
        with self.connect() as client:
            course = find_course(client, self.course)
            wanted = find_assignment(client, f"{course.name}/{self.assignment}").id if self.assignment else None
            # First of all, so that no save falls between what is shown and what follows.
            last_id = client.poll_events(wait=0).last_id
            shown = client.show_live(course.id, assignment_id=wanted)
            _require_live(course, shown)
            self._show_notebooks(client.read_live_tail, course, shown.notebooks[:_MOST])
            if self.follow:
                self._follow(client, course, wanted, last_id)

    def _show_files(self) -> None:
        if not self.extra_args or self.assignment or self.follow:
            raise InvalidInput(
                "Name notebooks, or a course: jupyter autograde tail FILE… | --course COURSE (see --help)"
            )
        notebooks = [(path, _read(path)) for path in self.extra_args]
        if self.json:
            made = summary(notebooks, cells=self.cells, lines=self.lines)
            self.say(json.dumps(made, indent=1, ensure_ascii=False))
            return
        for path, notebook in notebooks:
            if len(notebooks) > 1:
                self.say(f"## {path}\n")
            self._say_all(tail_lines(read_tail(notebook, cells=self.cells), cells=self.cells, lines=self.lines))

    def _show_notebooks(self, read: ReadTail, course: Course, notebooks: Sequence[LiveNotebook]) -> None:
        for notebook in reversed(notebooks):
            self._show_notebook(notebook, _tail_of(read, course, notebook))

    def _show_notebook(self, notebook: LiveNotebook, tail: LiveTail | None) -> None:
        if self.json:
            # One a line, for programs that read them as they come.
            row = notebook.model_dump(mode="json")
            row["tail"] = tail.model_dump(mode="json", include={"cells", "cut"}) if tail is not None else None
            self.say(json.dumps(row, ensure_ascii=False))
            return
        self._say_all([heading(notebook), ""])
        if tail is not None:
            self._say_all(tail_lines(tail, cells=self.cells, lines=self.lines))

    def _follow(self, client: AutogradeClient, course: Course, wanted: str | None, last_id: int) -> None:
        def read(course_id: str, user: str, path: str) -> LiveTail:
            return patiently(client.read_live_tail, course_id, user, path)

        for saved in follow_saves(client, course.id, last_id, assignment_id=wanted):
            self._show_notebooks(read, course, saved[:_MOST])
            if len(saved) > _MOST:
                print(f"{len(saved) - _MOST} more were saved at the same time.", file=sys.stderr)

    def _say_all(self, lines: Any) -> None:
        for line in lines:
            self.say(line)


def _require_live(course: Course, shown: LiveClassroom) -> None:
    if not shown.enabled:
        raise InvalidInput(
            f"The live classroom of {course.name!r} is off. An instructor switches it on with: "
            f"jupyter autograde course live {course.name} --on"
        )


def _tail_of(read: ReadTail, course: Course, notebook: LiveNotebook) -> LiveTail | None:
    if not notebook.has_tail:
        return None
    try:
        return read(course.id, notebook.user, notebook.path)
    except NotFound:
        return None  # it went while this was asked


def _read(path: str) -> dict[str, Any]:
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as fault:
        raise InvalidInput(f"{path} can't be read: {fault.strerror}.") from fault
    limits = NotebookLimits(size=_LARGEST, string=_LARGEST)
    return read_notebook(content, name=path, limits=limits)
