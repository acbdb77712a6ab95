"""Jobs of the queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.grading import grades
from jupyter_autograde.models.job import GradeOutcome, GradeSeveralRequest, Job
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.routers.parameters import AssignmentId, JobId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["jobs"], responses=errors())


@router.post("/assignments/{assignment_id}/jobs", status_code=202, responses=errors(507))
def grade_several(
    assignment_id: AssignmentId,
    request: GradeSeveralRequest,
    parts: Parts,
    guard: Annotated[Guarded[orm.Assignment], authorize(access.assignment, Permission.GRADE, of="assignment_id")],
) -> list[GradeOutcome]:
    """Queue a grading of each of some submissions, and say which could not be; the old grades stay. For staff."""
    guard.require()
    parts.require_sandbox()
    with guard.write() as (session, found):
        return grades.grade_several(session, found, request.submissions)


@router.get("/jobs/{job_id}")
def get_job(
    job_id: JobId,
    guard: Annotated[Guarded[orm.Job], authorize(access.job, Permission.SEE_OWN_SUBMISSIONS, of="job_id")],
) -> Job:
    """Return one job: of your own submission, for staff of any; its log for staff only."""
    with guard.read() as (session, found):
        return grades.describe_job(session, found)
