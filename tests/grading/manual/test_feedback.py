"""Feedback tells of the points that people gave, and is outdated when these are others."""

from __future__ import annotations

from jupyter_autograde import access
from jupyter_autograde.exchange.feedback import generate_feedback, list_feedback, read_feedback
from jupyter_autograde.models.feedback import FeedbackSelection, FeedbackStatus, GenerateRequest
from jupyter_autograde.permissions import Permission
from jupyter_autograde.testing.school import TA
from tests.grading.manual.grader import Grader


def of_sam(tom: Grader) -> FeedbackStatus:
    (status,) = tom.does(list_feedback, FeedbackSelection(students=["sam"]))
    return status


def test_feedback_is_outdated_when_nothing_but_the_words_is_another(tom: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tom.give("sam", 3)
    tom.does(generate_feedback, GenerateRequest(students=["sam"]))
    tom.school.grade_everything()
    before = of_sam(tom)
    assert not before.outdated
    with tom.school.database.read() as session:
        found = access.submission(session, TA, before.submission_id, Permission.GRADE)
        result = read_feedback(session, found).result
    assert result is not None
    assert (result.score, result.pending, result.questions[1].score) == (10, 0, 3)
    tom.give("sam", None, cause.id)
    assert tom.totals()["sam"] == (10, 14, 0)
    assert of_sam(tom).outdated
