"""Use case: say where the grades of an assignment go."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.passback import USER, PassbackTarget, TargetRequest
from jupyter_autograde.passback import outbox
from jupyter_autograde.passback.platforms import Platforms
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.database import serialize


def read_target(session: Session, access: Access[orm.Assignment], platforms: Platforms) -> PassbackTarget:
    """Return where the grades of an assignment go, and where they could."""
    return _model(access, session.get(orm.PassbackTarget, access.object.id), platforms)


def set_target(
    session: Session, access: Access[orm.Assignment], platforms: Platforms, request: TargetRequest
) -> PassbackTarget:
    """Let the grades of an assignment go to a platform; at another place than before, all of them are sent anew.

    Raises
    ------
    InvalidInput
        The service's settings do not allow it, or no student is in the template.
    """
    assignment = access.object
    platform = platforms.get(request.platform)
    if platform is None or not platform.serves(assignment.course.name):
        known = ", ".join(_names(access, platforms)) or "none"
        raise InvalidInput(
            f"This service has no platform {request.platform!r} for this course; it has: {known}. "
            "Ask the people who run your JupyterHub to add it."
        )
    if not platform.allows(request.outcome_url):
        raise InvalidInput(
            "Scores may not be sent to this outcome address: it is none of those that the service's settings allow for "
            f"{platform.name!r}. Copy it from the platform, or ask the people who run your JupyterHub to allow it."
        )
    if USER not in request.sourced_id:
        raise InvalidInput(f"The sourcedId needs {USER} in it, which stands for the student.")
    serialize(session, "passback", assignment.id)
    row = session.get(orm.PassbackTarget, assignment.id)
    before = _place(row)
    if row is None:
        row = orm.PassbackTarget(assignment_id=assignment.id, assignment=assignment)
        session.add(row)
    row.platform, row.outcome_url, row.sourced_id = request.platform, request.outcome_url, request.sourced_id
    if _place(row) != before:
        row.created_by = access.asker.name
        _forget_items(session, assignment)
        _note(session, access, before, _place(row))
        session.flush()
        outbox.tell(session, assignment, row.created_by)
    return _model(access, row, platforms)


def end_target(session: Session, access: Access[orm.Assignment], platforms: Platforms) -> PassbackTarget:
    """Pass no grades of an assignment back any more; what the platform has, it has."""
    serialize(session, "passback", access.object.id)
    row = session.get(orm.PassbackTarget, access.object.id)
    if row is not None:
        _forget_items(session, access.object)
        session.delete(row)
        _note(session, access, _place(row), None)
        outbox.tell(session, access.object, access.asker.name)
    return _model(access, None, platforms)


def _forget_items(session: Session, assignment: orm.Assignment) -> None:
    session.execute(delete(orm.PassbackItem).where(orm.PassbackItem.assignment_id == assignment.id))


def _note(
    session: Session,
    access: Access[orm.Assignment],
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    record_grade_change(
        session,
        Why(AuditAction.PASSBACK, access.asker.name),
        course_id=access.object.course_id,
        assignment_id=access.object.id,
        before=before,
        after=after,
    )


def _place(row: orm.PassbackTarget | None) -> dict[str, str] | None:
    if row is None or row.platform is None:
        return None
    return {"platform": row.platform, "outcome_url": row.outcome_url, "sourced_id": row.sourced_id}


def _names(access: Access[orm.Assignment], platforms: Platforms) -> list[str]:
    return sorted(name for name, one in platforms.items() if one.serves(access.object.course.name))


def _model(access: Access[orm.Assignment], row: orm.PassbackTarget | None, platforms: Platforms) -> PassbackTarget:
    return PassbackTarget(
        assignment_id=access.object.id,
        platform=row.platform if row else None,
        outcome_url=row.outcome_url if row else None,
        sourced_id=row.sourced_id if row else None,
        platforms=_names(access, platforms),
    )
