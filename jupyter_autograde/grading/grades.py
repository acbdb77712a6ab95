"""Use cases: show grades and jobs, grade again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import AutogradeError, Conflict, NotFound
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.current import counting, effective, lock_statuses
from jupyter_autograde.grading.regrade_jobs import gradable_version
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.grade_record import ExecutedNotebook, Grade
from jupyter_autograde.models.job import GradeOutcome, Job, JobKind, JobState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.models.visibility import EVERYTHING, Sight
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.visibility import sight_of


def list_grades(session: Session, access: Access[orm.Submission]) -> list[Grade]:
    """Return the grades of a submission: the one that counts, then those of the newest jobs first.

    Students see what the assignment's rules show of tests and scores, and neither the log nor what regrades found
    that does not count (SEC-60).
    """
    submission, staff = access.object, access.may(Permission.SEE_ALL_SUBMISSIONS)
    current = submission.status.grade_id
    query = (
        select(orm.Grade, orm.AssignmentVersion.number)
        .join(orm.AssignmentVersion, orm.AssignmentVersion.id == orm.Grade.version_id)
        .where(orm.Grade.submission_id == submission.id)
        .order_by(orm.Grade.job_id.desc())
    )
    if not staff:
        query = query.where(or_(orm.Grade.score_change_id.is_(None), orm.Grade.id == current))
    how = counting(session, submission.assignment_id, [submission.id])
    sight = EVERYTHING if staff else sight_of(session, submission)
    grades = []
    for row, number in session.execute(query):
        result = effective(row, how)
        grades.append(
            Grade(
                id=row.id,
                submission_id=row.submission_id,
                job_id=row.job_id,
                version=number,
                created_at=row.created_at,
                current=row.id == current,
                score_change_id=row.score_change_id if staff else None,
                result=_shown(result, sight, staff=staff),
                tests=None if sight.score_awaits is None else sight.without_score(result),
                score_awaits=sight.score_awaits,
                log=row.log if staff else None,
            )
        )
    return sorted(grades, key=lambda grade: not grade.current)


def _shown(result: GradeResult, sight: Sight, *, staff: bool) -> GradeResult | None:
    if staff:
        return result
    return sight.of(result) if sight.score_awaits is None else None


def grade_again(session: Session, access: Access[orm.Submission]) -> Job:
    """Queue another grading of a submission.

    Raises
    ------
    Conflict
        While one is on its way.
    ReleaseNotReady
        Its version came without its tests, and no other has any.
    """
    lock_statuses(session, [access.object.id])
    _require_gradable(session, access.object)
    (job,) = jobs.enqueue_again(session, [access.object], access.asker.name)
    return to_job(job, staff=True, place=jobs.place_of(session, job))


def grade_several(
    session: Session, access: Access[orm.Assignment], submission_ids: Sequence[str]
) -> list[GradeOutcome]:
    """Queue a grading of each of some submissions of an assignment, as `grade_again`; one refused stops no other.

    What is in another assignment, or in a section that the asker does not see, is said to be missing.
    """
    found = {
        row.id: row
        for row in session.scalars(
            select(orm.Submission)
            .options(
                joinedload(orm.Submission.status),
                joinedload(orm.Submission.version),
                joinedload(orm.Submission.assignment),
            )
            .where(
                orm.Submission.id.in_(submission_ids),
                orm.Submission.assignment_id == access.object.id,
                access.sees(access.object.course_id, orm.Submission.user),
            )
        )
    }
    lock_statuses(session, found)
    refused = dict[str, GradeOutcome]()
    for one in submission_ids:
        try:
            if one not in found:
                raise NotFound("There is no such submission at this assignment.", details={"kind": "submission"})
            _require_gradable(session, found[one])
        except AutogradeError as refusal:
            refused[one] = GradeOutcome(submission_id=one, code=refusal.code, message=refusal.message)
    wanted = list(dict.fromkeys(submission_ids))
    gradable = [found[one] for one in wanted if one not in refused]
    queued = {job.submission_id: job.id for job in jobs.enqueue_again(session, gradable, access.asker.name)}
    return [refused[one] if one in refused else GradeOutcome(submission_id=one, job_id=queued[one]) for one in wanted]


def _require_gradable(session: Session, submission: orm.Submission) -> None:
    """Raise what `grade_again` does; the submission's status is locked."""
    unfinished = submission.status.state in (SubmissionState.QUEUED, SubmissionState.RUNNING)
    if unfinished and submission.status.job_id is not None:
        raise Conflict("This submission is being graded already. Wait for the result.")
    if submission.status.grade_id is None:
        gradable_version(session, submission)


def describe_job(session: Session, access: Access[orm.Job]) -> Job:
    """Return a job and its place in the queue; its log for staff only."""
    place = jobs.place_of(session, access.object)
    return to_job(access.object, staff=access.may(Permission.SEE_ALL_SUBMISSIONS), place=place)


def list_executed_notebooks(session: Session, access: Access[orm.Submission]) -> list[ExecutedNotebook]:
    """Return the notebooks as they were run for the grade that counts."""
    current = access.object.status.grade_id
    if current is None:
        return []
    grade = session.get_one(orm.Grade, current)
    return [
        ExecutedNotebook(index=i, path=path, sha256=str(digest), size=int(size))
        for i, (path, (digest, size)) in enumerate(sorted(grade.notebooks.items()))
    ]


def executed_notebook(session: Session, access: Access[orm.Submission], index: int) -> ExecutedNotebook:
    """Return one of `list_executed_notebooks`; NotFound when there is none with this number."""
    listed = list_executed_notebooks(session, access)
    if not 0 <= index < len(listed):
        raise NotFound("There is no such executed notebook.")
    return listed[index]


def to_job(row: orm.Job, *, staff: bool, place: jobs.Place | None = None) -> Job:
    """Return the model of a job."""
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        state=JobState(row.state),
        tries=row.tries,
        submission_id=row.submission_id,
        version_id=row.version_id,
        position=place.position if place else None,
        eta=place.eta if place else None,
        progress=row.progress,
        log=row.log if staff else "",
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
