"""Must-fail twins: questions whose only right answer is "no", asked beside the real one (SEC-06).

A value and its twins are the corners of a box around it: each is the value moved by some of three steps. Whoever sees
them all sees eight corners, any of which could be the value.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import datetime
import decimal
import fractions
import random
import string
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Any, TypeVar

_Step = TypeVar("_Step")
RANDOM = random.SystemRandom()
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)
_MOST_PLACES = 100
"""Changed in a large text, list or table, what lies in its items included."""
_TURNS = 20
"""Tries to find corners that all differ from the value."""


class NoTwin(Exception):
    """There is no other value of that type that could not be told from it."""


class Sort(StrEnum):
    """Of a step: an honest class may overlook some of them (a remainder, a letter), none of them all."""

    NEAR = "near"
    """In one place, by one: no remainder and no clock overlooks it."""
    WIDE = "wide"
    """In every place, by some."""
    FAR = "far"
    """In every place by much, and in its length."""


Sorts = Sequence[Sort]
ALL: Sorts = tuple(Sort)


def twins_of(value: Any, sorts: Sorts = ALL) -> list[Any]:
    """Return values of the same type that differ from `value`, one for each choice of at least one step.

    Raises
    ------
    NoTwin
        There is none: the other of `True` is no surprise.
    """
    found: list[Any] = []
    for _ in range(_TURNS):
        found = [corner for corner in corners(value, sorts)[1:] if _differ(value, corner)]
        if len(found) == _count(sorts) - 1:
            return found
    if not found:
        raise NoTwin(type(value).__name__)
    return found


def corners(value: Any, sorts: Sorts = ALL, most: int = _MOST_PLACES) -> list[Any]:
    """Return `value` moved by each choice of steps; number `n` has taken step `i` where bit `i` of `n` is set.

    Parameters
    ----------
    most : int
        Places that are changed.

    Raises
    ------
    NoTwin
    """
    kind = type(value)
    if kind in (int, float, complex, decimal.Decimal, fractions.Fraction):
        return [kind(number) for number in _numbers(value, sorts)]
    if kind is str:
        return _texts(value, sorts, most)
    if kind in (list, tuple, set, frozenset):
        return [kind(items) for items in _items(list(value), sorts, most)]
    if kind is dict:
        return _dicts(value, sorts, most)
    if isinstance(value, datetime.date):
        return _dates(value, sorts)
    if kind.__module__ == "numpy":
        return _arrays(value, sorts, most)
    if kind.__module__.startswith("pandas") and kind.__name__ in {"DataFrame", "Series"} and value.size:
        return _tables(value, sorts, most)
    raise NoTwin(kind.__name__)


def _numbers(value: Any, sorts: Sorts) -> list[Any]:
    """Return numbers on both sides: the largest of them must not give itself away."""
    if value != value or value in (float("inf"), float("-inf")):
        return [value, *RANDOM.sample(range(7, 9999), _count(sorts) - 1)]
    if value + 1 == value:  # so large that a small step is none
        steps = [-value / 2 ** (place + 1) for place in range(len(sorts))]
    else:
        steps = [RANDOM.choice((-1, 1)) * _distance(value, sort) for sort in sorts]
    return [value + sum(_taken(steps, number)) for number in range(_count(sorts))]


def _distance(value: Any, sort: Sort) -> int:
    distance = RANDOM.randrange(*_DISTANCES[sort])
    if sort is Sort.FAR and abs(value) > 1:
        distance += RANDOM.randrange(int(2 * abs(value)), int(9 * abs(value)))  # far for who allows some percent
    return distance


_DISTANCES = {Sort.NEAR: (1, 2), Sort.WIDE: (7, 99), Sort.FAR: (10**5, 10**7)}


def _texts(value: str, sorts: Sorts, most: int) -> list[str]:
    """Return texts with letters or digits changed, each into another of its alphabet; without them, any character."""
    places = [place for place, char in enumerate(value) if char in string.ascii_letters + string.digits]
    places = places or list(range(len(value)))
    if len(places) > most:
        places = RANDOM.sample(places, most)
    if not places:
        steps = [RANDOM.choice(string.ascii_lowercase) for _ in sorts]
        return [value + "".join(_taken(steps, number)) for number in range(_count(sorts))]
    moves = [_letters(value, places, sort) for sort in sorts]
    ends = [RANDOM.choice(_alphabet(value[places[-1]])) if sort is Sort.FAR else "" for sort in sorts]
    made = []
    for number in range(_count(sorts)):
        text = list(value)
        for move in _taken(moves, number):
            for place, distance in move.items():
                alphabet = _alphabet(value[place])
                text[place] = alphabet[(alphabet.index(text[place]) + distance) % len(alphabet)]
        made.append("".join([*text, *_taken(ends, number)]))
    return made


def _letters(value: str, places: list[int], sort: Sort) -> dict[int, int]:
    """Return by how much to move each place in its alphabet."""
    chosen = [RANDOM.choice(places)] if sort is Sort.NEAR else places
    return {place: RANDOM.randrange(1, len(_alphabet(value[place]))) for place in chosen}


def _alphabet(char: str) -> str:
    return next((kind for kind in _ALPHABETS if char in kind), char + string.ascii_lowercase)


def _items(items: list[Any], sorts: Sorts, most: int) -> list[list[Any]]:
    """Return lists with items changed, or with more of them."""
    made = [list(items) for _ in range(_count(sorts))]

    def put(number: int, place: int, item: Any) -> None:
        made[number][place] = item

    changed = _change_places(len(items), sorts, most, items.__getitem__, put)
    for number, one in enumerate(made):
        for sort in _taken(sorts, number):
            if not changed or sort is Sort.FAR:
                one.append(RANDOM.randrange(7, 9999))
    return made


def _dicts(value: dict[Any, Any], sorts: Sorts, most: int) -> list[dict[Any, Any]]:
    made = []
    for contents in _items(list(value.values()), sorts, most):
        one = dict(zip(value, contents, strict=False))
        made.append({**one, **{RANDOM.randrange(7, 9999) + extra: None for extra in contents[len(value) :]}})
    return made


def _dates(value: datetime.date, sorts: Sorts) -> list[datetime.date]:
    days = {Sort.NEAR: (1, 2), Sort.WIDE: (7, 99), Sort.FAR: (1000, 20_000)}
    for _ in range(_TURNS):
        steps = []
        for sort in sorts:
            step = datetime.timedelta(days=RANDOM.randrange(*days[sort]))
            if sort is not Sort.NEAR and isinstance(value, datetime.datetime):
                step += datetime.timedelta(hours=RANDOM.randrange(1, 12), minutes=RANDOM.randrange(1, 60))
            steps.append(RANDOM.choice((-1, 1)) * step)
        with contextlib.suppress(OverflowError, ValueError):  # pandas has another one
            none = datetime.timedelta()
            return [value + sum(_taken(steps, number), none) for number in range(_count(sorts))]
    raise NoTwin(type(value).__name__)


def _arrays(value: Any, sorts: Sorts, most: int) -> list[Any]:
    """Return arrays with items changed, or other numbers."""
    if value.dtype.kind not in "iufcU" or not value.size:
        raise NoTwin(type(value).__name__)
    before = value.reshape(-1)
    made = [before.copy() for _ in range(_count(sorts))]

    def put(number: int, place: int, item: Any) -> None:
        made[number][place] = _wrapped(item, value.dtype) if value.dtype.kind in "iu" else item

    _change_places(before.size, sorts, most, lambda place: before[place].item(), put)
    return [one.reshape(value.shape) if value.shape else one[0] for one in made]


def _wrapped(number: int, dtype: Any) -> int:
    """Return an integer that the type has room for: a sum in it goes on at its other end."""
    bits = 8 * int(dtype.itemsize)
    least = -(1 << bits - 1) if dtype.kind == "i" else 0
    return (number - least) % (1 << bits) + least


def _tables(value: Any, sorts: Sorts, most: int) -> list[Any]:
    """Return tables with cells changed; a column may have no room for another value."""
    made = [value.copy() for _ in range(_count(sorts))]
    columns = 1 if value.ndim == 1 else value.shape[1]

    def where(place: int) -> Any:
        return place if value.ndim == 1 else divmod(place, columns)

    def cell(place: int) -> Any:
        found = value.iloc[where(place)]
        return found.item() if hasattr(found, "item") else found

    def put(number: int, place: int, item: Any) -> None:
        made[number].iloc[where(place)] = item

    if not _change_places(value.size, sorts, most, cell, put):
        raise NoTwin(type(value).__name__)
    return made


def _change_places(
    size: int,
    sorts: Sorts,
    most: int,
    get: Callable[[int], Any],
    put: Callable[[int, int, Any], None],
) -> bool:
    """Change places in each copy of a container; the near step changes one of them only. Return whether one changed."""
    near = sum(1 << step for step, sort in enumerate(sorts) if sort is Sort.NEAR)
    changed = False
    places = RANDOM.sample(range(size), min(size, most))
    for place in places:
        with contextlib.suppress(NoTwin, TypeError, ValueError, OverflowError):
            found = _inner_corners(get(place), sorts, max(1, most // len(places)))
            for number in range(1, _count(sorts)):
                put(number, place, found[number & ~near if changed else number])
            changed = True
    return changed


def _inner_corners(item: Any, sorts: Sorts, most: int) -> list[Any]:
    """Return the corners of an item of something larger; among others, even another truth value is no surprise."""
    if type(item) is bool:
        return [item, *[not item] * (_count(sorts) - 1)]
    if item is None:
        return [None, *(RANDOM.randrange(7, 9999) for _ in range(_count(sorts) - 1))]
    return corners(item, sorts, most)


def _taken(steps: Sequence[_Step], number: int) -> Iterator[_Step]:
    """Yield the steps that a corner has taken."""
    return (step for place, step in enumerate(steps) if number >> place & 1)


def _count(sorts: Sorts) -> int:
    return 1 << len(sorts)


def _differ(value: Any, other: Any) -> bool:
    """Return whether no honest comparison finds them equal."""
    kind = type(value)
    if kind.__module__.startswith("pandas") and hasattr(value, "equals"):
        return not value.equals(other)
    if kind.__module__ == "numpy":
        return not ((value == other) | ((value != value) & (other != other))).all()
    return bool(value != other)


def statement_twins(tree: ast.Module) -> list[str]:
    """Return the statement with one `assert x == literal` made false, in several ways; empty if it has none."""
    for number, node in enumerate(ast.walk(tree)):
        if (
            isinstance(node, ast.Assert)
            and isinstance(node.test, ast.Compare)
            and len(node.test.ops) == 1
            and isinstance(node.test.ops[0], ast.Eq)
            and (others := _other_literals(node.test.comparators[0]))
        ):
            return [_with_literal(tree, number, other) for other in others]
    return []


def _with_literal(tree: ast.Module, place: int, literal: ast.expr) -> str:
    changed = copy.deepcopy(tree)
    node = list(ast.walk(changed))[place]
    assert isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare)
    node.test.comparators[0] = literal
    return ast.unparse(changed) + "\n"


def _other_literals(node: ast.expr) -> list[ast.expr]:
    """Return literals with other values, or the expression with other constants; nothing when there is no other."""
    with contextlib.suppress(ValueError, TypeError, NoTwin):  # no literal, or `True`
        return [ast.parse(repr(twin), mode="eval").body for twin in twins_of(ast.literal_eval(node))]
    for place, part in enumerate(ast.walk(node)):
        if isinstance(part, ast.Constant) and type(part.value) in (int, float, str):
            return [_with_constant(node, place, twin) for twin in twins_of(part.value)]
    return []


def _with_constant(node: ast.expr, place: int, value: Any) -> ast.expr:
    changed = copy.deepcopy(node)
    part = list(ast.walk(changed))[place]
    assert isinstance(part, ast.Constant)
    part.value = value
    return changed
