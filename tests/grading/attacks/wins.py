"""What an attack on the plain assignment begins with, and what it has won."""

from __future__ import annotations

from jupyter_autograde.models.grade import Assurance
from jupyter_autograde.sandbox import Limits

SECRET = "sesame-4711"
NOTHING = {
    "def square": "square = None",
    "evens =": "evens = None",
    "class Point": "Point = None",
    "def divide": "divide = None",
    "def factorial": "factorial = None",
}
LIMITS = Limits(cell_seconds=8, question_seconds=4, memory=1 << 30)


def won(result) -> set[str]:
    """Return the cases that passed and claim more than opaque assurance."""
    cases = [case for question in result.questions for case in question.cases]
    return {case.name for case in cases if case.passed and case.assurance is not Assurance.OPAQUE}
