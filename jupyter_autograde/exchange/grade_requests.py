"""Use cases: a student asks about a grade, takes that back, and the staff answer.

An answer changes no grade: that is done before it, where grades are changed and written down. It keeps the score that
was asked about and the one that there is then, so that both sides see what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput, RequestRefused
from jupyter_autograde.exchange.feedback import is_readable
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.grade_request import (
    MOST_REQUESTS,
    AnswerRequest,
    AskRequest,
    GradeRequest,
    GradeRequestState,
)
from jupyter_autograde.models.regrade import Points
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import append_event
from jupyter_autograde.storage.visibility import sight_of
from jupyter_autograde.timestamps import now

MAX_LISTED = 1000
"""Most requests in one answer."""


def ask_about_grade(session: Session, access: Access[orm.Submission], request: AskRequest) -> GradeRequest:
    """Ask the staff about the grade of an own submission, or of one question of it.

    Raises
    ------
    InvalidInput
        The released feedback has no such question.
    RequestRefused
        It is another's submission, its feedback is not released, the same is asked already, or there are
        `MOST_REQUESTS` at this assignment.
    """
    submission = access.object
    _require_own(access, submission)
    serialize(session, "requests", submission.assignment_id, submission.user)
    _require_released(session, submission, request.question)
    before = session.scalars(
        _requests().where(
            orm.Submission.assignment_id == submission.assignment_id, orm.Submission.user == submission.user
        )
    ).all()
    if len(before) >= MOST_REQUESTS:
        raise RequestRefused(
            f"You have asked {MOST_REQUESTS} times about this assignment. Speak to the course's staff."
        )
    for one in before:
        asks_the_same = one.submission_id == submission.id and one.question == request.question
        if asks_the_same and one.state == GradeRequestState.OPEN:
            raise RequestRefused(
                "You have asked this already, and there is no answer yet. Wait for it, or withdraw it first."
            )
    status = submission.status
    row = orm.GradeRequest(
        submission=submission,
        question=request.question,
        text=request.text,
        state=GradeRequestState.OPEN,
        score_before=status.score,
        max_score_before=status.max_score,
    )
    session.add(row)
    session.flush()
    _tell(session, row, EventType.REQUEST_MADE)
    return to_request(row, scores=True)


def withdraw_request(session: Session, access: Access[orm.GradeRequest]) -> GradeRequest:
    """Want no answer any more; one that is withdrawn already stays as it is.

    Raises
    ------
    RequestRefused
        It is another's, or was answered meanwhile.
    """
    _require_own(access, access.object.submission)
    row = _lock(session, access.object)
    if row.state == GradeRequestState.ANSWERED:
        raise RequestRefused("This request was answered meanwhile. Read the answer; you may ask again.")
    if row.state == GradeRequestState.OPEN:
        row.state, row.closed_at = GradeRequestState.WITHDRAWN, now()
        session.flush()
        _tell(session, row, EventType.REQUEST_WITHDRAWN)
    return to_request(row, scores=_shows_scores(session, access, row.submission))


def answer_request(session: Session, access: Access[orm.GradeRequest], answer: AnswerRequest) -> GradeRequest:
    """Answer a request; the score that there is now is kept with it.

    Raises
    ------
    RequestRefused
        It was answered or withdrawn meanwhile.
    """
    row = _lock(session, access.object)
    if row.state == GradeRequestState.ANSWERED:
        raise RequestRefused(f"{row.answered_by} has answered this meanwhile. Nothing was written; read the answer.")
    if row.state == GradeRequestState.WITHDRAWN:
        raise RequestRefused("The student has withdrawn this request. Nothing was written.")
    status = row.submission.status
    row.state, row.closed_at = GradeRequestState.ANSWERED, now()
    row.answer, row.answered_by = answer.text, access.asker.name
    row.score_after, row.max_score_after = status.score, status.max_score
    session.flush()
    _tell(session, row, EventType.REQUEST_ANSWERED, by=access.asker.name)
    return to_request(row, scores=True)


def list_requests_of_submission(session: Session, access: Access[orm.Submission]) -> list[GradeRequest]:
    """Return the requests about a submission, the newest first."""
    rows = session.scalars(
        _requests()
        .where(orm.GradeRequest.submission_id == access.object.id)
        .order_by(orm.GradeRequest.id.desc())
        .limit(MAX_LISTED)
    )
    return _to_requests(rows, scores=_shows_scores(session, access, access.object))


def list_requests_of_course(
    session: Session,
    access: Access[orm.Course],
    *,
    state: GradeRequestState | None = None,
    assignment_id: str | None = None,
) -> list[GradeRequest]:
    """Return the requests in a course, those that wait longest first; for staff, of their sections.

    Parameters
    ----------
    assignment_id : str, optional
        Only those about it; of another course's there are none.
    """
    course_id = access.object.id
    query = _requests().where(orm.Assignment.course_id == course_id, access.sees(course_id, orm.Submission.user))
    if state is not None:
        query = query.where(orm.GradeRequest.state == state)
    if assignment_id is not None:
        query = query.where(orm.Submission.assignment_id == assignment_id)
    return _to_requests(session.scalars(query.order_by(orm.GradeRequest.id).limit(MAX_LISTED)), scores=True)


def to_request(row: orm.GradeRequest, *, scores: bool) -> GradeRequest:
    """Return the model of a request; without `scores` what its student may not see is left out."""
    submission = row.submission
    before = _points(row.score_before, row.max_score_before) if scores else None
    after = _points(row.score_after, row.max_score_after) if scores else None
    return GradeRequest(
        id=row.id,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        assignment=submission.assignment.name,
        submission_id=submission.id,
        user=submission.user,
        attempt=submission.attempt,
        question=row.question,
        text=row.text,
        state=GradeRequestState(row.state),
        asked_at=row.asked_at,
        before=before,
        closed_at=row.closed_at,
        answer=row.answer,
        answered_by=row.answered_by,
        after=after,
        changed=before != after if scores and row.state == GradeRequestState.ANSWERED else None,
    )


def _requests() -> Select[orm.GradeRequest]:
    return (
        select(orm.GradeRequest)
        .join(orm.GradeRequest.submission)
        .join(orm.Submission.assignment)
        .options(contains_eager(orm.GradeRequest.submission).contains_eager(orm.Submission.assignment))
    )


def _to_requests(rows: Iterable[orm.GradeRequest], *, scores: bool) -> list[GradeRequest]:
    return [to_request(row, scores=scores) for row in rows]


def _shows_scores(session: Session, access: Access[Any], submission: orm.Submission) -> bool:
    return access.may(Permission.SEE_ALL_SUBMISSIONS) or sight_of(session, submission).score_awaits is None


def _points(score: float | None, max_score: float | None) -> Points | None:
    return None if score is None or max_score is None else Points(score=score, max_score=max_score)


def _lock(session: Session, row: orm.GradeRequest) -> orm.GradeRequest:
    """Return the row as it is when nobody else can change it: two may answer, or withdraw, at the same moment."""
    session.refresh(row, with_for_update={"of": orm.GradeRequest})
    return row


def _require_own(access: Access[Any], submission: orm.Submission) -> None:
    if submission.user != access.asker.name:
        raise RequestRefused(
            "Only who handed it in can ask about its grade, or withdraw that. "
            "Staff answer, or comment on the submission."
        )


def _require_released(session: Session, submission: orm.Submission, question: str | None) -> None:
    released = session.get(orm.FeedbackRelease, submission.id, options=[joinedload(orm.FeedbackRelease.feedback)])
    if released is None:
        raise RequestRefused("The feedback on this attempt is not released yet. You can ask when it is.")
    if not is_readable(session, submission, released.feedback):
        raise RequestRefused("The feedback on this attempt is withheld for now. You can ask when it can be read.")
    if question is None:
        return
    report = released.feedback.report
    names = [str(one["name"]) for one in report["result"]["questions"]] if report is not None else []
    if question not in names:
        there = f"There are: {', '.join(names)[:1000]}." if names else "Ask about the whole grade."
        raise InvalidInput(f"The feedback has no question {question!r}. {there}", details={"questions": names})


def _tell(session: Session, row: orm.GradeRequest, kind: EventType, **more: Any) -> None:
    """Tell the student and the staff who may see the submission; what was written is for those who look it up."""
    submission = row.submission
    append_event(
        session,
        kind,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        user=submission.user,
        submission_id=submission.id,
        attempt=submission.attempt,
        request_id=row.id,
        question=row.question,
        state=row.state,
        **more,
    )
