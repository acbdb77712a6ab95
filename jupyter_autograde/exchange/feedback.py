"""Use cases: have feedback generated, release it, take it back, and read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.feedback import (
    Comment,
    Feedback,
    FeedbackCounts,
    FeedbackSelection,
    FeedbackState,
    FeedbackStatus,
    GenerateRequest,
    OwnFeedback,
)
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.models.regrade import Attempts
from jupyter_autograde.models.visibility import Sight
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.events import NewEvent, append_events
from jupyter_autograde.storage.feedback_basis import basis, comment_ids, comments_of, given_ids
from jupyter_autograde.storage.terms import TermsBook, load_terms
from jupyter_autograde.storage.visibility import TOLD, load_sights, may_be_read, sight_of, tests_shown

_WAITING = (JobState.QUEUED, JobState.RUNNING)


def list_feedback(
    session: Session, access: Access[orm.Assignment], selection: FeedbackSelection
) -> list[FeedbackStatus]:
    """Return how far the feedback of each submission is, by student and attempt; for staff, of their sections."""
    return [one.status() for one in _standings(session, access, selection)]


def list_own_feedback(session: Session, access: Access[orm.Assignment]) -> list[OwnFeedback]:
    """Return which attempts of the asker have released feedback that may be read by now, the newest first."""
    sights = load_sights(session, [access.object], access.asker.name)
    rows = session.execute(
        select(orm.Submission.id, orm.Submission.attempt, orm.FeedbackRelease.released_at, orm.Feedback.basis, TOLD)
        .join(orm.FeedbackRelease, orm.FeedbackRelease.submission_id == orm.Submission.id)
        .join(orm.FeedbackRelease.feedback)
        .where(orm.Submission.assignment_id == access.object.id, orm.Submission.user == access.asker.name)
        .order_by(orm.Submission.attempt.desc())
    )
    return [
        OwnFeedback(submission_id=row.id, attempt=row.attempt, released_at=row.released_at)
        for row in rows
        if may_be_read(sights.of(access.object, row.id), row.basis, row.told)
    ]


def generate_feedback(session: Session, access: Access[orm.Assignment], request: GenerateRequest) -> FeedbackCounts:
    """Queue the making of feedback where there is none or an outdated one; asked twice it is queued once."""
    serialize(session, "feedback", access.object.id)
    counts, wanted = FeedbackCounts(), []
    for one in _standings(session, access, request):
        counts.total += 1
        if one.row.grade_id is None:
            counts.leave_out(one.row.user, one.row.attempt)
        elif one.waiting or (one.is_current and not request.again):
            counts.unchanged += 1
        else:
            wanted.append(one.row.submission_id)
    if wanted:
        jobs.enqueue_feedback(session, access.object, wanted, access.asker.name)
    counts.done = len(wanted)
    return counts


def release_feedback(session: Session, access: Access[orm.Assignment], selection: FeedbackSelection) -> FeedbackCounts:
    """Let students see the newest feedback; one that is outdated tells of another score, and is left out."""
    serialize(session, "feedback", access.object.id)
    counts, chosen = FeedbackCounts(), list[_Chosen]()
    for one in _standings(session, access, selection):
        counts.total += 1
        if one.row.newest_id is None or one.is_outdated:
            counts.leave_out(one.row.user, one.row.attempt)
        elif one.row.newest_id == one.row.released_id:
            counts.unchanged += 1
        else:
            chosen.append(_Chosen(one.row.submission_id, one.row.newest_id, one.row.user, one.row.attempt))
    _release(session, access, chosen)
    counts.done = len(chosen)
    return counts


def unrelease_feedback(
    session: Session, access: Access[orm.Assignment], selection: FeedbackSelection
) -> FeedbackCounts:
    """Hide feedback from students again; what they have fetched is theirs, and the feedback itself is kept."""
    serialize(session, "feedback", access.object.id)
    counts, released = FeedbackCounts(), list[str]()
    for one in _standings(session, access, selection):
        counts.total += 1
        if one.row.released_id is None:
            counts.unchanged += 1
        else:
            released.append(one.row.submission_id)
    _forget(session, released)
    counts.done = len(released)
    return counts


def give_feedback(
    session: Session, access: Access[orm.Assignment], submission: orm.Submission, files: StoredFiles
) -> orm.Feedback:
    """Give files of one's own to a submission, released at once; what was there before is kept and counts no more."""
    serialize(session, "feedback", access.object.id)
    row = orm.Feedback(
        submission_id=submission.id, bundle_sha256=record_bundle(session, files).sha256, created_by=access.asker.name
    )
    session.add(row)
    session.flush()
    _release(session, access, [_Chosen(submission.id, row.id, submission.user, submission.attempt)])
    return row


