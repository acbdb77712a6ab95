"""`jupyter autograde grades show|export|weights|final|audit`, for the staff of a course."""

from __future__ import annotations

import base64
import json
import sys
from functools import partial
from pathlib import Path

from traitlets import Bool, CaselessStrEnum, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.grade_audit import AuditApp
from jupyter_autograde.cli.grade_final import FinalGradesApp
from jupyter_autograde.cli.grade_weights import WeightsApp
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.private_files import require_new, write_private
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, PermissionDenied
from jupyter_autograde.models.course import Course
from jupyter_autograde.models.gradebook import FOR_OTHER_SYSTEMS, Encoding, ExportedFile, ExportFormat, GradebookRow
from jupyter_autograde.permissions import Permission, allows


class ShowGradesApp(ClientApp):
    """Show everybody's total."""

    name = "jupyter-autograde-grades-show"
    description = """Show the total of every student of a course, and the grades that are final.

    jupyter autograde grades show COURSE

    --json prints the whole gradebook, with what counts at each assignment.
    """

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("course")
        with self.connect() as client:
            book = client.get_gradebook(_course_of_staff(client, name).id)
        if self.json:
            self.say(book.model_dump_json(indent=1, exclude_defaults=True))
            return
        head = ["STUDENT", "SECTION", "TOTAL", "WHOLE", "FINAL", "BY"]
        self.table([head, *map(_line, book.rows)])


class ExportGradesApp(ClientApp):
    """Write the grades of a course."""

    name = "jupyter-autograde-grades-export"
    description = """Write the grades of a course, to a file or to the terminal.

    jupyter autograde grades export COURSE [FILE] --format=FORMAT [--yes] [--unfinished]

    csv has a row for the newest attempt of everybody at each assignment; gradebook a row a student and a column an
    assignment, and moodle, canvas and edx have the same as these take it. questions has the points of each question of
    the assignment that --assignment names. gofer has a row for each graded submission, with the columns of
    gofer_service's grades.csv, and gofer-db is its gradebook.db. --json prints the rows as JSON.
    For moodle, canvas and edx what is still to be graded is an empty cell, unless you say --unfinished.
    A file that is there already is replaced when you say so.
    """
    yes = Bool(False, help="Replace the file without asking.").tag(config=True)
    format = CaselessStrEnum(
        [str(one) for one in ExportFormat],
        str(ExportFormat.CSV),
        help="csv, gradebook, moodle, canvas, edx, questions, gofer or gofer-db.",
    ).tag(config=True)
    assignment = Unicode("", help="Whose questions; for --format=questions.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        "format": "ExportGradesApp.format",
        "assignment": "ExportGradesApp.assignment",
    }
    unfinished = Bool(
        False, help="Of moodle, canvas and edx: also scores and totals of which something is still to be graded."
    ).tag(config=True)
    flags = {
        **ClientApp.flags,
        "yes": ({"ExportGradesApp": {"yes": True}}, yes.help),
        "unfinished": ({"ExportGradesApp": {"unfinished": True}}, unfinished.help),
    }

    def run(self) -> None:
        """Ask for the grades and write them."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course", "file")
        name, *paths = self.extra_args
        wanted = ExportFormat(self.format)
        if wanted is ExportFormat.GOFER_DB and not paths and not self.json:
            raise InvalidInput("A database can't be printed: name a file for it.")
        if (wanted is ExportFormat.QUESTIONS) != bool(self.assignment):
            raise InvalidInput("--assignment=NAME and --format=questions go together.")
        if self.unfinished and wanted not in FOR_OTHER_SYSTEMS:
            raise InvalidInput("--unfinished is for --format=moodle, canvas or edx; the others have it all.")
        for path in paths:
            require_new(Path(path), yes=self.yes)
        with self.connect() as client:
            course = _course_of_staff(client, name)
            assignment_id = find_assignment(client, f"{name}/{self.assignment}").id if self.assignment else None
            ask = partial(
                client.export_grades, course.id, wanted, assignment_id=assignment_id, unfinished=self.unfinished
            )
            rows = ask(rows=True) if self.json else None
            file = ask() if paths or rows is None else rows
        if paths:
            write_private(Path(paths[0]), _content(file))
        if wanted in FOR_OTHER_SYSTEMS:
            self._say_what_is_open(file)
        if rows is not None:
            self.say(json.dumps(json.loads(rows.content), indent=1, ensure_ascii=False))
        elif paths:
            self.say(f"{paths[0]}: {counted(file.rows, _noun_of(wanted))}")
        else:
            self.say(_content(file).decode().rstrip("\r\n"))

    def _say_what_is_open(self, file: ExportedFile) -> None:
        """Say on stderr, for the file may go to stdout, how much may still change."""
        scores, totals = file.unfinished_scores, file.unfinished_totals
        if scores or totals:
            much = f"{counted(scores, 'score')} and {counted(totals, 'total')}"
            done = "are in it" if self.unfinished else "are empty cells; --unfinished writes them"
            print(f"Still to be graded: {much}. They {done}.", file=sys.stderr)


class GradesApp(AutogradeApp):
    """Show and export the grades of a course, say what counts, make totals final, and see who changed what."""

    name = "jupyter-autograde-grades"
    description = __doc__
    subcommands = {
        "show": (ShowGradesApp, ShowGradesApp.__doc__),
        "export": (ExportGradesApp, ExportGradesApp.__doc__),
        "weights": (WeightsApp, WeightsApp.__doc__),
        "final": (FinalGradesApp, FinalGradesApp.__doc__),
        "audit": (AuditApp, AuditApp.__doc__),
    }


def _course_of_staff(client: AutogradeClient, name: str) -> Course:
    course = find_course(client, name)
    if not allows(course.role, Permission.SEE_ALL_SUBMISSIONS):
        raise PermissionDenied(f"Only the staff of {course.name!r} sees everybody's grades.")
    return course


def _content(file: ExportedFile) -> bytes:
    return base64.b64decode(file.content) if file.encoding is Encoding.BASE64 else file.content.encode()


def _noun_of(wanted: ExportFormat) -> str:
    by_submission = wanted in (ExportFormat.CSV, ExportFormat.GOFER, ExportFormat.GOFER_DB)
    return "grade" if by_submission else "student"


def _line(row: GradebookRow) -> list[object]:
    return [
        row.user,
        row.section,
        None if row.percent is None else f"{row.percent:.2f} %",
        "yes" if row.whole else "no",
        None if row.final is None else f"{row.final.percent:.2f} %",
        None if row.final is None else row.final.created_by,
    ]
