"""Rosters from files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.courses import roster_import
from jupyter_autograde.models.roster import RosterFile, RosterImport, RosterPreview
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/roster", tags=["courses"], responses=errors())
Guard = Guarded[orm.Course]


@router.post("/preview", response_model=RosterPreview)
async def preview_roster(
    course_id: CourseId,
    request: Request,
    parts: Parts,
    file: RosterFile,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> Response:
    """Return what importing a CSV file would change, and its faults by line; changes nothing. For instructors."""

    def work() -> RosterPreview:
        with guard.read() as (session, found):
            return roster_import.preview_roster(session, found, file, most=parts.people_a_course)

    return await _answer(parts, request, work)


@router.post("/import", response_model=RosterPreview, responses=errors(409, 507))
async def import_roster(
    course_id: CourseId,
    request: Request,
    parts: Parts,
    file: RosterImport,
    guard: Annotated[Guard, authorize(access.course, Permission.EDIT_ROSTER, of="course_id")],
) -> Response:
    """Bring the roster to what a CSV file says, all of it or nothing; for instructors."""

    def work() -> RosterPreview:
        with guard.read() as (session, found):
            plan = roster_import.plan_roster(session, found, file, most=parts.people_a_course)
        with guard.write() as (session, found):
            return roster_import.import_roster(session, found, file, plan, most=parts.people_a_course)

    return await _answer(parts, request, work)


async def _answer(parts: Components, request: Request, work: Callable[[], RosterPreview]) -> Response:
    # The JSON is written in the thread too: of thousands of people that takes its time.
    text = await parts.rosters.run(request, lambda: work().model_dump_json())
    return Response(text, media_type="application/json")
