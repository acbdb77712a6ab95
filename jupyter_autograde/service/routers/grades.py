"""Grades of a submission, and grading it again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from jupyter_autograde import access
from jupyter_autograde.grading import grades
from jupyter_autograde.grading.executed_cells import read_cells
from jupyter_autograde.models.grade_record import ExecutedNotebook, Grade
from jupyter_autograde.models.job import Job
from jupyter_autograde.models.manual import ExecutedCells
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.downloads import notebook_response
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.routers.parameters import SubmissionId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/submissions/{submission_id}", tags=["grades"], responses=errors())
Guard = Guarded[orm.Submission]


@router.get("/grades")
def list_grades(
    submission_id: SubmissionId,
    guard: Annotated[Guard, authorize(access.submission, Permission.SEE_OWN_SUBMISSIONS, of="submission_id")],
) -> list[Grade]:
    """Return the grades, newest first; students see what the rules of the assignment show, and no log."""
    with guard.read() as (session, found):
        return grades.list_grades(session, found)


@router.get("/notebooks")
def list_executed_notebooks(
    submission_id: SubmissionId,
    guard: Annotated[Guard, authorize(access.submission, Permission.SEE_ALL_SUBMISSIONS, of="submission_id")],
) -> list[ExecutedNotebook]:
    """Return the notebooks as the newest grading ran them; for staff."""
    with guard.read() as (session, found):
        return grades.list_executed_notebooks(session, found)


@router.get(
    "/notebooks/{index}",
    response_class=Response,
    responses={200: {"content": {"application/x-ipynb+json": {}}}},
)
def get_executed_notebook(
    submission_id: SubmissionId,
    index: Annotated[int, Path(ge=0, le=10_000)],
    parts: Parts,
    guard: Annotated[Guard, authorize(access.submission, Permission.SEE_ALL_SUBMISSIONS, of="submission_id")],
) -> Response:
    """Return one executed notebook as an attachment; for staff."""
    with guard.read() as (session, found):
        notebook = grades.executed_notebook(session, found, index)
    return notebook_response(parts.blobs, notebook)


@router.get("/notebooks/{index}/cells", response_model=ExecutedCells)
async def get_executed_cells(
    submission_id: SubmissionId,
    index: Annotated[int, Path(ge=0, le=10_000)],
    request: Request,
    parts: Parts,
    guard: Annotated[Guard, authorize(access.submission, Permission.SEE_ALL_SUBMISSIONS, of="submission_id")],
) -> Response:
    """Return one executed notebook to be read, without what could run or load anything; for staff."""

    def work() -> ExecutedCells:
        with guard.read() as (session, found):
            notebook = grades.executed_notebook(session, found, index)
        return read_cells(parts.blobs, notebook)

    return await large_answer(parts, request, work)


@router.post("/jobs", status_code=202, responses=errors(409, 507))
def grade_again(
    submission_id: SubmissionId,
    parts: Parts,
    guard: Annotated[Guard, authorize(access.submission, Permission.GRADE, of="submission_id")],
) -> Job:
    """Queue another grading; the old grades stay. For staff."""
    guard.require()
    parts.require_sandbox()
    with guard.write() as (session, found):
        return grades.grade_again(session, found)
