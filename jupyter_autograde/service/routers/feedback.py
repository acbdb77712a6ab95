"""Feedback on submissions, and the comments that go into it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from jupyter_autograde import access
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange import comments, feedback
from jupyter_autograde.models.base import Name, Ulid
from jupyter_autograde.models.feedback import (
    Comment,
    CommentRequest,
    Feedback,
    FeedbackCounts,
    FeedbackSelection,
    FeedbackStatus,
    GenerateRequest,
    OwnFeedback,
)
from jupyter_autograde.models.regrade import MAX_NAMED, Attempts
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.downloads import bundle_response
from jupyter_autograde.service.routers.parameters import ZIP_REPLY, AssignmentId, CommentId, SubmissionId, errors
from jupyter_autograde.storage import orm

MAX_LISTED = 100
"""Submissions that an address may name: proxies take 8 kB."""

router = APIRouter(tags=["feedback"], responses=errors())
OfAssignment = Annotated[Guarded[orm.Assignment], authorize(access.assignment, Permission.GRADE, of="assignment_id")]
OfSubmission = Annotated[Guarded[orm.Submission], authorize(access.submission, Permission.GRADE, of="submission_id")]
OwnInAssignment = Annotated[
    Guarded[orm.Assignment], authorize(access.assignment, Permission.SEE_OWN_SUBMISSIONS, of="assignment_id")
]
OwnSubmission = Annotated[
    Guarded[orm.Submission], authorize(access.submission, Permission.SEE_OWN_SUBMISSIONS, of="submission_id")
]


@router.get("/assignments/{assignment_id}/feedback")
def list_feedback(
    assignment_id: AssignmentId,
    guard: OfAssignment,
    students: Annotated[
        list[Name] | None, Query(max_length=MAX_NAMED, description="Only theirs; default: everybody's.")
    ] = None,
    submissions: Annotated[
        list[Ulid] | None, Query(max_length=MAX_LISTED, description="Exactly these; no students and attempts then.")
    ] = None,
    attempts: Attempts = Attempts.LATEST,
) -> list[FeedbackStatus]:
    """Return how far the feedback of each submission is; for staff."""
    if submissions and (students or attempts is not Attempts.LATEST):
        raise InvalidInput("Name submissions, or students and attempts, not both.")
    selection = FeedbackSelection(students=students or [], submissions=submissions or [], attempts=attempts)
    with guard.read() as (session, found):
        return feedback.list_feedback(session, found, selection)


@router.get("/assignments/{assignment_id}/feedback/own")
def list_own_feedback(assignment_id: AssignmentId, guard: OwnInAssignment) -> list[OwnFeedback]:
    """Return which of your attempts have released feedback, newest first."""
    with guard.read() as (session, found):
        return feedback.list_own_feedback(session, found)


@router.post("/assignments/{assignment_id}/feedback/generate", status_code=202, responses=errors(507))
def generate_feedback(
    assignment_id: AssignmentId, request: GenerateRequest, parts: Parts, guard: OfAssignment
) -> FeedbackCounts:
    """Queue the making of feedback where there is none, or an outdated one; for staff."""
    guard.require()
    parts.require_sandbox()
    with guard.write() as (session, found):
        return feedback.generate_feedback(session, found, request)


@router.post("/assignments/{assignment_id}/feedback/release", responses=errors(507))
def release_feedback(assignment_id: AssignmentId, request: FeedbackSelection, guard: OfAssignment) -> FeedbackCounts:
    """Let students see the newest feedback, but for an outdated one; for staff."""
    with guard.write() as (session, found):
        return feedback.release_feedback(session, found, request)


@router.post("/assignments/{assignment_id}/feedback/unrelease", responses=errors(507))
def unrelease_feedback(assignment_id: AssignmentId, request: FeedbackSelection, guard: OfAssignment) -> FeedbackCounts:
    """Hide feedback from students again; for staff."""
    with guard.write() as (session, found):
        return feedback.unrelease_feedback(session, found, request)


@router.get("/submissions/{submission_id}/feedback")
def get_feedback(submission_id: SubmissionId, guard: OwnSubmission) -> Feedback:
    """Return the released feedback, to staff the newest."""
    with guard.read() as (session, found):
        return feedback.read_feedback(session, found)


@router.get("/submissions/{submission_id}/feedback/bundle", response_class=Response, responses=ZIP_REPLY)
async def download_feedback(
    request: Request, submission_id: SubmissionId, parts: Parts, guard: OwnSubmission
) -> Response:
    """Return the files of the released feedback, to staff of the newest."""

    def find() -> orm.Bundle:
        with guard.read() as (session, found):
            return feedback.feedback_files(session, found)

    return await bundle_response(request, parts, find)


@router.get("/submissions/{submission_id}/comments")
def list_comments(submission_id: SubmissionId, guard: OfSubmission) -> list[Comment]:
    """Return the comments, the oldest first; for staff."""
    with guard.read() as (session, found):
        return comments.list_comments(session, found)


@router.post("/submissions/{submission_id}/comments", status_code=201, responses=errors(409, 507))
def add_comment(submission_id: SubmissionId, request: CommentRequest, guard: OfSubmission) -> Comment:
    """Comment on a submission, or one question of it; students read it in the feedback made after. For staff."""
    with guard.write() as (session, found):
        return comments.add_comment(session, found, request)


@router.delete("/submissions/{submission_id}/comments/{comment_id}", responses=errors(507))
def remove_comment(submission_id: SubmissionId, comment_id: CommentId, guard: OfSubmission) -> Comment:
    """Leave a comment out of the feedback that is made from now on; for staff."""
    with guard.write() as (session, found):
        return comments.remove_comment(session, found, comment_id)
