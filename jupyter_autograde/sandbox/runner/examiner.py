"""Answers about the notebook's objects: evaluate this, here is plain data. Knows no expected value."""

from __future__ import annotations
import __future__

import io
import operator
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

from .alarm import Alarm
from .codec import Codec
from .shell import Shell

TEXT_CHARACTERS = 1 << 20
MESSAGE_CHARACTERS = 20_000

# fmt: off
_BINARY_AND_UNARY = (
    "eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "abs",
    "getitem", "contains", "not_", "truth", "and_", "or_", "xor",
)
# fmt: on

_OPERATORS: dict[str, Callable[..., Any]] = {name: getattr(operator, name) for name in _BINARY_AND_UNARY}
_OPERATORS |= {
    "radd": lambda a, b: b + a,
    "rsub": lambda a, b: b - a,
    "rmul": lambda a, b: b * a,
    "rtruediv": lambda a, b: b / a,
    "len": len,
    "iter": list,
    "getattr": getattr,
    "call": lambda function, arguments, names: function(*arguments, **names),
    "repr": repr,
    "str": str,
    "float": float,
    "int": int,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "hasattr": hasattr,
    "hash": hash,
    "round": round,
    "type": type,
    "callable": callable,
}


class Examiner:
    """One test case at a time, each in a copy of the notebook's names, as doctest does.

    Parameters
    ----------
    seconds : float
        Time limit of one request.
    """

    def __init__(self, shell: Shell, alarm: Alarm, seconds: float) -> None:
        self._shell, self._alarm, self._seconds = shell, alarm, seconds
        self._codec = Codec()
        self._names: dict[str, Any] = {}
        # Kept: a notebook may replace builtins.
        self._compile, self._eval, self._exec = compile, eval, exec
        self._isfile = os.path.isfile

    def begin(self, names: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        """Start a case on a copy of `names`; tell which of the names asked for the notebook has bound itself."""
        parameters = request.get("parameters")
        if parameters is None:
            self._names = dict(names)
        else:  # a test function sees its parameters only; otter gives None for what is missing
            self._names = {name: names if name == "env" else names.get(name) for name in parameters}
        shadowed = {name: self._encoded(self._names[name]) for name in request["names"] if name in self._names}
        return {"shadow": shadowed}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do one request of the scorer: `run`, `show`, `eval`, `do` or `isfile`."""
        if request["op"] == "isfile":
            return {"v": [self._isfile(path) for path in request["paths"]]}
        value, text, error = self._captured(
            {"run": self._run, "show": self._show, "eval": self._value, "do": self._do}[request["op"]], request
        )
        if request["op"] == "show" and not isinstance(value, int | float | str | list | tuple | dict | set):
            value = None  # its printed form is all that counts
        return {"v": self._encoded(value), "out": text, "err": error}

    def _run(self, request: dict[str, Any]) -> None:
        """Run statements as doctest runs an example: expressions are displayed by `sys.displayhook`."""
        mode = "exec" if request.get("quiet") else "single"
        self._exec(self._compile(request["src"], "<doctest>", mode, self._future_flags(), True), self._names)

    def _show(self, request: dict[str, Any]) -> Any:
        """Evaluate an expression and print its repr."""
        code = self._compile(request["src"].strip(), "<doctest>", "eval", self._future_flags(), True)
        value = self._eval(code, self._names)
        if value is not None:
            sys.stdout.write(repr(value) + "\n")
        return value

    def _value(self, request: dict[str, Any]) -> Any:
        """Evaluate an expression with further names, whose values came with it."""
        given = {name: self._codec.decode(form) for name, form in request["given"].items()}
        code = self._compile(request["src"], "<doctest>", "eval", 0, True)
        return self._eval(code, {**self._names, **given} if given else self._names)

    def _do(self, request: dict[str, Any]) -> Any:
        """Apply one operator to objects that stayed here."""
        arguments = [self._codec.decode(form) for form in request["args"]]
        if request["fn"] == "call":
            arguments.append({name: self._codec.decode(form) for name, form in request["kwargs"].items()})
        return _OPERATORS[request["fn"]](*arguments)

    def _future_flags(self) -> int:
        """Return the compiler flags of the `__future__` features among the names, as doctest does."""
        flags = 0
        for name in __future__.all_feature_names:
            feature: Any = getattr(__future__, name)
            bound = self._names.get(name)
            if bound is not None and bound is feature:
                flags |= feature.compiler_flag
        return flags

    def _captured(
        self, step: Callable[[dict[str, Any]], Any], request: dict[str, Any]
    ) -> tuple[Any, str, list[str] | None]:
        """Do `step` with stdout captured and displays off; return value, text, and the error's name and last line."""
        out, formatters = io.StringIO(), self._shell.formatters
        streams = sys.stdout, sys.stderr, sys.displayhook
        sys.stdout, sys.stderr, sys.displayhook = out, io.StringIO(), sys.__displayhook__
        self._shell.formatters = {}
        value, error = None, None
        try:
            self._alarm.start(self._seconds)
            value = step(request)
        except BaseException as fault:
            error = _described(fault)
        finally:
            self._alarm.stop()
            sys.stdout, sys.stderr, sys.displayhook = streams
            self._shell.formatters = formatters
        try:
            text = out.getvalue()[:TEXT_CHARACTERS]
        except ValueError:  # closed by the notebook
            text = ""
        return value, text, error

    def _encoded(self, value: Any) -> list[Any]:
        try:
            return self._codec.form(value)
        except BaseException as fault:
            return ["bad", type(fault).__name__[:60]]


def _described(fault: BaseException) -> list[str]:
    try:
        return [type(fault).__name__[:80], traceback.format_exception_only(type(fault), fault)[-1][:MESSAGE_CHARACTERS]]
    except BaseException:
        return ["?", "?"]
