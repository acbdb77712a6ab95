"""Grades of a course as rows, and the files that they are written to."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jupyter_autograde.cli.selection import every_submission
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.csv_cells import safe_cell
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.course import Course
from jupyter_autograde.models.submission import Submission

_PACIFIC = "America/Los_Angeles"


@dataclass(frozen=True)
class GradeRow:
    """The newest attempt of a person at an assignment."""

    user: str
    section: str
    assignment: str
    attempt: int
    submitted_at: str
    """ISO 8601, UTC."""
    late: bool
    state: str
    score: float | None
    max_score: float | None
    pending: float | None
    """Points that a person has not given yet."""
    penalty: float | None
    """Points that lateness costs."""
    final_score: float | None
    """What counts: the score after the penalty is taken off."""


@dataclass(frozen=True)
class GoferRow:
    """A row of gofer_service's gradebook: one a graded submission."""

    userid: str
    grade: float
    """Share of the points, 0 to 1, before any late penalty: gofer knows none."""
    section: str
    lab: str
    timestamp: str
    """When it was handed in, `YYYY-mm-dd-HH:MM:SS.mmm` of the US Pacific coast."""


Rows = Sequence[GradeRow] | Sequence[GoferRow]


def grade_rows(client: AutogradeClient, course: Course) -> list[GradeRow]:
    """Return the newest attempt of everybody at each assignment, by assignment and user."""
    sections = _sections(client, course)
    rows = [
        GradeRow(
            user=one.user,
            section=sections.get(one.user, ""),
            assignment=one.assignment,
            attempt=one.attempt,
            submitted_at=one.submitted_at.isoformat(),
            late=one.late,
            state=one.state,
            score=one.score,
            max_score=one.max_score,
            pending=one.pending,
            penalty=one.penalty,
            final_score=one.final_score,
        )
        for one in _everything(client, course, latest=True)
    ]
    return sorted(rows, key=lambda row: (row.assignment, row.user))


def gofer_rows(client: AutogradeClient, course: Course) -> list[GoferRow]:
    """Return every graded submission in the order of handing in, as gofer_service would have written it.

    The section is the person's in the course; without one it is what follows the last dot in the course's name, which
    is how the door finds a section that is a course of its own.

    Raises
    ------
    InvalidInput
        This machine knows no time zones.
    """
    pacific = _pacific()
    sections, of_course = _sections(client, course), course.name.rpartition(".")
    graded = sorted(
        (one for one in _everything(client, course) if one.score is not None and one.max_score is not None),
        key=lambda one: (one.submitted_at, one.id),
    )
    return [
        GoferRow(
            userid=one.user,
            grade=one.score / one.max_score if one.score is not None and one.max_score else 0.0,
            section=sections.get(one.user) or (of_course[2] if of_course[0] else ""),
            lab=one.assignment,
            timestamp=_stamp(one.submitted_at.astimezone(pacific)),
        )
        for one in graded
    ]


def as_csv(kind: type[GradeRow] | type[GoferRow], rows: Rows) -> str:
    """Return rows as CSV with lines that end in CR LF, as in gofer's `grades.csv`; no cell is a formula (SEC-52)."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(kind.__dataclass_fields__)
    table.writerows([_cell(value) for value in asdict(row).values()] for row in rows)
    return text.getvalue()


def as_gofer_database(rows: Sequence[GoferRow]) -> bytes:
    """Return the rows as gofer_service's `gradebook.db`."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE grades (userid text, grade real, section text, lab text, timestamp text)")
        database.executemany("INSERT INTO grades VALUES (?, ?, ?, ?, ?)", [tuple(asdict(row).values()) for row in rows])
        database.commit()
        return database.serialize()


def _everything(client: AutogradeClient, course: Course, *, latest: bool = False) -> Iterator[Submission]:
    for assignment in client.list_assignments(course.id):
        yield from every_submission(client, assignment.id, latest=latest)


def _sections(client: AutogradeClient, course: Course) -> dict[str, str]:
    return {one.user: one.section or "" for one in client.list_enrollments(course.id)}


def _cell(value: Any) -> Any:
    return safe_cell(value) if isinstance(value, str) else value


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d-%H:%M:%S}.{moment.microsecond // 1000:03d}"


def _pacific() -> ZoneInfo:
    try:
        return ZoneInfo(_PACIFIC)
    except ZoneInfoNotFoundError as fault:
        raise InvalidInput(
            "gofer's times are of the US Pacific coast, and this machine knows no time zones. Install the package "
            "tzdata."
        ) from fault
