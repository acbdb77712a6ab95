"""What holds for one student at an assignment: until when, how often, and what lateness costs.

Nothing of it is stored with a submission. It follows from the assignment, the course and the extensions of now, so that
a change of one of them holds for what was handed in before, at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.deadlines import AttemptLimit
from jupyter_autograde.models.late_policy import LatePenalty, LatePolicy
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm

NO_POLICY = LatePolicy()

_EXTENSIONS = (
    select(orm.Extension)
    .where(orm.Extension.assignment_id.in_(bindparam("assignments", expanding=True)), orm.Extension.ended_at.is_(None))
    .order_by(orm.Extension.id)
)
_EXTENSIONS_OF_ONE = _EXTENSIONS.where(or_(orm.Extension.user == bindparam("user"), orm.Extension.section.is_not(None)))
# Made once: each hand-in asks them, and making such a query takes longer than asking it.


@dataclass(frozen=True)
class Terms:
    """What holds for one student at one assignment."""

    due_at: datetime | None
    closes_at: datetime | None
    policy: LatePolicy
    limit: AttemptLimit | None
    """Extra attempts included."""
    extended: bool = False

    def is_late(self, at: datetime) -> bool:
        """Say whether something handed in at `at` is late."""
        return self.due_at is not None and self.policy.is_late(at - self.due_at)

    def penalty(self, at: datetime, score: float | None, max_score: float | None) -> float | None:
        """Return how many points of `score` it costs to hand in at `at`; None without a score."""
        if score is None:
            return None
        if self.due_at is None or not self.policy.steps:
            return 0.0
        return min(score, self.policy.points(at - self.due_at, max_score or 0.0))

    def final(self, at: datetime, score: float | None, max_score: float | None) -> dict[str, float | None]:
        """Return `penalty` and `final_score` of something handed in at `at`, as `Submission` has them."""
        penalty = self.penalty(at, score, max_score)
        return {
            "penalty": penalty,
            "final_score": score - penalty if score is not None and penalty is not None else None,
        }

    def is_over(self, assignment: orm.Assignment, at: datetime) -> bool:
        """Say whether nothing is awaited any more at `at`: what has not come counts as nothing."""
        end = self.due_at or self.closes_at
        return assignment.state == AssignmentState.CLOSED or (end is not None and at >= end)

    def late_now(self, at: datetime) -> LatePenalty | None:
        """Return what is taken off something handed in at `at`; None while that is not late."""
        if self.due_at is None or not self.is_late(at):
            return None
        return LatePenalty(amount=self.policy.amount(at - self.due_at), unit=self.policy.unit)


@dataclass(frozen=True)
class AttemptsLeft:
    """How often somebody may still hand in."""

    left: int
    again_at: datetime | None = None
    """When there is another one, where none is left now and the limit is for some hours."""


def attempts_left(limit: AttemptLimit, moments: Sequence[datetime], at: datetime) -> AttemptsLeft:
    """Return what is left at `at` of a limit after hand-ins at `moments`, the oldest first."""
    if limit.hours is None:
        return AttemptsLeft(max(0, limit.attempts - len(moments)))
    window = timedelta(hours=limit.hours)
    recent = [moment for moment in moments if moment > at - window]
    left = limit.attempts - len(recent)
    # With the limit lowered meanwhile, more than one has to grow old.
    return AttemptsLeft(left) if left > 0 else AttemptsLeft(0, recent[-limit.attempts] + window)


@dataclass
class TermsBook:
    """The extensions that count, of some assignments."""

    of_user: dict[tuple[str, str], orm.Extension] = field(default_factory=dict)
    """(assignment, student) -> extension."""
    of_section: dict[tuple[str, str], orm.Extension] = field(default_factory=dict)
    sections: dict[tuple[str, str], str] = field(default_factory=dict)
    """(course, student) -> section; only of sections that have an extension."""
    _everybody: dict[str, Terms] = field(default_factory=dict)

    def of(self, assignment: orm.Assignment, user: str) -> Terms:
        """Return what holds for somebody at an assignment: of everything that is given, the most generous."""
        if self.of_user or self.sections:  # most assignments have no extension, and a list asks for each row
            given = [self.of_user.get((assignment.id, user))]
            section = self.sections.get((assignment.course_id, user))
            if section is not None:
                given.append(self.of_section.get((assignment.id, section)))
            extensions = [one for one in given if one is not None]
            if extensions:
                return _terms(assignment, extensions)
        if assignment.id not in self._everybody:
            self._everybody[assignment.id] = _terms(assignment, ())
        return self._everybody[assignment.id]


def load_terms(session: Session, assignments: Iterable[orm.Assignment], user: str | None = None) -> TermsBook:
    """Read what `TermsBook.of` needs for some assignments, of everybody or of one person alone."""
    rows = list(assignments)
    book = TermsBook()
    of: dict[str, Any] = {"assignments": [row.id for row in rows]}
    query = _EXTENSIONS
    if user is not None:
        query, of = _EXTENSIONS_OF_ONE, of | {"user": user}
    for one in session.scalars(query, of):
        if one.user is not None:
            book.of_user[one.assignment_id, one.user] = one
        elif one.section is not None:
            book.of_section[one.assignment_id, one.section] = one
    if book.of_section:
        people = select(orm.Enrollment.course_id, orm.Enrollment.user, orm.Enrollment.section).where(
            orm.Enrollment.course_id.in_({row.course_id for row in rows}),
            orm.Enrollment.section.in_({section for _, section in book.of_section}),
            orm.Enrollment.role == Role.STUDENT,
        )
        if user is not None:
            people = people.where(orm.Enrollment.user == user)
        book.sections = {(row.course_id, row.user): row.section for row in session.execute(people)}
    return book


def hand_in_moments(session: Session, assignments: Sequence[orm.Assignment], user: str) -> dict[str, list[datetime]]:
    """Return when somebody handed in to each of some assignments, the oldest first; of a restarted one since then."""
    of = {row.id: row for row in assignments}
    found: dict[str, list[datetime]] = {}
    for assignment_id, at in session.execute(
        select(orm.Submission.assignment_id, orm.Submission.submitted_at)
        .where(
            orm.Submission.assignment_id.in_(of),
            orm.Submission.user == user,
            orm.Submission.submitted_by.is_(None),  # what staff handed in for somebody uses up no attempt
        )
        .order_by(orm.Submission.submitted_at)
    ):
        if of[assignment_id].has_now(at):
            found.setdefault(assignment_id, []).append(at)
    return found


def policy_of(assignment: orm.Assignment) -> LatePolicy | None:
    """Return the late policy of an assignment: its own, else its course's."""
    own = assignment.late_policy if assignment.late_policy is not None else assignment.course.late_policy
    return LatePolicy.model_validate(own) if own is not None else None


def limit_of(assignment: orm.Assignment) -> AttemptLimit | None:
    """Return the attempt limit of an assignment."""
    return AttemptLimit.model_validate(assignment.attempt_limit) if assignment.attempt_limit is not None else None


def _terms(assignment: orm.Assignment, extensions: Sequence[orm.Extension]) -> Terms:
    due = _latest(assignment.due_at, [one.due_at for one in extensions])
    closes = _latest(assignment.closes_at, [one.closes_at for one in extensions])
    if extensions and due is not None and closes is not None:
        closes = max(due, closes)
    limit = limit_of(assignment)
    if limit is not None and extensions:
        extra = max(one.extra_attempts for one in extensions)
        limit = limit.model_copy(update={"attempts": limit.attempts + extra})
    return Terms(due, closes, policy_of(assignment) or NO_POLICY, limit, extended=bool(extensions))


def _latest(of_all: datetime | None, others: Sequence[datetime | None]) -> datetime | None:
    """Return the latest of some times; where everybody has no limit, nobody has."""
    return None if of_all is None else max([of_all, *(one for one in others if one is not None)])
