"""Jobs: queued with the fact that needs them, leased, tried again after a crash.

The row is the truth. A lease is a random id with an end: only its holder may finish the job, so a worker
that was thought dead and comes back can't write a second result.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from jupyter_autograde.errors import WorkerLost
from jupyter_autograde.grading.current import lock_statuses
from jupyter_autograde.grading.places import Place as Place
from jupyter_autograde.grading.places import event_of_place as event_of_place
from jupyter_autograde.grading.places import place_of as place_of
from jupyter_autograde.grading.places import places_of_new
from jupyter_autograde.grading.regrade_jobs import environment_of_job, tell_if_ready
from jupyter_autograde.grading.reuse import content_of, is_being_graded, known_among
from jupyter_autograde.grading.turns import ORDER, Urgency, next_turn, urgency_of
from jupyter_autograde.models.assignment import VersionState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import serialize, touch
from jupyter_autograde.storage.events import append_event, append_events
from jupyter_autograde.storage.row_inserts import insert_rows
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

MAX_TRIES = 3
LEASE_SECONDS = 60
"""Holders renew at a third of this."""
RETRY_SECONDS = 5
"""Wait before the second try; doubled for the third."""
MAX_LOG = 64 * 1024
"""Characters of a job's log that are kept, its end."""


@dataclass(frozen=True)
class Lease:
    """The right to do one job."""

    id: str
    job_id: str
    kind: JobKind
    tries: int


def enqueue_new(session: Session, submissions: Sequence[orm.Submission]) -> list[tuple[orm.Job, Place]]:
    """Queue the gradings of submissions to one assignment that were just handed in, in the caller's transaction.

    Their rows are there, but for the status, which gets its job from here.
    """
    if not submissions:
        return []
    contents = [content_of(submission) for submission in submissions]
    known, turns = known_among(session, contents), dict[Urgency, int]()
    made = []
    for submission, content in zip(submissions, contents, strict=True):
        urgency = urgency_of(submission, known=content in known)
        if urgency not in turns:
            turns[urgency] = next_turn(session, submission.assignment.course_id, urgency)
        made.append(_autograde(submission, content, urgency, turns[urgency]))
        turns[urgency] += 1
    places = places_of_new(session, made)
    for job, place in zip(made, places, strict=True):
        job.told_position = place.position
    insert_rows(session, made)
    touch(session, "jobs")
    return list(zip(made, places, strict=True))


def enqueue_again(session: Session, submissions: Sequence[orm.Submission], asked_by: str) -> list[orm.Job]:
    """Queue the gradings of submissions to one assignment that staff ask for, run even where the result is known.

    The caller has locked their statuses; its transaction ends with the event of each.
    """
    if not submissions:
        return []
    turn = next_turn(session, submissions[0].assignment.course_id, Urgency.REGRADE)
    made = []
    for number, submission in enumerate(submissions):
        job = _autograde(submission, content_of(submission), Urgency.REGRADE, turn + number)
        job.fresh, job.asked_by = True, asked_by
        made.append(job)
    places = places_of_new(session, made)
    for job, place in zip(made, places, strict=True):
        job.told_position = place.position
    session.add_all(made)
    session.flush()
    events = []
    for submission, job, place in zip(submissions, made, places, strict=True):
        submission.status.state, submission.status.job_id = SubmissionState.QUEUED, job.id
        events.append(event_of_place(EventType.GRADING_JOB_QUEUED, submission, job, place))
    session.flush()
    touch(session, "jobs")
    append_events(session, events)
    return made


def _autograde(submission: orm.Submission, content: str, urgency: Urgency, turn: int) -> orm.Job:
    return orm.Job(
        id=new_ulid(),
        kind=JobKind.AUTOGRADE,
        state=JobState.QUEUED,
        priority=urgency,
        turn=turn,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        submission_id=submission.id,
        content=content,
    )


def enqueue_build(session: Session, version: orm.AssignmentVersion) -> orm.Job:
    """Queue the build and proof of a version, in the caller's transaction."""
    assignment = session.get_one(orm.Assignment, version.assignment_id)
    job = orm.Job(
        kind=JobKind.BUILD,
        state=JobState.QUEUED,
        priority=Urgency.BUILD,
        turn=next_turn(session, assignment.course_id, Urgency.BUILD),
        course_id=assignment.course_id,
        assignment_id=assignment.id,
        version_id=version.id,
        progress="Waiting for a free worker",
    )
    session.add(job)
    session.flush()
    touch(session, "jobs")
    return job


