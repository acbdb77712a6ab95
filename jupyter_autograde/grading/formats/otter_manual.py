"""Questions with `manual: true`: their points come from a person, and otter's own archive says nothing of them.

**Source:** otter-grader 7.0, `otter.assign.question_config` and `otter.assign.tests_manager`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats.base import ManualQuestion, Question

MANUAL = "manual_questions.json"
"""Made beside otter's own files when a release is built: a list of `{"name", "points"}`."""

_NAME = 256
_POINTS = 1e6


def read_manual(content: bytes, tested: Sequence[Question]) -> tuple[ManualQuestion, ...]:
    """Return the questions of the list that a person grades.

    Parameters
    ----------
    tested : sequence of Question
        The questions with tests. otter grades these by their tests, manual or not, and so do we.

    Raises
    ------
    InvalidSource
        The list can't be used; the message names the question.
    """
    try:
        listed: Any = json.loads(content)
    except (ValueError, RecursionError):
        listed = None
    if not isinstance(listed, list):
        raise InvalidSource(f"{MANUAL} is no JSON list.")
    known = {name for question in tested for name in (question.key, question.name)}
    found: dict[str, ManualQuestion] = {}
    for entry in listed:
        one: dict[str, Any] = entry if isinstance(entry, dict) else {}
        name, points = one.get("name"), one.get("points")
        if not isinstance(name, str) or not 0 < len(name) <= _NAME:
            raise InvalidSource(f"A question with `manual: true` needs a name of 1 to {_NAME} characters.")
        if type(points) not in (int, float) or not 0 <= float(points or 0) <= _POINTS:
            raise InvalidSource(f"The question {name!r} has `manual: true`, so its `points` must be one number from 0.")
        if name in found:
            raise InvalidSource(f"Two questions with `manual: true` are called {name!r}.")
        if name not in known:
            found[name] = ManualQuestion(name, name, float(points or 0))
    return tuple(found.values())
