import logging
import threading
import time
from typing import Any

import pytest
from sqlalchemy import select, update

from jupyter_autograde import access
from jupyter_autograde.errors import GradingError, SandboxUnavailable, WorkerLost
from jupyter_autograde.exchange.ready_made import release_ready_made
from jupyter_autograde.exchange.release import release_version, start_release
from jupyter_autograde.grading import jobs
from jupyter_autograde.grading.grades import (
    describe_job,
)
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.models.assignment import AssignmentRequest, VersionState
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.regrade import RegradeRequest
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.testing.engine import FakeEngine, FakeOutcome
from jupyter_autograde.testing.postgres import wait_for_waiting
from jupyter_autograde.testing.school import INSTRUCTOR, NOTEBOOK, OTHER_STUDENT, STUDENT, TA, School
from tests.grading.queue_facts import count_grades, let_time_pass, state_of


def test_a_submission_brings_its_job_with_it(school: School, submission: Submission) -> None:
    assert state_of(school, submission) == (SubmissionState.QUEUED, JobState.QUEUED, 0)
    assert school.worker.run_next()
    assert state_of(school, submission) == (SubmissionState.GRADED, JobState.DONE, 1)
    assert not school.worker.run_next()


def test_a_job_that_fails_is_tried_three_times_and_keeps_its_log(school: School, submission: Submission) -> None:
    school.engine.failures = 3
    for _ in range(3):
        let_time_pass(school)
        assert school.worker.run_next()
    assert state_of(school, submission) == (SubmissionState.FAILED, JobState.FAILED, 3)
    with school.database.read() as session:
        job = describe_job(session, access.job(session, TA, submission.job_id or "", Permission.SEE_ALL_SUBMISSIONS))
        own = describe_job(
            session, access.job(session, STUDENT, submission.job_id or "", Permission.SEE_OWN_SUBMISSIONS)
        )
    assert job.log.count("The engine was told to fail.") == 3
    assert own.log == ""


def test_the_log_of_a_scorer_that_died_is_for_staff(school: School, submission: Submission, monkeypatch) -> None:
    def die(*_: object, **__: object) -> None:
        raise GradingError("The program that scores tests ended too early.", details={"log": "a fault of a library"})

    monkeypatch.setattr(school.engine, "grade", die)
    assert school.worker.run_next()
    assert state_of(school, submission) == (SubmissionState.QUEUED, JobState.QUEUED, 1)
    assert count_grades(school) == 0
    with school.database.read() as session:
        job = access.job(session, TA, submission.job_id or "", Permission.SEE_ALL_SUBMISSIONS)
        assert "a fault of a library" in describe_job(session, job).log


def test_a_failed_try_waits_before_the_next(school: School, submission: Submission) -> None:
    school.engine.failures = 1
    assert school.worker.run_next()
    assert not school.worker.run_next()
    let_time_pass(school)
    assert school.worker.run_next()
    assert state_of(school, submission) == (SubmissionState.GRADED, JobState.DONE, 2)


class NeedyEngine(FakeEngine):
    """Asks for more than the sandbox can give."""

    def grade(self, *args: Any, **options: Any) -> FakeOutcome:
        raise SandboxUnavailable("The box has no room for so many files.")


@pytest.mark.parametrize(("fault", "tries"), [(None, 1), ("The kernel refuses user namespaces.", 0)])
def test_a_job_without_a_sandbox_loses_a_try_only_where_the_sandbox_holds(
    school: School, submission: Submission, fault: str | None, tries: int
) -> None:
    log = logging.getLogger("test")
    asked: list[str] = []
    worker = GradingWorker(
        school.database, school.blobs, NeedyEngine(), log=log, test_sandbox=lambda name: asked.append(name) or fault
    )
    assert worker.run_next()
    assert asked == ["default"]
    assert state_of(school, submission) == (SubmissionState.QUEUED, JobState.QUEUED, tries)


def test_a_lost_workers_job_is_graded_by_another_and_its_late_result_is_refused(
    school: School, submission: Submission
) -> None:
    lost = school.lease()
    let_time_pass(school)
    school.worker.rescue()
    assert school.worker.run_next()
    with pytest.raises(WorkerLost):
        school.finish(lost)
    assert count_grades(school) == 1


def test_a_live_lease_is_left_alone(school: School, submission: Submission) -> None:
    with school.database.write() as session:
        assert jobs.lease(session) is not None
    school.worker.rescue()
    assert state_of(school, submission)[0] == SubmissionState.RUNNING
    assert not school.worker.run_next()


def test_at_its_start_a_lone_service_takes_running_jobs_back(school: School, submission: Submission) -> None:
    with school.database.write() as session:
        assert jobs.lease(session) is not None
    school.worker.recover()
    assert school.worker.run_next()
    assert count_grades(school) == 1


