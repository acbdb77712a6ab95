"""What a function of the test compares, so that a call shows when both sides come from the notebook."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """The comparisons in a function's body.

    Parameters
    ----------
    parameters : tuple of str
        In the order of positional arguments, then those that only have a name.
    comparisons : tuple
        Of each comparison, for each of its sides, the names that it is made of; a local variable counts as the names
        that it was made of.
    """

    parameters: tuple[str, ...]
    comparisons: tuple[tuple[frozenset[str], ...], ...]

    def all_from(self, given: set[str], of_notebook: Callable[[str], bool]) -> bool:
        """Return whether there is a comparison whose sides are all the notebook's.

        Parameters
        ----------
        given : set of str
            Parameters whose argument comes from the notebook.
        of_notebook : callable
            Tells it of a name that is no parameter.
        """

        def comes(name: str) -> bool:
            return name in given if name in self.parameters else of_notebook(name)

        return any(all(any(map(comes, side)) for side in sides) for sides in self.comparisons)

    def named(self, call: ast.Call) -> list[tuple[str, ast.expr]]:
        """Return the parameters and arguments of a call."""
        given = list(zip(self.parameters, call.args, strict=False))
        return given + [(word.arg, word.value) for word in call.keywords if word.arg is not None]


def compared(function: ast.FunctionDef | ast.Lambda) -> Compared:
    """Return what a function compares."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    parameters = tuple(part.arg for part in every)
    body = function.body if isinstance(function.body, list) else [function.body]
    parts = [part for statement in body for part in ast.walk(statement)]
    made: dict[str, set[str]] = {}
    for part in parts:
        for target, value in _bindings(part):
            for name in _names(target, ast.Store):
                made.setdefault(name, set()).update(_names(value, ast.Load))

    def origin(node: ast.expr) -> frozenset[str]:
        found, todo = set[str](), _names(node, ast.Load)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo |= made.get(name, set())
        return frozenset(name for name in found if name in parameters or name not in made)

    sides = [[part.left, *part.comparators] for part in parts if isinstance(part, ast.Compare)]
    return Compared(parameters, tuple(tuple(map(origin, of_one)) for of_one in sides))


def _bindings(part: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
    match part:
        case ast.Assign(targets=targets, value=value):
            return [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=value) if value is not None:
            return [(target, value)]
        case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)]
        case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
            return [(target, value)]
        case ast.withitem(optional_vars=target, context_expr=value) if target is not None:
            return [(target, value)]
    return []


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}
