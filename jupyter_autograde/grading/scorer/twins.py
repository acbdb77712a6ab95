"""Must-fail twins: a question whose only right answer is "no", asked beside the real one (SEC-06)."""

from __future__ import annotations

import ast
import contextlib
import datetime
import decimal
import fractions
import random
import string
from enum import StrEnum
from typing import Any

RANDOM = random.SystemRandom()
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
_FAR = (100_003, 1_000_003, 10_000_019)
"""Primes: a class that counts modulo something does not take such a step for none."""

_MOST_PLACES = 100
"""Changed in a large list or table."""


class NoTwin(Exception):
    """There is no other value of that type that could not be told from it."""


class Sort(StrEnum):
    """In what a twin differs: an honest class may overlook some of it (a remainder, a letter), none of them all."""

    NEAR = "near"
    """In one place, by one: no remainder and no clock overlooks it."""
    WIDE = "wide"
    """In every place, by some."""
    FAR = "far"
    """In every place by much, and in its length."""


def unlike(value: Any, sort: Sort = Sort.NEAR) -> Any:
    """Return a value of the same type that differs from `value`, unpredictably.

    Raises
    ------
    NoTwin
        There is none: the other of `True` is no surprise.
    """
    kind = type(value)
    if kind in (int, float, complex, decimal.Decimal, fractions.Fraction):
        return kind(_other_number(value, sort))
    if kind is str:
        return _other_text(value, sort)
    if kind in (list, tuple):
        return kind(_other_items(list(value), sort))
    if kind in (set, frozenset):
        return _other_set(value, sort)
    if kind is dict:
        return _other_dict(value, sort)
    if isinstance(value, datetime.date):
        return _other_date(value, sort)
    if kind.__module__ == "numpy":
        return _other_array(value, sort)
    if kind.__module__.startswith("pandas") and kind.__name__ in {"DataFrame", "Series"} and value.size:
        return _other_table(value, sort)
    raise NoTwin(kind.__name__)


def twins_of(value: Any) -> list[Any]:
    """Return a twin of each sort; raises NoTwin."""
    return [unlike(value, sort) for sort in Sort]


def _other_items(items: list[Any], sort: Sort) -> list[Any]:
    """Return a list with items changed, or with more of them."""
    places = RANDOM.sample(range(len(items)), len(items))
    made, changed = list(items), 0
    for place in places:
        if changed == (1 if sort is Sort.NEAR else _MOST_PLACES):
            break
        with contextlib.suppress(NoTwin):
            made[place] = unlike(items[place], sort)
            changed += 1
    return [*made, RANDOM.randrange(7, 99)] if not changed or sort is Sort.FAR else made


def _other_set(value: Any, sort: Sort) -> Any:
    """Return a set with items changed; they may have become one another."""
    for _ in range(20):
        made = type(value)(_other_items(list(value), sort))
        if made != value:
            return made
    raise NoTwin(type(value).__name__)


def _other_dict(value: dict[Any, Any], sort: Sort) -> dict[Any, Any]:
    keys = list(value)
    contents = _other_items([value[key] for key in keys], sort)
    made = dict(zip(keys, contents, strict=False))
    return made if len(contents) == len(keys) else {**made, RANDOM.randrange(7, 99) + len(value): None}


def _other_date(value: datetime.date, sort: Sort) -> datetime.date:
    days = {Sort.NEAR: range(1, 2), Sort.WIDE: range(7, 99), Sort.FAR: range(1000, 20_000)}[sort]
    for _ in range(100):
        with contextlib.suppress(OverflowError, ValueError):  # pandas has another one
            made = value + datetime.timedelta(days=RANDOM.choice((-1, 1)) * RANDOM.choice(days))
            if sort is not Sort.FAR or (made.month != value.month and made.day != value.day):
                return made
    raise NoTwin(type(value).__name__)


