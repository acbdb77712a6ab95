"""Assignments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.exchange import assignments
from jupyter_autograde.models.assignment import Assignment, AssignmentChange, AssignmentRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, SignedIn, authorize
from jupyter_autograde.service.routers.parameters import AssignmentId, CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["assignments"], responses=errors())


@router.get("/courses/{course_id}/assignments")
def list_assignments(
    course_id: CourseId,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_COURSE, of="course_id")],
) -> list[Assignment]:
    """Return the assignments of a course with your own newest submission; drafts for staff only."""
    with guard.read() as (session, found):
        return assignments.list_assignments(session, found)


@router.post("/courses/{course_id}/assignments", status_code=201, responses=errors(409, 507))
def create_assignment(
    course_id: CourseId,
    request: AssignmentRequest,
    parts: Parts,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.EDIT_ASSIGNMENT, of="course_id")],
) -> Assignment:
    """Create an assignment, as a draft; for instructors."""
    with guard.write() as (session, found):
        return assignments.create_assignment(session, found, request, parts.max_limits)


@router.get("/assignments")
def list_own_assignments(parts: Parts, asker: SignedIn) -> list[Assignment]:
    """Return the assignments of all courses that you are in."""
    with parts.database.read() as session:
        return assignments.list_own_assignments(session, asker)


@router.get("/assignments/{assignment_id}")
def get_assignment(
    assignment_id: AssignmentId,
    guard: Annotated[
        Guarded[orm.Assignment],
        authorize(access.assignment, Permission.SEE_COURSE, of="assignment_id"),
    ],
) -> Assignment:
    """Return one assignment."""
    with guard.read() as (session, found):
        return assignments.describe(session, found.asker, [found.object])[0]


@router.patch("/assignments/{assignment_id}", responses=errors(409, 507))
def change_assignment(
    assignment_id: AssignmentId,
    change: AssignmentChange,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Assignment],
        authorize(access.assignment, Permission.EDIT_ASSIGNMENT, of="assignment_id"),
    ],
) -> Assignment:
    """Change times, limits and late policy, close or reopen; what is not named stays. For instructors."""
    with guard.write() as (session, found):
        return assignments.change_assignment(session, found, change, parts.max_limits)
