"""Verdicts that are spoken inside, beside questions whose only right answer is "no" (SEC-06)."""

from __future__ import annotations

import math
import re
from typing import Any, Protocol

from .channel import Broken
from .steps import Assurance
from .twins import RANDOM, NoTwin, Sort, twins_of

_FAR = 10**9


class Side(Protocol):
    """What a stand-in needs of the case it belongs to."""

    def ask(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None, apart: bool = False) -> Any:
        """Apply an operation inside and return plain data or another stand-in.

        With `apart` in a copy of the notebook's process, which ends with it: nothing else sees what the operation
        changes, and an object that comes back is gone.
        """

    def worsen(self, assurance: Assurance, construct: str) -> None:
        """Note that a verdict rests on what was said inside."""

    def tampered(self) -> None:
        """Note that a question that must fail was answered with yes."""

    def is_stand_in(self, value: Any) -> bool:
        """Return whether a value stayed inside."""


def equality(side: Side, stand_in: Any, other: Any) -> Any:
    """Return `stand_in == other`; a yes to it and to all its twins is tampering.

    A yes to some accuses nobody: the remainders modulo seven are equal to a seventh of all numbers.
    """
    try:
        # What is empty has only longer twins, which a class that compares item by item may not notice.
        twins = [] if side.is_stand_in(other) or _is_empty(other) else twins_of(other)
    except NoTwin:
        twins = []
    if not twins:
        side.worsen(Assurance.OPAQUE, "objects")
        return side.ask("eq", stand_in, other)
    side.worsen(Assurance.OPAQUE if _is_text(other) else Assurance.CANARY, "objects")
    answer, others = _asked(side, "eq", stand_in, other, twins)
    if side.is_stand_in(answer) or not _is_answer(answer):
        side.worsen(Assurance.OPAQUE, "objects")
        return answer
    yes = [said for _, said in others if _is_answer(said) and said]
    if answer and len(yes) == len(twins):
        side.tampered()
        return False
    if answer and yes:
        side.worsen(Assurance.OPAQUE, "objects")
    return answer


def order(side: Side, operation: str, stand_in: Any, other: Any) -> Any:
    """Return `stand_in < other` and the like; nothing is smaller than a number that is very small."""
    if type(other) not in (int, float):
        return opaque(side, operation, stand_in, other)
    away = -1 if operation in {"lt", "le"} else 1
    twins = [other + away * RANDOM.randrange(_FAR, _FAR**2) for _ in Sort]
    return _judged(side, operation, stand_in, other, twins)


def membership(side: Side, stand_in: Any, item: Any) -> Any:
    """Return `item in stand_in`; what lies next to an item is often inside, too."""
    if side.ask("is_iterator", stand_in) is True:
        return opaque(side, "contains", stand_in, item)  # it may have no end, and search it for the twin
    try:
        twins = twins_of(item, (Sort.WIDE, Sort.FAR, Sort.FAR))
    except NoTwin:
        return opaque(side, "contains", stand_in, item)
    return _judged(side, "contains", stand_in, item, twins)


def attribute(side: Side, stand_in: Any, name: Any) -> Any:
    """Return `hasattr(stand_in, name)`."""
    if type(name) is not str:
        return opaque(side, "hasattr", stand_in, name)
    return _judged(side, "hasattr", stand_in, name, twins_of(name))


def arithmetic(side: Side, operation: str, stand_in: Any, other: Any) -> Any:
    """Return `stand_in - other` and the like: what another number gives must differ by as much as the numbers do.

    Then the first answer has fixed what the object stands for, before anybody knows which number is the right one.
    """
    if type(other) not in (int, float):
        return opaque(side, operation, stand_in, other)
    twins = twins_of(other)
    answer, others = _asked(side, operation, stand_in, other, twins)
    consistent = len(others) == len(twins) and all(_fits(operation, other, answer, twin, said) for twin, said in others)
    side.worsen(Assurance.CANARY if consistent else Assurance.OPAQUE, "arithmetic")
    return answer


def _fits(operation: str, number: float, answer: Any, twin: float, said: Any) -> bool:
    if type(answer) not in (int, float) or type(said) not in (int, float):
        return False
    match operation:
        case "add" | "radd" | "rsub":
            return _close(said - answer, twin - number)
        case "sub":
            return _close(said - answer, number - twin)
        case "mul" | "rmul" | "rtruediv":
            return _close(said * number, answer * twin) and said != answer
        case "truediv":
            return _close(said * twin, answer * number) and said != answer
    return False


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def opaque(side: Side, operation: str, *arguments: Any) -> Any:
    """Return what was said inside, without a twin."""
    side.worsen(Assurance.OPAQUE, "objects")
    return side.ask(operation, *arguments)


def _judged(side: Side, operation: str, stand_in: Any, value: Any, twins: list[Any]) -> Any:
    """Ask; a yes to a twin accuses nobody here, for honest objects may say so."""
    answer, others = _asked(side, operation, stand_in, value, twins)
    caught = not _is_answer(answer) or any(not _is_answer(said) or said for _, said in others)
    side.worsen(Assurance.OPAQUE if caught else Assurance.CANARY, "objects")
    return answer


def _asked(
    side: Side, operation: str, stand_in: Any, value: Any, twins: list[Any]
) -> tuple[Any, list[tuple[Any, Any]]]:
    """Ask all in random order; return the answer, and the twins that were no errors with what was said of them.

    All are asked apart, so that an operator that changes its object finds it as it was. Then the true one is asked
    once more, for what it changes. By now the notebook knows which it is: what was said before counts, but for an
    object, which has not come back.
    """
    questions = [(value, True), *((twin, False) for twin in twins)]
    RANDOM.shuffle(questions)
    answer: Any = None
    fault: Exception | None = None
    others = []
    for question, real in questions:
        try:
            said = side.ask(operation, stand_in, question, apart=True)
        except Broken:
            raise
        except Exception as refusal:  # a class may refuse the twin
            fault = refusal if real else fault
            continue
        if real:
            answer = said
        else:
            others.append((question, said))
    now = side.ask(operation, stand_in, value)
    if fault is not None:
        raise fault
    return (answer if _is_answer(answer) else now), others


def _is_empty(value: Any) -> bool:
    return isinstance(value, str | list | tuple | set | frozenset | dict) and not value


def _is_text(value: Any) -> bool:
    """Return whether a value has words: who knows the language tells it from its twins."""
    return isinstance(value, str) and re.search(r"[^\W\d_]{3}", value) is not None


def _is_answer(said: Any) -> bool:
    """Return whether something plain was said that is true or false."""
    kind = type(said)
    return kind in (bool, int, float, str, type(None)) or (
        kind.__module__ == "numpy" and getattr(said, "shape", 1) == ()
    )
