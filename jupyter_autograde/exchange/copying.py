"""Use cases: copy assignments into a course, with their dates moved, and say before what that does.

A copy is a draft of its own with the same terms, rubric and files: no file is stored again, for a version names its
bundles. Students, their work and their extensions stay behind. That the solution is shown is not copied: that is to be
decided anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import AlreadyExists, Conflict, InvalidInput, NotFound
from jupyter_autograde.exchange.begin import count_assignments, require_room
from jupyter_autograde.exchange.shifted_times import shifted
from jupyter_autograde.models.assignment import AssignmentState, VersionState
from jupyter_autograde.models.copying import AssignmentCopy, AssignmentDates, CopyPlan, CopyRequest, CopySkip
from jupyter_autograde.models.limits import AssignmentLimits, MaxLimits, check_limits
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import zone_or_utc
from jupyter_autograde.ulids import new_ulid

BATCH = 10
"""Assignments that are copied in one transaction: others write in between."""


def plan_copies(
    session: Session,
    source: Access[orm.Course],
    target: Access[orm.Course],
    request: CopyRequest,
    *,
    max_limits: MaxLimits,
    most: int,
) -> CopyPlan:
    """Say what would be copied, with every date; nothing is done.

    Parameters
    ----------
    max_limits : MaxLimits
        The most that the limits of an assignment may be.
    most : int
        Assignments that a course may have.

    Raises
    ------
    InvalidInput
        All of a course would go into itself, or several assignments would have one name.
    NotFound
        An assignment that is named is not of the course.
    AlreadyExists
        One assignment alone is copied, and its name is taken.
    Conflict
        The course is archived.
    TooManyAssignments
        The course would have more than `most`.
    """
    if source.object.id == target.object.id and request.assignments is None:
        raise InvalidInput("A course can't be copied into itself. Name another course, or the assignments to copy.")
    if target.object.archived_at is not None:
        raise Conflict("This course is archived. Bring it back first, or copy into another.")
    rows = _originals(session, source, request.assignments)
    if request.name is not None and len(rows) != 1:
        raise InvalidInput("A name can be given to the copy of one assignment, not of several.")
    copies = _describe(session, source, target, request, rows, _versions(session, rows), max_limits)
    if len(copies) == 1 and request.assignments is not None and copies[0].skipped is CopySkip.NAME_TAKEN:
        raise AlreadyExists(
            f"This course has an assignment named {copies[0].name!r} already. Choose another name for the copy.",
            details={"name": copies[0].name},
        )
    require_room(session, target.object, sum(one.skipped is None for one in copies), most)
    return CopyPlan(
        course_id=target.object.id,
        course=target.object.name,
        timezone=zone_name(source, target),
        takes_settings=source.object.id != target.object.id and count_assignments(session, target.object) == 0,
        assignments=copies,
    )


def make_copies(
    session: Session,
    source: Access[orm.Course],
    target: Access[orm.Course],
    request: CopyRequest,
    ids: Sequence[str],
    *,
    max_limits: MaxLimits,
    most: int,
) -> list[AssignmentCopy]:
    """Copy some of the assignments that were planned, at most `BATCH`; what is taken by now is left as it is.

    Parameters
    ----------
    ids : sequence of str
        Ids of these; those that are gone by now are left out.
    max_limits, most
        As in `plan_copies`.

    Raises
    ------
    AlreadyExists
        Somebody has made an assignment of one of the names at the same moment.
    TooManyAssignments
    """
    rows = _rows(session, source, ids)
    versions = _versions(session, rows)
    copies = _describe(session, source, target, request, rows, versions, max_limits)
    require_room(session, target.object, sum(one.skipped is None for one in copies), most)
    made = {one.assignment_id: one for one in copies if one.skipped is None}
    new_ids = {row.id: new_ulid() for row in rows if row.id in made}
    for row in rows:
        if row.id in made:
            _copy(session, row, versions.get(row.id), target, made[row.id], new_ids[row.id])
    _copy_rubrics(session, new_ids, target.asker.name)
    try:
        session.flush()
    except IntegrityError as fault:
        raise AlreadyExists(
            "Somebody has made an assignment of one of these names at the same moment. Try again."
        ) from fault
    return [one.model_copy(update={"copy_id": new_ids.get(one.assignment_id)}) for one in copies]


def zone_name(source: Access[orm.Course], target: Access[orm.Course]) -> str:
    """Return the name of the time zone in which the time of day stays."""
    return target.object.timezone or source.object.timezone or "UTC"


def _originals(session: Session, source: Access[orm.Course], ids: Sequence[str] | None) -> list[orm.Assignment]:
    rows = _rows(session, source, ids)
    if ids is not None and len(rows) != len(set(ids)):
        raise NotFound("One of these assignments is not in the course. Load the list again.")
    return rows


def _rows(session: Session, source: Access[orm.Course], ids: Sequence[str] | None) -> list[orm.Assignment]:
    query = (
        select(orm.Assignment)
        .where(orm.Assignment.course_id == source.object.id, orm.Assignment.archived_at.is_(None))
        .order_by(orm.Assignment.name)
    )
    if ids is not None:
        query = query.where(orm.Assignment.id.in_(ids))
    return list(session.scalars(query))


def _describe(
    session: Session,
    source: Access[orm.Course],
    target: Access[orm.Course],
    request: CopyRequest,
    rows: Sequence[orm.Assignment],
    versions: Mapping[str, orm.AssignmentVersion],
    max_limits: MaxLimits,
) -> list[AssignmentCopy]:
    taken = set(session.scalars(select(orm.Assignment.name).where(orm.Assignment.course_id == target.object.id)))
    zone, days = zone_or_utc(zone_name(source, target)), request.shift_days
    found = []
    for row in rows:
        name = request.name or row.name
        version = versions.get(row.id)
        found.append(
            AssignmentCopy(
                assignment_id=row.id,
                name=name,
                version=version.number if version is not None else None,
                dates=AssignmentDates(opens_at=row.opens_at, due_at=row.due_at, closes_at=row.closes_at),
                new_dates=AssignmentDates(
                    opens_at=shifted(row.opens_at, days, zone),
                    due_at=shifted(row.due_at, days, zone),
                    closes_at=shifted(row.closes_at, days, zone),
                ),
                skipped=_reason(row, name, taken, max_limits),
            )
        )
    return found


def _reason(row: orm.Assignment, name: str, taken: Collection[str], max_limits: MaxLimits) -> CopySkip | None:
    if name in taken:
        return CopySkip.NAME_TAKEN
    try:
        check_limits(AssignmentLimits.model_validate(row.limits or {}), max_limits)
    except InvalidInput:
        return CopySkip.LIMITS_TOO_HIGH
    return None


def _versions(session: Session, rows: Iterable[orm.Assignment]) -> dict[str, orm.AssignmentVersion]:
    """Return, by assignment, the version that goes along: the one that is released, else the newest that is ready."""
    released = [row.released_version_id for row in rows if row.released_version_id is not None]
    others = [row.id for row in rows if row.released_version_id is None]
    query = (
        select(orm.AssignmentVersion)
        .where(
            or_(
                orm.AssignmentVersion.id.in_(released),
                and_(
                    orm.AssignmentVersion.assignment_id.in_(others),
                    orm.AssignmentVersion.state == VersionState.READY,
                ),
            )
        )
        .order_by(orm.AssignmentVersion.number)
    )
    return {one.assignment_id: one for one in session.scalars(query)}


def _copy(
    session: Session,
    row: orm.Assignment,
    version: orm.AssignmentVersion | None,
    target: Access[orm.Course],
    planned: AssignmentCopy,
    new_id: str,
) -> None:
    by, dates = target.asker.name, planned.new_dates
    session.add(
        orm.Assignment(
            id=new_id,
            course_id=target.object.id,
            name=planned.name,
            format=row.format,
            state=AssignmentState.DRAFT,
            opens_at=dates.opens_at,
            due_at=dates.due_at,
            closes_at=dates.closes_at,
            late_policy=row.late_policy,
            attempt_limit=row.attempt_limit,
            limits=row.limits,
            visibility=row.visibility,
            anonymous=row.anonymous,
            # Codes of its own: those of another term say nothing about this one's students.
            pseudonym_key=secrets.token_hex(32) if row.anonymous else None,
            created_by=by,
        )
    )
    if version is not None:
        # Its bundles are named by the version that there is, so nothing of them can go before this is written.
        session.add(
            orm.AssignmentVersion(
                assignment_id=new_id,
                number=1,
                state=VersionState.READY,
                environment=version.environment,
                notebooks=version.notebooks,
                source_sha256=version.source_sha256,
                bundle_sha256=version.bundle_sha256,
                package_sha256=version.package_sha256,
                solution_sha256=version.solution_sha256,
                max_score=version.max_score,
                report=version.report,
                created_by=by,
            )
        )


def _copy_rubrics(session: Session, new_ids: Mapping[str, str], by: str) -> None:
    """Copy what is graded by now; the bank of comments is the course's."""
    items = session.scalars(
        select(orm.RubricItem)
        .where(orm.RubricItem.assignment_id.in_(new_ids), orm.RubricItem.removed_at.is_(None))
        .order_by(orm.RubricItem.id)
    )
    for item in list(items):
        session.add(
            orm.RubricItem(
                assignment_id=new_ids[item.assignment_id],
                question=item.question,
                text=item.text,
                points=item.points,
                created_by=by,
            )
        )
