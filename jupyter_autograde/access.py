"""The one decision of who may do what with which object (SEC-41).

Each function loads an object by its id, finds the asker's role in its course, and either returns both or
raises. An object of a course one has no part in does not exist: NotFound, with the same text as for an id
that was never given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from jupyter_autograde.errors import AutogradeError, NotFound, PermissionDenied
from jupyter_autograde.models.assignment import AssignmentState, VersionState
from jupyter_autograde.permissions import STAFF, Permission, Role, allows, limits_of
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.sections import students_of
from jupyter_autograde.timestamps import now

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Asker:
    """Who asks, as the hub or a door has verified (SEC-40)."""

    name: str
    admin: bool = False


@dataclass(frozen=True)
class Access(Generic[T]):
    """An object that `asker` may use, and the role that allows it."""

    asker: Asker
    role: Role
    object: T
    sections: frozenset[str] | None = None
    """Of a TA who sees the work of these sections' students alone; None: of all."""

    def to(self, other: U) -> Access[U]:
        """Return the access to something else of the same course."""
        return Access(self.asker, self.role, other, self.sections)

    def sees(
        self, course_id: str, user: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    ) -> ColumnElement[bool]:
        """Return the condition that sections do not hide the work of `user`, a column, from the asker."""
        if self.sections is None:
            return true()
        return or_(user == self.asker.name, user.in_(students_of(course_id, self.sections)))

    def grades(
        self, course_id: str, user: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    ) -> ColumnElement[bool]:
        """Return the condition that `user`, a column, is a student whose grade is the asker's business.

        Who has left the course, or is of its staff, has no grade in it: neither the work queue nor manual grading nor
        the gradebook count them. Their work is in the list of submissions still.
        """
        return user.in_(students_of(course_id, self.sections))

    def may(self, permission: Permission) -> bool:
        """Say whether the role includes `permission`."""
        return allows(self.role, permission)


@dataclass(frozen=True)
class Part:
    """What somebody is in a course."""

    role: Role
    sections: frozenset[str] | None = None
    """As `Access.sections`."""


_PART = select(orm.Enrollment.role, orm.Enrollment.section).where(
    orm.Enrollment.course_id == bindparam("course_id"), orm.Enrollment.user == bindparam("user")
)
_PARTS = select(orm.Enrollment.user, orm.Enrollment.role, orm.Enrollment.section).where(
    orm.Enrollment.course_id == bindparam("course_id"), orm.Enrollment.user.in_(bindparam("users", expanding=True))
)
_ASSIGNMENT = (
    select(orm.Assignment).options(joinedload(orm.Assignment.course)).where(orm.Assignment.id == bindparam("id"))
)
# Made once: nearly every request asks them, and making such a query takes longer than asking it.


def part_in(session: Session, asker: Asker, course_id: str) -> Part | None:
    """Return the asker's part in a course; admins of the hub are ADMIN everywhere."""
    if asker.admin:
        return Part(Role.ADMIN)
    found = session.execute(_PART, {"course_id": course_id, "user": asker.name}).one_or_none()
    return _part(found.role, found.section) if found else None


def parts_in(session: Session, askers: Iterable[Asker], course_id: str) -> dict[Asker, Part]:
    """Return the parts of several askers in a course; who has none is not in it."""
    people = set(askers)
    parts = {asker: Part(Role.ADMIN) for asker in people if asker.admin}
    others = {asker.name: asker for asker in people if not asker.admin}
    if others:
        of = {"course_id": course_id, "users": sorted(others)}
        for user, role, section in session.execute(_PARTS, of):
            parts[others[user]] = _part(role, section)
    return parts


def _part(name: str, section: str | None) -> Part:
    role = Role(name)
    return Part(role, limits_of(role, section))


def role_in(session: Session, asker: Asker, course_id: str) -> Role | None:
    """Return the asker's role in a course; admins of the hub are ADMIN everywhere."""
    part = part_in(session, asker, course_id)
    return part.role if part else None


@dataclass(frozen=True)
class Courses:
    """Ids of somebody's courses, by what the person sees in them."""

    staff_of: Sequence[str]
    """Whose students' work is all seen."""
    limited_to: Mapping[str, frozenset[str]]
    """Course -> the sections whose students' work is seen."""
    student_of: Sequence[str]


