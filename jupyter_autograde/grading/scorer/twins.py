"""Must-fail twins: a question whose only right answer is "no", asked beside the real one (SEC-06)."""

from __future__ import annotations

import ast
import random
import secrets
import string
from typing import Any

RANDOM = random.SystemRandom()
_ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def unlike(value: Any) -> Any:
    """Return a value of the same kind that differs from `value`, unpredictably."""
    if type(value) is bool or value is None:
        return secrets.token_hex(4)
    if isinstance(value, int | float | complex):
        return _other_number(value)
    if isinstance(value, str):
        return _other_text(value)
    if isinstance(value, list | tuple):
        items = [unlike(value[0]), *value[1:]] if value else [RANDOM.randrange(7, 99)]
        return type(value)(items)
    return secrets.token_hex(4)


def _other_number(value: complex) -> complex:
    """Return a number above or below: the larger of the two must not give the twin away."""
    other = value + RANDOM.choice((-1, 1)) * RANDOM.randrange(7, 99)
    if other != value:
        return other
    # So large, or infinite, that the sum is the same number again.
    return value * RANDOM.choice((-2, 3)) if value * 3 != value else float(RANDOM.randrange(7, 99))


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
