"""Use case: show the submissions of a course, or of one assignment, as a table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.models.submission_table import SubmissionTable, TableAssignment, TablePerson
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.terms import load_terms

MAX_ROWS = 50_000
"""Most submissions in one table: its answer is then about 6 MB."""

_STATES = {one.value: one for one in SubmissionState}
_SUBMISSION, _STATUS = orm.Submission.__table__, orm.SubmissionStatus.__table__
_LATEST, _RELEASE = orm.LatestSubmission.__table__, orm.FeedbackRelease.__table__


def read_table(
    session: Session, access: Access[orm.Course], assignment_id: str | None = None, *, limit: int = MAX_ROWS
) -> SubmissionTable:
    """Return the submissions of a course, the newest first; of a TA's sections where those are limited.

    It is a few queries however many there are, and columns of tables rather than objects.

    Raises
    ------
    NotFound
        The course has no such assignment.
    """
    assignments = _assignments(session, access, assignment_id)
    found = session.execute(_query(access, list(assignments)).limit(limit + 1)).all() if assignments else []
    rows = found[:limit]
    book = load_terms(session, assignments.values())
    people = _People(session, access)
    places = {one: place for place, one in enumerate(assignments)}
    late: list[bool] = []
    penalties: list[float | None] = []
    for row in rows:
        terms = book.of(assignments[row.assignment_id], row.user)
        late.append(terms.is_late(row.submitted_at))
        penalties.append(terms.penalty(row.submitted_at, row.score, row.max_score))
    # The values come out of our own tables, so ten thousand of them need not be checked.
    return SubmissionTable.model_construct(
        course_id=access.object.id,
        assignments=[TableAssignment.model_construct(id=one.id, name=one.name) for one in assignments.values()],
        more=len(found) > limit,
        id=[row.id for row in rows],
        person=[people.place(row.user) for row in rows],
        people=people.named,
        assignment=[places[row.assignment_id] for row in rows],
        attempt=[row.attempt for row in rows],
        submitted_by=[row.submitted_by for row in rows],
        newest=[row.newest is not None for row in rows],
        submitted_at=[int(row.submitted_at.timestamp() * 1000) for row in rows],
        late=late,
        state=[_STATES[row.state] for row in rows],
        score=[row.score for row in rows],
        max_score=[row.max_score for row in rows],
        pending=[row.pending for row in rows],
        penalty=penalties,
        released=[row.released is not None for row in rows],
    )


class _People:
    """Who has handed in, each once, with what the roster says."""

    def __init__(self, session: Session, access: Access[orm.Course]) -> None:
        table = orm.Enrollment
        self._known: dict[str, Row[*tuple[Any, ...]]] = {
            row.user: row
            for row in session.execute(
                select(table.user, table.first_name, table.last_name, table.section).where(
                    table.course_id == access.object.id
                )
            )
        }
        self._places: dict[str, int] = {}
        self.named: list[TablePerson] = []

    def place(self, user: str) -> int:
        """Return where somebody stands in `named`."""
        if user not in self._places:
            self._places[user] = len(self.named)
            known = self._known.get(user)  # who was withdrawn is on no roster, and what was handed in stays
            name = " ".join(filter(None, (known.first_name, known.last_name))) if known else ""
            section = known.section if known else None
            self.named.append(TablePerson.model_construct(user=user, name=name or None, section=section))
        return self._places[user]


def _assignments(session: Session, access: Access[orm.Course], assignment_id: str | None) -> dict[str, orm.Assignment]:
    query = (
        select(orm.Assignment)
        .options(joinedload(orm.Assignment.course))
        .where(orm.Assignment.course_id == access.object.id)
        .order_by(orm.Assignment.id)
    )
    if assignment_id is not None:
        query = query.where(orm.Assignment.id == assignment_id)
    found = {one.id: one for one in session.scalars(query)}
    if assignment_id is not None and not found:
        raise NotFound("There is no such assignment in this course.", details={"kind": "assignment"})
    return found


def _query(access: Access[orm.Course], assignments: list[str]) -> Any:
    query = (
        select(
            _SUBMISSION.c.id,
            _SUBMISSION.c.assignment_id,
            _SUBMISSION.c.user,
            _SUBMISSION.c.attempt,
            _SUBMISSION.c.submitted_at,
            _SUBMISSION.c.submitted_by,
            _STATUS.c.state,
            _STATUS.c.score,
            _STATUS.c.max_score,
            _STATUS.c.pending,
            _LATEST.c.submission_id.label("newest"),
            _RELEASE.c.feedback_id.label("released"),
        )
        .join(_STATUS, _STATUS.c.submission_id == _SUBMISSION.c.id)
        .outerjoin(
            _LATEST,
            (_LATEST.c.assignment_id == _SUBMISSION.c.assignment_id)
            & (_LATEST.c.user == _SUBMISSION.c.user)
            & (_LATEST.c.submission_id == _SUBMISSION.c.id),
        )
        .outerjoin(_RELEASE, _RELEASE.c.submission_id == _SUBMISSION.c.id)
        .where(_SUBMISSION.c.assignment_id.in_(assignments))
    )
    if access.sections is not None:
        query = query.where(access.sees(access.object.id, orm.Submission.user))
    return query.order_by(_SUBMISSION.c.id.desc())
