"""What another state of an assignment would do, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.assignment_state import StateOutlook

SOLUTION_HIDDEN = "The solution is hidden again; who has read it by now knows it."
"""Where it could be read, and somebody can hand in once more."""


def outlook_sentences(outlook: StateOutlook) -> Iterator[str]:
    """Yield them, the most important first."""
    if not outlook.allowed:
        yield f"This will be refused: {_students(outlook.submitted, 'has', 'have')} handed in. Close it instead."
        return
    match outlook.becomes:
        case AssignmentState.CLOSED:
            yield f"It closes for {_students(outlook.may_submit)} who can hand in now."
            if outlook.missing:
                yield f"{_of_them(outlook.missing)} handed in nothing."
            if outlook.extended:
                yield f"{_of_them(outlook.extended)} an extension, which ends with it."
            if outlook.solution_from is not None:
                yield f"The solution can be read from {outlook.solution_from:%Y-%m-%d %H:%M} UTC on."
        case AssignmentState.RELEASED:
            if outlook.opens_at is not None:
                seen = f"{outlook.opens_at:%Y-%m-%d %H:%M} UTC"
                yield f"{_students(outlook.students, 'sees', 'see')} it from {seen} on."
            yield f"{_students(outlook.may_submit_then)} of {outlook.students} can hand in then."
            if outlook.opens_at is None and outlook.may_submit_then < outlook.students:
                yield "The time of the others is over. Move the closing time, or give extensions."
            if outlook.solution_hidden:
                yield SOLUTION_HIDDEN
        case AssignmentState.DRAFT:
            gone = f"{_students(outlook.students, 'sees', 'see')} it no more."
            yield f"{gone} Nothing is lost: open it to release it as it was."
            if outlook.holders:
                yield f"{_students(outlook.holders, 'has', 'have')} fetched it and can keep it."


def _students(count: int, one: str = "", several: str = "") -> str:
    """Return how many, with the verb that goes with one or with several."""
    return f"1 student {one}".rstrip() if count == 1 else f"{count} students {several}".rstrip()


def _of_them(count: int) -> str:
    return f"{count} of them {'has' if count == 1 else 'have'}"
