"""Must-fail twins: a question whose only right answer is "no", asked beside the real one (SEC-06)."""

from __future__ import annotations

import ast
import contextlib
import datetime
import decimal
import fractions
import random
import string
from typing import Any

RANDOM = random.SystemRandom()
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


class NoTwin(Exception):
    """There is no other value of that type that could not be told from it."""


def unlike(value: Any) -> Any:
    """Return a value of the same type that differs from `value`, unpredictably.

    Raises
    ------
    NoTwin
        There is none: the other of `True` is no surprise.
    """
    kind = type(value)
    if kind in (int, float, complex, decimal.Decimal, fractions.Fraction):
        return kind(_other_number(value))
    if kind is str:
        return _other_text(value)
    if kind in (list, tuple):
        return kind(_other_items(list(value)))
    if kind in (set, frozenset):
        return kind(_other_items(list(value)))
    if kind is dict:
        return _other_dict(value)
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=RANDOM.choice((-1, 1)) * RANDOM.randrange(7, 99))
    if kind.__module__ == "numpy":
        return _other_array(value)
    if kind.__module__.startswith("pandas") and kind.__name__ in {"DataFrame", "Series"} and value.size:
        return _other_table(value)
    raise NoTwin(kind.__name__)


def _other_items(items: list[Any]) -> list[Any]:
    """Return a list with one of its items changed, or with one more."""
    places = list(range(len(items)))
    RANDOM.shuffle(places)
    for place in places:
        try:
            return [*items[:place], unlike(items[place]), *items[place + 1 :]]
        except NoTwin:
            continue
    return [*items, RANDOM.randrange(7, 99)]


def _other_dict(value: dict[Any, Any]) -> dict[Any, Any]:
    keys = list(value)
    RANDOM.shuffle(keys)
    for key in keys:
        try:
            return {**value, key: unlike(value[key])}
        except NoTwin:
            continue
    return {**value, RANDOM.randrange(7, 99) + len(value): None}


def _other_array(value: Any) -> Any:
    """Return an array with one item changed, or another number."""
    if value.dtype.kind not in "iufcU" or not value.size:
        raise NoTwin(type(value).__name__)
    made = value.copy().reshape(-1)
    place = RANDOM.randrange(made.size)
    for _ in range(20):
        with contextlib.suppress(OverflowError):
            made[place] = unlike(made[place].item())
            if made[place] != value.reshape(-1)[place]:
                return made.reshape(value.shape) if value.shape else made[0]
    raise NoTwin(type(value).__name__)


def _other_table(value: Any) -> Any:
    made = value.copy()
    place = RANDOM.randrange(len(made))
    where: Any = place if made.ndim == 1 else (place, RANDOM.randrange(made.shape[1]))
    cell = made.iloc[where]
    made.iloc[where] = unlike(cell.item() if hasattr(cell, "item") else cell)
    return made


def _other_number(value: Any) -> Any:
    """Return a number above or below: the larger of the two must not give the twin away."""
    other = value + RANDOM.choice((-1, 1)) * RANDOM.randrange(7, 99)
    if other != value:
        return other
    # So large, or infinite, that the sum is the same number again.
    return value * RANDOM.choice((-2, 3)) if value * 3 != value else RANDOM.randrange(7, 99)


def _other_text(value: str) -> str:
    """Return a text of the same length with another letter or digit in one place."""
    places = [place for place, char in enumerate(value) if char in string.ascii_letters + string.digits]
    if not places:
        return value + RANDOM.choice(string.ascii_lowercase)
    place = RANDOM.choice(places)
    alphabet = next(kind for kind in _ALPHABETS if value[place] in kind)
    other = RANDOM.choice(alphabet.replace(value[place], ""))
    return value[:place] + other + value[place + 1 :]


def statement_twin(tree: ast.Module) -> str | None:
    """Return the statement with one `assert x == literal` made false, or None when it has none."""
    copy = ast.parse(ast.unparse(tree))
    for node in ast.walk(copy):
        if (
            isinstance(node, ast.Assert)
            and isinstance(node.test, ast.Compare)
            and len(node.test.ops) == 1
            and isinstance(node.test.ops[0], ast.Eq)
        ):
            for constant in ast.walk(node.test.comparators[0]):
                if isinstance(constant, ast.Constant) and type(constant.value) in (int, float, str):
                    constant.value = unlike(constant.value)
                    return ast.unparse(copy) + "\n"
    return None