def enqueue_feedback(session: Session, assignment: orm.Assignment, submissions: Iterable[str], asked_by: str) -> None:
    """Queue the making of feedback on submissions (ids) behind all gradings, in the caller's transaction."""
    turn = next_turn(session, assignment.course_id, Urgency.FEEDBACK)
    session.add_all(
        orm.Job(
            kind=JobKind.FEEDBACK,
            state=JobState.QUEUED,
            priority=Urgency.FEEDBACK,
            turn=turn + number,
            course_id=assignment.course_id,
            assignment_id=assignment.id,
            submission_id=submission_id,
            asked_by=asked_by,
        )
        for number, submission_id in enumerate(submissions)
    )
    session.flush()
    touch(session, "jobs")


def newest_for_version(session: Session, version_id: str) -> orm.Job | None:
    """Return the newest build job of a version."""
    return session.scalar(select(orm.Job).where(orm.Job.version_id == version_id).order_by(orm.Job.id.desc()).limit(1))


def lease(
    session: Session,
    *,
    seconds: float = LEASE_SECONDS,
    worker_id: str | None = None,
    refused: Collection[str] = (),
) -> Lease | None:
    """Take the next job (`grading.turns`); None when nothing waits.

    A job whose content is being graded waits for that result, unless it was asked to be graded anew.

    Parameters
    ----------
    refused : collection of str
        Environments whose jobs this worker can't do.
    """
    # Two workers that look at the same moment would else take two jobs of the same content.
    serialize(session, "lease")
    moment = now()
    job = session.scalar(
        select(orm.Job)
        .where(
            orm.Job.state == JobState.QUEUED,
            or_(orm.Job.not_before.is_(None), orm.Job.not_before <= moment),
            or_(orm.Job.fresh, ~is_being_graded()),
            environment_of_job().not_in(refused) if refused else true(),
        )
        .order_by(*ORDER)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        return None
    job.state, job.tries, job.started_at = JobState.RUNNING, job.tries + 1, moment
    job.lease, job.lease_until, job.worker_id = new_ulid(), moment + timedelta(seconds=seconds), worker_id
    if job.submission_id is not None:
        submission = session.get_one(orm.Submission, job.submission_id)
        if submission.status.job_id == job.id:
            submission.status.state = SubmissionState.RUNNING
        if job.score_change_id is None and job.kind == JobKind.AUTOGRADE:
            _tell(session, EventType.JOB_STARTED, submission, job)
    return Lease(id=job.lease, job_id=job.id, kind=JobKind(job.kind), tries=job.tries)


def renew(session: Session, held: Lease, *, seconds: float = LEASE_SECONDS) -> bool:
    """Move the end of a lease; False when it is no longer held."""
    job = _held(session, held)
    if job is None:
        return False
    job.lease_until = now() + timedelta(seconds=seconds)
    return True


def environment_of(session: Session, held: Lease) -> str:
    """Return the name of the environment in which a job runs."""
    return session.scalars(select(environment_of_job()).select_from(orm.Job).where(orm.Job.id == held.job_id)).one()


def note_progress(session: Session, held: Lease, text: str) -> None:
    """Say in a few words what the job does now."""
    job = _held(session, held)
    if job is not None:
        job.progress = text[:256]


def require_held(session: Session, held: Lease) -> orm.Job:
    """Return the job of a lease that is still held; raises WorkerLost when another worker has it."""
    job = _held(session, held)
    if job is None:
        raise WorkerLost("Another worker has taken this job over.", details={"job_id": held.job_id})
    return job


def complete(session: Session, job: orm.Job) -> None:
    """Close a job whose result is in the same transaction."""
    _close(job, JobState.DONE)
    if job.score_change_id is not None:
        tell_if_ready(session, job.score_change_id)
    touch(session, "jobs")


def give_back(session: Session, held: Lease, log: str) -> None:
    """Return a job that could not be done: it is tried again, or `failed` with its log after MAX_TRIES."""
    job = _held(session, held)
    if job is not None:
        _retry_or_fail(session, job, log)


def let_go(session: Session, held: Lease) -> None:
    """Return a job that is under way to the queue for its worker's sake, not its own; it counts as no try."""
    job = _held(session, held)
    if job is None:
        return
    job.tries -= 1
    job.state, job.lease, job.lease_until, job.progress = JobState.QUEUED, None, None, ""
    if job.submission_id is not None:
        status = session.get_one(orm.SubmissionStatus, job.submission_id)
        if status.job_id == job.id:
            status.state = SubmissionState.QUEUED
    touch(session, "jobs")


def tell_built(session: Session, version: orm.AssignmentVersion) -> None:
    """Say that the build of a version has ended, well or not; call it last in the transaction."""
    session.flush()
    append_event(
        session,
        EventType.VERSION_BUILT,
        course_id=version.assignment.course_id,
        assignment_id=version.assignment_id,
        user=version.created_by,
        version_id=version.id,
        number=version.number,
        state=version.state,
    )


def tell_feedback(session: Session, submission: orm.Submission, job: orm.Job) -> None:
    """Say that the making of feedback has ended, well or not; call it last in the transaction."""
    session.flush()
    append_event(
        session,
        EventType.FEEDBACK_GENERATED,
        course_id=job.course_id,
        assignment_id=job.assignment_id,
        user=job.asked_by,
        submission_id=submission.id,
        attempt=submission.attempt,
        state=job.state,
        job_id=job.id,
    )


def requeue_lost(session: Session, *, everything: bool = False) -> int:
    """Give the jobs of dead workers to others.

    Parameters
    ----------
    everything : bool
        Take running jobs with a live lease too: right at the start of a service whose only worker is
        itself, because whoever held them died with the process before.

    Returns
    -------
    int
        How many jobs.
    """
    query = select(orm.Job).where(orm.Job.state == JobState.RUNNING).with_for_update(skip_locked=True)
    if not everything:
        query = query.where(orm.Job.lease_until < now())
    lost = list(session.scalars(query))
    lock_statuses(session, {job.submission_id for job in lost if job.submission_id is not None})
    for job in lost:
        _retry_or_fail(session, job, "The worker went away in the middle of the job.", at_once=True)
    return len(lost)


def _held(session: Session, held: Lease) -> orm.Job | None:
    return session.scalar(
        select(orm.Job)
        .where(orm.Job.id == held.job_id, orm.Job.lease == held.id, orm.Job.state == JobState.RUNNING)
        .with_for_update()
    )


def _retry_or_fail(session: Session, job: orm.Job, log: str, *, at_once: bool = False) -> None:
    job.log = (job.log + f"[{_stamp()}] try {job.tries}: {log}\n")[-MAX_LOG:]
    submission = session.get_one(orm.Submission, job.submission_id) if job.submission_id else None
    if job.tries < MAX_TRIES:
        job.state, job.lease, job.lease_until = JobState.QUEUED, None, None
        job.not_before = None if at_once else now() + timedelta(seconds=RETRY_SECONDS * 2 ** (job.tries - 1))
        if submission is not None and submission.status.job_id == job.id:
            submission.status.state = SubmissionState.QUEUED
    else:
        _close(job, JobState.FAILED)
        if job.score_change_id is not None:
            tell_if_ready(session, job.score_change_id)
        elif job.kind == JobKind.FEEDBACK and submission is not None:
            tell_feedback(session, submission, job)
        elif submission is not None:
            if submission.status.job_id == job.id:
                submission.status.state = SubmissionState.FAILED
            _tell(session, EventType.GRADING_FAILED, submission, job)
        elif job.version_id is not None:
            _refuse_version(session, job)
    touch(session, "jobs")


def _refuse_version(session: Session, job: orm.Job) -> None:
    version = session.get_one(orm.AssignmentVersion, job.version_id)
    version.state = VersionState.REFUSED
    version.refusal = (
        "The version could not be built: the service failed three times. Ask its operator for the job's log."
    )
    tell_built(session, version)


def _close(job: orm.Job, state: JobState) -> None:
    job.state, job.lease, job.lease_until, job.not_before = state, None, None, None
    job.finished_at, job.progress = now(), ""


def _tell(session: Session, kind: EventType, submission: orm.Submission, job: orm.Job) -> None:
    append_event(
        session,
        kind,
        course_id=submission.assignment.course_id,
        assignment_id=submission.assignment_id,
        user=submission.user,
        submission_id=submission.id,
        attempt=submission.attempt,
        state=submission.status.state,
        job_id=job.id,
    )


def _stamp() -> str:
    return now().strftime("%Y-%m-%d %H:%M:%S UTC")