def test_jobs_of_an_environment_that_is_refused_wait_and_hold_up_no_other(
    school: School, submission: Submission
) -> None:
    refused = {"default"}
    worker = GradingWorker(
        school.database, school.blobs, school.engine, log=logging.getLogger("test"), refused=lambda: refused
    )
    assert not worker.run_next()
    assert state_of(school, submission) == (SubmissionState.QUEUED, JobState.QUEUED, 0)
    refused.clear()
    assert worker.run_next()

    with school.database.write() as session:
        mended = start_release(
            session,
            access.assignment(session, INSTRUCTOR, submission.assignment_id, Permission.RELEASE),
            store_files(school.blobs, [("hw1.ipynb", NOTEBOOK)]),
            [],
            "geo",
        )
    refused.add("geo")
    assert not worker.run_next()
    refused.clear()
    assert worker.run_next()

    for version, environment in ((mended.number, "geo"), (None, "default")):
        with school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, submission.assignment_id, Permission.CHANGE_SCORES)
            start_regrade(session, found, RegradeRequest(version=version))
        refused.add(environment)
        assert not worker.run_next()
        refused.symmetric_difference_update({"geo", "default"})
        assert worker.run_next()
        refused.clear()
        assert not worker.run_next()


def test_jobs_of_a_version_without_tests_wait_for_the_environment_of_the_one_that_stands_in(school: School) -> None:
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ASSIGNMENT)
        sent = store_files(school.blobs, [("hw1.ipynb", NOTEBOOK)])
        assignment_id = release_ready_made(
            session, course, AssignmentRequest(name="hw1"), sent, ["default", "geo"]
        ).assignment_id
    school.submit(assignment_id)
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.RELEASE)
        tested = start_release(session, found, sent, [], "geo")
    assert school.worker.run_next()
    with school.database.write() as session:
        release_version(session, access.version(session, INSTRUCTOR, tested.id, Permission.RELEASE))
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        start_regrade(session, found, RegradeRequest())

    refused = {"geo"}
    worker = GradingWorker(
        school.database, school.blobs, school.engine, log=logging.getLogger("test"), refused=lambda: refused
    )
    assert not worker.run_next()
    refused.symmetric_difference_update({"geo", "default"})
    assert worker.run_next()


def test_a_long_job_keeps_its_lease(school: School, submission: Submission) -> None:
    hold = threading.Event()
    school.engine.hold = hold
    worker = GradingWorker(school.database, school.blobs, school.engine, log=logging.getLogger("test"), lease_seconds=6)
    thread = threading.Thread(target=worker.run_next)
    thread.start()
    ends = set()
    deadline = time.monotonic() + 60
    while len(ends - {None}) < 3 and time.monotonic() < deadline:  # reading does not get in the way of the renewal
        with school.database.read() as session:
            ends.add(session.get_one(orm.Job, submission.job_id).lease_until)
    worker.rescue()
    hold.set()
    thread.join()
    assert state_of(school, submission) == (SubmissionState.GRADED, JobState.DONE, 1)


def test_many_workers_never_take_the_same_job(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    for n in range(10):
        school.submit(assignment.id, text=b"score: 1 attempt %d" % n)
    threads = [threading.Thread(target=school.grade_everything) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count_grades(school) == 10
    assert len(set(school.engine.graded)) == 10


def test_first_attempts_run_before_later_ones(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, text=b"first of sam")
    school.submit(assignment.id, text=b"second of sam")
    school.submit(assignment.id, OTHER_STUDENT, text=b"first of olga")
    order = []
    while (found := _lease_user(school)) is not None:
        order.append(found)
    assert order == [("sam", 1), ("olga", 1), ("sam", 2)]


def _lease_user(school: School) -> tuple[str, int] | None:
    with school.database.write() as session:
        held = jobs.lease(session)
        if held is None:
            return None
        job = session.get_one(orm.Job, held.job_id)
        submission = session.get_one(orm.Submission, job.submission_id)
        return submission.user, submission.attempt


def test_a_build_that_was_cut_off_by_a_stop_is_built_by_the_next(school: School) -> None:
    assignment = school.draft()
    stored = store_files(school.blobs, [("hw1.ipynb", NOTEBOOK)])
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment.id, Permission.RELEASE)
        start_release(session, owner, stored, [], "default")
    for _ in range(jobs.MAX_TRIES):
        with school.database.write() as session:
            held = jobs.lease(session)
        assert held is not None
        with school.database.write() as session:
            jobs.let_go(session, held)
            assert jobs.renew(session, held) is False
    assert held.tries == 1
    assert school.worker.run_next()
    with school.database.read() as session:
        assert session.scalars(select(orm.AssignmentVersion.state)).one() == VersionState.READY


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_lost_jobs_are_locked_together_before_anybody_is_told(school: School, submission: Submission) -> None:
    """Else two that change the same submissions, in whatever order, could wait for each other."""
    school.submit(submission.assignment_id, OTHER_STUDENT, text=b"score: 5")
    for _ in range(2):
        school.lease()
    with school.database.write() as session:
        session.execute(update(orm.Job).where(orm.Job.state == JobState.RUNNING).values(tries=jobs.MAX_TRIES))

    def give_up() -> None:
        with school.database.write() as session:
            jobs.requeue_lost(session, everything=True)

    thread = threading.Thread(target=give_up)
    with school.database.write() as session:
        serialize(session, "event-log")  # nobody can commit an event meanwhile
        thread.start()
        wait_for_waiting(school.database, 1)
        with school.database.write() as other:
            free = select(orm.SubmissionStatus.submission_id).with_for_update(skip_locked=True)
            assert other.scalars(free).all() == []
    thread.join()
    with school.database.read() as session:
        assert set(session.scalars(select(orm.SubmissionStatus.state))) == {SubmissionState.FAILED}
