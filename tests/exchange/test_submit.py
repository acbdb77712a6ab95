import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from jupyter_autograde import access
from jupyter_autograde.errors import (
    AssignmentClosed,
    AttemptLimitReached,
    DeadlinePassed,
    HasSubmissions,
    IdempotencyKeyReused,
    InvalidBundle,
    NotFound,
    NotReleased,
)
from jupyter_autograde.exchange.assignments import change_assignment, list_own_assignments
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.exchange.submit import ATTEMPTS_A_DAY, HandIn, submit_assignment
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.receipts import verify
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.postgres import wait_for_waiting
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STRANGER, STUDENT, School
from jupyter_autograde.timestamps import now

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite one is written after the other anyway."""


@pytest.fixture
def assignment_id(school: School) -> str:
    assignment = school.draft()
    school.release(assignment.id)
    return assignment.id


def test_each_hand_in_is_the_next_attempt_and_replaces_nothing(school: School, assignment_id: str) -> None:
    attempts = [school.submit(assignment_id, text=b"score: %d" % n)[0].attempt for n in (1, 2, 3)]
    school.grade_everything()
    with school.database.read() as session:
        owner = access.assignment(session, STUDENT, assignment_id, Permission.SEE_OWN_SUBMISSIONS)
        found = list_submissions(session, owner)
    assert attempts == [1, 2, 3]
    assert [(s.attempt, s.score, s.state) for s in found] == [(n, n, SubmissionState.GRADED) for n in (3, 2, 1)]


def test_the_receipt_is_signed_and_a_changed_one_is_not_believed(school: School, assignment_id: str) -> None:
    receipt = school.submit(assignment_id)[0].receipt
    assert receipt is not None
    assert verify(receipt, school.signer.public_key)
    assert not verify(receipt.model_copy(update={"late": True}), school.signer.public_key)
    assert not verify(receipt.model_copy(update={"signature": "AAAA"}), school.signer.public_key)


def test_a_repeated_key_returns_the_first_submission(school: School, assignment_id: str) -> None:
    first, created = school.submit(assignment_id, key="k1")
    again, created_again = school.submit(assignment_id, key="k1")
    assert (created, created_again) == (True, False)
    assert again == first


def test_a_key_with_other_files_is_refused(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, key="k1")
    with pytest.raises(IdempotencyKeyReused):
        school.submit(assignment_id, key="k1", text=b"score: 10")


def test_two_students_may_use_the_same_key(school: School, assignment_id: str) -> None:
    mine = school.submit(assignment_id, key="k1")[0]
    theirs = school.submit(assignment_id, OTHER_STUDENT, key="k1")[0]
    assert mine.id != theirs.id


def test_attempts_at_the_same_moment_get_numbers_without_gap_or_repeat(school: School, assignment_id: str) -> None:
    numbers: list[int] = []
    threads = [
        threading.Thread(target=lambda: numbers.append(school.submit(assignment_id)[0].attempt)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))


def test_the_same_key_at_the_same_moment_makes_one_submission(school: School, assignment_id: str) -> None:
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(school.submit(assignment_id, key="k1")[0].id)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_late_is_decided_by_the_services_clock(school: School) -> None:
    due = now()
    assignment = school.draft(due_at=due)
    school.release(assignment.id)
    assert not school.submit(assignment.id, at=due)[0].late
    assert school.submit(assignment.id, at=due + timedelta(milliseconds=1))[0].late


def test_after_the_last_moment_nothing_is_taken(school: School) -> None:
    assignment = school.draft(closes_at=now())
    school.release(assignment.id)
    with pytest.raises(DeadlinePassed):
        school.submit(assignment.id, at=now() + timedelta(seconds=1))


def test_a_closed_assignment_takes_nothing_until_it_is_opened_again(school: School, assignment_id: str) -> None:
    def change(state: AssignmentState) -> None:
        with school.database.write() as session:
            owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
            change_assignment(session, owner, AssignmentChange(state=state))

    change(AssignmentState.CLOSED)
    with pytest.raises(AssignmentClosed):
        school.submit(assignment_id)
    change(AssignmentState.RELEASED)
    assert school.submit(assignment_id)[0].attempt == 1


def test_a_draft_does_not_exist_for_students_and_takes_nothing_from_staff(school: School) -> None:
    draft = school.draft()
    with pytest.raises(NotFound):
        school.submit(draft.id)
    with pytest.raises(NotReleased):
        school.submit(draft.id, INSTRUCTOR)


def test_strangers_can_not_tell_an_assignment_from_nothing(school: School, assignment_id: str) -> None:
    with pytest.raises(NotFound) as foreign:
        school.submit(assignment_id, STRANGER)
    with pytest.raises(NotFound) as missing:
        school.submit("0" * 26, STRANGER)
    assert str(foreign.value) == str(missing.value)


def test_a_submission_without_the_assignments_notebook_is_refused(school: School, assignment_id: str) -> None:
    with pytest.raises(InvalidBundle, match=r"hw1\.ipynb"):
        school.submit(assignment_id, path="other.ipynb")


def test_attempts_of_a_day_are_limited(school: School, assignment_id: str) -> None:
    start = now()
    for n in range(ATTEMPTS_A_DAY):
        school.submit(assignment_id, at=start + timedelta(seconds=n))
    with pytest.raises(AttemptLimitReached):
        school.submit(assignment_id, at=start + timedelta(seconds=100))
    assert school.submit(assignment_id, at=start + timedelta(days=1, seconds=100))[0].attempt == ATTEMPTS_A_DAY + 1


def test_students_list_their_own_and_staff_everybodys(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, STUDENT)
    school.submit(assignment_id, STUDENT)
    school.submit(assignment_id, OTHER_STUDENT)
    with school.database.read() as session:

        def users(asker: access.Asker, **options: bool) -> list[tuple[str, int]]:
            found = access.assignment(session, asker, assignment_id, Permission.SEE_OWN_SUBMISSIONS)
            return sorted((s.user, s.attempt) for s in list_submissions(session, found, **options))

        assert users(STUDENT) == [("sam", 1), ("sam", 2)]
        assert users(INSTRUCTOR) == [("olga", 1), ("sam", 1), ("sam", 2)]
        assert users(INSTRUCTOR, latest=True) == [("olga", 1), ("sam", 2)]


def test_the_list_of_assignments_shows_ones_own_newest_score(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, text=b"score: 4")
    school.submit(assignment_id, text=b"score: 6")
    school.grade_everything()
    with school.database.read() as session:
        (mine,) = list_own_assignments(session, STUDENT)
        (theirs,) = list_own_assignments(session, OTHER_STUDENT)
        assert list_own_assignments(session, STRANGER) == []
    assert mine.my_submission is not None
    assert (mine.my_submission.attempt, mine.my_submission.score, mine.max_score) == (2, 6, 10)
    assert theirs.my_submission is None


def _unrelease(school: School, session: Session, assignment_id: str) -> None:
    owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
    change_assignment(session, owner, AssignmentChange(state=AssignmentState.DRAFT))


@on_postgresql
def test_no_release_is_undone_while_somebody_hands_in(school: School, assignment_id: str) -> None:
    refused = []

    def unrelease() -> None:
        try:
            with school.database.write() as session:
                _unrelease(school, session, assignment_id)
        except HasSubmissions as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=unrelease)
    stored = store_files(school.blobs, [("hw1.ipynb", b"score: 7")])
    with school.database.write() as session:
        found = access.assignment(session, STUDENT, assignment_id, Permission.SUBMIT)
        submit_assignment(session, found, HandIn(stored, "k1", received_at=now()), school.signer)
        thread.start()
        wait_for_waiting(school.database)
    thread.join()
    assert len(refused) == 1


@on_postgresql
def test_nobody_hands_in_while_the_release_is_undone(school: School, assignment_id: str) -> None:
    refused = []

    def hand_in() -> None:
        try:
            school.submit(assignment_id)
        except NotReleased as refusal:
            refused.append(refusal)

    thread = threading.Thread(target=hand_in)
    with school.database.write() as session:
        _unrelease(school, session, assignment_id)
        thread.start()
        wait_for_waiting(school.database)
    thread.join()
    assert len(refused) == 1
