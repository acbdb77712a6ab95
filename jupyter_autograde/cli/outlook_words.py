"""What another state of an assignment would do, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.assignment_state import StateOutlook


def outlook_sentences(outlook: StateOutlook) -> Iterator[str]:
    """Yield them, the most important first."""
    if not outlook.allowed:
        yield f"This will be refused: {_students(outlook.submitted)} handed in. Close it instead."
        return
    match outlook.becomes:
        case AssignmentState.CLOSED:
            yield f"It closes for {_students(outlook.may_submit)} who can hand in now."
            if outlook.missing:
                yield f"{_students(outlook.missing)} of them have handed in nothing."
            if outlook.extended:
                yield f"{_students(outlook.extended)} of them have an extension, which ends with it."
            if outlook.solution_from is not None:
                yield f"The solution can be read from {outlook.solution_from:%Y-%m-%d %H:%M} UTC on."
        case AssignmentState.RELEASED:
            if outlook.opens_at is not None:
                yield f"{_students(outlook.students)} see it from {outlook.opens_at:%Y-%m-%d %H:%M} UTC on."
            yield f"{_students(outlook.may_submit_then)} of {outlook.students} can hand in then."
            if outlook.opens_at is None and outlook.may_submit_then < outlook.students:
                yield "The time of the others is over. Move the closing time, or give extensions."
        case AssignmentState.DRAFT:
            yield f"{_students(outlook.students)} see it no more. Nothing is lost: open it to release it as it was."
            if outlook.holders:
                yield f"{_students(outlook.holders)} have fetched it and keep their copy."


def _students(count: int) -> str:
    return "1 student" if count == 1 else f"{count} students"
