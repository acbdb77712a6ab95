"""Use case: make the feedback of one submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from jupyter_autograde.errors import Conflict, InvalidNotebook
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.current import counting, effective
from jupyter_autograde.grading.feedback.contents import Contents
from jupyter_autograde.grading.feedback.notebook import feedback_notebook
from jupyter_autograde.grading.feedback.outputs import AS_RUN, safe_notebook
from jupyter_autograde.grading.feedback.page import feedback_page
from jupyter_autograde.grading.job_at_hand import JobAtHand, SubmissionRun, submission_run
from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.visibility import Sight
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle, store_files
from jupyter_autograde.storage.feedback_basis import basis, comments_of, given_ids
from jupyter_autograde.storage.terms import load_terms
from jupyter_autograde.storage.visibility import tests_shown

ABOUT_ALL = "feedback.html"
"""The page where no notebook could be run."""


@dataclass(frozen=True)
class _Told:
    """What the feedback tells, and the value by which a change of that is seen."""

    contents: Contents
    basis: str
    sight: Sight


def run_feedback(hand: JobAtHand) -> None:
    """Do the job: run the submission for its student's eyes, write page and notebook, once.

    What was run for an earlier feedback with the same files, package and engine is not run again.

    Raises
    ------
    WorkerLost
        When the lease was lost meanwhile; nothing is written then.
    GradingError, StorageError
        When it could not be done; the caller gives the job back.
    """
    with hand.database.read() as session:
        run = submission_run(session, hand)
        known = session.scalar(_with_run(run.key))
    if known is None:
        shown = _shown(hand, run)
        stored = store_files(hand.blobs, sorted(shown.items()))
    else:
        stored = StoredFiles({path: (str(digest), int(size)) for path, (digest, size) in known.items()})
        shown = {path: hand.blobs.get(digest) for path, (digest, _) in stored.files.items()}
    with hand.database.read() as session:
        told = _told(session, hand.lease.job_id)
    made = store_files(hand.blobs, sorted(_files(told.contents, shown).items()))
    with hand.database.write() as session:
        job = jobs.require_held(session, hand.lease)
        submission = session.get_one(orm.Submission, job.submission_id)
        session.add(
            orm.Feedback(
                submission_id=submission.id,
                bundle_sha256=record_bundle(session, made).sha256,
                created_by=str(job.asked_by),
                basis=told.basis,
                report={
                    "result": told.contents.result.model_dump(mode="json"),
                    "sight": {"public_tests": told.sight.public_tests, "hidden_tests": told.sight.hidden_tests},
                    "comments": [one.model_dump(mode="json") for one in told.contents.comments],
                },
                run_key=run.key,
                notebooks={path: [digest, size] for path, (digest, size) in stored.files.items()},
            )
        )
        jobs.complete(session, job)
        jobs.tell_feedback(session, submission, job)


def _shown(hand: JobAtHand, run: SubmissionRun) -> Mapping[str, bytes]:
    """Return the notebooks as they were run for their student's eyes."""
    package, files = run.load(hand)
    environment = run.version.environment
    try:
        return hand.engine.show(
            package, files, environment=environment, on_progress=hand.on_progress, limits=run.limits
        )
    except InvalidNotebook:
        return {}  # the result says why


def _with_run(key: str) -> Select[dict[str, list[str | int]] | None]:
    query = select(orm.Feedback.notebooks).where(orm.Feedback.run_key == key)
    return query.order_by(orm.Feedback.id.desc()).limit(1)


def _told(session: Session, job_id: str) -> _Told:
    job = session.get_one(orm.Job, job_id)
    submission = session.get_one(orm.Submission, job.submission_id)
    status, assignment, at = submission.status, submission.assignment, submission.submitted_at
    if status.grade_id is None:
        raise Conflict("The submission has no grade any more, so there is nothing to tell.")
    grade = session.get_one(orm.Grade, status.grade_id)
    result = effective(grade, counting(session, assignment.id, [submission.id]))
    sight = tests_shown(session, assignment)
    comments = [Comment.model_validate(row) for row in comments_of(session, submission.id)]
    terms = load_terms(session, [assignment], submission.user).of(assignment, submission.user)
    contents = Contents(
        course=assignment.course.name,
        assignment=assignment.name,
        user=submission.user,
        attempt=submission.attempt,
        submitted_at=at,
        late=terms.is_late(at),
        penalty=terms.penalty(at, status.score, status.max_score) or 0.0,
        result=sight.of(result),
        comments=comments,
    )
    given = given_ids(session, orm.Submission.id == submission.id).get(submission.id, ())
    return _Told(contents, basis(status, terms, at, (one.id for one in comments), given, sight), sight)


def _files(contents: Contents, run: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path -> content of what the student gets: for each notebook itself and a page beside it."""
    if not run:
        return {ABOUT_ALL: feedback_page(contents, None, None)}
    files = {}
    for path, content in run.items():
        notebook = safe_notebook(read_notebook(content, name=path, limits=AS_RUN))
        files[path] = feedback_notebook(contents, path, notebook)
        files[f"{path.removesuffix('.ipynb')}.html"] = feedback_page(contents, path, notebook)
    return files
