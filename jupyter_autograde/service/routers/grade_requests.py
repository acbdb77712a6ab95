"""Requests about grades: students ask, staff answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from jupyter_autograde import access
from jupyter_autograde.exchange import grade_requests
from jupyter_autograde.models.base import Ulid
from jupyter_autograde.models.grade_request import AnswerRequest, AskRequest, GradeRequest, GradeRequestState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, authorize
from jupyter_autograde.service.routers.parameters import CourseId, GradeRequestId, SubmissionId, errors
from jupyter_autograde.storage import orm

router = APIRouter(tags=["requests"], responses=errors())
OwnSubmission = Annotated[
    Guarded[orm.Submission], authorize(access.submission, Permission.SEE_OWN_SUBMISSIONS, of="submission_id")
]


@router.get("/courses/{course_id}/requests")
def list_course_requests(
    course_id: CourseId,
    guard: Annotated[Guarded[orm.Course], authorize(access.course, Permission.GRADE, of="course_id")],
    state: Annotated[GradeRequestState | None, Query(description="Only those in this state.")] = None,
    assignment_id: Annotated[Ulid | None, Query(description="Only those about this assignment.")] = None,
) -> list[GradeRequest]:
    """Return the requests about grades, the oldest first; for staff, of their sections."""
    with guard.read() as (session, found):
        return grade_requests.list_requests_of_course(session, found, state=state, assignment_id=assignment_id)


@router.get("/submissions/{submission_id}/requests")
def list_submission_requests(submission_id: SubmissionId, guard: OwnSubmission) -> list[GradeRequest]:
    """Return the requests about the grade of a submission, the newest first: your own, for staff of any."""
    with guard.read() as (session, found):
        return grade_requests.list_requests_of_submission(session, found)


@router.post("/submissions/{submission_id}/requests", status_code=201, responses=errors(409, 507))
def ask_about_grade(submission_id: SubmissionId, request: AskRequest, guard: OwnSubmission) -> GradeRequest:
    """Ask the staff about the grade of your submission, or one question of it, once its feedback is released."""
    with guard.write() as (session, found):
        return grade_requests.ask_about_grade(session, found, request)


@router.post("/requests/{request_id}/withdraw", responses=errors(409, 507))
def withdraw_request(
    request_id: GradeRequestId,
    guard: Annotated[
        Guarded[orm.GradeRequest], authorize(access.grade_request, Permission.SEE_OWN_SUBMISSIONS, of="request_id")
    ],
) -> GradeRequest:
    """Take your request back, as long as it has no answer."""
    with guard.write() as (session, found):
        return grade_requests.withdraw_request(session, found)


@router.post("/requests/{request_id}/answer", responses=errors(409, 507))
def answer_request(
    request_id: GradeRequestId,
    answer: AnswerRequest,
    guard: Annotated[Guarded[orm.GradeRequest], authorize(access.grade_request, Permission.GRADE, of="request_id")],
) -> GradeRequest:
    """Answer a request, after the grade is changed where it is; for staff."""
    with guard.write() as (session, found):
        return grade_requests.answer_request(session, found, answer)
