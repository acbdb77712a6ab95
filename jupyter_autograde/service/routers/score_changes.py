"""Regrades and voided tests: started, looked at, then applied or discarded, and undone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.grading import regrade, score_changes, voiding
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    RegradeRequest,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    VoidRequest,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.routers.parameters import AssignmentId, ScoreChangeId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["regrades"], responses=errors())
AssignmentGuard = Guarded[orm.Assignment]
Guard = Guarded[orm.ScoreChange]


@router.get("/assignments/{assignment_id}/score-changes")
def list_score_changes(
    assignment_id: AssignmentId,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.SEE_ALL_SUBMISSIONS, of="assignment_id")],
) -> list[ScoreChange]:
    """Return the regrades and voided tests of an assignment, newest first; for staff."""
    with guard.read() as (session, found):
        return score_changes.list_changes(session, found)


@router.post("/assignments/{assignment_id}/regrades", status_code=202, responses=errors(409, 507))
def start_regrade(
    assignment_id: AssignmentId,
    request: RegradeRequest,
    parts: Parts,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.CHANGE_SCORES, of="assignment_id")],
) -> ScoreChange:
    """Grade submissions again without changing a score yet; for instructors."""
    guard.require()
    parts.require_sandbox()
    with guard.write() as (session, found):
        return regrade.start_regrade(session, found, request)


@router.post("/assignments/{assignment_id}/voids", status_code=201, responses=errors(409, 507))
def start_void(
    assignment_id: AssignmentId,
    request: VoidRequest,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.CHANGE_SCORES, of="assignment_id")],
) -> ScoreChange:
    """Propose to void a test; scores follow when it is applied. For instructors."""
    with guard.write() as (session, found):
        return voiding.start_void(session, found, request)


@router.get("/score-changes/{score_change_id}", response_model=ScoreChangePreview)
async def get_score_change(
    score_change_id: ScoreChangeId,
    request: Request,
    parts: Parts,
    guard: Annotated[Guard, authorize(access.score_change, Permission.SEE_ALL_SUBMISSIONS, of="score_change_id")],
) -> Response:
    """Return what a regrade or a voided test makes of each submission; for staff."""

    def work() -> ScoreChangePreview:
        with guard.read() as (session, found):
            return score_changes.describe_change(session, found)

    return await large_answer(parts, request, work)


@router.post("/score-changes/{score_change_id}/apply", responses=errors(409, 507))
def apply_score_change(
    score_change_id: ScoreChangeId,
    request: ApplyRequest,
    guard: Annotated[Guard, authorize(access.score_change, Permission.CHANGE_SCORES, of="score_change_id")],
) -> ScoreChangePreview:
    """Make the previewed scores count, all or only those that go up; for instructors."""
    with guard.write() as (session, found):
        return score_changes.apply_change(session, found, request)


@router.post("/score-changes/{score_change_id}/discard", responses=errors(409, 507))
def discard_score_change(
    score_change_id: ScoreChangeId,
    request: StepRequest,
    guard: Annotated[Guard, authorize(access.score_change, Permission.CHANGE_SCORES, of="score_change_id")],
) -> ScoreChange:
    """Close a change without applying it; for instructors."""
    with guard.write() as (session, found):
        return score_changes.discard_change(session, found, request)


@router.post("/score-changes/{score_change_id}/undo", responses=errors(409, 507))
def undo_score_change(
    score_change_id: ScoreChangeId,
    request: StepRequest,
    guard: Annotated[Guard, authorize(access.score_change, Permission.CHANGE_SCORES, of="score_change_id")],
) -> ScoreChangePreview:
    """Make the grades from before an applied change current again; for instructors."""
    with guard.write() as (session, found):
        return score_changes.undo_change(session, found, request)