def _other_array(value: Any, sort: Sort) -> Any:
    """Return an array with items changed, or another number."""
    if value.dtype.kind not in "iufcU" or not value.size:
        raise NoTwin(type(value).__name__)
    before = value.reshape(-1)
    made = value.copy().reshape(-1)
    places = 1 if sort is Sort.NEAR else min(made.size, _MOST_PLACES)
    for place in RANDOM.sample(range(made.size), places):
        _change(made, place, sort, before[place])
    return made.reshape(value.shape) if value.shape else made[0]


def _change(made: Any, place: int, sort: Sort, before: Any) -> None:
    """Change an item of an array; its type may have no room for the first idea."""
    for turn in range(20):
        with contextlib.suppress(OverflowError):
            made[place] = unlike(before.item(), sort if turn < 10 else Sort.NEAR)
            if made[place] != before:
                return
    raise NoTwin("item")


def _other_table(value: Any, sort: Sort) -> Any:
    """Return a table with cells changed; a column may have no room for another value."""
    made, changed = value.copy(), 0
    columns = 1 if made.ndim == 1 else made.shape[1]
    for place in RANDOM.sample(range(made.size), min(made.size, _MOST_PLACES)):
        if changed == 1 and sort is Sort.NEAR:
            break
        where: Any = place if made.ndim == 1 else divmod(place, columns)
        cell = made.iloc[where]
        with contextlib.suppress(NoTwin, TypeError, OverflowError):
            made.iloc[where] = unlike(cell.item() if hasattr(cell, "item") else cell, sort)
            changed += 1
    if not changed:
        raise NoTwin(type(value).__name__)
    return made


def _other_number(value: Any, sort: Sort) -> Any:
    """Return a number above or below: the larger of the two must not give the twin away."""
    if value != value:
        return RANDOM.randrange(7, 99)  # any number differs from what is none
    distance = {Sort.NEAR: 1, Sort.WIDE: RANDOM.randrange(7, 99), Sort.FAR: RANDOM.choice(_FAR)}[sort]
    other = value + RANDOM.choice((-1, 1)) * distance
    if other != value:
        return other
    # So large, or infinite, that the sum is the same number again.
    return value * RANDOM.choice((-2, 3)) if value * 3 != value else RANDOM.randrange(7, 99)


def _other_text(value: str, sort: Sort) -> str:
    """Return a text with letters or digits changed, each into another of its alphabet."""
    places = [place for place, char in enumerate(value) if char in string.ascii_letters + string.digits]
    if not places:
        return value + RANDOM.choice(string.ascii_lowercase)
    made = list(value)
    for place in [RANDOM.choice(places)] if sort is Sort.NEAR else places:
        made[place] = RANDOM.choice(_alphabet(value[place]).replace(value[place], ""))
    if sort is Sort.FAR:
        made.append(RANDOM.choice(_alphabet(value[places[-1]])))
    return "".join(made)


def _alphabet(char: str) -> str:
    return next(kind for kind in _ALPHABETS if char in kind)


def statement_twins(tree: ast.Module) -> list[str]:
    """Return the statement with one `assert x == literal` made false, for each sort of twins; empty if it has none."""
    made = [_statement_twin(ast.parse(ast.unparse(tree)), sort) for sort in Sort]
    return [twin for twin in made if twin is not None]


def _statement_twin(copy: ast.Module, sort: Sort) -> str | None:
    for node in ast.walk(copy):
        if (
            isinstance(node, ast.Assert)
            and isinstance(node.test, ast.Compare)
            and len(node.test.ops) == 1
            and isinstance(node.test.ops[0], ast.Eq)
        ):
            other = _other_literal(node.test.comparators[0], sort)
            if other is not None:
                node.test.comparators[0] = other
                return ast.unparse(copy) + "\n"
    return None


def _other_literal(node: ast.expr, sort: Sort) -> ast.expr | None:
    """Return a literal with another value, or an expression with another constant; None when there is no other."""
    try:
        return ast.parse(repr(unlike(ast.literal_eval(node), sort)), mode="eval").body
    except (ValueError, TypeError, NoTwin):
        pass  # no literal, or `True`
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and type(part.value) in (int, float, str):
            part.value = unlike(part.value, sort)
            return node
    return None
