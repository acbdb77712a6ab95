"""Voided tests: scores follow from stored verdicts, for those who submit later too, and come back."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import select

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.grading.grades import list_grades
from jupyter_autograde.grading.regrade import start_regrade
from jupyter_autograde.grading.score_changes import apply_change, discard_change, undo_change
from jupyter_autograde.grading.voiding import start_void
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    ChangeState,
    Direction,
    RegradeRequest,
    ScoreChange,
    StepRequest,
    VoidPolicy,
    VoidRequest,
    Which,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.postgres import wait_for_waiting
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, School
from tests.grading.regrades.steps import decide, look


def propose(school: School, assignment_id: str, test: str | None = "q1 - 2", **request: Any) -> ScoreChange:
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        return start_void(session, found, VoidRequest(**{"question": "q1", "test": test, "reason": "wrong"} | request))


def scores(school: School) -> dict[tuple[str, int], tuple[float | None, float | None]]:
    with school.database.read() as session:
        return {
            (row.user, row.attempt): (row.score, row.max_score)
            for row in session.execute(
                select(
                    orm.Submission.user,
                    orm.Submission.attempt,
                    orm.SubmissionStatus.score,
                    orm.SubmissionStatus.max_score,
                ).join(orm.SubmissionStatus, orm.SubmissionStatus.submission_id == orm.Submission.id)
            )
        }


def pending(school: School, assignment_id: str) -> list[float | None]:
    """Return what a person has still to give, as the list of submissions says."""
    with school.database.read() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.SEE_ALL_SUBMISSIONS)
        return [submission.pending for submission in list_submissions(session, found)]


HONEST = {("sam", 1): (7, 10), ("olga", 1): (4, 10)}


def test_a_void_counts_when_it_is_applied_and_until_it_is_undone(school: School, assignment_id: str) -> None:
    change = propose(school, assignment_id)
    preview = look(school, change.id)
    assert (preview.counts.changed, preview.counts.up, preview.counts.down) == (2, 2, 0)
    assert scores(school) == HONEST
    with school.database.read() as session:
        since = last_event_id(session)
    assert decide(school, change.id, apply_change).counts.applied == 2
    assert scores(school) == {("sam", 1): (5, 5), ("olga", 1): (4, 5)}
    with school.database.read() as session:
        (event,) = read_page(session, STUDENT, since).events
        mine = access.submission(session, STUDENT, event.data["submission_id"], Permission.SEE_OWN_SUBMISSIONS)
        (grade,) = list_grades(session, mine)
    assert (event.data["score"], event.data["max_score"]) == (5, 5)
    assert (grade.result.score, grade.result.max_score) == (5, 5)
    undone = decide(school, change.id, undo_change, StepRequest(reason="it was right"))
    assert [(step.action, step.reason) for step in undone.steps] == [
        ("started", "wrong"),
        ("applied", ""),
        ("undone", "it was right"),
    ]
    assert scores(school) == HONEST


def test_nothing_is_run_for_a_void(school: School, assignment_id: str) -> None:
    runs = len(school.engine.graded)
    decide(school, propose(school, assignment_id).id, apply_change)
    school.grade_everything()
    assert len(school.engine.graded) == runs


def test_full_marks_keep_the_maximum(school: School, assignment_id: str) -> None:
    change = propose(school, assignment_id, policy=VoidPolicy.FULL_MARKS)
    decide(school, change.id, apply_change)
    assert scores(school) == {("sam", 1): (10, 10), ("olga", 1): (9, 10)}


def test_a_share_that_falls_is_a_score_that_goes_down(school: School, assignment_id: str) -> None:
    rows = {row.user: row.direction for row in look(school, propose(school, assignment_id, "q1 - 1").id).rows}
    assert rows == {"sam": Direction.DOWN, "olga": Direction.DOWN}


def test_who_submits_later_is_graded_without_the_voided_test(school: School, assignment_id: str) -> None:
    change = propose(school, assignment_id)
    decide(school, change.id, apply_change)
    school.submit(assignment_id, STUDENT, text=b"score: 9")
    school.grade_everything()
    assert scores(school)["sam", 2] == (5, 5)
    decide(school, change.id, undo_change, StepRequest())
    assert scores(school)["sam", 2] == (9, 10)


def test_a_void_is_of_the_versions_that_there_are(school: School, assignment_id: str) -> None:
    decide(school, propose(school, assignment_id).id, apply_change)
    school.release(assignment_id)  # mended
    school.submit(assignment_id, STUDENT, text=b"score: 9")
    school.grade_everything()
    assert scores(school) == {("sam", 1): (5, 5), ("olga", 1): (4, 5), ("sam", 2): (9, 10)}
    change = propose(school, assignment_id, version=2)
    assert [(row.user, row.attempt) for row in look(school, change.id).rows] == [("sam", 2)]


def test_two_voids_are_undone_in_any_order(school: School, assignment_id: str) -> None:
    first = propose(school, assignment_id)
    decide(school, first.id, apply_change)
    second = propose(school, assignment_id, "q1 - 1", policy=VoidPolicy.FULL_MARKS)
    decide(school, second.id, apply_change)
    assert scores(school) == {("sam", 1): (5, 5), ("olga", 1): (5, 5)}
    decide(school, first.id, undo_change, StepRequest())
    assert scores(school) == {("sam", 1): (7, 10), ("olga", 1): (5, 10)}
    decide(school, second.id, undo_change, StepRequest())
    assert scores(school) == HONEST


def test_a_regrade_under_a_void(school: School, assignment_id: str) -> None:
    decide(school, propose(school, assignment_id).id, apply_change)
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        regrade = start_regrade(session, found, RegradeRequest(students=["olga"]))
    school.engine.score = 6.0
    school.grade_everything()
    (row,) = look(school, regrade.id).rows
    assert row.before is not None and row.after is not None
    assert (row.before.score, row.after.score, row.after.max_score) == (4, 5, 5)
    decide(school, regrade.id, apply_change)
    assert scores(school)["olga", 1] == (5, 5)


def test_a_discarded_void_never_counts(school: School, assignment_id: str) -> None:
    change = propose(school, assignment_id)
    assert decide(school, change.id, discard_change, StepRequest()).state is ChangeState.DISCARDED
    with pytest.raises(Conflict, match="discarded already"):
        decide(school, change.id, apply_change)
    assert scores(school) == HONEST


def test_the_same_test_is_not_voided_twice(school: School, assignment_id: str) -> None:
    decide(school, propose(school, assignment_id).id, apply_change)
    with pytest.raises(Conflict, match="voided already"):
        propose(school, assignment_id)


@pytest.fixture
def with_essay(school: School) -> str:
    """An assignment with an essay of 5 points that nobody has graded, for sam's 7 of 10 for tests."""
    school.engine.essay = 5
    assignment = school.draft()
    school.release(assignment.id)
    school.submit(assignment.id, STUDENT, text=b"score: 7")
    school.grade_everything()
    return assignment.id


