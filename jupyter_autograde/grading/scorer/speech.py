"""Which code speaks a verdict: its result, or what it raises, says whether a test passes (SEC-03)."""

from __future__ import annotations

import ast
import re
from collections.abc import Container

PREDICATES = frozenset({"isinstance", "issubclass", "callable", "hasattr", "all", "any", "bool"})

# fmt: off
PREDICATE_METHODS = frozenset({
    "equals", "startswith", "endswith", "issubset", "issuperset", "isdisjoint", "isin", "any", "all", "isclose",
    "allclose", "array_equal", "array_equiv", "index", "count", "find", "match", "fullmatch", "search", "isnumeric",
    "isdigit", "isalpha", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__contains__", "eq", "ne", "lt",
    "le", "gt", "ge", "between", "compare", "difference", "symmetric_difference", "intersection", "contains",
    "isequal", "get_loc", "remove", "same", "same_values",
})
# fmt: on
"""Methods that hold a verdict: asked here, on a copy."""

CHECKING = re.compile(r"(^|[._])(check|test|verify|validate|assert)|equal|close|(^|_)(same|ok)(_|$)", re.IGNORECASE)
"""In the name of a function that is called for its verdict."""

_NEUTRAL = re.compile(
    r"-?0(\.0*)?|\[\]|\(\)|\{\}|set\(\)|''|\"\"|None|True|False|array\(\[\].*\)|np\.float64\(-?0\.0*\)"
)


def is_predicate(name: str) -> bool:
    """Return whether a function or method of that name speaks a verdict."""
    return name in PREDICATE_METHODS or name.startswith("assert")


def is_neutral(want: str) -> bool:
    """Return whether an expected text is one that differences and filters give when all is well."""
    return _NEUTRAL.fullmatch(want.strip()) is not None


def judges(node: ast.AST, want: str, judging: Container[str] = ()) -> bool:
    """Return whether code holds its own verdict, so that the text it prints can be guessed.

    Parameters
    ----------
    judging : container of str
        Functions of the test.
    """
    if want.strip() in {"True", "False"}:
        return True
    return any(_speaks(part, judging) for part in ast.walk(node))


def _speaks(part: ast.AST, judging: Container[str]) -> bool:
    match part:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Assert() | ast.Raise() | ast.Try():
            return True
        case ast.Match() | ast.If() | ast.IfExp():
            return True
        case ast.With(items=items):
            return any(_raises(item.context_expr) for item in items)
        case ast.Call(func=ast.Name(id=name)):
            return name in PREDICATES or name.startswith("assert") or name in judging
        case ast.Attribute(attr=name):
            return is_predicate(name)
    return False


def _raises(context: ast.expr) -> bool:
    """Return whether a `with` expects an exception."""
    return isinstance(context, ast.Call) and (
        (isinstance(context.func, ast.Name) and context.func.id in {"raises", "suppress"})
        or (isinstance(context.func, ast.Attribute) and context.func.attr in {"raises", "suppress"})
        or any(_speaks(part, ()) for part in ast.walk(context))
    )


def has_known_operand(node: ast.AST) -> bool:
    """Return whether there is arithmetic with a constant: its difference to the right answer is a verdict, too."""
    return any(
        isinstance(part, ast.BinOp) and any(_constant(side) for side in (part.left, part.right))
        for part in ast.walk(node)
    )


def _constant(node: ast.expr) -> bool:
    return all(
        isinstance(part, ast.Constant | ast.UnaryOp | ast.List | ast.Tuple | ast.Set | ast.expr_context | ast.operator
                   | ast.unaryop)
        for part in ast.walk(node)
    )  # fmt: skip
