"""How an assignment went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.gradebook.insight.overview import read_insight
from jupyter_autograde.gradebook.insight.whose import WorkQuestion, find_works
from jupyter_autograde.models.insight import AssignmentInsight, FoundWorks
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


@router.get("/assignments/{assignment_id}/insight/submissions", response_model=FoundWorks)
async def find_submissions(
    assignment_id: AssignmentId,
    request: Request,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Assignment], authorize(access.assignment, Permission.SEE_ALL_SUBMISSIONS, of="assignment_id")
    ],
    test: Annotated[str | None, Query(min_length=1, max_length=1000, description="Those that fail this one.")] = None,
    question: Annotated[str | None, Query(max_length=1000, description="The test's; else of any.")] = None,
    notebook: Annotated[str | None, Query(max_length=1000, description="The test's; else of any.")] = None,
    error: Annotated[str | None, Query(pattern="^[0-9a-f]{16}$", description="Those with an error of this id.")] = None,
) -> Response:
    """Return newest attempts that fail a test, or have raised an error; for staff, of a TA's sections."""
    wanted = WorkQuestion(test=test, question=question, notebook=notebook, error=error)

    def work() -> FoundWorks:
        with guard.read() as (session, found):
            return find_works(session, found, wanted)

    return await large_answer(parts, request, work)