def released_files(session: Session, submission: orm.Submission) -> orm.Bundle | None:
    """Return the files that the student of a submission may see."""
    row = _released(session, submission.id)
    return row.feedback.bundle if row is not None and is_readable(session, submission, row.feedback) else None


def read_feedback(session: Session, access: Access[orm.Submission]) -> Feedback:
    """Return the feedback on a submission: what is released, and for staff the newest.

    Raises
    ------
    NotFound
        There is none that the asker may see.
    """
    submission = access.object
    row, released = _visible(session, access)
    assignment, report = submission.assignment, row.report
    comments = [Comment.model_validate(one) for one in report["comments"]] if report is not None else []
    # Students learn of comments when these are released, not that there are some.
    counted = comments_of(session, submission.id) if access.may(Permission.SEE_ALL_SUBMISSIONS) else comments
    given = given_ids(session, orm.Submission.id == submission.id)
    terms = load_terms(session, [assignment], submission.user).of(assignment, submission.user)
    spoken = (one.id for one in counted)
    mine = given.get(submission.id, ())
    shown = tests_shown(session, assignment)
    now_is = basis(submission.status, terms, submission.submitted_at, spoken, mine, shown)
    is_released = released is not None and released.feedback_id == row.id
    return Feedback(
        submission_id=submission.id,
        state=FeedbackState.RELEASED if is_released else FeedbackState.GENERATED,
        outdated=row.basis is not None and row.basis != now_is,
        generated_at=row.created_at,
        released_at=released.released_at if is_released and released is not None else None,
        result=_shown(session, access, report["result"]) if report is not None else None,
        comments=comments,
        files=sorted(row.bundle.files),
    )


def feedback_files(session: Session, access: Access[orm.Submission]) -> orm.Bundle:
    """Return the files of `read_feedback`; NotFound as there."""
    return _visible(session, access)[0].bundle


def _visible(session: Session, access: Access[orm.Submission]) -> tuple[orm.Feedback, orm.FeedbackRelease | None]:
    released = _released(session, access.object.id)
    row = released.feedback if released is not None else None
    withheld = row is not None and not is_readable(session, access.object, row)
    if withheld:
        row = released = None
    if access.may(Permission.SEE_ALL_SUBMISSIONS):
        released = _released(session, access.object.id)
        row = session.scalar(
            select(orm.Feedback)
            .options(joinedload(orm.Feedback.bundle))
            .where(orm.Feedback.submission_id == access.object.id)
            .order_by(orm.Feedback.id.desc())
            .limit(1)
        )
    if row is None:
        message = (
            "The feedback on this submission is withheld for now."
            if withheld
            else "There is no feedback on this submission yet."
        )
        raise NotFound(message, details={"kind": "feedback"})
    return row, released


def is_readable(session: Session, submission: orm.Submission, row: orm.Feedback) -> bool:
    """Say whether the student of a submission may read feedback on it that is released."""
    return may_be_read(sight_of(session, submission), row.basis, (row.report or {}).get("sight"))


def _shown(session: Session, access: Access[orm.Submission], report: Any) -> GradeResult:
    """Return the result of a report, made for the student's eyes; what may be seen now may be less."""
    result = GradeResult.model_validate(report)
    return result if access.may(Permission.SEE_ALL_SUBMISSIONS) else sight_of(session, access.object).of(result)


def _released(session: Session, submission_id: str) -> orm.FeedbackRelease | None:
    options = [joinedload(orm.FeedbackRelease.feedback).joinedload(orm.Feedback.bundle)]
    return session.get(orm.FeedbackRelease, submission_id, options=options)


@dataclass(frozen=True)
class _Chosen:
    """Feedback that is to be released, and on what."""

    submission_id: str
    feedback_id: str
    user: str
    attempt: int


def _release(session: Session, access: Access[orm.Assignment], chosen: Sequence[_Chosen]) -> None:
    """Release feedback in place of what was released; call it last: it is told of all of it at once."""
    assignment, kind = access.object, EventType.FEEDBACK_RELEASED
    _forget(session, [one.submission_id for one in chosen])
    session.add_all(
        orm.FeedbackRelease(submission_id=one.submission_id, feedback_id=one.feedback_id, released_by=access.asker.name)
        for one in chosen
    )
    session.flush()
    append_events(
        session,
        [
            NewEvent(
                kind,
                assignment.course_id,
                assignment.id,
                one.user,
                {"submission_id": one.submission_id, "attempt": one.attempt},
            )
            for one in chosen
        ],
    )


def _forget(session: Session, submissions: Collection[str]) -> None:
    for chunk in chunks(submissions):
        session.execute(delete(orm.FeedbackRelease).where(orm.FeedbackRelease.submission_id.in_(chunk)))


