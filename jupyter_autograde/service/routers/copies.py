"""Assignments copied into a course, their dates moved."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.models.copying import CopyPlan, CopyRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.course_copies import copy, look_at_copies
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/copies", tags=["assignments"], responses=errors(409))
# A copy holds the source: solutions and hidden tests.
Guard = Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_SOURCE, of="course_id")]


@router.post("/preview")
def preview_copies(course_id: CourseId, request: CopyRequest, parts: Parts, guard: Guard) -> CopyPlan:
    """Say which assignments would be copied, with every date; for instructors of both courses."""
    return look_at_copies(guard, request, parts)


@router.post("", status_code=201, responses=errors(409, 507))
def copy_assignments(course_id: CourseId, request: CopyRequest, parts: Parts, guard: Guard) -> CopyPlan:
    """Copy assignments into a course, as drafts with a version that is ready; for instructors of both courses.

    It is done a few at a time. After a failure ask again: what is there is left as it is.
    """
    return copy(guard, request, parts)
