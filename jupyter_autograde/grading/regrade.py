"""Use case: grade submissions again without changing a score yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidInput, NotFound, ReleaseNotReady
from jupyter_autograde.grading import regrade_jobs
from jupyter_autograde.grading.score_changes import note_step, to_change
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.regrade import Attempts, ChangeKind, ChangeState, RegradeRequest, ScoreChange
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.restarts import of_now

MAX_SUBMISSIONS = 5000
"""Of one regrade, so that its preview is one answer."""


def start_regrade(session: Session, access: Access[orm.Assignment], request: RegradeRequest) -> ScoreChange:
    """Queue the gradings of a regrade.

    Raises
    ------
    InvalidInput
        Nothing was handed in by those who are named, it is too much, or the version has no such test.
    NotFound, ReleaseNotReady
        There is no such version, or it was not built.
    """
    assignment = access.object
    version = find_version(session, assignment, request.version) if request.version is not None else None
    if request.question is not None:
        versions = [version] if version else built_versions(session, assignment)
        require_test(versions, request.question, request.test)
    chosen = _chosen(session, assignment, request)
    if version is None:
        for submission in chosen:
            if submission.version.package_sha256 is None and submission.status.grade_id is None:
                regrade_jobs.gradable_version(session, submission)
                break  # the same stands in for all
    change = orm.ScoreChange(
        assignment=assignment,
        kind=ChangeKind.REGRADE,
        state=ChangeState.OPEN,
        version=version,
        versions=[],
        question=request.question,
        test=request.test,
        created_by=access.asker.name,
    )
    session.add(change)
    session.flush()
    regrade_jobs.enqueue(session, change, chosen)
    note_step(session, change, access.asker.name, "started", request.reason)
    session.flush()
    return to_change(change)


def find_version(session: Session, assignment: orm.Assignment, number: int) -> orm.AssignmentVersion:
    """Return a version that can be graded with, released or not.

    Raises
    ------
    NotFound, ReleaseNotReady
    """
    found = session.scalar(
        select(orm.AssignmentVersion).where(
            orm.AssignmentVersion.assignment_id == assignment.id, orm.AssignmentVersion.number == number
        )
    )
    if found is None:
        raise NotFound(f"This assignment has no version {number}.", details={"kind": "version"})
    if found.package_sha256 is None:
        raise ReleaseNotReady(f"Version {number} is still being built, or was refused: it can't grade anything.")
    return found


def built_versions(session: Session, assignment: orm.Assignment) -> Sequence[orm.AssignmentVersion]:
    """Return the versions that submissions may have been graded with, oldest first."""
    return session.scalars(
        select(orm.AssignmentVersion)
        .where(
            orm.AssignmentVersion.assignment_id == assignment.id,
            orm.AssignmentVersion.package_sha256.is_not(None),
            of_now(assignment, orm.AssignmentVersion.created_at),
        )
        .order_by(orm.AssignmentVersion.number)
    ).all()


def require_test(
    versions: Sequence[orm.AssignmentVersion], question: str, test: str | None, *, manual: bool = False
) -> list[orm.AssignmentVersion]:
    """Return the versions that have the test; InvalidInput names what there is when none has it.

    Parameters
    ----------
    test : str or None
        None = the whole question.
    manual : bool
        A question that a person grades will do; it has no test, so it is taken as a whole.
    """
    reports = [_report(version) for version in versions]
    if any(
        one.part_of_cell for report in reports for one in report.tests if (one.question, one.case) == (question, test)
    ):
        raise InvalidInput(
            f"Test {test!r} is one of the parts of the test cell {question!r}, and after a part that fails the others "
            "are not asked. Take the whole question.",
            details={"question": question},
        )
    by_hand = {name for report in reports for name in report.manual_questions}
    tests = [(found.question, found.case) for report in reports for found in report.tests]
    having = [
        version
        for version, report in zip(versions, reports, strict=True)
        if any(found.question == question and test in (None, found.case) for found in report.tests)
        or (manual and test is None and question in report.manual_questions)
    ]
    if having:
        return having
    if question in by_hand:
        instead = "Void the whole question." if manual else "There is nothing to run again."
        raise InvalidInput(f"A person grades question {question!r}: it has no tests. {instead}")
    wrong_question = question not in {of for of, _ in tests}
    questions = {of for of, _ in tests} | (by_hand if manual else set())
    known = sorted(questions if wrong_question else {name for of, name in tests if of == question})
    what = f"question {question!r}" if wrong_question else f"test {test!r} in question {question!r}"
    raise InvalidInput(f"There is no {what}. There are: {', '.join(known[:50])}.", details={"known": known[:200]})


def _report(version: orm.AssignmentVersion) -> ReleaseReport:
    if version.report is None:
        raise InvalidInput(
            f"Version {version.number} came as a grading package without its source, so its tests are not listed here. "
            "Release a corrected package, and grade whole submissions again.",
            details={"version": version.number},
        )
    return ReleaseReport.model_validate(version.report)


def _chosen(session: Session, assignment: orm.Assignment, request: RegradeRequest) -> Sequence[orm.Submission]:
    query = (
        select(orm.Submission)
        .options(joinedload(orm.Submission.status), joinedload(orm.Submission.version))
        .where(orm.Submission.assignment_id == assignment.id)
        .order_by(orm.Submission.id)
    )
    if request.submissions:
        query = query.where(orm.Submission.id.in_(request.submissions))
    elif request.attempts is Attempts.LATEST:
        query = query.join(orm.LatestSubmission, orm.LatestSubmission.submission_id == orm.Submission.id)
    else:
        query = query.where(of_now(assignment, orm.Submission.submitted_at))
    if request.students:
        query = query.where(orm.Submission.user.in_(request.students))
    chosen = session.scalars(query.limit(MAX_SUBMISSIONS + 1)).all()
    wanted, found = (
        (set(request.submissions), {row.id for row in chosen})
        if request.submissions
        else (set(request.students), {row.user for row in chosen})
    )
    missing = sorted(wanted - found)
    if missing:
        raise InvalidInput(
            f"Nothing was handed in here by or as: {', '.join(missing[:20])}.", details={"missing": missing[:1000]}
        )
    if not chosen:
        raise InvalidInput("Nothing was handed in yet, so there is nothing to grade again.")
    if len(chosen) > MAX_SUBMISSIONS:
        raise InvalidInput(f"These are more than {MAX_SUBMISSIONS} submissions. Name some of the students.")
    return chosen