@dataclass(frozen=True)
class _Standing:
    """One submission's feedback: its row of `_query`, and whether it tells of what is so now."""

    row: Any
    now_is: str
    comments: int

    @property
    def waiting(self) -> bool:
        """Whether some is being made."""
        return bool(self.row.job_state in _WAITING)

    @property
    def is_outdated(self) -> bool:
        """Whether the newest tells of something else; files that staff gave never do."""
        return bool(self.row.basis is not None and self.row.basis != self.now_is)

    @property
    def is_current(self) -> bool:
        """Whether the newest was generated and tells of what is so."""
        return bool(self.row.basis == self.now_is)

    def status(self) -> FeedbackStatus:
        """Return it as the service answers it."""
        row = self.row
        if self.waiting:
            state = FeedbackState.GENERATING
        elif row.newest_id is None:
            state = FeedbackState.NONE
        else:
            state = FeedbackState.RELEASED if row.newest_id == row.released_id else FeedbackState.GENERATED
        return FeedbackStatus(
            submission_id=row.submission_id,
            user=row.user,
            attempt=row.attempt,
            graded=row.grade_id is not None,
            state=state,
            outdated=self.is_outdated,
            failed=row.job_state == JobState.FAILED,
            comments=self.comments,
            generated_at=row.generated_at,
            released_at=row.released_at,
        )


def _standings(session: Session, access: Access[orm.Assignment], selection: FeedbackSelection) -> Sequence[_Standing]:
    found = session.execute(_query(access, selection)).all()
    in_it = orm.Submission.assignment_id == access.object.id
    said, given = comment_ids(session, in_it), given_ids(session, in_it)
    book, shown = load_terms(session, [access.object]), tests_shown(session, access.object)
    return [
        _standing(access.object, book, row, said.get(row.submission_id, ()), given.get(row.submission_id, ()), shown)
        for row in found
    ]


def _standing(
    assignment: orm.Assignment,
    book: TermsBook,
    row: Any,
    comments: Sequence[str],
    given: Sequence[str],
    shown: Sight,
) -> _Standing:
    terms = book.of(assignment, row.user)
    return _Standing(row, basis(row, terms, row.submitted_at, comments, given, shown), len(comments))


def _query(access: Access[orm.Assignment], selection: FeedbackSelection) -> Select[*tuple[Any, ...]]:
    assignment_id = access.object.id
    newest = _newest_of(orm.Feedback.submission_id, orm.Feedback.id, assignment_id)
    job = _newest_of(orm.Job.submission_id, orm.Job.id, assignment_id, orm.Job.kind == JobKind.FEEDBACK)
    query = (
        select(
            orm.Submission.id.label("submission_id"),
            orm.Submission.user,
            orm.Submission.attempt,
            orm.Submission.submitted_at,
            orm.SubmissionStatus.grade_id,
            orm.SubmissionStatus.score,
            orm.SubmissionStatus.max_score,
            orm.SubmissionStatus.pending,
            orm.Feedback.id.label("newest_id"),
            orm.Feedback.basis,
            orm.Feedback.created_at.label("generated_at"),
            orm.FeedbackRelease.feedback_id.label("released_id"),
            orm.FeedbackRelease.released_at,
            orm.Job.state.label("job_state"),
        )
        .join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
        .outerjoin(newest, newest.c.submission_id == orm.Submission.id)
        .outerjoin(orm.Feedback, orm.Feedback.id == newest.c.id)
        .outerjoin(orm.FeedbackRelease, orm.FeedbackRelease.submission_id == orm.Submission.id)
        .outerjoin(job, job.c.submission_id == orm.Submission.id)
        .outerjoin(orm.Job, orm.Job.id == job.c.id)
        .where(
            orm.Submission.assignment_id == assignment_id,
            access.sees(access.object.course_id, orm.Submission.user),
        )
        .order_by(orm.Submission.user, orm.Submission.attempt)
    )
    if selection.students:
        query = query.where(orm.Submission.user.in_(selection.students))
    if selection.submissions:
        query = query.where(orm.Submission.id.in_(selection.submissions))
    elif selection.attempts is Attempts.LATEST:
        query = query.join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
    return query


def _newest_of(
    submission_id: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    id_: InstrumentedAttribute[str],
    assignment_id: str,
    *conditions: ColumnElement[bool],
) -> Subquery:
    """Return submission -> the highest id of what belongs to it, in one assignment."""
    return (
        select(submission_id.label("submission_id"), func.max(id_).label("id"))
        .join(orm.Submission, orm.Submission.id == submission_id)
        .where(orm.Submission.assignment_id == assignment_id, *conditions)
        .group_by(submission_id)
        .subquery()
    )
