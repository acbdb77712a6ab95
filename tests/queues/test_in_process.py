import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from jupyter_autograde.models.job import JobState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.queues.in_process import InProcessQueue
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.idle_worker import IdleWorker, WorkerWithoutDatabase
from jupyter_autograde.testing.school import School


class Latch:
    """Lets a test wait until the event log has grown to what it looks for."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._changed = threading.Condition()
        school.database.on_commit(self._note)

    def _note(self, topics: set[str]) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait_for_failed_try(self, job_id: str) -> bool:
        """Until a first try of the job is over and in its log."""

        def reached() -> bool:
            with self._school.database.read() as session:
                return "ZeroDivisionError" in session.get_one(orm.Job, job_id).log

        with self._changed:
            return self._changed.wait_for(reached, timeout=30)

    def wait_for_state(self, submission_id: str, state: SubmissionState) -> bool:
        def reached() -> bool:
            with self._school.database.read() as session:
                return session.get_one(orm.SubmissionStatus, submission_id).state == state

        with self._changed:
            return self._changed.wait_for(reached, timeout=30)


@pytest.fixture
def latch(school: School) -> Latch:
    return Latch(school)


class Gate:
    """What the sandbox's self-test says."""

    reason: str | None = None

    def __call__(self) -> str | None:
        return self.reason


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def queue(school: School, gate: Gate) -> Iterator[InProcessQueue]:
    made = InProcessQueue(school.worker, slots=2, ready=gate, log=logging.getLogger("jupyter_autograde.test"))
    forget = school.database.on_commit(lambda topics: made.wake() if "jobs" in topics else None)
    yield made
    made.stop(10)
    forget()


def test_a_submission_is_graded_as_soon_as_it_is_there(school: School, queue: InProcessQueue, latch: Latch) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    queue.start()
    submission, _ = school.submit(assignment.id)
    assert latch.wait_for_state(submission.id, SubmissionState.GRADED)
    assert queue.state().ok


def test_without_a_sandbox_jobs_wait_and_health_says_why(
    school: School, queue: InProcessQueue, gate: Gate, latch: Latch
) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    gate.reason = "The sandbox can't be started."
    queue.start()
    submission, _ = school.submit(assignment.id)
    assert not queue.state().ok
    assert "can't be started" in queue.state().message
    with school.database.read() as session:
        assert session.get_one(orm.Job, submission.job_id).tries == 0
    gate.reason = None
    queue.wake()
    assert latch.wait_for_state(submission.id, SubmissionState.GRADED)


def test_a_job_whose_code_breaks_does_not_stop_the_next(school: School, queue: InProcessQueue, latch: Latch) -> None:
    assignment = school.draft()
    school.release(assignment.id)

    school.engine.crash = True
    queue.start()
    first, _ = school.submit(assignment.id)
    assert latch.wait_for_failed_try(first.job_id or "")
    school.engine.crash = False
    second, _ = school.submit(assignment.id, text=b"score: 2")
    assert latch.wait_for_state(second.id, SubmissionState.GRADED)


def test_stopping_lets_a_running_job_end(school: School, queue: InProcessQueue, latch: Latch) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    school.engine.hold = threading.Event()
    queue.start()
    submission, _ = school.submit(assignment.id)
    assert latch.wait_for_state(submission.id, SubmissionState.RUNNING)
    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(queue.stop, 20)
        school.engine.hold.set()
        stopped.result()
    assert latch.wait_for_state(submission.id, SubmissionState.GRADED)


def test_stopping_takes_no_longer_than_it_was_given(school: School, gate: Gate) -> None:
    class Endless(IdleWorker):
        def run_next(self) -> bool:
            busy.release()
            hold.wait()
            return False

    hold, busy = threading.Event(), threading.Semaphore(0)
    queue = InProcessQueue(Endless(), slots=4, ready=gate, log=logging.getLogger("jupyter_autograde.test"))
    queue.start()
    for _ in range(4):
        assert busy.acquire(timeout=10)
    began = time.monotonic()
    queue.stop(0.5)
    assert time.monotonic() - began < 1.5
    hold.set()
    queue.stop(10)


def test_planned_stops_never_use_up_a_jobs_tries(school: School, gate: Gate, latch: Latch) -> None:
    assignment = school.draft()
    school.release(assignment.id)
    submission, _ = school.submit(assignment.id)
    school.engine.hold = threading.Event()

    def start() -> InProcessQueue:
        queue = InProcessQueue(school.worker, slots=1, ready=gate, log=logging.getLogger("jupyter_autograde.test"))
        queue.start()
        return queue

    cut_off = []
    for _ in range(4):
        queue = start()
        assert latch.wait_for_state(submission.id, SubmissionState.RUNNING)
        queue.stop(0)
        cut_off.append(queue)
        with school.database.read() as session:
            job = session.get_one(orm.Job, submission.job_id)
            status = session.get_one(orm.SubmissionStatus, submission.id)
            assert (job.state, job.tries, status.state) == (JobState.QUEUED, 0, SubmissionState.QUEUED)
    school.engine.hold.set()
    for queue in cut_off:
        queue.stop(20)
    assert grades_of(school) == 0  # who was cut off writes nothing
    queue = start()
    assert latch.wait_for_state(submission.id, SubmissionState.GRADED)
    queue.stop(20)
    assert grades_of(school) == 1


def grades_of(school: School) -> int:
    with school.database.read() as session:
        return session.scalar(select(func.count()).select_from(orm.Grade)) or 0


def test_a_service_stops_though_its_jobs_can_not_be_given_back(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("jupyter_autograde.test")
    queue = InProcessQueue(WorkerWithoutDatabase(), slots=1, ready=gate, log=log)
    queue.start()
    queue.stop(10)
    assert "Could not give back" in caplog.text
