"""`jupyter autograde roster show|import|export`, for staff and instructors."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from pathlib import Path

from traitlets import Bool

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.cli.private_files import require_new, write_private
from jupyter_autograde.csv_cells import safe_cell
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.course import Enrollment
from jupyter_autograde.models.roster import MAX_CSV, RosterChange, RosterImport, RosterPreview

COLUMNS = ("user", "role", "section", "name", "email")


class ShowRosterApp(ClientApp):
    """Show who is in a course."""

    name = "jupyter-autograde-roster-show"
    description = "Show who is in a course, and where each row comes from: jupyter autograde roster show COURSE"

    def run(self) -> None:
        """Show them."""
        (course,) = self.arguments("course")
        with self.connect() as client:
            self.show(client.list_enrollments(find_course(client, course).id), [*COLUMNS, "source"])


class ExportRosterApp(ClientApp):
    """Write a roster as CSV."""

    name = "jupyter-autograde-roster-export"
    description = """Write the roster of a course as CSV, to a file or to the terminal.

    jupyter autograde roster export COURSE [FILE.csv] [--yes]

    What a spreadsheet would take for a formula begins with an apostrophe; `roster import` takes it away again.
    A file that is there already is replaced when you say so.
    """
    yes = Bool(False, help="Replace the file without asking.").tag(config=True)
    flags = {**ClientApp.flags, "yes": ({"ExportRosterApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Write it."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course", "file.csv")
        course, *paths = self.extra_args
        for path in paths:
            require_new(Path(path), yes=self.yes)
        with self.connect() as client:
            people = client.list_enrollments(find_course(client, course).id)
        text = roster_csv(people)
        if not paths:
            self.say(text.removesuffix("\n"))
            return
        write_private(Path(paths[0]), text.encode())
        self.say(f"{paths[0]}: {counted(len(people), 'person', 'people')}")


class ImportRosterApp(ClientApp):
    """Bring a course's people to what a CSV file says."""

    name = "jupyter-autograde-roster-import"
    description = """Show what a CSV file would change in a course, ask, and change it.

    jupyter autograde roster import COURSE FILE.csv [--withdraw-missing] [--yes]

    Columns are user and role (student, ta or instructor), and perhaps section, name and email; what has no column
    stays as it is. A fault in any line is shown, and nothing is changed then. "-" reads the standard input.
    """
    withdraw_missing = Bool(
        False, help="Withdraw those with a role of the file who are not in it; their work is kept."
    ).tag(config=True)
    yes = Bool(False, help="Apply without asking.").tag(config=True)
    flags = {
        **ClientApp.flags,
        "withdraw-missing": ({"ImportRosterApp": {"withdraw_missing": True}}, withdraw_missing.help),
        "yes": ({"ImportRosterApp": {"yes": True}}, yes.help),
    }

    def run(self) -> None:
        """Preview, ask, apply."""
        name, path = self.arguments("course", "file.csv")
        file = RosterImport(csv=_read(path), withdraw_missing=self.withdraw_missing)
        with self.connect() as client:
            course = find_course(client, name)
            preview = client.preview_roster(course.id, file)
            self._refuse_faults(preview)
            if not self.json:
                self._describe(preview)
            if preview.changes:
                require_yes("Apply this?", "Nothing was imported.", yes=self.yes)
                preview = client.import_roster(course.id, file.model_copy(update={"digest": preview.digest}))
                if not self.json:
                    self.say("Done.")
        if self.json:
            self.say(preview.model_dump_json(indent=1))

    def _refuse_faults(self, preview: RosterPreview) -> None:
        if preview.faults:
            for fault in preview.faults:
                print(f"line {fault.line}: {fault.message}", file=sys.stderr)
            raise InvalidInput(f"Nothing was imported, because of {counted(len(preview.faults), 'fault')}.")

    def _describe(self, preview: RosterPreview) -> None:
        if preview.changes:
            self.table([["CHANGE", "USER", *map(str.upper, COLUMNS[1:])], *map(_row, preview.changes)])
        counts = [
            counted(len(preview.changes), "row changes", "rows change"),
            counted(preview.unchanged, "stays as it is", "stay as they are"),
        ]
        counts += (
            [f"{len(preview.kept)} are not in the file but stay: {', '.join(preview.kept)}"] if preview.kept else []
        )
        self.table([["; ".join(counts)]])


class RosterApp(AutogradeApp):
    """Show, import and export who is in a course."""

    name = "jupyter-autograde-roster"
    description = __doc__
    subcommands = {
        "show": (ShowRosterApp, ShowRosterApp.__doc__),
        "import": (ImportRosterApp, ImportRosterApp.__doc__),
        "export": (ExportRosterApp, ExportRosterApp.__doc__),
    }


def roster_csv(people: Iterable[Enrollment]) -> str:
    """Return people as `roster import` reads them; no cell is a formula (SEC-52)."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for person in people:
        table.writerow([safe_cell(str(getattr(person, column) or "")) for column in COLUMNS])
    return text.getvalue()


def _read(path: str) -> str:
    try:
        with open(sys.stdin.fileno() if path == "-" else Path(path), "rb", closefd=path != "-") as file:
            content = file.read(MAX_CSV + 1)
        text = content.decode("utf-8-sig")
    except OSError as fault:
        raise InvalidInput(f"{path} can't be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise InvalidInput(f"{path} is not UTF-8. Save it as CSV UTF-8.") from fault
    if len(content) > MAX_CSV:
        raise InvalidInput(f"{path} is larger than {MAX_CSV >> 20} MiB.")
    return text


def _row(change: RosterChange) -> list[str]:
    def cell(name: str) -> str:
        before, after = (getattr(side, name, None) or "-" for side in (change.before, change.after))
        if change.before is None or before == after:
            return str(after)
        return str(before) if change.after is None else f"{before} -> {after}"

    return [change.action, change.user, *map(cell, COLUMNS[1:])]
