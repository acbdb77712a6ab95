"""The same content is graded once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from jupyter_autograde import access
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.grades import grade_again
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.postgres import wait_for_waiting
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, TA, School


@pytest.fixture
def assignment(school: School) -> Assignment:
    made = school.draft()
    school.release(made.id)
    return made


def grade_of(school: School, submission: Submission) -> orm.Grade:
    with school.database.read() as session:
        return (
            session.scalars(
                select(orm.Grade).where(orm.Grade.submission_id == submission.id).order_by(orm.Grade.job_id.desc())
            ).first()
            or orm.Grade()
        )


def state_of(school: School, submission: Submission) -> tuple[str, float | None]:
    with school.database.read() as session:
        status = session.get_one(orm.SubmissionStatus, submission.id)
        return status.state, status.score


def test_the_same_files_are_graded_once(school: School, assignment: Assignment) -> None:
    first, _ = school.submit(assignment.id, STUDENT)
    second, _ = school.submit(assignment.id, OTHER_STUDENT)
    school.grade_everything()
    assert len(school.engine.graded) == 1
    assert state_of(school, second) == state_of(school, first) == (SubmissionState.GRADED, 7.0)
    original, copy = grade_of(school, first), grade_of(school, second)
    assert (copy.reused_from, original.reused_from) == (original.id, None)
    assert copy.result == original.result
    assert original.id in copy.log


def test_grading_again_runs_the_code_again(school: School, assignment: Assignment) -> None:
    submission, _ = school.submit(assignment.id)
    school.grade_everything()
    with school.database.write() as session:
        grade_again(session, access.submission(session, TA, submission.id, Permission.GRADE))
    school.grade_everything()
    assert len(school.engine.graded) == 2
    assert grade_of(school, submission).reused_from is None


def test_a_new_version_is_graded_anew_though_its_tests_are_equal(school: School, assignment: Assignment) -> None:
    school.submit(assignment.id)
    school.grade_everything()
    school.release(assignment.id)
    school.submit(assignment.id)
    school.grade_everything()
    assert len(school.engine.graded) == 2


def test_another_environment_or_limit_is_another_content(school: School, assignment: Assignment) -> None:
    school.submit(assignment.id, STUDENT)
    school.grade_everything()
    with school.database.write() as session:
        session.execute(update(orm.Assignment).values(limits={"cell_seconds": 3.0}))
    school.submit(assignment.id, OTHER_STUDENT)
    school.grade_everything()
    assert len(school.engine.graded) == 2


@pytest.mark.parametrize(("status", "runs"), [("timeout", 2), ("contained", 2), ("limit", 2), ("tampered", 1)])
def test_only_a_result_that_another_day_would_not_change_stands_for_others(
    school: School, assignment: Assignment, status: str, runs: int
) -> None:
    school.submit(assignment.id, STUDENT)
    school.grade_everything()
    with school.database.write() as session:
        session.execute(update(orm.Grade).values(status=status))
    school.submit(assignment.id, OTHER_STUDENT)
    school.grade_everything()
    assert len(school.engine.graded) == runs


def test_of_two_equal_jobs_at_the_same_time_the_second_waits(school: School, assignment: Assignment) -> None:
    first, _ = school.submit(assignment.id, STUDENT)
    second, _ = school.submit(assignment.id, OTHER_STUDENT)
    another, _ = school.submit(assignment.id, OTHER_STUDENT, text=b"score: 2")
    held = school.lease()
    assert held.job_id == first.job_id
    assert school.worker.run_next()
    assert state_of(school, another) == (SubmissionState.GRADED, 2.0)
    assert not school.worker.run_next()
    assert state_of(school, second) == (SubmissionState.QUEUED, None)
    school.finish(held)
    assert school.worker.run_next()
    assert state_of(school, second) == (SubmissionState.GRADED, 7.0)
    assert len(school.engine.graded) == 2


def test_many_workers_never_grade_the_same_content_twice(school: School, assignment: Assignment) -> None:
    for n in range(12):
        school.submit(assignment.id, STUDENT if n % 2 else OTHER_STUDENT)

    # A worker that finds nothing looks again while jobs wait, as a queue lets it.
    def work(worker: GradingWorker) -> None:
        while worker.load().waiting:
            worker.run_next()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, school.worker) for _ in range(4)]:
            done.result()
    assert len(school.engine.graded) == 1
    with school.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.Grade)) == 12


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_that_look_at_once_never_take_the_same_content(school: School, assignment: Assignment) -> None:
    """On SQLite one looks after the other anyway."""
    school.submit(assignment.id, STUDENT)
    school.submit(assignment.id, OTHER_STUDENT)

    def look() -> jobs.Lease | None:
        with school.database.write() as session:
            return jobs.lease(session)

    with ThreadPoolExecutor(1) as pool:
        with school.database.write() as session:
            assert jobs.lease(session) is not None
            other = pool.submit(look)
            wait_for_waiting(school.database)
        assert other.result() is None
