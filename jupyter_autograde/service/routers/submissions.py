"""Submissions: handed in once, never changed."""

from __future__ import annotations

from typing import Annotated

import anyio
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic_core import to_json

from jupyter_autograde import access
from jupyter_autograde.exchange import on_behalf, submission_table, submissions
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.submit import HandIn
from jupyter_autograde.models.base import Name, Ulid, UtcTime
from jupyter_autograde.models.submission import HandInOutlook, Submission
from jupyter_autograde.models.submission_table import SubmissionTable
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.hand_in_desk import Announcement, AssignmentOf
from jupyter_autograde.service.handing_in import hand_in
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.planned_route import PlannedRoute
from jupyter_autograde.service.routers.parameters import (
    ZIP_BODY,
    AssignmentId,
    ContentDigest,
    CourseId,
    HeaderReason,
    OptionalContentDigest,
    SubmissionId,
    UserName,
    errors,
)
from jupyter_autograde.service.uploads import is_small, receive_bundle
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles
from jupyter_autograde.timestamps import now

hand_ins = APIRouter(tags=["submissions"], responses=errors(), route_class=PlannedRoute)
"""What a whole class does at the same moment."""
router = APIRouter(tags=["submissions"], responses=errors())
AssignmentGuard = Guarded[orm.Assignment]
IdempotencyKey = Annotated[
    str,
    Header(
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key and files always stand for one submission, however often they are sent.",
    ),
]


@hand_ins.post(
    "/assignments/{assignment_id}/submissions",
    status_code=201,
    response_model=Submission,
    responses={
        200: {"model": Submission, "description": "The key was used before: that submission."},
        **errors(409, 507),
    },
    openapi_extra=ZIP_BODY,
)
async def submit(
    request: Request,
    parts: Parts,
    assignment_id: AssignmentId,
    content_digest: ContentDigest,
    idempotency_key: IdempotencyKey,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.SUBMIT, of="assignment_id")],
    claimed_at: Annotated[UtcTime | None, Query(description="When the student clicked; decides nothing.")] = None,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Number of the version fetched.")] = None,
) -> Response:
    """Hand in a bundle (a zip archive) as attempt n+1; the answer has the signed receipt."""

    def announced() -> Announcement:
        return Announcement(guard.asker, AssignmentOf(guard.id), now(), idempotency_key, claimed_at, version)

    if not is_small(request):  # before a long body is taken in
        await parts.desk.look_ahead(announced())
    async with receive_bundle(request, parts) as bundle:
        submission, created = await hand_in(parts.desk, announced(), bundle)
    return Response(submission.model_dump_json(), 201 if created else 200, media_type="application/json")


@router.post(
    "/assignments/{assignment_id}/submissions/for/{user}",
    status_code=201,
    response_model=Submission,
    responses={
        200: {"model": Submission, "description": "The key was used before: that submission."},
        **errors(409, 507),
    },
    openapi_extra=ZIP_BODY,
)
async def submit_for(
    request: Request,
    parts: Parts,
    assignment_id: AssignmentId,
    user: UserName,
    idempotency_key: IdempotencyKey,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.GRADE, of="assignment_id")],
    reason: HeaderReason,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Number of the version it is of.")] = None,
    content_digest: OptionalContentDigest = None,
) -> Response:
    """Hand in a bundle (a zip archive) in the place of a student, after the deadline too; for staff."""
    key = on_behalf.key_of(guard.asker.name, idempotency_key)

    def look_ahead() -> ExpectedFiles:
        with guard.read() as (session, found):
            return on_behalf.look_ahead_for(session, found, user, key, now(), version)

    def take(files: StoredFiles) -> tuple[Submission, bool]:
        hand_in = HandIn(files, key, received_at, version=version)
        with guard.write() as (session, found):
            return on_behalf.submit_for(session, found, user, hand_in, reason, parts.signer)

    expected = await anyio.to_thread.run_sync(look_ahead)
    async with receive_bundle(request, parts, digest_required=False) as bundle:
        received_at = now()
        files = await bundle.store(expected)
        submission, created = await anyio.to_thread.run_sync(take, files)
    return Response(submission.model_dump_json(), 201 if created else 200, media_type="application/json")


@router.get("/assignments/{assignment_id}/submissions/for/{user}", responses=errors(409))
def look_ahead_for(
    assignment_id: AssignmentId,
    user: UserName,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.GRADE, of="assignment_id")],
) -> HandInOutlook:
    """Say what a hand-in for a student would be at this moment; for staff."""
    with guard.read() as (session, found):
        return on_behalf.outlook_for(session, found, user, now())


@router.get("/assignments/{assignment_id}/submissions", response_model=list[Submission])
def list_submissions(
    assignment_id: AssignmentId,
    guard: Annotated[
        AssignmentGuard,
        authorize(access.assignment, Permission.SEE_OWN_SUBMISSIONS, of="assignment_id"),
    ],
    user: Annotated[Name | None, Query(description="Only this person's; for staff.")] = None,
    latest: Annotated[bool, Query(description="Only the newest attempt of each person.")] = False,
    after: Annotated[Ulid | None, Query(description="Id of the last submission of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=submissions.MAX_PAGE)] = submissions.MAX_PAGE,
) -> Response:
    """Return submissions, newest first: your own, for staff everybody's."""
    with guard.read() as (session, found):
        listed = submissions.listed_values(session, found, user=user, latest=latest, before=after, limit=limit)
    return Response(to_json(listed), media_type="application/json")


@router.get("/courses/{course_id}/submissions", response_model=SubmissionTable)
async def get_table(
    course_id: CourseId,
    request: Request,
    parts: Parts,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")],
    assignment_id: Annotated[Ulid | None, Query(description="Only of this assignment.")] = None,
) -> Response:
    """Return the submissions of a course as a table; for staff, of a TA's sections where those are limited."""

    def work() -> SubmissionTable:
        with guard.read() as (session, found):
            return submission_table.read_table(session, found, assignment_id)

    return await large_answer(parts, request, work)


@router.get("/submissions/{submission_id}")
def get_submission(
    submission_id: SubmissionId,
    guard: Annotated[
        Guarded[orm.Submission],
        authorize(access.submission, Permission.SEE_OWN_SUBMISSIONS, of="submission_id"),
    ],
) -> Submission:
    """Return one submission with its receipt."""
    with guard.read() as (session, found):
        return submissions.describe_submission(session, found)
