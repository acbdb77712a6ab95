"""Assignments."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.exchange import assignments, fetches, outlook, progress
from jupyter_autograde.models.assignment import Assignment, AssignmentChange, AssignmentRequest, AssignmentState
from jupyter_autograde.models.assignment_state import AssignmentProgress, StateOutlook, VersionHolder
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
        most = parts.assignments_a_course
        return assignments.create_assignment(session, found, request, parts.max_limits, most=most)


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


@router.get("/courses/{course_id}/progress")
def list_progress(
    course_id: CourseId,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")],
) -> list[AssignmentProgress]:
    """Return how many students are how far at each assignment of a course; for staff, of their sections."""
    with guard.read() as (session, found):
        return progress.course_progress(session, found)


@router.get("/assignments/{assignment_id}/holders")
def list_holders(
    assignment_id: AssignmentId,
    guard: Annotated[
        Guarded[orm.Assignment],
        authorize(access.assignment, Permission.SEE_ALL_SUBMISSIONS, of="assignment_id"),
    ],
) -> list[VersionHolder]:
    """Return which student has fetched which version, the newest of each; for staff, of their sections."""
    with guard.read() as (session, found):
        return fetches.list_holders(session, found)


@router.get("/assignments/{assignment_id}/outlook", responses=errors(409))
def look_out(
    assignment_id: AssignmentId,
    guard: Annotated[
        Guarded[orm.Assignment],
        authorize(access.assignment, Permission.EDIT_ASSIGNMENT, of="assignment_id"),
    ],
    becomes: Annotated[AssignmentState, Query(description="The state it would have.")],
    version: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="A version that would be released; its state follows.")
    ] = None,
) -> StateOutlook:
    """Say what another state, or the release of a version, would do; it does nothing. For instructors."""
    with guard.read() as (session, found):
        return outlook.look_out(session, found, becomes, version)
