"""Answers about the notebook's objects: evaluate this, here is plain data. Knows no expected value."""

from __future__ import annotations
import __future__

import ast
import copy
import inspect
import io
import itertools
import operator
import os
import sys
import traceback
import warnings
from collections.abc import Callable
from types import CodeType
from typing import Any

from .alarm import Alarm
from .codec import Codec, class_names
from .shared import SharedObjects
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
    "is_iterator": lambda value: hasattr(type(value), "__next__"),
    "take": lambda iterator, number: list(itertools.islice(_own_iterator(iterator), number)),
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
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "setitem": operator.setitem,
    "asarray": lambda value: sys.modules["numpy"].asarray(value),
    "setattr": setattr,
    "kinds": lambda value: class_names(type(value)),
    "class_kinds": lambda kind: class_names(kind) if type in type.mro(type(kind)) else [],
}


def _is_installed(kind: type) -> bool:
    module = type.__getattribute__(kind, "__module__")
    if type(module) is not str or module == "__main__":
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if type(file) is str:
        return file.startswith((sys.prefix, sys.base_prefix))
    return module in sys.builtin_module_names


def _own_iterator(value: Any) -> Any:
    if not hasattr(type(value), "__next__"):
        raise TypeError(f"'{type(value).__name__}' object is not an iterator")
    return value


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
        self._shared = SharedObjects(self._codec)
        self._names: dict[str, Any] = {}
        self._ours: list[Any] = []
        """Streams of this case that were not made by its test."""
        self._theirs: Any = None
        """What the test has put in the place of `sys.stdout`."""
        self._flags = 0
        # Kept: a notebook may replace builtins.
        self._compile, self._eval, self._exec = compile, eval, exec
        self._isfile = os.path.isfile

    def begin(self, names: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
        """Start a case on a copy of `names`; tell which of the names asked for the notebook has bound itself.

        With `own`, on `names` themselves: a test cell of nbgrader is a cell of the notebook.
        """
        parameters = request.get("parameters")
        if request.get("own"):
            with warnings.catch_warnings():
                pass  # IPython shows a warning again in each cell; leaving this makes Python forget what it has shown
        self._shared = SharedObjects(self._codec)
        self._ours, self._theirs = [], None
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if request.get("own") else 0
        if parameters is None:
            self._names = names if request.get("own") else dict(names)
        else:  # a test function sees its parameters only; otter gives None for what is missing
            self._names = {name: names if name == "env" else names.get(name) for name in parameters}
        shadowed = {name: self._encoded(self._names[name]) for name in request["names"] if name in self._names}
        return {"shadow": shadowed}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do one request of the scorer: `run`, `show`, `eval`, `do` or `isfile`."""
        if request["op"] == "isfile":
            return {"v": [self._isfile(path) for path in request["paths"]]}
        value, text, loud, error = self._captured(
            {"run": self._run, "show": self._show, "eval": self._value, "do": self._do}[request["op"]], request
        )
        if request["op"] == "show" and not isinstance(value, int | float | str | list | tuple | dict | set):
            value = None  # its printed form is all that counts
        reply = {"v": self._encoded(value), "out": text, "loud": loud, "err": error}
        if request.get("fork"):
            return reply  # what is changed here is not asked for
        try:
            changed = self._shared.changed()
        except BaseException:
            changed = []  # the notebook made something of them that can't be sent
        return {**reply, "changed": changed} if changed else reply

    def needs_fork(self, request: dict[str, Any]) -> bool:
        """Return whether a request that must change nothing could: operators of what is installed change nothing.

        Some libraries would also wait for ever in a fork, for threads that it does not have.
        """
        if request["op"] != "do":
            return True
        kind = type(self._codec.decode(request["args"][0]))
        return hasattr(kind, "__next__") or not _is_installed(kind)

    def _run(self, request: dict[str, Any]) -> None:
        """Run statements as doctest runs an example: expressions are displayed by `sys.displayhook`.

        `given`: names to bind before, as a loop around the statements has bound them.
        """
        mode = "exec" if request.get("quiet") else "single"
        code = self._compile(request["src"], "<doctest>", mode, self._future_flags() | self._flags, True)
        given = self._given(request)
        self._names.update(given)
        try:
            self._do_code(code)
        finally:
            for name in given:
                if name.startswith("__given"):  # an argument that has no name in the test
                    self._names.pop(name, None)

    def _do_code(self, code: CodeType) -> None:
        if code.co_flags & inspect.CO_COROUTINE:
            self._shell.complete(self._eval(code, self._names))
        else:
            self._exec(code, self._names)

    def _show(self, request: dict[str, Any]) -> Any:
        """Evaluate an expression and print its repr."""
        code = self._compile(request["src"].strip(), "<doctest>", "eval", self._future_flags(), True)
        value = self._eval(code, self._names)
        if value is not None:
            sys.stdout.write(repr(value) + "\n")
        return value

    def _value(self, request: dict[str, Any]) -> Any:
        """Evaluate an expression with further names, whose values came with it."""
        given = self._given(request)
        code = self._compile(request["src"], "<doctest>", "eval", self._flags, True)
        value = self._eval(code, {**self._names, **given} if given else self._names)
        return self._shell.complete(value) if code.co_flags & inspect.CO_COROUTINE else value

    def _given(self, request: dict[str, Any]) -> dict[str, Any]:
        self._shared.take(request.get("shared", ()), request.get("dropped", ()))
        return {name: self._codec.decode(form) for name, form in request.get("given", {}).items()}

    def _do(self, request: dict[str, Any]) -> Any:
        """Apply one operator to objects that stayed here."""
        self._shared.take(request.get("shared", ()), request.get("dropped", ()))
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
    ) -> tuple[Any, str, bool, list[Any] | None]:
        """Do `step` with streams captured and displays off.

        Return its value, the text on stdout, whether there was text on stderr, and the error.
        """
        out, err, formatters = io.StringIO(), io.StringIO(), self._shell.formatters
        streams = sys.stdout, sys.stderr, sys.displayhook
        self._ours += [out, sys.stdout, sys.__stdout__]
        sys.stdout = out if self._theirs is None else self._theirs
        sys.stderr, sys.displayhook = err, sys.__displayhook__
        self._shell.formatters = {}
        value, error = None, None
        try:
            self._alarm.start(self._seconds)
            value = step(request)
        except BaseException as fault:
            error = self._described(fault)
        finally:
            self._alarm.stop()
            # A test may catch what is printed by a stream of its own, over several questions.
            self._theirs = None if any(sys.stdout is stream for stream in self._ours) else sys.stdout
            sys.stdout, sys.stderr, sys.displayhook = streams
            self._shell.formatters = formatters
        try:
            text, loud = out.getvalue()[:TEXT_CHARACTERS], err.tell() > 0
        except ValueError:  # closed by the notebook
            text, loud = "", False
        return value, text, loud, error

    def _encoded(self, value: Any) -> list[Any]:
        try:
            return self._codec.form(value)
        except BaseException as fault:
            return ["bad", type(fault).__name__[:60]]

    def _described(self, fault: BaseException) -> list[Any]:
        """Return the last line of an error's traceback, its class as the codec sends one, and its arguments."""
        try:
            line = traceback.format_exception_only(type(fault), fault)[-1][:MESSAGE_CHARACTERS]
            fault.__traceback__ = None  # it is kept with the class, and holds every frame
            return [line, self._encoded(type(fault)), self._encoded(fault.args), self._encoded(fault)]
        except BaseException:
            return ["?", ["n"], ["t", []], ["n"]]
