"""Read a roster from CSV: every fault with its line, and nothing guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_autograde.csv_cells import plain_cell
from jupyter_autograde.models.base import check_name, check_plain
from jupyter_autograde.models.course import check_section
from jupyter_autograde.models.roster import MAX_FAULTS, MAX_PEOPLE, RosterFault
from jupyter_autograde.permissions import Role

COLUMNS = ("user", "role", "section", "name", "email")
"""In this order in what we write; a file that is read may have them in any."""
NEEDED = ("user", "role")
ROLES = (Role.STUDENT, Role.TA, Role.INSTRUCTOR)
MAX_TEXT = 256
"""Characters of a name or an address."""


@dataclass(frozen=True)
class RosterLine:
    """One person of a file; None: the cell is empty, or there is no such column."""

    line: int
    user: str
    role: Role
    section: str | None
    name: str | None
    email: str | None


@dataclass
class Roster:
    """What a file says."""

    columns: list[str] = field(default_factory=list)
    lines: list[RosterLine] = field(default_factory=list)
    faults: list[RosterFault] = field(default_factory=list)

    def fail(self, line: int, message: str) -> None:
        """Note a fault."""
        self.faults.append(RosterFault(line=line, message=message))


class _NotCsv(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read_roster(text: str) -> Roster:
    """Return the people of a CSV file and its faults, of which the first hundred.

    Commas, semicolons or tabs part its cells, whichever its first line has; blanks around cells, and the apostrophe
    that keeps a cell from being a formula, are not part of them.
    """
    roster, seen = Roster(), dict[str, int]()
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    try:
        for line, cells in _rows(reader):
            if not roster.columns:
                if not _read_head(roster, line, cells):
                    return roster
                continue
            try:
                person = _person(roster.columns, line, cells)
                if person.user in seen:
                    raise ValueError(f"{person.user!r} is on line {seen[person.user]} already")
            except ValueError as fault:
                roster.fail(line, f"{fault}.")
            else:
                if len(roster.lines) == MAX_PEOPLE:
                    roster.fail(line, f"A file has at most {MAX_PEOPLE} people. Import them in several files.")
                    return roster
                seen[person.user] = line
                roster.lines.append(person)
            if len(roster.faults) >= MAX_FAULTS:
                return roster
    except _NotCsv as fault:
        roster.fail(fault.line, f"This is not CSV: {fault}.")
    if not roster.lines and not roster.faults:
        roster.fail(line, "There is nobody in this file.")
    return roster


def _delimiter(text: str) -> str:
    head = next(filter(str.strip, text.splitlines()), "")
    return next((mark for mark in ",;\t" if mark in head), ",")


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which it begins, cells) of each row that is not empty."""
    while True:
        line: int = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise _NotCsv(line, str(fault)) from fault
        if cells is None:
            return
        cells = [plain_cell(cell.strip(" ")) for cell in cells]
        if any(cells):
            yield line, cells


def _read_head(roster: Roster, line: int, cells: list[str]) -> bool:
    found = [cell.strip().lower() for cell in cells]
    unknown = [name for name in found if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in found]
    if unknown:
        roster.fail(line, f"There is no column {unknown[0]!r}. Columns are: {', '.join(COLUMNS)}.")
    elif missing:
        roster.fail(line, f"The first line names the columns, and {missing[0]!r} is missing.")
    elif len(set(found)) < len(found):
        roster.fail(line, "A column is named twice.")
    roster.columns = found
    return not roster.faults


def _person(columns: list[str], line: int, cells: list[str]) -> RosterLine:
    if len(cells) > len(columns):
        raise ValueError(f"this line has {len(cells)} cells, and there are {len(columns)} columns")
    said = dict(zip(columns, cells, strict=False))
    role = said.get("role", "").lower()
    if role not in ROLES:
        raise ValueError(f"the role is {said.get('role', '')!r}, not one of: {', '.join(ROLES)}")
    section = check_name(said["section"]) if said.get("section") else None
    check_section(Role(role), section)
    return RosterLine(
        line=line,
        user=check_name(said.get("user", "")),
        role=Role(role),
        section=section,
        name=_text(said.get("name")),
        email=_text(said.get("email")),
    )


def _text(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) > MAX_TEXT:
        raise ValueError(f"a name or an address has at most {MAX_TEXT} characters")
    return check_plain(value)
