"""Files out of the service."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from jupyter_autograde import access
from jupyter_autograde.exchange import fetches
from jupyter_autograde.exchange.fetch import student_bundle
from jupyter_autograde.exchange.solution import solution_bundle
from jupyter_autograde.exchange.submission_archive import ArchivedBundle, find_bundles
from jupyter_autograde.models.submission import ArchiveRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.downloads import archive_response, bundle_response
from jupyter_autograde.service.fetch_notes import note_where_possible
from jupyter_autograde.service.routers.parameters import (
    ARCHIVE_REPLY,
    ZIP_REPLY,
    AssignmentId,
    CourseId,
    SubmissionId,
    VersionId,
    errors,
)
from jupyter_autograde.storage import orm

router = APIRouter(tags=["bundles"], responses=errors(409))


@router.get("/versions/{version_id}/bundle", response_class=Response, responses=ZIP_REPLY | errors(507))
async def download_version(
    request: Request,
    version_id: VersionId,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.AssignmentVersion],
        authorize(access.version, Permission.FETCH, of="version_id"),
    ],
) -> Response:
    """Return the files that a student gets; of a student it is noted who has which version."""

    def find() -> orm.Bundle:
        with guard.read() as (session, found):
            bundle, noted = student_bundle(session, found), fetches.is_noted(session, found)
        if not noted:
            note_where_possible(guard, fetches.note_fetch)
        return bundle

    return await bundle_response(request, parts, find)


@router.get("/assignments/{assignment_id}/solution", response_class=Response, responses=ZIP_REPLY)
async def download_solution(
    request: Request,
    assignment_id: AssignmentId,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Assignment],
        authorize(access.assignment, Permission.FETCH, of="assignment_id"),
    ],
) -> Response:
    """Return the notebooks with their solutions; for students once that is shown and nobody can hand in any more."""

    def find() -> orm.Bundle:
        with guard.read() as (session, found):
            return solution_bundle(session, found)

    return await bundle_response(request, parts, find)


@router.get("/submissions/{submission_id}/bundle", response_class=Response, responses=ZIP_REPLY)
async def download_submission(
    request: Request,
    submission_id: SubmissionId,
    parts: Parts,
    guard: Annotated[
        Guarded[orm.Submission],
        authorize(access.submission, Permission.SEE_OWN_SUBMISSIONS, of="submission_id"),
    ],
) -> Response:
    """Return the files of a submission as they were handed in."""

    def find() -> orm.Bundle:
        with guard.read() as (session, found):
            return session.get_one(orm.Bundle, found.object.bundle_sha256)

    return await bundle_response(request, parts, find)


@router.post("/courses/{course_id}/submissions/archive", response_class=Response, responses=ARCHIVE_REPLY)
async def download_submissions(
    request: Request,
    course_id: CourseId,
    body: ArchiveRequest,
    parts: Parts,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")],
) -> Response:
    """Return the files of many submissions, in folders ASSIGNMENT/STUDENT/ATTEMPT; for staff. It changes nothing."""

    def find() -> list[ArchivedBundle]:
        with guard.read() as (session, found):
            return find_bundles(session, found, body.submissions)

    return await archive_response(request, parts, find, "submissions.zip")
