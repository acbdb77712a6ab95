"""Use case: say what another state of an assignment, or a newer version, would do to its students."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import HasSubmissions, NotFound, NotReleased, ReleaseNotReady
from jupyter_autograde.exchange.fetches import names_of, newest_held
from jupyter_autograde.models.assignment import AssignmentState, VersionState
from jupyter_autograde.models.assignment_state import StateOutlook
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.storage.terms import load_terms
from jupyter_autograde.storage.visibility import extended_until, solutions_shown
from jupyter_autograde.timestamps import now


def look_out(
    session: Session, access: Access[orm.Assignment], becomes: AssignmentState, version: int | None = None
) -> StateOutlook:
    """Say what becomes of an assignment with another state, or when one of its versions is released.

    Parameters
    ----------
    version : int, optional
        Number of a version that is ready; its release opens a draft and leaves a closed assignment closed.

    Raises
    ------
    NotFound, ReleaseNotReady
        There is no such version, or it can't be released.
    NotReleased
        A draft without a released version can't be opened or closed.
    """
    assignment, at = access.object, now()
    released = assignment.released_version.number if assignment.released_version else None
    if version is not None:
        _require_ready(session, assignment, version)
        becomes = _after_release(assignment)
    elif released is None and becomes is not AssignmentState.DRAFT:
        raise NotReleased("This assignment has no released version yet. Release it from its notebook.")
    people = names_of(session, access)
    handed_in = _handed_in(session, assignment)
    crowd = _Crowd(session, assignment, people, at)
    held = {row.user: row.number for row in session.execute(newest_held(access))}
    open_now = crowd.open_in(AssignmentState(assignment.state), released)
    solution_from = _solution_from(session, assignment, becomes, at)
    return StateOutlook(
        assignment_id=assignment.id,
        state=AssignmentState(assignment.state),
        becomes=becomes,
        version=version or released,
        students=len(people),
        submitted=len(handed_in & set(people)),
        may_submit=len(open_now),
        may_submit_then=len(crowd.open_in(becomes, version or released)),
        missing=len(open_now - handed_in),
        extended=len(open_now & crowd.extended),
        holders=sum(1 for number in held.values() if version is None or number < version),
        opens_at=assignment.opens_at if not assignment.is_open(at) else None,
        solution_shown=assignment.solution_shown,
        solution_from=solution_from,
        solution_hidden=_solution_readable(session, assignment) and (solution_from is None or solution_from > at),
        allowed=becomes is not AssignmentState.DRAFT or not has_submissions(session, assignment),
    )


def _solution_from(
    session: Session, assignment: orm.Assignment, becomes: AssignmentState, at: datetime
) -> datetime | None:
    ends = at if becomes is AssignmentState.CLOSED else assignment.closes_at
    if not assignment.solution_shown or ends is None or becomes is AssignmentState.DRAFT:
        return None
    return max(ends, extended_until(session, [assignment]).get(assignment.id, ends))


def _solution_readable(session: Session, assignment: orm.Assignment) -> bool:
    version = assignment.released_version
    there = version is not None and version.solution_sha256 is not None
    return there and assignment.id in solutions_shown(session, [assignment])


def has_submissions(session: Session, assignment: orm.Assignment) -> bool:
    """Say whether a student has handed in, who would lose sight of it; staff and administrators, who try it, do not."""
    latest = orm.LatestSubmission
    theirs = select(func.count()).where(
        latest.assignment_id == assignment.id, latest.user.in_(students_of(assignment.course_id))
    )
    return session.scalar(theirs) != 0


def require_no_submissions(session: Session, assignment: orm.Assignment) -> None:
    """Raise HasSubmissions where an assignment can't go out of sight any more."""
    if has_submissions(session, assignment):
        raise HasSubmissions(
            "Students have handed in, so this assignment can't be a draft again: they would lose sight of their work. "
            "Close it instead."
        )


@dataclass
class _Crowd:
    """The students of an assignment, and until when each may hand in."""

    session: Session
    assignment: orm.Assignment
    people: Collection[str]
    at: datetime

    def __post_init__(self) -> None:
        book = load_terms(self.session, [self.assignment])
        terms = {user: book.of(self.assignment, user) for user in self.people}
        self._in_time = {user for user, one in terms.items() if one.closes_at is None or self.at <= one.closes_at}
        self.extended = {user for user, one in terms.items() if one.extended}

    def open_in(self, state: AssignmentState, version: int | None) -> set[str]:
        """Return who may hand in at this moment in some state."""
        opened = version is not None and state is AssignmentState.RELEASED and self.assignment.is_open(self.at)
        return self._in_time if opened else set()


def _handed_in(session: Session, assignment: orm.Assignment) -> set[str]:
    latest = orm.LatestSubmission
    return set(session.scalars(select(latest.user).where(latest.assignment_id == assignment.id)))


def _after_release(assignment: orm.Assignment) -> AssignmentState:
    state = AssignmentState(assignment.state)
    return AssignmentState.RELEASED if state is AssignmentState.DRAFT else state


def _require_ready(session: Session, assignment: orm.Assignment, number: int) -> None:
    row = session.scalar(
        select(orm.AssignmentVersion).where(
            orm.AssignmentVersion.assignment_id == assignment.id, orm.AssignmentVersion.number == number
        )
    )
    if row is None:
        raise NotFound(f"There is no version {number} of this assignment.", details={"kind": "version"})
    if row.state == VersionState.BUILDING:
        raise ReleaseNotReady("The version is still being built. Wait for the report.")
    if row.state == VersionState.REFUSED:
        raise ReleaseNotReady(row.refusal or "The version was refused.")
