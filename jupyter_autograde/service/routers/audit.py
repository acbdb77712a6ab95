"""The audit trail of a course: every change of a grade."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.gradebook import audit
from jupyter_autograde.models.audit import AuditAction, AuditEntry
from jupyter_autograde.models.base import Name, Ulid, UtcTime
from jupyter_autograde.models.gradebook import ExportedFile
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/audit", tags=["gradebook"], responses=errors())
ForStaff = Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")]


def _filter(
    assignment_id: Annotated[Ulid | None, Query(description="Only at this assignment.")] = None,
    submission_id: Annotated[Ulid | None, Query(description="Only of this submission.")] = None,
    user: Annotated[Name | None, Query(description="Only of this student's grades.")] = None,
    author: Annotated[Name | None, Query(description="Only what this person did.")] = None,
    action: Annotated[AuditAction | None, Query(description="Only of this kind.")] = None,
    since: Annotated[UtcTime | None, Query(description="From this moment on.")] = None,
    until: Annotated[UtcTime | None, Query(description="Before this moment.")] = None,
) -> audit.AuditFilter:
    return audit.AuditFilter(assignment_id, submission_id, user, author, action, since, until)


Wanted = Annotated[audit.AuditFilter, Depends(_filter)]


@router.get("")
def list_audit(
    course_id: CourseId,
    guard: ForStaff,
    wanted: Wanted,
    after: Annotated[Ulid | None, Query(description="Id of the last entry of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=audit.MAX_PAGE)] = audit.MAX_PAGE,
) -> list[AuditEntry]:
    """Return changes of grades, the newest first; for staff, of a TA's sections where those are limited."""
    with guard.read() as (session, found):
        return audit.list_audit(session, found, wanted, before=after, limit=limit)


@router.get("/export", response_model=ExportedFile)
async def export_audit(
    course_id: CourseId, request: Request, parts: Parts, guard: ForStaff, wanted: Wanted
) -> Response:
    """Return them as a CSV file; for staff, of a TA's sections where those are limited."""

    def work() -> ExportedFile:
        with guard.read() as (session, found):
            return audit.export_audit(session, found, wanted)

    return await large_answer(parts, request, work)
