"""Exceptions from inside, raised here as what they are: `except ValueError` and `assertRaises` work on them."""

from __future__ import annotations

import builtins
import sys
from typing import Any

from .channel import PROTOCOL, Broken
from .clean import GENUINE_MODULES

MAX_CLASSES = 45
LINE_CHARACTERS = 20_000
_FRAMEWORKS = frozenset({"unittest", "pytest", "_pytest", "nose"})
"""Their own exceptions are orders to who runs a test: to skip it, to stop. No notebook gives them here."""

_TOPS = frozenset(name.partition(".")[0] for name in GENUINE_MODULES) - _FRAMEWORKS


class _Stopped(Exception):
    """A StopIteration from inside: raised as what it is, it would end loops of the scorer's own, `map` and `filter`."""

    value: Any = None


STOPPED = {
    kind.__name__: (kind, type(kind.__name__, (_Stopped,), {"__module__": "builtins"}))
    for kind in (StopIteration, StopAsyncIteration)
}
"""Name -> what a test means by it: the scorer's own class, and the one that comes from inside."""

_LINE = "_autograde_line"
_CLASS_NUMBER = "_autograde_number"


def exception_class(names: Any, known: dict[tuple[str, ...], type[BaseException]]) -> type[BaseException]:
    """Return the class with that method resolution order: a genuine one, else a stand-in of the same name.

    Parameters
    ----------
    names : list of str
        `module.name` of the class and all it inherits from; hostile.
    known : dict
        Stand-ins that were made before.

    Raises
    ------
    Broken
        It is no list of names.
    """
    if type(names) is not list or not all(type(name) is str for name in names[:MAX_CLASSES]):
        raise Broken(PROTOCOL)
    return _class(tuple(name for name in names[:MAX_CLASSES] if name != "builtins.object"), known)


def _class(names: tuple[str, ...], known: dict[tuple[str, ...], type[BaseException]]) -> type[BaseException]:
    if not names:
        return Exception
    genuine = _genuine(names[0])
    if genuine is not None:
        return genuine
    if names not in known:
        base = _class(names[1:], known)
        module, _, name = names[0].rpartition(".")
        known[names] = type(name[:80] or "?", (base,), {"__module__": module[:80]})
    return known[names]


def _genuine(name: str) -> type[BaseException] | None:
    module, _, attribute = name.rpartition(".")
    if module == "builtins":
        found = getattr(builtins, attribute, None)
    elif module.partition(".")[0] in _TOPS and module in sys.modules:
        found = vars(sys.modules[module]).get(attribute)
    else:
        return None
    if not (isinstance(found, type) and issubclass(found, BaseException)):
        return None
    if any(part.__module__.partition(".")[0] in _FRAMEWORKS for part in found.__mro__):
        return None  # under another module's name
    for own, stopped in STOPPED.values():
        if issubclass(found, own):
            return stopped
    return found


def exception(kind: type[BaseException], arguments: Any, line: str) -> BaseException:
    """Return an exception to be raised here.

    Parameters
    ----------
    arguments : object
        Its `args`, as they came from inside.
    line : str
        The last line of its traceback.
    """
    # Neither an end of the scorer nor a group with members that are not here.
    if not issubclass(kind, Exception) or issubclass(kind, BaseExceptionGroup):
        kind = type(kind.__name__, (Unraisable,), {})
    try:
        made = kind(*arguments) if type(arguments) is tuple else kind()
        if isinstance(made, _Stopped) and made.args:
            made.value = made.args[0]
    except Exception:
        made = type(kind.__name__, (Exception,), {})(line.partition(": ")[2])
    setattr(made, _LINE, line[:LINE_CHARACTERS])
    return made


class Unraisable(BaseException):
    """What `except Exception` does not catch: an interrupt, an exit."""


def line_of(fault: BaseException) -> str | None:
    """Return the last line of the traceback of an exception that came from inside."""
    line = getattr(fault, _LINE, None)
    return line if isinstance(line, str) else None


def numbered(kind: type[BaseException], number: int) -> type[BaseException]:
    """Note under which number a class is known inside."""
    if kind.__module__ != "builtins":
        setattr(kind, _CLASS_NUMBER, number)
    return kind


def number_of(kind: type) -> int | None:
    """Return the number that a stand-in for a class is known under inside."""
    number = vars(kind).get(_CLASS_NUMBER)
    return number if type(number) is int else None
