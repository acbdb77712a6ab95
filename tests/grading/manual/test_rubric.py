"""Rubric items: points follow from them, and a changed one changes all graded work after a look."""

from __future__ import annotations

import pytest

from jupyter_autograde import access
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound
from jupyter_autograde.exchange.submissions import list_submissions
from jupyter_autograde.grading.grades import list_grades
from jupyter_autograde.grading.manual.rubric import add_item, edit_item, list_items
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.regrade import Direction
from jupyter_autograde.models.rubric import RubricItemEdit, RubricItemRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT
from jupyter_autograde.testing.statements import statements
from tests.grading.manual.grader import Grader, apply, look, undo


def test_points_add_up_from_the_items(tom: Grader) -> None:
    cause, words = tom.item("Names the cause", 3), tom.item("Own words", 0.5)
    assert tom.give("sam", None, cause.id, words.id).questions[0].score == 3.5
    assert [(one.text, one.uses) for one in tom.does(list_items)] == [("Names the cause", 1), ("Own words", 1)]


def test_a_rubric_of_deductions_counts_down_from_the_maximum(tom: Grader) -> None:
    unit, late = tom.item("No unit", -1), tom.item("Off topic", -9)
    assert tom.give("sam", None, unit.id).questions[0].score == 3
    assert tom.give("olga", None, unit.id, late.id).questions[0].score == 0


def test_points_that_are_typed_differ_by_an_adjustment(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", 2, cause.id)
    (score,) = tom.history("sam")
    assert (score.points, score.items, score.adjustment) == (2, [cause.id], -1)


def test_the_student_reads_the_items(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", None, cause.id)
    with tom.school.database.read() as session:
        found = access.assignment(session, STUDENT, tom.assignment_id, Permission.SEE_OWN_SUBMISSIONS)
        (mine,) = list_submissions(session, found)
        (grade,) = list_grades(session, access.submission(session, STUDENT, mine.id, Permission.SEE_OWN_SUBMISSIONS))
    assert grade.result.questions[1].message == "Names the cause (+3)"


def test_a_strange_item_is_refused(tom: Grader) -> None:
    removed = tom.item("Names the cause", 3)
    tom.does(edit_item, removed.id, RubricItemEdit(removed=True))
    with pytest.raises(InvalidInput, match="not there any more"):
        tom.give("sam", None, removed.id)
    with pytest.raises(NotFound):
        tom.does(edit_item, removed.id, RubricItemEdit(points=1))
    with pytest.raises(InvalidInput, match="There are: essay"):
        tom.does(add_item, RubricItemRequest(question="q1", text="x", points=1))


def test_what_is_in_use_changes_by_a_look_only(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", None, cause.id)
    with pytest.raises(Conflict, match="1 graded answers"):
        tom.does(edit_item, cause.id, RubricItemEdit(points=2))
    assert tom.does(edit_item, cause.id, RubricItemEdit(text="Names Rayleigh")).text == "Names Rayleigh"


def test_a_changed_item_changes_graded_work_and_back(tom: Grader) -> None:
    cause, words = tom.item("Names the cause", 3), tom.item("Own words", 0.5)
    tom.give("sam", None, cause.id, words.id)
    tom.give("olga", 1)
    change = tom.propose(cause.id, points=2, reason="too much")
    preview = look(tom.school, change)
    assert [(row.user, row.direction) for row in preview.rows] == [("sam", Direction.DOWN)]
    assert preview.rows[0].after is not None and preview.rows[0].after.score == 9.5
    assert preview.rubric is not None and preview.rubric.after.points == 2
    assert tom.totals()["sam"] == (10.5, 14, 0)
    assert apply(tom.school, change).counts.applied == 1
    assert tom.totals() == {"sam": (9.5, 14, 0), "olga": (5, 14, 0)}
    last = tom.trail()[-1]
    assert (last.action, last.author, last.reason, last.user) == (AuditAction.RUBRIC, "ines", "too much", "sam")
    assert tom.give("olga", None, cause.id).questions[0].score == 2
    undo(tom.school, change)
    assert tom.totals() == {"sam": (10.5, 14, 0), "olga": (6, 14, 0)}
    assert [one.points for one in tom.does(list_items)] == [3, 0.5]


def test_a_removed_item_leaves_the_scores_that_had_it(tom: Grader) -> None:
    cause, words = tom.item("Names the cause", 3), tom.item("Own words", 0.5)
    tom.give("sam", None, cause.id, words.id)
    change = tom.propose(words.id, removed=True)
    apply(tom.school, change)
    assert tom.works()["sam"].questions[0].score == 3
    assert tom.history("sam")[0].items == [cause.id]
    undo(tom.school, change)
    assert tom.history("sam")[0].items == [cause.id, words.id]


def test_of_two_who_reword_an_item_the_second_looks_again(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    seen = {"text": "Names the cause", "points": 3}
    edit = RubricItemEdit.model_validate({"text": "Names Rayleigh", "seen": seen})
    assert tom.does(edit_item, cause.id, edit).text == "Names Rayleigh"
    late = RubricItemEdit.model_validate({"text": "Says why", "seen": seen})
    with pytest.raises(Conflict, match="'Names Rayleigh'"):
        tom.like(INSTRUCTOR).does(edit_item, cause.id, late)
    with pytest.raises(Conflict, match="since you looked"):
        tom.propose(cause.id, points=1, seen=seen)


def test_a_changed_item_costs_as_few_queries_for_many_as_for_one(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", None, cause.id)
    counts = []
    for points in (2, 1):
        change = tom.propose(cause.id, points=points)
        with statements(tom.school.database, "SELECT") as said:
            apply(tom.school, change)
        # Each event takes the lock of PostgreSQL that keeps their order.
        counts.append(sorted(one.split("WHERE")[0] for one in said if "advisory" not in one))
        tom.give("olga", None, cause.id)
    assert counts[0] == counts[1]


def test_of_two_proposals_the_second_is_refused(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", None, cause.id)
    first, second = tom.propose(cause.id, points=2), tom.propose(cause.id, points=1)
    apply(tom.school, first)
    with pytest.raises(Conflict, match="changed since"):
        apply(tom.school, second)
    assert tom.works()["sam"].questions[0].score == 2


def test_who_was_graded_anew_since_keeps_that(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", None, cause.id)
    change = tom.propose(cause.id, points=2)
    apply(tom.school, change)
    tom.give("sam", 1)
    undo(tom.school, change)
    assert tom.works()["sam"].questions[0].score == 1
