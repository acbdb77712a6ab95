"""Who comes to the desk at the same moment is served together, and each is judged alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, zip_longest

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.errors import (
    AssignmentClosed,
    AttemptLimitReached,
    AttemptsUsedUp,
    AutogradeError,
    DeadlinePassed,
    IdempotencyKeyReused,
    InvalidBundle,
    NotFound,
    StorageError,
)
from jupyter_autograde.exchange.assignments import create_assignment
from jupyter_autograde.exchange.submit import HandIn
from jupyter_autograde.grading.turns import ORDER
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import verify
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STRANGER, STUDENT, School
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.service.asking_loop import PATIENCE
from tests.service.desk_rush import (
    Desk,
    Rush,
    change,
    count,
    extend,
    files_of,
    last_event,
    released,
    rush,
    taken,
    told,
)

A_DAY = 5
ADMIN = Asker("root", admin=True)
CLASS = [Asker(f"student{number:02}") for number in range(40)]


@pytest.fixture
def assignment_id(school: School) -> str:
    """A released assignment, and a class to hand it in."""
    with school.database.write() as session:
        load_courses(session, {"physics": {"students": [one.name for one in CLASS]}})
    return released(school)


@pytest.fixture
def desk(school: School) -> Iterator[Desk]:
    made = Desk(school, attempts_a_day=A_DAY)
    yield made
    made.close()
    made.loop.end()


def rename(school: School, table: str, name: str) -> None:
    with school.database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_a_class_hands_in_at_one_moment(school: School, desk: Desk, assignment_id: str) -> None:
    jobs_before = count(school, orm.Job)
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one) for one in CLASS]
    got = taken(answers)
    assert [(one.user, one.attempt, one.late) for one in got] == [(one.name, 1, False) for one in CLASS]
    for one in got:
        assert one.receipt is not None
        assert (one.receipt.user, one.receipt.submission_id, one.receipt.sha256) == (one.user, one.id, one.sha256)
        assert verify(one.receipt, school.signer.public_key)
    events = told(school)
    # In the order in which they came, each behind the one before: the TA is first in the queue.
    assert [event.data["submission_id"] for event in events] == [one.id for one in got]
    assert [event.data["job_id"] for event in events] == [one.job_id for one in got]
    assert [event.data["position"] for event in events] == list(range(2, len(CLASS) + 2))
    assert [event.user for event in events] == [one.user for one in got]
    assert count(school, orm.Job) == jobs_before + len(CLASS) + 1


def test_another_course_does_not_wait_for_all_who_came_at_one_moment(
    school: School, desk: Desk, assignment_id: str
) -> None:
    with school.database.write() as session:
        people = {"instructors": [INSTRUCTOR.name], "students": ["cleo", "carl"]}
        load_courses(session, {"chemistry": people})
        chemistry = session.scalars(select(orm.Course.id).where(orm.Course.name == "chemistry")).one()
        owner = access.course(session, INSTRUCTOR, chemistry, Permission.EDIT_ASSIGNMENT)
        other = create_assignment(session, owner, AssignmentRequest(name="hw1")).id
    school.release(other)
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one) for one in CLASS]
    assert len(taken(answers)) == len(CLASS)
    start = last_event(school)
    for name in ("cleo", "carl"):
        school.submit(other, Asker(name))
    # Behind one of physics, and behind two of them and one of chemistry.
    assert [event.data["position"] for event in told(school, start)] == [2, 4]


def test_what_was_told_is_what_is_graded(school: School, desk: Desk, assignment_id: str) -> None:
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one, said=b"score: %d" % number) for number, one in enumerate(CLASS[:9])]
    got = taken(answers)
    school.grade_everything()
    with school.database.read() as session:
        rows = [session.get_one(orm.Submission, one.id) for one in got]
        assert [(row.user, row.status.score) for row in rows] == [(one.name, n) for n, one in enumerate(CLASS[:9])]


@dataclass(frozen=True)
class Coming:
    """Somebody who hands in, and how."""

    asker: Asker
    key: str
    at: datetime
    refused: type[AutogradeError] | None = None
    files: StoredFiles | None = None
    """None: some that nobody else has."""


@pytest.fixture
def mixed(school: School, assignment_id: str) -> list[Coming]:
    """Good ones, and between them one of each kind that is refused, and one who comes once more with the same."""
    change(school, assignment_id, attempt_limit={"attempts": 2})
    extended, used_up, tired, reuses, elsewhere, late, misses, *good = CLASS[:11]
    extend(school, assignment_id, tired, extra_attempts=A_DAY)
    moment, later = now() + timedelta(minutes=1), now() + timedelta(minutes=2)
    other = released(school, "hw2")
    for asker, times, key in ((used_up, 2, None), (tired, A_DAY, None), (reuses, 1, "k"), (OTHER_STUDENT, 1, "k")):
        for _ in range(times):
            school.submit(assignment_id, asker, key=key)
    school.submit(other, elsewhere, key="k")
    change(school, assignment_id, closes_at=moment.isoformat())
    extend(school, assignment_id, extended, closes_at=later.isoformat())
    same = store_files(school.blobs, [("hw1.ipynb", b"score: 7")])
    another = store_files(school.blobs, [("other.ipynb", b"score: 7")])
    refused = [
        Coming(STRANGER, "s", moment, NotFound),
        Coming(used_up, "u", moment, AttemptsUsedUp),
        Coming(tired, "t", moment, AttemptLimitReached),
        Coming(reuses, "k", moment, IdempotencyKeyReused),
        Coming(elsewhere, "k", moment, IdempotencyKeyReused, same),
        Coming(late, "l", later, DeadlinePassed),
        Coming(misses, "m", moment, InvalidBundle, another),
        Coming(extended, "e", later),
        Coming(OTHER_STUDENT, "k", moment, files=same),
        Coming(ADMIN, "a", moment),
    ]
    others = [Coming(one, "g", moment) for one in [STUDENT, *good]]
    return [one for pair in zip_longest(others, refused) for one in pair if one is not None]


def test_who_is_refused_takes_nobody_along(school: School, desk: Desk, assignment_id: str, mixed: list[Coming]) -> None:
    submissions, start = count(school, orm.Submission), last_event(school)
    with rush(school, desk, assignment_id) as coming:
        answers = [
            coming.bring(one.asker, one.files or files_of(school), key=one.key, received_at=one.at) for one in mixed
        ]
    came, faults = [], {}
    for one, answer in zip(mixed, answers, strict=True):
        fault = answer.exception(PATIENCE)
        if fault is not None:
            faults[one.asker] = type(fault)
        elif answer.result()[1]:
            came.append(answer.result()[0])
        else:
            # Nothing new, and no event: the one that this key has brought before.
            assert (one.asker, answer.result()[0].attempt) == (OTHER_STUDENT, 1)
    assert faults == {one.asker: one.refused for one in mixed if one.refused}
    assert len(came) == len(mixed) - len(faults) - 1
    assert {one.attempt for one in came} == {1}
    assert [event.data["submission_id"] for event in told(school, start)] == [one.id for one in came]
    positions = [event.data["position"] for event in told(school, start)]
    assert positions == list(range(positions[0], positions[0] + len(came)))
    assert count(school, orm.Submission) == submissions + len(came) + 1


def test_what_is_refused_whatever_it_has_is_refused_before_it_is_looked_at(
    desk: Desk, assignment_id: str, mixed: list[Coming]
) -> None:
    answers = [desk.look_ahead(one.asker, assignment_id, one.at, key=one.key) for one in mixed]
    for one, answer in zip(mixed, answers, strict=True):
        if one.asker in (OTHER_STUDENT, CLASS[3]):
            assert answer.result(PATIENCE).sha256 is not None
        elif one.refused in (None, InvalidBundle):
            assert list(answer.result(PATIENCE).notebooks) == ["hw1.ipynb"]
        else:
            with pytest.raises(one.refused):
                answer.result(PATIENCE)


def test_a_closed_assignment_is_closed_for_all_who_come(school: School, desk: Desk, assignment_id: str) -> None:
    change(school, assignment_id, state="closed")
    answers = [Rush(school, desk, assignment_id).hand_in(one) for one in (STUDENT, OTHER_STUDENT, INSTRUCTOR)]
    assert [type(one.exception(PATIENCE)) for one in answers] == [AssignmentClosed] * 3
    change(school, assignment_id, state="released")
    assert taken([Rush(school, desk, assignment_id).hand_in(STUDENT)])[0].attempt == 1


def test_one_key_at_one_moment_makes_one_submission(school: School, desk: Desk, assignment_id: str) -> None:
    files, others = files_of(school), files_of(school)
    with rush(school, desk, assignment_id) as coming:
        same = [coming.bring(STUDENT, files, key="k") for _ in range(3)]
        another = coming.bring(STUDENT, others, key="k")
        olgas = coming.bring(OTHER_STUDENT, files, key="k")
    results = [one.result(PATIENCE) for one in same]
    assert [created for _, created in results] == [True, False, False]
    assert len({submission.id for submission, _ in results}) == 1
    with pytest.raises(IdempotencyKeyReused):
        another.result(PATIENCE)
    assert taken([olgas])[0].id != results[0][0].id


def test_two_keys_at_one_moment_make_two_attempts(school: School, desk: Desk, assignment_id: str) -> None:
    with rush(school, desk, assignment_id) as coming:
        first = coming.hand_in(STUDENT, key="first")
        others = [coming.hand_in(one) for one in CLASS[:3]]
        second = coming.hand_in(STUDENT, key="second")
        third = coming.hand_in(STUDENT, key="third")
    mine = taken([first, second, third])
    assert [one.attempt for one in mine] == [1, 2, 3]
    assert [one.attempt for one in taken(others)] == [1] * 3
    assert len({one.receipt.signature for one in mine if one.receipt}) == 3
    # Those who hand in for the first time are before who does it again.
    with school.database.read() as session:
        rows = session.scalars(select(orm.Job).where(orm.Job.state == "queued").order_by(*ORDER)).all()
    assert [row.submission_id for row in rows[-2:]] == [one.id for one in mine[1:]]


def test_the_limit_of_attempts_counts_what_comes_at_the_same_moment(
    school: School, desk: Desk, assignment_id: str
) -> None:
    change(school, assignment_id, attempt_limit={"attempts": 2})
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(STUDENT) for _ in range(4)]
    assert [one.attempt for one in taken(answers[:2])] == [1, 2]
    assert [type(one.exception(PATIENCE)) for one in answers[2:]] == [AttemptsUsedUp] * 2


def test_two_assignments_at_one_moment(school: School, desk: Desk, assignment_id: str) -> None:
    other, start = released(school, "hw2"), last_event(school)
    asked = list(zip(CLASS[:8], cycle([assignment_id, other])))
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one, to=to) for one, to in asked]
        nowhere = coming.hand_in(STUDENT, to=new_ulid())
    assert isinstance(nowhere.exception(PATIENCE), NotFound)
    got = taken(answers)
    assert [(one.user, one.assignment_id, one.attempt) for one in got] == [(one.name, to, 1) for one, to in asked]
    events = told(school, start)
    assert sorted(event.data["submission_id"] for event in events) == sorted(one.id for one in got)
    assert [event.data["position"] for event in events] == list(range(2, len(got) + 2))


def test_one_person_at_two_assignments_at_one_moment(school: School, desk: Desk, assignment_id: str) -> None:
    both = [assignment_id, released(school, "hw2")]
    with rush(school, desk, assignment_id) as coming:
        mine = [coming.hand_in(STUDENT, to=to) for to in both]
        one_key = [coming.hand_in(OTHER_STUDENT, to=to, key="k") for to in both]
    assert [(one.assignment_id, one.attempt) for one in taken(mine)] == [(to, 1) for to in both]
    assert {type(one.exception(PATIENCE)) for one in one_key} == {type(None), IdempotencyKeyReused}


def test_what_the_database_does_not_take_keeps_nobody_else_out(school: School, desk: Desk, assignment_id: str) -> None:
    start, jobs = last_event(school), count(school, orm.Job)
    too_much = StoredFiles({"hw1.ipynb": ("0" * 64, 2**70)})
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one) for one in CLASS[:3]]
        bad = coming.bring(STUDENT, too_much)
        answers += [coming.hand_in(one) for one in CLASS[3:6]]
    assert isinstance(bad.exception(PATIENCE), (DBAPIError, OverflowError))
    got = taken(answers)
    assert [(one.user, one.attempt) for one in got] == [(one.name, 1) for one in CLASS[:6]]
    events = told(school, start)
    assert [event.data["submission_id"] for event in events] == [one.id for one in got]
    assert [event.data["position"] for event in events] == list(range(2, 8))
    assert count(school, orm.Job) == jobs + 7
    assert taken([Rush(school, desk, assignment_id).hand_in(STUDENT)])[0].attempt == 1


def test_without_a_database_nobody_is_served_and_with_it_all_are_again(
    school: School, desk: Desk, assignment_id: str
) -> None:
    coming = Rush(school, desk, assignment_id)
    rename(school, "submission", "moved")
    answers = [coming.hand_in(one, key="k", said=b"score: 1") for one in CLASS[:3]]
    asked = [desk.look_ahead(one, assignment_id, now(), key="k") for one in CLASS[:3]]
    assert all(isinstance(one.exception(PATIENCE), (DBAPIError, StorageError)) for one in [*answers, *asked])
    rename(school, "moved", "submission")
    again = [coming.hand_in(one, key="k", said=b"score: 1") for one in CLASS[:3]]
    assert [one.attempt for one in taken(again)] == [1] * 3


def test_who_waits_when_it_closes_is_served(school: School, desk: Desk, assignment_id: str) -> None:
    with rush(school, desk, assignment_id) as coming:
        answers = [coming.hand_in(one) for one in CLASS]
        gone = answers.pop()
        assert gone.cancel()
        desk.loop.settle()
        closing = threading.Thread(target=desk.close)
        closing.start()
        closing.join(0)
        assert closing.is_alive()
    closing.join(PATIENCE)
    assert not closing.is_alive()
    assert {one.attempt for one in taken(answers)} == {1}
    # Who had gone before has nothing there.
    assert count(school, orm.Submission) == len(answers) + 1
    with pytest.raises(RuntimeError, match="closed"):
        desk.submit(STUDENT, assignment_id, HandIn(files_of(school), "k", now())).result(PATIENCE)
