"""Where a job stands in the queue, and when its result is expected."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from jupyter_autograde import access
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.submissions import describe_submission
from jupyter_autograde.grading.places import UNKNOWN_SECONDS
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.event import Event, EventType
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, School
from jupyter_autograde.timestamps import now


@pytest.fixture(autouse=True)
def slot(school: School) -> Iterator[None]:
    """One job runs at a time."""
    school.worker.begin(1, lambda: None)
    yield
    school.worker.end()


@pytest.fixture
def assignment(school: School) -> Assignment:
    made = school.draft()
    school.release(made.id)
    return made


def submit(school: School, assignment: Assignment, n: int) -> Submission:
    return school.submit(assignment.id, OTHER_STUDENT, text=b"score: 1 attempt %d" % n)[0]


def seen(school: School, submission: Submission) -> Submission:
    with school.database.read() as session:
        found = access.submission(session, OTHER_STUDENT, submission.id, Permission.SEE_OWN_SUBMISSIONS)
        return describe_submission(session, found)


def seconds_until(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - now()).total_seconds()


def set_pace(school: School, assignment: Assignment, seconds: float) -> None:
    with school.database.write() as session:
        session.merge(orm.GradingPace(assignment_id=assignment.id, seconds=seconds, gradings=20))


def events(school: School, after: int) -> list[Event]:
    with school.database.read() as session:
        return read_page(session, OTHER_STUDENT, after).events


def test_the_position_counts_down_and_ends_with_the_start(school: School, assignment: Assignment) -> None:
    submissions = [submit(school, assignment, n) for n in range(3)]
    assert [seen(school, one).position for one in submissions] == [1, 2, 3]
    held = school.lease()
    assert [seen(school, one).position for one in submissions] == [None, 1, 2]
    assert seen(school, submissions[0]).eta is not None
    school.finish(held)
    assert (seen(school, submissions[0]).position, seen(school, submissions[0]).eta) == (None, None)


def test_the_time_follows_what_gradings_of_the_assignment_took(school: School, assignment: Assignment) -> None:
    submissions = [submit(school, assignment, n) for n in range(3)]
    set_pace(school, assignment, 100)
    assert seconds_until(seen(school, submissions[0]).eta) == pytest.approx(100, abs=5)
    assert seconds_until(seen(school, submissions[2]).eta) == pytest.approx(300, abs=5)


@pytest.mark.parametrize("seconds", [0.1, 60])
def test_before_the_first_grading_the_time_follows_what_the_proof_took(school: School, seconds: float) -> None:
    school.engine.proof_seconds = seconds
    assignment = school.draft()
    school.release(assignment.id)
    submissions = [submit(school, assignment, n) for n in range(3)]
    first, _, third = (seen(school, one).eta for one in submissions)
    assert third is not None
    assert first is not None
    assert seconds_until(first) == pytest.approx(seconds, abs=2)
    assert third - first == pytest.approx(timedelta(seconds=2 * seconds), abs=timedelta(seconds=2))
    begun = time.monotonic()
    assert school.worker.run_next()
    took = time.monotonic() - begun
    assert seconds_until(seen(school, submissions[2]).eta) == pytest.approx(0, abs=took + 2)


def test_a_new_version_does_not_make_known_what_gradings_take_unknown(school: School, assignment: Assignment) -> None:
    set_pace(school, assignment, 100)
    school.engine.proof_seconds = 1
    school.release(assignment.id)
    assert seconds_until(seen(school, submit(school, assignment, 0)).eta) == pytest.approx(100, abs=5)


def test_an_assignment_from_before_paces_were_kept_has_a_time(school: School, assignment: Assignment) -> None:
    with school.database.write() as session:
        session.execute(delete(orm.GradingPace))
    assert seconds_until(seen(school, submit(school, assignment, 0)).eta) == pytest.approx(UNKNOWN_SECONDS, abs=2)


def test_more_slots_make_the_wait_shorter(school: School, assignment: Assignment) -> None:
    submissions = [submit(school, assignment, n) for n in range(9)]
    set_pace(school, assignment, 100)
    assert seconds_until(seen(school, submissions[8]).eta) == pytest.approx(900, abs=5)
    school.worker.begin(4, lambda: None)
    assert seconds_until(seen(school, submissions[3]).eta) == pytest.approx(100, abs=5)
    assert seconds_until(seen(school, submissions[8]).eta) == pytest.approx(300, abs=5)


def test_while_no_worker_takes_jobs_there_is_a_place_and_no_time(school: School, assignment: Assignment) -> None:
    school.worker.begin(4, lambda: "The self-test of the sandbox is still running.")
    with school.database.read() as session:
        before = last_event_id(session)
    submission = submit(school, assignment, 0)
    assert (seen(school, submission).position, seen(school, submission).eta) == (1, None)
    (event,) = events(school, before)
    assert (event.data["position"], event.data["eta"]) == (1, None)


def test_a_running_job_counts_with_what_is_left_of_it(school: School, assignment: Assignment) -> None:
    running, waiting = submit(school, assignment, 0), submit(school, assignment, 1)
    set_pace(school, assignment, 100)
    school.lease()
    with school.database.write() as session:
        started = now() - timedelta(seconds=70)
        session.execute(update(orm.Job).where(orm.Job.id == running.job_id).values(started_at=started))
    assert seconds_until(seen(school, running).eta) == pytest.approx(30, abs=5)
    assert seconds_until(seen(school, waiting).eta) == pytest.approx(130, abs=5)


def test_every_grading_but_a_reused_one_is_in_the_mean(school: School, assignment: Assignment) -> None:
    for n, seconds in enumerate((50, 100)):
        submit(school, assignment, n)
        held = school.lease()
        with school.database.write() as session:
            started = now() - timedelta(seconds=seconds)
            session.execute(update(orm.Job).where(orm.Job.id == held.job_id).values(started_at=started))
        school.finish(held)
    school.submit(assignment.id, STUDENT, text=b"score: 1 attempt 0")
    school.grade_everything()
    with school.database.read() as session:
        pace = session.scalars(select(orm.GradingPace)).one()
    assert (pace.seconds, pace.gradings) == (pytest.approx(75, abs=5), 2)


def test_the_event_of_the_arrival_says_the_place(school: School, assignment: Assignment) -> None:
    submit(school, assignment, 0)
    with school.database.read() as session:
        before = last_event_id(session)
    submit(school, assignment, 1)
    (event,) = events(school, before)
    assert event.type is EventType.SUBMISSION_RECEIVED
    assert event.data["position"] == 2
    assert datetime.fromisoformat(event.data["eta"]) > now()


def test_students_are_told_when_their_place_has_halved(school: School, assignment: Assignment) -> None:
    submissions = [submit(school, assignment, n) for n in range(8)]
    told: dict[str, list[int]] = {one.id: [] for one in submissions}
    for _ in submissions:
        with school.database.read() as session:
            before = last_event_id(session)
        assert school.worker.run_next()
        school.worker.tell_waiting()
        school.worker.tell_waiting()  # says nothing twice
        for event in events(school, before):
            if event.type is EventType.QUEUE_MOVED:
                assert event.data["state"] == "queued"
                told[event.data["submission_id"]].append(event.data["position"])
    assert [told[one.id] for one in submissions] == [[], [1], [1], [2, 1], [2, 1], [3, 1], [3, 1], [4, 2, 1]]
