"""How an assignment went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.gradebook.insight.overview import read_insight
from jupyter_autograde.models.insight import AssignmentInsight
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.routers.parameters import AssignmentId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["gradebook"], responses=errors())


@router.get("/assignments/{assignment_id}/insight", response_model=AssignmentInsight)
async def get_insight(
    assignment_id: AssignmentId,
    request: Request,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Assignment], authorize(access.assignment, Permission.SEE_ALL_SUBMISSIONS, of="assignment_id")
    ],
) -> Response:
    """Return scores, hand-ins over time, tests and frequent errors of an assignment; for staff, of a TA's sections."""

    def work() -> AssignmentInsight:
        with guard.read() as (session, found):
            return read_insight(session, found)

    return await large_answer(parts, request, work)
