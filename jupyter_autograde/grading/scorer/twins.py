"""Must-fail twins: a question whose only right answer is "no", asked beside the real one (SEC-06)."""

from __future__ import annotations

import ast
import random
import secrets
from typing import Any

RANDOM = random.SystemRandom()


def unlike(value: Any) -> Any:
    """Return a value of the same kind that differs from `value`, unpredictably."""
    if type(value) is bool or value is None:
        return secrets.token_hex(4)
    if isinstance(value, int | float | complex):
        return value + RANDOM.randrange(7, 99)
    if isinstance(value, str):
        return value + secrets.token_hex(3)
    if isinstance(value, list | tuple):
        items = [unlike(value[0]), *value[1:]] if value else [RANDOM.randrange(7, 99)]
        return type(value)(items)
    return secrets.token_hex(4)


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
