"""What the staff of the demo course have done by hand so far: each page of the Formgrader has something to show."""

from __future__ import annotations

import time
from collections.abc import Mapping

from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.course.assignments import WEATHER_OF_A_YEAR, WORDS_AND_ACCOUNTS, DemoAssignment
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import GradingError
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.feedback import CommentRequest, FeedbackSelection, FeedbackState, GenerateRequest
from jupyter_autograde.models.grade_request import AskRequest
from jupyter_autograde.models.manual import ManualScoreRequest
from jupyter_autograde.models.rubric import RubricItemRequest

_ESSAY = "q8"
_RUBRIC = (("Says how the stations differ", 1.0), ("Names a reason", 2.0))
"""Words and points of the items of the rubric."""
_GRADED = {"amara": (0, 1), "ben": (0,)}
"""Whose answers are graded, and the items that hold. Those of the others wait."""
_COMMENTED = ("ben", "And why is it so?")
_ASKED = (
    ("emma", "q4", "Only a colon is missing. Does that cost all three points?"),
    ("jonas", None, "I handed in late because the hub was down on that evening."),
)
"""Who asks about the grade of which question, and how."""
_MADE = frozenset({FeedbackState.GENERATED, FeedbackState.RELEASED})
_WAIT = 120.0
"""Seconds for the feedback to be made."""


def do_staff_work(clients: Mapping[str, AutogradeClient], released: Mapping[DemoAssignment, Assignment]) -> None:
    """Grade some answers by hand, release the feedback on one assignment, and let students ask about it.

    Raises
    ------
    GradingError
        The feedback does not come.
    """
    _grade_by_hand(clients[people.TA], released[WEATHER_OF_A_YEAR].id)
    words = released[WORDS_AND_ACCOUNTS].id
    _release_feedback(clients[people.INSTRUCTOR], words)
    for student, question, text in _ASKED:
        (newest,) = clients[student].list_submissions(words, latest=True)
        clients[student].ask_about_grade(newest.id, AskRequest(question=question, text=text))


def _grade_by_hand(tom: AutogradeClient, assignment_id: str) -> None:
    items = [
        tom.add_rubric_item(assignment_id, RubricItemRequest(question=_ESSAY, text=text, points=points)).id
        for text, points in _RUBRIC
    ]
    commented, text = _COMMENTED
    for work in tom.list_work(assignment_id):
        if work.student in _GRADED:
            given = [items[place] for place in _GRADED[work.student]]
            tom.give_score(assignment_id, work.id, ManualScoreRequest(question=_ESSAY, items=given))
        if work.student == commented:
            tom.comment_work(assignment_id, work.id, CommentRequest(question=_ESSAY, text=text))


def _release_feedback(ines: AutogradeClient, assignment_id: str) -> None:
    ines.generate_feedback(assignment_id, GenerateRequest())
    end = time.monotonic() + _WAIT
    while not {one.state for one in ines.list_feedback(assignment_id)} <= _MADE:
        if time.monotonic() > end:
            raise GradingError("The feedback on the demo's first assignment has not been made.")
        time.sleep(0.2)
    ines.release_feedback(assignment_id, FeedbackSelection())
