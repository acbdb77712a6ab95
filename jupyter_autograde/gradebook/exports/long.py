"""A row a submission: our own, and gofer_service's."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.gradebook.exports.table import Table
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import load_terms

_PACIFIC = "America/Los_Angeles"
_SUBMISSION = (
    orm.Submission.id,
    orm.Submission.assignment_id,
    orm.Submission.user,
    orm.Submission.attempt,
    orm.Submission.submitted_at,
    orm.Submission.submitted_by,
    orm.SubmissionStatus.state,
    orm.SubmissionStatus.score,
    orm.SubmissionStatus.max_score,
    orm.SubmissionStatus.pending,
)


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
    submitted_by: str | None
    """Who of the staff handed it in in the place of `user`. The last: who counts columns finds the others where they
    were."""


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


def grade_rows(session: Session, access: Access[orm.Course]) -> list[GradeRow]:
    """Return the newest attempt of everybody at each assignment, by assignment and user."""
    assignments = {
        one.id: one
        for one in session.scalars(
            select(orm.Assignment)
            .options(joinedload(orm.Assignment.course))
            .where(orm.Assignment.course_id == access.object.id)
        )
    }
    sections, book = _sections(session, access.object), load_terms(session, assignments.values())
    rows = []
    for one in _submissions(session, access, latest=True):
        assignment = assignments[one.assignment_id]
        terms = book.of(assignment, one.user)
        rows.append(
            GradeRow(
                user=one.user,
                section=sections.get(one.user, ""),
                assignment=assignment.name,
                attempt=one.attempt,
                submitted_at=one.submitted_at.isoformat(),
                late=terms.is_late(one.submitted_at),
                state=one.state,
                score=one.score,
                max_score=one.max_score,
                pending=one.pending,
                **terms.final(one.submitted_at, one.score, one.max_score),
                submitted_by=one.submitted_by,
            )
        )
    return sorted(rows, key=lambda row: (row.assignment, row.user))


def gofer_rows(session: Session, access: Access[orm.Course]) -> list[GoferRow]:
    """Return every graded submission in the order of handing in, as gofer_service would have written it.

    The section is the person's in the course; without one it is what follows the last dot in the course's name, which
    is how the door finds a section that is a course of its own.

    Raises
    ------
    InvalidInput
        This machine knows no time zones.
    """
    pacific, course = _pacific(), access.object
    sections, of_course = _sections(session, course), course.name.rpartition(".")
    names = {
        row.id: row.name
        for row in session.execute(
            select(orm.Assignment.id, orm.Assignment.name).where(orm.Assignment.course_id == course.id)
        )
    }
    graded = [one for one in _submissions(session, access) if one.score is not None and one.max_score is not None]
    return [
        GoferRow(
            userid=one.user,
            grade=one.score / one.max_score if one.max_score else 0.0,
            section=sections.get(one.user) or (of_course[2] if of_course[0] else ""),
            lab=names[one.assignment_id],
            timestamp=_stamp(one.submitted_at.astimezone(pacific)),
        )
        for one in sorted(graded, key=lambda one: (one.submitted_at, one.id))
    ]


def as_table(kind: type[GradeRow] | type[GoferRow], rows: Rows) -> Table:
    """Return rows with their fields as heads."""
    return Table(list(kind.__dataclass_fields__), [list(asdict(row).values()) for row in rows])


def as_gofer_database(rows: Sequence[GoferRow]) -> bytes:
    """Return the rows as gofer_service's `gradebook.db`."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE grades (userid text, grade real, section text, lab text, timestamp text)")
        database.executemany("INSERT INTO grades VALUES (?, ?, ?, ?, ?)", [tuple(asdict(row).values()) for row in rows])
        database.commit()
        return database.serialize()


def _submissions(
    session: Session, access: Access[orm.Course], *, latest: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(*_SUBMISSION)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .join(orm.Assignment, orm.Assignment.id == orm.Submission.assignment_id)
        .where(orm.Assignment.course_id == access.object.id)
    )
    if latest:
        query = query.join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
    if access.sections is not None:
        query = query.where(access.sees(access.object.id, orm.Submission.user))
    return session.execute(query).all()


def _sections(session: Session, course: orm.Course) -> dict[str, str]:
    rows = session.execute(
        select(orm.Enrollment.user, orm.Enrollment.section).where(orm.Enrollment.course_id == course.id)
    )
    return {row.user: row.section or "" for row in rows}


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d-%H:%M:%S}.{moment.microsecond // 1000:03d}"


def _pacific() -> ZoneInfo:
    try:
        return ZoneInfo(_PACIFIC)
    except ZoneInfoNotFoundError as fault:
        raise InvalidInput(
            "gofer's times are of the US Pacific coast, and the service's machine knows no time zones. Install the "
            "package tzdata there."
        ) from fault
