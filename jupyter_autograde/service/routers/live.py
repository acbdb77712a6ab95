"""The live classroom of a course: who works on what now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.exchange import live
from jupyter_autograde.exchange.live_notebooks import Filter
from jupyter_autograde.models.base import Name, Ulid, check_plain
from jupyter_autograde.models.live import PAGE_POLICY, LiveClassroom, LiveSwitch, LiveTail
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.downloads import page_response
from jupyter_autograde.service.pages.live_export import live_page
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/live", tags=["live"], responses=errors())
Staff = Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")]
OneAssignment = Annotated[Ulid | None, Query(description="Only notebooks of this assignment.")]


@router.get("")
def show_live(course_id: CourseId, parts: Parts, guard: Staff, assignment_id: OneAssignment = None) -> LiveClassroom:
    """Return what students saved last, and who is idle or stuck; empty while it is switched off. For staff."""
    with guard.read() as (session, found):
        return live.show_classroom(session, found, parts.live_rules, assignment_id=assignment_id)


@router.put("", responses=errors(507))
def switch_live(
    course_id: CourseId,
    switch: LiveSwitch,
    parts: Parts,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.EDIT_COURSE, of="course_id")],
) -> LiveClassroom:
    """Let staff see what students save, which students are told; switched off, what was kept is deleted.

    For instructors.
    """
    with guard.write() as (session, found):
        return live.switch_live(session, found, switch, parts.live_rules)


@router.get("/tail")
def read_live_tail(
    course_id: CourseId,
    parts: Parts,
    guard: Staff,
    user: Annotated[Name, Query(description="Whose notebook.")],
    path: Annotated[str, AfterValidator(check_plain), Query(max_length=1024, description="As the list has it.")],
) -> LiveTail:
    """Return the last cells of a notebook as it was saved last; for staff."""
    with guard.read() as (session, found):
        return live.read_tail(session, found, user, path, parts.live_rules)


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
)
def export_live(course_id: CourseId, parts: Parts, guard: Staff, assignment_id: OneAssignment = None) -> Response:
    """Return the last cells of all notebooks as a page, an attachment; it says how many are left out. For staff."""
    with guard.read() as (session, found):
        tails = live.read_tails(session, found, Filter(assignment_id), parts.live_rules)
        return page_response(live_page(found.object.name, tails), "live.html", PAGE_POLICY)
