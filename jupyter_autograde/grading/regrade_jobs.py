"""The jobs of a regrade: they grade like any other, and leave the score alone until the regrade is applied."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, Select, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from jupyter_autograde.errors import ReleaseNotReady
from jupyter_autograde.grading.comparison import merged
from jupyter_autograde.grading.turns import Urgency, next_turn
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.job import JobKind, JobState
from jupyter_autograde.models.regrade import ChangeState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import touch
from jupyter_autograde.storage.events import append_event, hold_log
from jupyter_autograde.storage.restarts import of_its_assignments_now
from jupyter_autograde.timestamps import now

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


def enqueue(session: Session, change: orm.ScoreChange, submissions: Sequence[orm.Submission]) -> None:
    """Queue the gradings of a regrade behind everything that students wait for, in the caller's transaction."""
    course_id = change.assignment.course_id
    turn = next_turn(session, course_id, Urgency.REGRADE)
    made = [
        orm.Job(
            kind=JobKind.AUTOGRADE,
            state=JobState.QUEUED,
            priority=Urgency.REGRADE,
            turn=turn + number,
            course_id=course_id,
            assignment_id=change.assignment_id,
            submission_id=submission.id,
            score_change_id=change.id,
            fresh=True,
        )
        for number, submission in enumerate(submissions)
    ]
    session.add_all(made)
    session.flush()
    session.add_all(
        orm.ScoreChangeItem(score_change_id=change.id, submission_id=job.submission_id, job_id=job.id) for job in made
    )
    session.flush()
    touch(session, "jobs")


def withdraw(session: Session, change_id: str) -> None:
    """End the jobs of a regrade that have not begun: nobody wants their result any more."""
    session.execute(
        update(orm.Job)
        .where(orm.Job.score_change_id == change_id, orm.Job.state == JobState.QUEUED)
        .values(state=JobState.FAILED, finished_at=now(), log="The regrade was discarded before this began.\n")
        .execution_options(synchronize_session=False)
    )
    touch(session, "jobs")


def version_to_grade(session: Session, job: orm.Job, submission: orm.Submission) -> orm.AssignmentVersion:
    """Return the version whose tests a job asks.

    The regrade's; else that of the current grade, so that grading again does not take back a regrade against a
    mended version; else the one that was fetched, or what stands in for it (`gradable_version`).

    Raises
    ------
    ReleaseNotReady
    """
    change = session.get(orm.ScoreChange, job.score_change_id) if job.score_change_id else None
    if change is not None and change.version_id is not None:
        return session.get_one(orm.AssignmentVersion, change.version_id)
    status = session.get_one(orm.SubmissionStatus, submission.id)
    if status.grade_id is not None:
        return session.get_one(orm.AssignmentVersion, session.get_one(orm.Grade, status.grade_id).version_id)
    return gradable_version(session, submission)


def gradable_version(session: Session, submission: orm.Submission) -> orm.AssignmentVersion:
    """Return the version that was fetched; where it came without its tests, the newest released one that has some.

    Raises
    ------
    ReleaseNotReady
        No released version has tests.
    """
    fetched = session.get_one(orm.AssignmentVersion, submission.version_id)
    if fetched.package_sha256 is not None:
        return fetched
    found = session.scalar(_stand_in(submission.assignment_id))
    if found is None:
        raise ReleaseNotReady(
            f"Version {fetched.number} came from another tool, without its tests, so nothing can be graded. "
            "Release a version from its source first."
        )
    return found


def _stand_in(assignment_id: str | InstrumentedAttribute[str]) -> Select[orm.AssignmentVersion]:
    """Return the query for the newest released version of an assignment that has tests."""
    version = orm.AssignmentVersion
    return (
        select(version)
        .join(version.assignment)
        .where(
            version.assignment_id == assignment_id,
            version.package_sha256.is_not(None),
            version.released_at.is_not(None),
            of_its_assignments_now(version.released_at),
        )
        .order_by(version.number.desc())
        .limit(1)
    )


def environment_of_job() -> ScalarSelect[str]:
    """Return, of the job of a query, the environment of the version that it builds or asks: see `version_to_grade`.

    Where no version has tests it is that of the fetched one, so that the job is taken and says so.
    """
    version = aliased(orm.AssignmentVersion)
    of_regrade = select(orm.ScoreChange.version_id).where(orm.ScoreChange.id == orm.Job.score_change_id)
    of_grade = (
        select(orm.Grade.version_id)
        .join(orm.SubmissionStatus, orm.SubmissionStatus.grade_id == orm.Grade.id)
        .where(orm.SubmissionStatus.submission_id == orm.Job.submission_id)
    )
    fetched = select(orm.Submission.version_id).where(orm.Submission.id == orm.Job.submission_id)
    gradable = fetched.join(orm.AssignmentVersion, orm.AssignmentVersion.id == orm.Submission.version_id).where(
        orm.AssignmentVersion.package_sha256.is_not(None)
    )
    stand_in = _stand_in(orm.Job.assignment_id).with_only_columns(orm.AssignmentVersion.id)
    chosen = func.coalesce(
        orm.Job.version_id,
        *(query.correlate(orm.Job).scalar_subquery() for query in (of_regrade, of_grade, gradable, stand_in, fetched)),
    )
    return select(version.environment).where(version.id == chosen).correlate(orm.Job).scalar_subquery()


def take_grade(session: Session, change_id: str, grade: orm.Grade, status: orm.SubmissionStatus) -> None:
    """Note what a job of a regrade has found, beside the grade that is current at this moment; before it is sealed.

    A regrade of one question keeps the rest of the current result, and its version.
    """
    change = session.get_one(orm.ScoreChange, change_id)
    item = session.get_one(orm.ScoreChangeItem, (change_id, grade.submission_id))
    grade.score_change_id = change_id
    base = session.get(orm.Grade, status.grade_id) if status.grade_id else None
    if change.question is not None and base is not None:
        run, before = GradeResult.model_validate(grade.result), GradeResult.model_validate(base.result)
        result = merged(before, run, change.question, change.test)
        grade.result, grade.version_id = result.model_dump(mode="json"), base.version_id
        grade.score, grade.max_score, grade.status = result.score, result.max_score, result.status
    item.grade_id, item.base_grade_id = grade.id, status.grade_id


def waiting(session: Session, change_id: str) -> int:
    """Return how many jobs of a regrade are not over."""
    count = session.scalar(
        select(func.count())
        .select_from(orm.Job)
        .where(orm.Job.score_change_id == change_id, orm.Job.state.in_(UNFINISHED))
    )
    return count or 0


def tell_if_ready(session: Session, change_id: str) -> None:
    """Tell staff that a regrade can be looked at, when its last job has ended; call it last in the transaction."""
    session.flush()
    hold_log(session)  # two last jobs may end at the same moment
    if waiting(session, change_id):
        return
    change = session.get_one(orm.ScoreChange, change_id)
    if change.state != ChangeState.OPEN:
        return  # discarded while its last job ran: nobody waits for it
    append_event(
        session,
        EventType.REGRADE_READY,
        course_id=change.assignment.course_id,
        assignment_id=change.assignment_id,
        user=change.created_by,
        score_change_id=change.id,
        state=change.state,
    )
