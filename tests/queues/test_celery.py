"""Celery on a real Redis; worker processes; PostgreSQL and SQLite."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jupyter_autograde import access
from jupyter_autograde.bundles import identity_of
from jupyter_autograde.cli.verbs import EXIT_CODES
from jupyter_autograde.errors import Conflict, InvalidInput, UpstreamError
from jupyter_autograde.exchange.release import release_version, start_release
from jupyter_autograde.grading.records import is_genuine
from jupyter_autograde.models.assignment import VersionState
from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.queues.base import POLL_SECONDS
from jupyter_autograde.queues.celery import CeleryQueue
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.workers import require_stopped
from jupyter_autograde.testing.idle_worker import WorkerWithoutDatabase
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.redis import RedisServer
from jupyter_autograde.testing.school import INSTRUCTOR, School
from jupyter_autograde.testing.worker_process import WorkerProcess

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
NOWHERE = "redis://127.0.0.1:1/0"
"""Where no broker listens."""
SOURCE = Path(__file__).parents[1] / "notebooks" / "grading" / "plain" / "plain.ipynb"
GRADING_PYTHON = Path(__file__).parents[2] / ".venv-grading" / "bin" / "python"

StartWorker = Callable[..., WorkerProcess]


def submit(school: School, assignment_id: str, text: bytes) -> Submission:
    return school.submit(assignment_id, text=text)[0]


def identity(text: bytes) -> str:
    return identity_of({"hw1.ipynb": text})


def wait_for_workers(school: School, count: int) -> None:
    """Until so many workers are there and take jobs."""
    until(lambda: school.worker.load().workers == count and school.worker.load().slots > 0, f"{count} workers")


def wait_for_states(school: School, ids: list[str], state: SubmissionState, *processes: WorkerProcess) -> None:
    """Until all submissions have come so far."""

    def reached() -> bool:
        with school.database.read() as session:
            found = session.scalars(
                select(orm.SubmissionStatus.state).where(orm.SubmissionStatus.submission_id.in_(ids))
            ).all()
        return set(found) == {state}

    logs = " ".join(str(process.log) for process in processes)
    until(reached, f"{state}; see {logs}")


def worker_of(school: School, job_id: str | None, processes: list[WorkerProcess]) -> WorkerProcess:
    """Return the process that has or had the last lease of a job."""
    with school.database.read() as session:
        worker = session.get_one(orm.Worker, session.get_one(orm.Job, job_id).worker_id)
    (found,) = (process for process in processes if worker.name.endswith(f":{process.pid}"))
    return found


@POSTGRESQL
def test_a_worker_killed_in_the_middle_loses_nothing_and_nothing_is_graded_twice(
    school: School, queue: CeleryQueue, start_worker: StartWorker, ledger: Path, tmp_path: Path
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    workers = [start_worker(), start_worker()]
    wait_for_workers(school, 2)
    held_text = b"score: 3 wait: %s" % os.fsencode(pipe)
    held = submit(school, assignment.id, held_text)
    until(lambda: identity(held_text) in ledger.read_text(), "a worker to begin")
    texts = [b"score: %d attempt %d" % (n % 10, n) for n in range(20)]
    others = [submit(school, assignment.id, text) for text in texts]
    victim = worker_of(school, held.job_id, workers)
    victim.kill()
    with pipe.open("w"):  # opens when the other worker has taken the job over
        pass
    ids = [held.id, *(one.id for one in others)]
    wait_for_states(school, ids, SubmissionState.GRADED, *workers)
    begun = Counter(ledger.read_text().split())
    with school.database.read() as session:
        grades = session.scalars(select(orm.Grade)).all()
        assert Counter(grade.submission_id for grade in grades) == Counter(ids)
        assert all(is_genuine(session, grade) for grade in grades)
        for submission, text in zip([held, *others], [held_text, *texts], strict=True):
            job = session.get_one(orm.Job, submission.job_id)
            # Only what the dead worker had was begun once more; it may have died before it ran anything.
            assert 1 <= begun[identity(text)] <= job.tries
        assert begun[identity(held_text)] == session.get_one(orm.Job, held.job_id).tries == 2
        scores = dict(session.execute(select(orm.SubmissionStatus.submission_id, orm.SubmissionStatus.score)).all())
    assert scores == {held.id: 3.0} | {one.id: float(n % 10) for n, one in enumerate(others)}


def test_on_sqlite_workers_beside_the_service_do_its_jobs(
    school: School, queue: CeleryQueue, start_worker: StartWorker
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    submissions = [submit(school, assignment.id, b"score: 1 attempt %d" % n).id for n in range(5)]
    assert "No worker runs, 5 jobs wait" in queue.state().message
    worker = start_worker()
    wait_for_states(school, submissions, SubmissionState.GRADED, worker)
    assert queue.state().ok
    assert queue.state().message == "1 workers, 2 slots; 0 jobs run, 0 wait"


@POSTGRESQL
def test_a_worker_told_to_stop_begins_no_job_and_ends_the_one_it_has(
    school: School, queue: CeleryQueue, start_worker: StartWorker, tmp_path: Path
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    worker = start_worker(slots=1)
    held = submit(school, assignment.id, b"score: 3 wait: %s" % os.fsencode(pipe))
    wait_for_states(school, [held.id], SubmissionState.RUNNING, worker)
    next_one = submit(school, assignment.id, b"score: 4")
    worker.tell_to_stop()
    until(lambda: "no new job" in worker.log.read_text(), "the worker to hear")
    with pipe.open("w"):
        pass
    assert worker.wait() == 0
    wait_for_states(school, [held.id], SubmissionState.GRADED, worker)
    wait_for_states(school, [next_one.id], SubmissionState.QUEUED, worker)
    assert not queue.state().ok  # a worker that said good-bye is missed at once
    another = start_worker()
    wait_for_states(school, [next_one.id], SubmissionState.GRADED, another)


@POSTGRESQL
def test_a_job_that_does_not_end_in_time_is_given_back_and_loses_no_try(
    school: School, queue: CeleryQueue, start_worker: StartWorker, tmp_path: Path
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    worker = start_worker("--stop-seconds=0.5")
    held = submit(school, assignment.id, b"score: 3 wait: %s" % os.fsencode(pipe))
    wait_for_states(school, [held.id], SubmissionState.RUNNING, worker)
    worker.tell_to_stop()
    assert worker.wait() == 0
    with school.database.read() as session:
        job = session.get_one(orm.Job, held.job_id)
        assert (job.state, job.tries) == (JobState.QUEUED, 0)


@POSTGRESQL
def test_jobs_wait_while_the_broker_is_away_and_are_done_when_it_is_back(
    school: School, queue: CeleryQueue, broker: RedisServer, start_worker: StartWorker
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    worker = start_worker()
    wait_for_workers(school, 1)
    until(lambda: queue.state().ok, "the queue to be well")
    broker.stop()
    waiting = submit(school, assignment.id, b"score: 5")
    until(lambda: not queue.state().ok, "the queue to notice")
    assert "does not answer" in queue.state().message
    wait_for_states(school, [waiting.id], SubmissionState.QUEUED, worker)
    broker.start()
    wait_for_states(school, [waiting.id], SubmissionState.GRADED, worker)
    until(lambda: queue.state().ok, "the queue to be well again")


@POSTGRESQL
def test_a_worker_goes_on_after_the_broker_has_refused_it_messages(
    school: School, queue: CeleryQueue, broker: RedisServer, start_worker: StartWorker
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    worker = start_worker()
    wait_for_workers(school, 1)
    until(lambda: queue.state().ok, "the queue to be well")
    broker.forbid("brpop")

    def wait_for_refusal(number: int) -> float:
        until(lambda: worker.log.read_text().count("NoPermissionError") == number, "the worker to be refused")
        return time.monotonic()

    refused_at = wait_for_refusal(1)
    assert wait_for_refusal(2) > refused_at + POLL_SECONDS / 2  # it does not flood its log
    waiting = submit(school, assignment.id, b"score: 5")
    broker.allow("brpop")
    wait_for_states(school, [waiting.id], SubmissionState.GRADED, worker)
    assert worker.runs


@POSTGRESQL
def test_a_worker_whose_consumer_has_ended_says_good_bye_and_ends_too(
    school: School, queue: CeleryQueue, broker: RedisServer, start_worker: StartWorker
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    worker = start_worker()
    wait_for_workers(school, 1)
    broker.put("no message of Celery's")
    assert worker.wait() == EXIT_CODES[UpstreamError]
    assert "can't take messages from the broker" in worker.log.read_text()
    assert "No worker runs" in queue.state().message
    waiting = submit(school, assignment.id, b"score: 5")
    wait_for_states(school, [waiting.id], SubmissionState.GRADED, start_worker())


@POSTGRESQL
def test_reapers_of_many_services_queue_a_lost_job_once(school: School) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    lost = [submit(school, assignment.id, b"score: 1 attempt %d" % n) for n in range(8)]
    for _ in lost:
        school.lease(seconds=-1)
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(school.worker.rescue) for _ in range(6)]:
            done.result()
    with school.database.read() as session:
        for submission in lost:
            job = session.get_one(orm.Job, submission.job_id)
            assert (job.state, job.tries, job.log.count("went away")) == (JobState.QUEUED, 1, 1)


def test_a_worker_stops_though_its_jobs_can_not_be_given_back(caplog: pytest.LogCaptureFixture) -> None:
    log, stop = logging.getLogger("jupyter_autograde.test"), threading.Event()
    stop.set()
    queue = CeleryQueue(
        WorkerWithoutDatabase(), slots=1, ready=lambda: "The sandbox can't be started.", log=log, broker=NOWHERE
    )
    queue.work(stop, grace=1)
    assert "Could not give back" in caplog.text


def test_a_service_whose_workers_are_elsewhere_is_seen_by_those_who_need_it_stopped(school: School) -> None:
    queue = CeleryQueue(
        school.worker, slots=1, ready=lambda: None, log=logging.getLogger("jupyter_autograde.test"), broker=NOWHERE
    )
    queue.start()
    try:
        assert school.worker.load().workers == 0
        with school.database.read() as session, pytest.raises(Conflict, match="Stop the service"):
            require_stopped(session)
    finally:
        queue.stop(10)
    with school.database.read() as session:
        require_stopped(session)


def test_a_queue_without_a_broker_is_refused(school: School) -> None:
    with pytest.raises(InvalidInput, match="needs its broker"):
        CeleryQueue(school.worker, slots=1, ready=lambda: None, log=logging.getLogger("test"))


def test_the_password_of_the_broker_is_not_in_health(school: School) -> None:
    queue = CeleryQueue(
        school.worker,
        slots=1,
        ready=lambda: None,
        log=logging.getLogger("jupyter_autograde.test"),
        broker="redis://:geheim@127.0.0.1:1/0",
    )
    queue.start()
    until(lambda: "does not answer" in queue.state().message, "the queue to notice")
    assert "geheim" not in queue.state().message
    queue.stop(10)


@POSTGRESQL
def test_a_worker_with_the_real_engine_builds_and_grades(
    school: School, queue: CeleryQueue, start_worker: StartWorker
) -> None:
    worker = start_worker(
        sandbox="bubblewrap",
        engine="jupyter_autograde.grading.engine.GradingEngine",
        environments={"default": str(GRADING_PYTHON)},
        lease_seconds=60,
    )
    assignment = school.draft()
    stored = store_files(school.blobs, [("plain.ipynb", SOURCE.read_bytes())])
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment.id, Permission.RELEASE)
        version = start_release(session, owner, stored, [], "default")

    def built() -> bool:
        with school.database.read() as session:
            return session.get_one(orm.AssignmentVersion, version.id).state != VersionState.BUILDING

    until(built, "the build", 180)
    with school.database.write() as session:
        row = session.get_one(orm.AssignmentVersion, version.id)
        assert row.state == VersionState.READY, row.refusal
        release_version(session, access.version(session, INSTRUCTOR, version.id, Permission.RELEASE))
    submission, _ = school.submit(assignment.id, text=SOURCE.read_bytes(), path="plain.ipynb")
    wait_for_states(school, [submission.id], SubmissionState.GRADED, worker)
    with school.database.read() as session:
        grade = session.scalars(select(orm.Grade)).one()
        assert grade.status == "ok"
        assert grade.score == grade.max_score > 0
        assert is_genuine(session, grade)
        assert session.scalar(select(func.count()).select_from(orm.Job)) == 2
