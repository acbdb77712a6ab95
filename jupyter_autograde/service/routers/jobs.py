"""Jobs of the queue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from jupyter_autograde import access
from jupyter_autograde.grading import grades
from jupyter_autograde.models.job import Job
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import JobId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/jobs", tags=["jobs"], responses=errors())


@router.get("/{job_id}")
def get_job(
    job_id: JobId,
    guard: Annotated[Guarded[orm.Job], authorize(access.job, Permission.SEE_OWN_SUBMISSIONS, of="job_id")],
) -> Job:
    """Return one job: of your own submission, for staff of any; its log for staff only."""
    with guard.read() as (session, found):
        return grades.describe_job(session, found)