def courses_of(session: Session, asker: Asker) -> Courses:
    """Return the courses that the asker is enrolled in."""
    staff_of: list[str] = []
    limited_to: dict[str, frozenset[str]] = {}
    student_of: list[str] = []
    for course_id, name, section in session.execute(
        select(orm.Enrollment.course_id, orm.Enrollment.role, orm.Enrollment.section).where(
            orm.Enrollment.user == asker.name
        )
    ):
        role = Role(name)
        sections = limits_of(role, section)
        if sections is not None:
            limited_to[course_id] = sections
        else:
            (staff_of if role in STAFF else student_of).append(course_id)
    return Courses(staff_of, limited_to, student_of)


def require_admin(asker: Asker) -> None:
    """Raise PermissionDenied unless the asker is an admin of the hub."""
    if not asker.admin:
        raise PermissionDenied("Only administrators of the hub can do this. Ask one of them.")


def course(session: Session, asker: Asker, course_id: str, permission: Permission) -> Access[orm.Course]:
    """Load a course for `permission`."""
    found = session.get(orm.Course, course_id)
    if found is None:
        raise _missing("course")
    return _decide(session, asker, permission, found.id, found, "course")


def assignment(session: Session, asker: Asker, assignment_id: str, permission: Permission) -> Access[orm.Assignment]:
    """Load an assignment for `permission`; a draft, or one that opens later, exists for those who may see drafts only.

    For handing in, one that opens later exists for all members, for who knows its id has seen it before. Whether it
    takes anything is `exchange.submit`'s to say: what it has taken already is acknowledged again, also while it begins
    anew.
    """
    found = session.scalar(_ASSIGNMENT, {"id": assignment_id})
    if found is None:
        raise _missing("assignment")
    sight = _sight_of(found, permission)
    return _decide(session, asker, permission, found.course_id, found, "assignment", sight)


def assignment_for(
    session: Session, askers: Iterable[Asker], assignment_id: str, permission: Permission
) -> dict[Asker, Access[orm.Assignment] | AutogradeError]:
    """Load an assignment for several at once: what `assignment` returns, or raises, for each of them."""
    people = set(askers)
    found = session.scalar(_ASSIGNMENT, {"id": assignment_id})
    if found is None:
        return {asker: _missing("assignment") for asker in people}
    parts, sight = parts_in(session, people, found.course_id), _sight_of(found, permission)
    decided: dict[Asker, Access[orm.Assignment] | AutogradeError] = {}
    for asker in people:
        try:
            decided[asker] = _judge(asker, parts.get(asker), permission, found, "assignment", sight)
        except AutogradeError as fault:
            decided[asker] = fault
    return decided


def _sight_of(found: orm.Assignment, permission: Permission) -> Permission:
    """Return the permission with which an assignment exists for somebody who wants `permission` at it."""
    handing_in = permission is Permission.SUBMIT
    known = found.state != AssignmentState.DRAFT or (handing_in and found.restarted_at is not None)
    shown = known and (handing_in or found.is_open(now()))
    return Permission.SEE_COURSE if shown else Permission.SEE_DRAFTS


def version(session: Session, asker: Asker, version_id: str, permission: Permission) -> Access[orm.AssignmentVersion]:
    """Load a release version for `permission`; unreleased ones exist for those who may see drafts only.

    So do those of an assignment before it began anew, and those of one that is a draft again.
    """
    found = session.get(
        orm.AssignmentVersion,
        version_id,
        options=[joinedload(orm.AssignmentVersion.assignment).joinedload(orm.Assignment.course)],
    )
    if found is None:
        raise _missing("version")
    assignment = found.assignment
    shown = (
        found.state == VersionState.RELEASED
        and assignment.state != AssignmentState.DRAFT
        and assignment.is_open(now())
        and assignment.has_now(found.released_at)
    )
    sight = Permission.SEE_COURSE if shown else Permission.SEE_DRAFTS
    return _decide(session, asker, permission, assignment.course_id, found, "version", sight)


