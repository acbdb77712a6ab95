"""Grade passback: where the grades of an assignment go, and how far each has come."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.models.base import Ulid
from jupyter_autograde.models.passback import (
    PassbackItems,
    PassbackState,
    PassbackTarget,
    ResendRequest,
    Resent,
    TargetRequest,
)
from jupyter_autograde.passback import items, targets
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.routers.parameters import AssignmentId, CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["passback"], responses=errors())
ForEditors = Annotated[
    Guarded[orm.Assignment], authorize(access.assignment, Permission.EDIT_ASSIGNMENT, of="assignment_id")
]


@router.get("/courses/{course_id}/passback")
def list_passback(
    course_id: CourseId,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")],
    state: Annotated[PassbackState | None, Query(description="Only those in this state.")] = None,
    assignment_id: Annotated[Ulid | None, Query(description="Only those of this assignment.")] = None,
) -> PassbackItems:
    """Return the grades that are passed back, those that wait longest first; for staff, of their sections."""
    with guard.read() as (session, found):
        return items.list_items(session, found, state=state, assignment_id=assignment_id)


@router.post("/courses/{course_id}/passback/retry", responses=errors(507))
def send_grades_again(
    course_id: CourseId,
    request: ResendRequest,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.CHANGE_SCORES, of="course_id")],
) -> Resent:
    """Send grades again that could not be passed back, 500 at most at once; for instructors."""
    with guard.write() as (session, found):
        return items.send_again(session, found, request)


@router.get("/assignments/{assignment_id}/passback")
def get_passback_target(
    assignment_id: AssignmentId,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Assignment], authorize(access.assignment, Permission.SEE_ALL_SUBMISSIONS, of="assignment_id")
    ],
) -> PassbackTarget:
    """Return where the grades of an assignment go; for staff."""
    with guard.read() as (session, found):
        return targets.read_target(session, found, parts.platforms)


@router.put("/assignments/{assignment_id}/passback", responses=errors(507))
def set_passback_target(
    assignment_id: AssignmentId, request: TargetRequest, parts: Parts, guard: ForEditors
) -> PassbackTarget:
    """Let the grades of an assignment go to a platform, those that students see already too; for instructors."""
    with guard.write() as (session, found):
        return targets.set_target(session, found, parts.platforms, request)


@router.delete("/assignments/{assignment_id}/passback", responses=errors(507))
def end_passback(assignment_id: AssignmentId, parts: Parts, guard: ForEditors) -> PassbackTarget:
    """Pass no grades of an assignment back any more; what the platform has, it has. For instructors."""
    with guard.write() as (session, found):
        return targets.end_target(session, found, parts.platforms)
