"""What was handed in to the demo course, and the score that it must get.

The scores were compared with those of `otter run` of otter-grader 7.0 on the same notebooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_autograde.cli.local.demo.course.assignments import WEATHER_OF_A_YEAR, WORDS_AND_ACCOUNTS, DemoAssignment

RIGHT = "right"


@dataclass(frozen=True)
class HandIn:
    """One attempt of one student.

    Parameters
    ----------
    mistakes : mapping
        Question -> name of the answer; the questions that are not in it are answered right.
    answered : tuple of str or None
        The questions that have an answer at all; None = all.
    expected : float
        The score in points, within 0.001, before a person has given any.
    late : bool
        Handed in after the due time.
    """

    student: str
    assignment: DemoAssignment
    expected: float
    mistakes: Mapping[str, str] = field(default_factory=dict)
    answered: tuple[str, ...] | None = None
    late: bool = False

    @property
    def answers(self) -> dict[str, str]:
        """Question -> the answer."""
        known = self.assignment.answers
        answered = known if self.answered is None else self.answered
        return {question: known[question][self.mistakes.get(question, RIGHT)] for question in answered}


_WORDS, _WEATHER = WORDS_AND_ACCOUNTS, WEATHER_OF_A_YEAR

HAND_INS = (
    # In the order of handing in; attempts count in this order.
    HandIn("amara", _WORDS, 20.0),
    HandIn("ben", _WORDS, 9.0, answered=("q1", "q2", "q3", "q4")),
    HandIn("grace", _WORDS, 3.5, {"q1": "every fourth year"}, answered=("q1", "q2")),
    HandIn("emma", _WORDS, 17.0, {"q4": "syntax error"}),
    HandIn("farid", _WORDS, 18.0, {"q7": "never ends"}),
    HandIn(
        "grace",
        _WORDS,
        12.0,
        {"q6": "one level", "q4": "keeps the signs"},
        answered=("q1", "q2", "q3", "q4", "q5", "q6"),
    ),
    HandIn("diego", _WORDS, 0.0, answered=()),
    HandIn("hiroshi", _WORDS, 18.0, {"q1": "every fourth year", "q2": "forgets the sign", "q4": "keeps the signs"}),
    HandIn("ben", _WORDS, 18.0, {"q6": "one level"}),
    HandIn("kavya", _WORDS, 19.0, {"q7": "slow"}),
    HandIn("grace", _WORDS, 20.0),
    HandIn("chiara", _WORDS, 20.0, late=True),
    HandIn(
        "jonas",
        _WORDS,
        16.5,
        {"q1": "prints", "q3": "single spaces only", "q5": "small letters only", "q8": "can be overdrawn"},
        late=True,
    ),
    HandIn("amara", _WEATHER, 15.0),
    HandIn("ben", _WEATHER, 12.0, {"q3": "with the time of day", "q6": "no title, no label", "q8": "no reason"}),
    HandIn("chiara", _WEATHER, 4.0, answered=("q1", "q2")),
    HandIn("hiroshi", _WEATHER, 4 / 3, {"q1": "wrong file name"}),
    HandIn("grace", _WEATHER, 15.0, {"q8": "own words"}),
    HandIn("emma", _WEATHER, 13.0, {"q5": "any rain counts", "q7": "forgets the last one"}),
    HandIn("chiara", _WEATHER, 34 / 3, {"q2": "fills with zero", "q4": "harbour only"}),
    HandIn("kavya", _WEATHER, 22 / 3, {"q1": "dates are text"}),
)

FETCHED_ONLY = (("ida", _WORDS), ("ida", _WEATHER), ("jonas", _WEATHER))
"""Who has an assignment in the home and has handed in nothing; leo has not even fetched."""
