"""The work queue of a course."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.models.todo import Todo
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm
from jupyter_autograde.todo.queue import what_to_do

router = APIRouter(tags=["courses"], responses=errors())


@router.get("/courses/{course_id}/todo")
def get_todo(
    course_id: CourseId,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")],
) -> Todo:
    """Return what is to be done in a course, of a TA's sections where those are limited; for staff."""
    with guard.read() as (session, found):
        return what_to_do(session, found)
