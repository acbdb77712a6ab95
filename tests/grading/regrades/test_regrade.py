"""Regrades: looked at before they count, applied by one, undone without a loss."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound, PermissionDenied, ReleaseNotReady
from jupyter_autograde.grading.grades import list_executed_notebooks
from jupyter_autograde.grading.records import is_genuine
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.regrade import (
    Attempts,
    ChangeState,
    Direction,
    RowState,
    Which,
)
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, TA, School
from jupyter_autograde.timestamps import now
from tests.grading.regrades.steps import (
    again,
    apply,
    grades_of,
    heard,
    look,
    present,
    regraded,
    scores,
    start,
    submission_of,
    told_ready,
    undo,
)


def test_a_regrade_changes_nothing_before_it_is_applied(school: School, assignment_id: str) -> None:
    since = present(school)
    change = start(school, assignment_id)
    assert look(school, change.id).counts.waiting == 2
    assert [row.state for row in look(school, change.id).rows] == [RowState.WAITING] * 2
    school.engine.score = 9.0
    school.grade_everything()
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}
    assert [grade.result.score for grade in grades_of(school, STUDENT)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT, by=TA)] == [7, 9]
    assert heard(school, STUDENT, since) == []
    with school.database.read() as session:
        states = set(session.scalars(select(orm.SubmissionStatus.state)))
    assert states == {SubmissionState.GRADED}


def test_the_preview_says_before_and_after_by_student_and_question(school: School, assignment_id: str) -> None:
    preview = look(school, regraded(school, assignment_id, 6))
    counts = preview.counts
    assert (counts.total, counts.changed, counts.up, counts.down, counts.waiting) == (2, 2, 1, 1, 0)
    olga, sam = preview.rows
    assert (olga.user, olga.direction, sam.user, sam.direction) == ("olga", Direction.UP, "sam", Direction.DOWN)
    assert sam.before is not None and sam.after is not None
    assert (sam.before.score, sam.after.score, sam.after.max_score) == (7, 6, 10)
    (question,) = sam.questions
    assert question.before is not None and question.after is not None
    assert (question.name, question.before.score, question.after.score) == ("q1", 7, 6)


def test_staff_are_told_once_when_a_regrade_can_be_looked_at(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 6)
    assert told_ready(school) == [change_id]


def test_an_applied_regrade_counts_and_an_undo_brings_back_what_was(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 9)
    since = present(school)
    done = apply(school, change_id)
    assert (done.state, done.counts.applied) == (ChangeState.APPLIED, 2)
    assert scores(school, assignment_id) == {("sam", 1): 9, ("olga", 1): 9}
    (event,) = heard(school, STUDENT, since)
    assert (event.type, event.data["score"], event.data["attempt"]) == (EventType.SUBMISSION_GRADED, 9, 1)
    assert [(grade.result.score, grade.current) for grade in grades_of(school, STUDENT)] == [(9, True), (7, False)]
    since = present(school)
    back = undo(school, change_id)
    assert (back.state, back.counts.applied) == (ChangeState.UNDONE, 2)
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}
    assert [event.data["score"] for event in heard(school, STUDENT, since)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT)] == [7]
    assert [grade.result.score for grade in grades_of(school, STUDENT, by=TA)] == [7, 9]
    assert [(step.action, step.user, step.reason) for step in back.steps] == [
        ("started", "ines", ""),
        ("applied", "ines", "agreed"),
        ("undone", "ines", "a mistake"),
    ]


def test_students_hear_nothing_when_their_score_stays(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 7)
    since = present(school)
    apply(school, change_id)
    assert heard(school, STUDENT, since) == []
    assert [event.data["score"] for event in heard(school, OTHER_STUDENT, since)] == [7]


def test_only_those_that_go_up_can_be_applied(school: School, assignment_id: str) -> None:
    done = apply(school, regraded(school, assignment_id, 6), Which.UP)
    assert done.counts.applied == 1
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 6}
    undo(school, done.id)
    assert scores(school, assignment_id) == {("sam", 1): 7, ("olga", 1): 4}


@pytest.mark.parametrize("undone", [(0, 1), (1, 0)])
def test_two_regrades_are_undone_in_any_order(school: School, assignment_id: str, undone: tuple[int, int]) -> None:
    honest = scores(school, assignment_id)
    changes = []
    for score in (9, 8):
        changes.append(regraded(school, assignment_id, score))
        apply(school, changes[-1])
    for place in undone:
        undo(school, changes[place])
    assert scores(school, assignment_id) == honest


def test_an_unfinished_regrade_can_not_be_applied(school: School, assignment_id: str) -> None:
    change = start(school, assignment_id)
    school.worker.run_next()
    with pytest.raises(Conflict, match="1 submissions are still being graded"):
        apply(school, change.id)
    with pytest.raises(Conflict, match="not applied"):
        undo(school, change.id)


def test_what_can_not_be_graded_keeps_its_score(school: School, assignment_id: str) -> None:
    since = present(school)
    change = start(school, assignment_id, students=["sam"])
    for _ in range(3):
        school.engine.failures = 1
        assert school.worker.run_next()
        with school.database.write() as session:
            past = now() - timedelta(hours=1)
            session.execute(update(orm.Job).where(orm.Job.not_before.is_not(None)).values(not_before=past))
    assert look(school, change.id).counts.failed == 1
    assert [event.type for event in heard(school, TA, since)] == [EventType.REGRADE_READY]
    with pytest.raises(Conflict, match="nothing left to apply"):
        apply(school, change.id)
    assert look(school, change.id).state is ChangeState.OPEN
    assert scores(school, assignment_id)["sam", 1] == 7


def test_latest_attempts_all_attempts_or_those_that_are_named(school: School, assignment_id: str) -> None:
    school.submit(assignment_id, STUDENT, text=b"score: 8")
    school.grade_everything()

    def chosen(**request: Any) -> list[tuple[str, int]]:
        return [(row.user, row.attempt) for row in look(school, start(school, assignment_id, **request).id).rows]

    assert chosen() == [("olga", 1), ("sam", 2)]
    assert chosen(attempts=Attempts.ALL) == [("olga", 1), ("sam", 1), ("sam", 2)]
    assert chosen(students=["sam"]) == [("sam", 2)]
    assert chosen(submissions=[submission_of(school, "sam", 1)]) == [("sam", 1)]


@pytest.mark.parametrize(
    ("request_", "fault", "said"),
    [
        ({"students": ["sam", "ghost"]}, InvalidInput, "ghost"),
        ({"submissions": ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]}, InvalidInput, "01ARZ3"),
        ({"version": 9}, NotFound, "no version 9"),
        ({"version": 2}, ReleaseNotReady, "refused"),
        ({"question": "q9"}, InvalidInput, "There are: q1"),
        ({"question": "q1", "test": "q1 - 7"}, InvalidInput, "There are: q1 - 1, q1 - 2"),
    ],
)
def test_what_can_not_be_regraded_is_named(
    school: School, assignment_id: str, request_: dict[str, Any], fault: type[Exception], said: str
) -> None:
    school.build(assignment_id, b"broken")
    with pytest.raises(fault, match=said):
        start(school, assignment_id, **request_)
    with school.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.ScoreChange)) == 0


def test_an_assignment_without_submissions_has_nothing_to_regrade(school: School) -> None:
    with pytest.raises(InvalidInput, match="Nothing was handed in yet"):
        start(school, school.draft("empty").id)


def test_tas_see_and_instructors_decide(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 6)
    assert look(school, change_id, TA).counts.changed == 2
    with school.database.read() as session, pytest.raises(PermissionDenied):
        access.score_change(session, TA, change_id, Permission.CHANGE_SCORES)
    with pytest.raises(NotFound):
        look(school, change_id, STUDENT)
    with pytest.raises(PermissionDenied):
        start(school, assignment_id, by=TA)


def test_a_mended_version_stays_the_one_that_grades(school: School, assignment_id: str) -> None:
    school.build(assignment_id)  # version 2, not released
    change_id = regraded(school, assignment_id, 9, version=2, students=["sam"])
    apply(school, change_id)
    again(school, "sam", 8)
    assert [(grade.version, grade.result.score) for grade in grades_of(school, STUDENT)] == [(2, 8), (1, 7)]


def test_one_test_alone_is_taken_over_and_the_rest_stays(school: School, assignment_id: str) -> None:
    change_id = regraded(school, assignment_id, 10, question="q1", test="q1 - 2")
    preview = look(school, change_id)
    assert [row.after.score for row in preview.rows if row.after] == [9, 10]
    apply(school, change_id)
    assert scores(school, assignment_id) == {("sam", 1): 10, ("olga", 1): 9}
    with school.database.read() as session:
        assert all(is_genuine(session, grade) for grade in session.scalars(select(orm.Grade)))


def test_what_does_not_count_yet_is_not_given_to_others_with_the_same_files(school: School, assignment_id: str) -> None:
    regraded(school, assignment_id, 9)
    school.submit(assignment_id, STUDENT, text=b"score: 4")  # as olga's
    school.grade_everything()
    assert scores(school, assignment_id)["sam", 2] == 4


def test_the_executed_notebook_is_that_of_the_score_that_counts(school: School, assignment_id: str) -> None:
    regraded(school, assignment_id, 9)
    with school.database.read() as session:
        staff = access.submission(session, TA, submission_of(school, "sam"), Permission.SEE_ALL_SUBMISSIONS)
        assert [book.path for book in list_executed_notebooks(session, staff)] == ["hw1.ipynb"]
