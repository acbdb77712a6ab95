"""`jupyter autograde grades export`, for the staff of a course."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from traitlets import Bool, CaselessStrEnum

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.grade_book import (
    GoferRow,
    GradeRow,
    Rows,
    as_csv,
    as_gofer_database,
    gofer_rows,
    grade_rows,
)
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.cli.private_files import require_new, write_private
from jupyter_autograde.errors import InvalidInput, PermissionDenied
from jupyter_autograde.permissions import Permission, allows

CSV, GOFER, GOFER_DB = "csv", "gofer", "gofer-db"


class ExportGradesApp(ClientApp):
    """Write the grades of a course."""

    name = "jupyter-autograde-grades-export"
    description = """Write the grades of a course, to a file or to the terminal.

    jupyter autograde grades export COURSE [FILE] --format=csv|gofer|gofer-db [--yes]

    csv has the newest attempt of everybody at each assignment. gofer has a row for each graded submission, with the
    columns of gofer_service's grades.csv, and gofer-db is its gradebook.db. --json prints the rows as JSON.
    A file that is there already is replaced when you say so.
    """
    yes = Bool(False, help="Replace the file without asking.").tag(config=True)
    format = CaselessStrEnum([CSV, GOFER, GOFER_DB], CSV, help="csv, gofer or gofer-db.").tag(config=True)
    aliases = {**ClientApp.aliases, "format": "ExportGradesApp.format"}
    flags = {**ClientApp.flags, "yes": ({"ExportGradesApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Ask for the grades and write them."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course", "file")
        name, *paths = self.extra_args
        if self.format == GOFER_DB and not paths and not self.json:
            raise InvalidInput("A database can't be printed: name a file for it.")
        for path in paths:
            require_new(Path(path), yes=self.yes)
        with self.connect() as client:
            course = find_course(client, name)
            if not allows(course.role, Permission.SEE_ALL_SUBMISSIONS):
                raise PermissionDenied(f"Only the staff of {course.name!r} sees everybody's grades.")
            rows: Rows = grade_rows(client, course) if self.format == CSV else gofer_rows(client, course)
        if paths:
            write_private(Path(paths[0]), self._content(rows))
        if self.json:
            self.say(json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False))
        elif paths:
            self.say(f"{paths[0]}: {counted(len(rows), 'grade')}")
        else:
            self.say(self._content(rows).decode().removesuffix("\r\n"))

    def _content(self, rows: Rows) -> bytes:
        if self.format == GOFER_DB:
            return as_gofer_database([row for row in rows if isinstance(row, GoferRow)])
        return as_csv(GradeRow if self.format == CSV else GoferRow, rows).encode()


class GradesApp(AutogradeApp):
    """Export the grades of a course."""

    name = "jupyter-autograde-grades"
    description = __doc__
    subcommands = {"export": (ExportGradesApp, ExportGradesApp.__doc__)}
