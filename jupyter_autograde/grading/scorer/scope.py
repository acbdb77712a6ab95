"""The names that a test's code finds when the scorer runs it (SEC-08)."""

from __future__ import annotations

import builtins
import io
import types
from collections.abc import Iterator
from typing import Any

from .asking import Asking
from .block import BIND, RUN, SHOW
from .canary import attribute, opaque
from .clean import BUILTINS, genuine
from .raised import STOPPED
from .remote import Remote
from .split import HOLE, MODULE, STOPS
from .values import Unknown

_CALLABLE_KINDS = frozenset(
    {"builtins.function", "builtins.type", "builtins.builtin_function_or_method", "builtins.method",
     "functools.partial", "numpy.ufunc", "builtins.method-wrapper", "functools._lru_cache_wrapper"}
)  # fmt: skip


class Scope:
    """Clean builtins that know stand-ins, the genuine modules, and the calls that `block` and `split` write.

    Parameters
    ----------
    modules : dict
        Name -> module, or `module:attribute`.
    quiet : bool
        Values of expressions are not printed.
    """

    def __init__(self, asking: Asking, modules: dict[str, str], *, quiet: bool) -> None:
        self._asking, self._specs, self._quiet = asking, modules, quiet
        self._modules: dict[str, Any] = {}

    def fill(self, names: dict[str, Any]) -> None:
        """Put everything into `names`; functions of the test that are there already find it, too."""
        own: dict[str, Any] = {
            "isinstance": self._isinstance, "issubclass": self._issubclass, "hasattr": self._hasattr,
            "callable": self._callable, "type": self._type, "print": self._print, "getattr": self._getattr,
        }  # fmt: skip
        # One for all cases: a function that an earlier one has made keeps hold of it.
        builtin_names = names.setdefault("__builtins__", {})
        builtin_names.clear()
        builtin_names.update({**BUILTINS, **own})
        names["__name__"] = "__main__"
        names.update({HOLE: self._hole, RUN: self._run, BIND: self._bind, SHOW: self._show, MODULE: self._module})
        names[STOPS] = STOPPED

    @staticmethod
    def shadow(names: dict[str, Any], name: str, value: Any) -> None:
        """Let a notebook's plain value stand under the name of a builtin, until `fill`.

        It can neither be called nor, as a list, say what an exception or a class is.
        """
        names.pop(name, None)
        names["__builtins__"][name] = list(value) if isinstance(value, tuple) else value

    def _hole(self, source: str, /, **given: Any) -> Any:
        return self._asking.evaluate(source, given)

    def _run(self, source: str, /, **given: Any) -> None:
        self._asking.run(source, given, quiet=self._quiet)

    def _bind(self, **given: Any) -> None:
        self._asking.run("pass", given, quiet=True)

    def _show(self, value: Any) -> None:
        if value is not None:
            self._asking.printed.append(repr(value) + "\n")

    def _print(self, *values: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, **_: Any) -> None:
        out = io.StringIO()
        builtins.print(*values, sep=sep, end=end, file=out)
        if file is None:
            self._asking.printed.append(out.getvalue())
        else:
            file.write(out.getvalue())

    def _module(self, name: str, attribute: str | None = None) -> Any:
        """Return the genuine module, if the notebook (or the test, inside) has bound `name` to it.

        Plain data under such a name is the notebook's own variable, as long as the test reads no `attribute` of it
        that the module has. Anything that could answer in the module's place (`class np: isclose = lambda *a: True`,
        `math = pandas.Series({"pi": 0})`) fails the test, as it does in otter for an honest notebook.
        """
        if name not in self._modules:
            spec = self._specs[name]
            if ":" in spec:
                # `from m import f` of the test itself, so the notebook has no word in it.
                self._modules[name] = genuine(spec)
            else:
                value = self._asking.evaluate(name, {})
                if isinstance(value, Remote | Unknown | types.ModuleType) and value is not genuine(spec):
                    raise _not_the_module(name, spec)
                self._modules[name] = value
        if attribute is not None:
            self._refuse_impostor(name, attribute)
        return self._modules[name]

    def _refuse_impostor(self, name: str, attribute: str) -> None:
        spec = self._specs[name]
        if self._modules[name] is not genuine(spec) and builtins.hasattr(genuine(spec), attribute):
            raise _not_the_module(name, spec)

    def _isinstance(self, value: Any, kinds: Any) -> bool:
        if type(value) is not Remote:
            return builtins.isinstance(value, tuple(_known(kinds)))
        if all(_is_class(kind) for kind in _flat(kinds)):
            return self._is_kind("kinds", value, kinds)
        return opaque(self._asking, "isinstance", value, kinds) is True

    def _issubclass(self, value: Any, kinds: Any) -> bool:
        if type(value) is not Remote:
            return builtins.issubclass(value, tuple(_known(kinds)))
        if all(_is_class(kind) for kind in _flat(kinds)):
            return self._is_kind("class_kinds", value, kinds)
        return opaque(self._asking, "issubclass", value, kinds) is True

    def _is_kind(self, operation: str, value: Any, kinds: Any) -> bool:
        """Decide by the names of the classes that the value's type really inherits from."""
        names = self._asking.ask(operation, value)
        if type(names) is not list:
            return False
        wanted = [
            (self._asking.ask("class_kinds", kind) or [None])[0]
            if type(kind) is Remote
            else f"{kind.__module__}.{kind.__qualname__}"
            for kind in _flat(kinds)
        ]
        return any(name is not None and name in names for name in wanted)

    def _hasattr(self, value: Any, name: str) -> bool:
        if type(value) is not Remote:
            return builtins.hasattr(value, name)
        return attribute(self._asking, value, name) is True

    def _getattr(self, value: Any, name: str, *default: Any) -> Any:
        if type(value) is not Remote:
            for module, found in self._modules.items():
                if found is value:
                    self._refuse_impostor(module, name)
            return builtins.getattr(value, name, *default)
        try:
            return self._asking.ask("getattr", value, name)
        except AttributeError:
            if default:
                return default[0]
            raise

    def _callable(self, value: Any) -> bool:
        if type(value) is not Remote:
            return builtins.callable(value)
        names = self._asking.ask("kinds", value)
        if type(names) is list and any(name in _CALLABLE_KINDS for name in names if type(name) is str):
            return True
        return opaque(self._asking, "callable", value) is True

    def _type(self, value: Any, *more: Any) -> Any:
        return self._asking.ask("type", value) if type(value) is Remote else type(value, *more)


def _not_the_module(name: str, spec: str) -> NameError:
    return NameError(f"the notebook's {name} is not the module {spec}")


def _flat(kinds: Any) -> Iterator[Any]:
    if type(kinds) is tuple:
        for kind in kinds:
            yield from _flat(kind)
    else:
        yield kinds


def _known(kinds: Any) -> Iterator[type]:
    """Yield the classes that plain data can be of; the test's own `type` is one of them."""
    for kind in _flat(kinds):
        if type(kind) is not Remote:
            yield type if getattr(kind, "__func__", None) is Scope._type else kind


def _is_class(kind: Any) -> bool:
    """Return whether membership is inheritance: abstract classes have their own idea."""
    return type(kind) is Remote or type(kind) is type
