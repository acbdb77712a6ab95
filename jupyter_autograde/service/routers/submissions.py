"""Submissions: handed in once, never changed."""

from __future__ import annotations

from asyncio import Future, wrap_future
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from jupyter_autograde import access
from jupyter_autograde.exchange import submissions
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.submit import HandIn
from jupyter_autograde.models.base import Name, Ulid, UtcTime
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.routers.parameters import (
    ZIP_BODY,
    AssignmentId,
    ContentDigest,
    SubmissionId,
    errors,
)
from jupyter_autograde.service.uploads import is_small, receive_bundle
from jupyter_autograde.storage import orm
from jupyter_autograde.timestamps import now

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


@router.post(
    "/assignments/{assignment_id}/submissions",
    status_code=201,
    responses={
        200: {"model": Submission, "description": "The key was used before: that submission."},
        **errors(409, 507),
    },
    openapi_extra=ZIP_BODY,
)
async def submit(
    request: Request,
    response: Response,
    parts: Parts,
    assignment_id: AssignmentId,
    content_digest: ContentDigest,
    idempotency_key: IdempotencyKey,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.SUBMIT, of="assignment_id")],
    claimed_at: Annotated[UtcTime | None, Query(description="When the student clicked; decides nothing.")] = None,
    version: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Number of the version fetched.")] = None,
) -> Submission:
    """Hand in a bundle (a zip archive) as attempt n+1; the answer has the signed receipt."""

    def look_ahead(at: datetime) -> Future[ExpectedFiles]:
        return wrap_future(desk.look_ahead(guard.asker, guard.id, at, key=idempotency_key, version=version))

    desk = parts.desk
    if not is_small(request):  # before a long body is taken in
        await look_ahead(now())
    async with receive_bundle(request, parts) as bundle:
        received_at = now()
        expected = await look_ahead(received_at)
        files = await bundle.work_on(lambda: bundle.store(expected))
        hand_in = HandIn(files, idempotency_key, received_at, claimed_at, version)
        submission, created = await wrap_future(desk.submit(guard.asker, guard.id, hand_in))
    response.status_code = 201 if created else 200
    return submission


@router.get("/assignments/{assignment_id}/submissions")
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
) -> list[Submission]:
    """Return submissions, newest first: your own, for staff everybody's."""
    with guard.read() as (session, found):
        return submissions.list_submissions(session, found, user=user, latest=latest, before=after, limit=limit)


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