def submission(session: Session, asker: Asker, submission_id: str, permission: Permission) -> Access[orm.Submission]:
    """Load a submission for `permission`; others' exist for staff only, of their sections if they have any."""
    found = session.get(
        orm.Submission,
        submission_id,
        options=[
            joinedload(orm.Submission.assignment).joinedload(orm.Assignment.course),
            joinedload(orm.Submission.version),
            joinedload(orm.Submission.status),
        ],
    )
    if found is None:
        raise _missing("submission")
    sight = Permission.SEE_OWN_SUBMISSIONS if found.user == asker.name else Permission.SEE_ALL_SUBMISSIONS
    return _decide(session, asker, permission, found.assignment.course_id, found, "submission", sight, found.user)


def job(session: Session, asker: Asker, job_id: str, permission: Permission) -> Access[orm.Job]:
    """Load a job for `permission`: it belongs to whoever owns its submission or its version."""
    found = session.get(orm.Job, job_id)
    if found is None:
        raise _missing("job")
    owner: Access[orm.Submission] | Access[orm.AssignmentVersion]
    try:
        if found.submission_id is not None:
            owner = submission(session, asker, found.submission_id, permission)
        else:
            owner = version(session, asker, found.version_id or "", permission)
    except NotFound as fault:
        # In the words of a missing job: what the job belongs to is not the asker's to know.
        raise _missing("job") from fault
    if found.submission_id is None and not owner.may(Permission.SEE_DRAFTS):
        raise _missing("job")
    return owner.to(found)


def score_change(session: Session, asker: Asker, change_id: str, permission: Permission) -> Access[orm.ScoreChange]:
    """Load a regrade or a voided test for `permission`; they exist for staff only."""
    found = session.get(
        orm.ScoreChange,
        change_id,
        options=[
            joinedload(orm.ScoreChange.assignment).joinedload(orm.Assignment.course),
            joinedload(orm.ScoreChange.version),
        ],
    )
    if found is None:
        raise _missing("score change")
    course_id = found.assignment.course_id
    return _decide(session, asker, permission, course_id, found, "score change", Permission.SEE_ALL_SUBMISSIONS)


def grade_request(session: Session, asker: Asker, request_id: str, permission: Permission) -> Access[orm.GradeRequest]:
    """Load a request about a grade for `permission`; it exists for whom its submission does."""
    found = session.get(
        orm.GradeRequest,
        request_id,
        options=[
            joinedload(orm.GradeRequest.submission).joinedload(orm.Submission.assignment),
            joinedload(orm.GradeRequest.submission).joinedload(orm.Submission.status),
        ],
    )
    if found is None:
        raise _missing("request")
    owner = found.submission.user
    sight = Permission.SEE_OWN_SUBMISSIONS if owner == asker.name else Permission.SEE_ALL_SUBMISSIONS
    return _decide(session, asker, permission, found.submission.assignment.course_id, found, "request", sight, owner)


def _decide(
    session: Session,
    asker: Asker,
    permission: Permission,
    course_id: str,
    found: T,
    kind: str,
    sight: Permission = Permission.SEE_COURSE,
    owner: str | None = None,
) -> Access[T]:
    """Check first whether the asker may know of the object at all, then whether `permission` is there.

    `owner` is whose work it is, if it is one person's.
    """
    part = part_in(session, asker, course_id)
    if part is None or not _reaches(session, asker, part, course_id, owner):
        raise _missing(kind)
    return _judge(asker, part, permission, found, kind, sight)


def _judge(
    asker: Asker, part: Part | None, permission: Permission, found: T, kind: str, sight: Permission
) -> Access[T]:
    if part is None or not allows(part.role, sight):
        raise _missing(kind)
    role = part.role
    if not allows(role, permission):
        raise PermissionDenied(
            f"Your role in this course ({role}) does not include this. Ask the course's instructor.",
            details={"role": role, "permission": permission},
        )
    return Access(asker, role, found, part.sections)


def _reaches(session: Session, asker: Asker, part: Part, course_id: str, owner: str | None) -> bool:
    if part.sections is None or owner is None or owner == asker.name:
        return True
    students = students_of(course_id, part.sections).where(orm.Enrollment.user == owner)
    return session.scalar(students) is not None


def _missing(kind: str) -> NotFound:
    return NotFound(f"There is no such {kind}, or you are not a member of its course.", details={"kind": kind})