@pytest.mark.parametrize(("policy", "score"), [(VoidPolicy.DROP, (7, 10)), (VoidPolicy.FULL_MARKS, (12, 15))])
def test_a_question_that_a_person_grades_can_be_voided(
    school: School, with_essay: str, policy: VoidPolicy, score: tuple[float, float]
) -> None:
    assert scores(school) == {("sam", 1): (7, 15)}
    assert pending(school, with_essay) == [5]
    change = propose(school, with_essay, None, question="essay", policy=policy)
    (row,) = look(school, change.id).rows
    assert [(one.name, row.direction) for one in row.questions] == [("essay", Direction.UP)]
    decide(school, change.id, apply_change)
    school.submit(with_essay, OTHER_STUDENT, text=b"score: 7")
    school.grade_everything()
    assert scores(school) == {("sam", 1): score, ("olga", 1): score}
    assert pending(school, with_essay) == [0, 0]
    with school.database.read() as session:
        submission = session.scalars(select(orm.Submission.id).where(orm.Submission.user == "olga")).one()
        mine = access.submission(session, OTHER_STUDENT, submission, Permission.SEE_OWN_SUBMISSIONS)
        (grade,) = list_grades(session, mine)
    assert (grade.result.needs_manual_grade, grade.result.message) == (False, "")
    decide(school, change.id, undo_change, StepRequest())
    assert scores(school) == {("sam", 1): (7, 15), ("olga", 1): (7, 15)}
    assert pending(school, with_essay) == [5, 5]


def test_a_question_that_a_person_grades_has_no_tests(school: School, with_essay: str) -> None:
    with pytest.raises(InvalidInput, match="Void the whole question"):
        propose(school, with_essay, "essay - 1", question="essay")
    with pytest.raises(InvalidInput, match="There are: essay, q1"):
        propose(school, with_essay, None, question="q7")
    with school.database.write() as session, pytest.raises(InvalidInput, match="nothing to run again"):
        found = access.assignment(session, INSTRUCTOR, with_essay, Permission.CHANGE_SCORES)
        start_regrade(session, found, RegradeRequest(question="essay"))


@pytest.mark.parametrize(("test", "said"), [("q1 - 9", "There are: q1 - 1, q1 - 2"), (None, "There are: q1")])
def test_what_is_no_test_is_named(school: School, assignment_id: str, test: str | None, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        propose(school, assignment_id, test, question="q1" if test else "q7")


def test_a_part_of_a_test_cell_stands_and_falls_with_the_cell(school: School) -> None:
    school.engine.one_cell = True
    assignment_id = school.draft().id
    school.release(assignment_id)
    school.submit(assignment_id)
    with pytest.raises(InvalidInput, match="Take the whole question"):
        propose(school, assignment_id, "q1 - 1", question="q1")
    with school.database.write() as session, pytest.raises(InvalidInput, match="Take the whole question"):
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        start_regrade(session, found, RegradeRequest(question="q1", test="q1 - 1"))
    assert propose(school, assignment_id, None, question="q1").question == "q1"


def test_a_void_is_for_everybody(school: School, assignment_id: str) -> None:
    with pytest.raises(InvalidInput, match="for everybody"):
        decide(school, propose(school, assignment_id).id, apply_change, ApplyRequest(which=Which.UP))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_grade_that_is_written_while_a_void_is_applied_does_not_miss_it(school: School, assignment_id: str) -> None:
    """On SQLite one is written after the other anyway."""
    change = propose(school, assignment_id)
    school.submit(assignment_id, STUDENT, text=b"score: 8")
    lease = school.lease()
    grading = threading.Thread(target=school.finish, args=(lease,))
    with school.database.write() as session:
        found = access.score_change(session, INSTRUCTOR, change.id, Permission.CHANGE_SCORES)
        apply_change(session, found, ApplyRequest())
        grading.start()
        wait_for_waiting(school.database)
    grading.join()
    assert scores(school)["sam", 2] == (5, 5)
