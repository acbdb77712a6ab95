"""Read otter's test files without running them (SEC-12).

**Source:** otter-grader 7.0, `otter.test_files.ok_test` and `.exception_test`.
"""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import Any

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats.base import Question, TestCase, TestKind
from jupyter_autograde.grading.formats.points import resolve_points

_DECORATOR = "test_case"
_DECORATOR_NAMES = ("name", "points", "hidden", "success_message", "failure_message")


def read_test(key: str, source: str) -> Question:
    """Return the question that a test file describes.

    Parameters
    ----------
    key : str
        The file's name without `.py`: what `grader.check` is called with.

    Raises
    ------
    InvalidSource
        The file is no test file, or has something that only running it would tell.
    """
    try:
        statements = ast.parse(source).body
        values = _literals(statements)
        if values.get("OK_FORMAT"):
            return _ok_test(key, values["test"])
        return _function_test(key, statements, values)
    except InvalidSource:
        raise
    except (
        SyntaxError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError,
    ) as fault:  # fmt: skip
        raise _refused(key, f"can't be read: {fault}") from fault


def _literals(statements: list[ast.stmt]) -> dict[str, Any]:
    """Return the module's names that are bound to literals."""
    values = {}
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            if isinstance(target, ast.Name):
                try:
                    values[target.id] = ast.literal_eval(statement.value)
                except ValueError:
                    continue
    return values


def _ok_test(key: str, spec: dict[str, Any]) -> Question:
    if len(spec["suites"]) != 1:
        raise _refused(key, "has more than one suite, which otter does not run either")
    suite = spec["suites"][0]
    if suite.get("type", "doctest") != "doctest" or suite.get("setup") or suite.get("teardown"):
        raise _refused(key, "is no plain doctest suite, or has a setup or teardown")
    cases = suite["cases"]
    points = resolve_points(spec.get("points"), [case.get("points") for case in cases])
    name = str(spec["name"])
    tests = tuple(
        TestCase(
            name=str(case.get("name", f"{name} - {number}")),
            kind=TestKind.DOCTEST,
            code=dedent(case["code"]),
            points=worth,
            hidden=bool(case.get("hidden", True)),
            success_message=_text(case.get("success_message")),
            failure_message=_text(case.get("failure_message")),
        )
        for number, (case, worth) in enumerate(zip(cases, points, strict=True), start=1)
    )
    return Question(key, name, tests, bool(spec.get("all_or_nothing", False)))


def _function_test(key: str, statements: list[ast.stmt], values: dict[str, Any]) -> Question:
    if "name" not in values:
        raise _refused(key, "does not define `name`")
    name = str(values["name"])
    tests: dict[str, tuple[ast.FunctionDef, dict[str, Any]]] = {}
    preamble: list[ast.stmt] = []
    for statement in statements:
        if isinstance(statement, ast.FunctionDef) and statement.decorator_list:
            tests[statement.name] = statement, _decoration(key, statement)
        elif not _bookkeeping(statement):
            preamble.append(statement)
    shared = _preamble(key, preamble)
    given = [decoration.get("points") for _, decoration in tests.values()]
    points = resolve_points(values.get("points"), given)
    cases = tuple(
        TestCase(
            name=str(decoration.get("name") or f"{name} - {number}"),
            kind=TestKind.FUNCTION,
            code=_body(key, function),
            points=worth,
            hidden=bool(decoration.get("hidden", False)),
            success_message=_text(decoration.get("success_message")),
            failure_message=_text(decoration.get("failure_message")),
            preamble=shared,
            parameters=_parameters(key, function),
        )
        for number, ((function, decoration), worth) in enumerate(zip(tests.values(), points, strict=True), start=1)
    )
    return Question(key, name, cases, bool(values.get("all_or_nothing", False)))


def _decoration(key: str, function: ast.FunctionDef) -> dict[str, Any]:
    decorator = function.decorator_list[0]
    if not (
        len(function.decorator_list) == 1
        and isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == _DECORATOR
    ):
        raise _refused(key, f"has a function `{function.name}` with another decorator than `@{_DECORATOR}(...)`")
    found = dict(zip(_DECORATOR_NAMES, map(ast.literal_eval, decorator.args), strict=False))
    found.update({word.arg or "": ast.literal_eval(word.value) for word in decorator.keywords})
    return found


def _bookkeeping(statement: ast.stmt) -> bool:
    """Return whether a statement only serves otter itself."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "otter.test_files"
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id in {"OK_FORMAT", "name", "points", "all_or_nothing"}
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _preamble(key: str, statements: list[ast.stmt]) -> str:
    for statement in statements:
        if not isinstance(statement, ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef | ast.ClassDef):
            raise _refused(
                key, f"has a statement outside its functions that is no import or definition (line {statement.lineno})"
            )
    return "".join(ast.unparse(statement) + "\n" for statement in statements)


def _parameters(key: str, function: ast.FunctionDef) -> tuple[str, ...]:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.posonlyargs or arguments.defaults or arguments.kw_defaults:
        raise _refused(key, f"has a function `{function.name}` whose parameters are not plain names")
    return tuple(argument.arg for argument in [*arguments.args, *arguments.kwonlyargs])


def _body(key: str, function: ast.FunctionDef) -> str:
    for node in _own_nodes(function.body):
        if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom | ast.Await | ast.Global | ast.Nonlocal):
            raise _refused(key, f"has `{type(node).__name__.lower()}` in the test function `{function.name}`")
    return "".join(ast.unparse(statement) + "\n" for statement in function.body)


def _own_nodes(body: list[ast.stmt]) -> list[ast.AST]:
    """Return all nodes of a function, those of functions inside it left out."""
    nodes, todo = [], list[ast.AST](body)
    while todo:
        node = todo.pop()
        nodes.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)
    return nodes


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _refused(key: str, why: str) -> InvalidSource:
    return InvalidSource(f"The test file {key}.py {why}.", details={"test": key})
