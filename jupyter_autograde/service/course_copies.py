"""A course's assignments copied into another: the use cases in order, in transactions that others need not wait for."""

from __future__ import annotations

from jupyter_autograde import access
from jupyter_autograde.access import Access
from jupyter_autograde.courses.course import change_course
from jupyter_autograde.exchange.copying import BATCH, make_copies, plan_copies
from jupyter_autograde.models.copying import AssignmentCopy, CopyPlan, CopyRequest
from jupyter_autograde.models.course import CourseChange
from jupyter_autograde.models.late_policy import LatePolicyRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session

Guard = Guarded[orm.Course]


def look_at_copies(guard: Guard, request: CopyRequest, parts: Components) -> CopyPlan:
    """Say what copying would do."""
    with guard.read() as (session, source):
        return plan_copies(
            session,
            source,
            _target(session, source, request),
            request,
            max_limits=parts.max_limits,
            most=parts.assignments_a_course,
        )


def copy(guard: Guard, request: CopyRequest, parts: Components) -> CopyPlan:
    """Copy a few at a time; asked again after a failure it goes on, for what is there by then is left as it is."""
    plan = look_at_copies(guard, request, parts)
    if plan.takes_settings:
        with guard.write() as (session, source):
            _take_settings(session, source, _target(session, source, request), parts)
    wanted = [one for one in plan.assignments if one.skipped is None]
    made: dict[str, AssignmentCopy] = {}
    for start in range(0, len(wanted), BATCH):
        ids = [one.assignment_id for one in wanted[start : start + BATCH]]
        with guard.write() as (session, source):
            some = make_copies(
                session,
                source,
                _target(session, source, request),
                request,
                ids,
                max_limits=parts.max_limits,
                most=parts.assignments_a_course,
            )
        made |= {one.assignment_id: one for one in some}
    # What was taken away since it was planned is in neither.
    wanted_ids = {one.assignment_id for one in wanted}
    kept = [one for one in plan.assignments if one.assignment_id not in wanted_ids - made.keys()]
    return plan.model_copy(update={"assignments": [made.get(one.assignment_id, one) for one in kept]})


def _target(session: Session, source: Access[orm.Course], request: CopyRequest) -> Access[orm.Course]:
    """Return the course that gets the copies; to who may not know of it, it does not exist."""
    return access.course(session, source.asker, request.course_id, Permission.EDIT_ASSIGNMENT)


def _take_settings(session: Session, source: Access[orm.Course], target: Access[orm.Course], parts: Components) -> None:
    """Give a course without assignments what of its settings it has not chosen itself."""
    was, is_ = source.object, target.object
    chosen: dict[str, object] = {}
    if is_.timezone is None and was.timezone is not None:
        chosen["timezone"] = was.timezone
    if is_.late_policy is None and was.late_policy is not None:
        chosen["late_policy"] = LatePolicyRequest.model_validate(was.late_policy)
    if is_.environment is None and was.environment is not None and was.environment in parts.environments:
        chosen["environment"] = was.environment
    if chosen:
        change_course(session, target, CourseChange.model_validate(chosen), parts.environments)
