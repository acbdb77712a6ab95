"""Stand-ins for objects that stayed in the notebook's process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .canary import Side, arithmetic, equality, membership, opaque, order
from .speech import is_predicate


class Remote:
    """An object inside: operations go there, plain data or another stand-in comes back.

    What speaks a verdict inside goes with must-fail twins, see `canary`.
    """

    __slots__ = ("__number", "__side", "__type_name")

    def __init__(self, side: Side, number: int, type_name: str) -> None:
        self.__side, self.__number, self.__type_name = side, number, type_name

    @staticmethod
    def number_of(remote: Remote) -> int:
        """Return the number inside."""
        return remote.__number

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in {"__name__", "__doc__", "__dict__"}:
            raise AttributeError(f"{self.__type_name!r} object has no attribute {name!r}")
        if is_predicate(name):
            return opaque(self.__side, "getattr", self, name)
        return self.__side.ask("getattr", self, name)

    def __call__(self, *arguments: Any, **names: Any) -> Any:
        """Call it inside."""
        return self.__side.ask("call", self, list(arguments), names=names)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Remote) and self.__number == other.__number:
            return True  # one object: `type(p) == Point`
        return equality(self.__side, self, other)

    def __ne__(self, other: object) -> Any:
        return not self.__eq__(other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return opaque(self.__side, "truth", self) is True

    def __len__(self) -> int:
        size = self.__side.ask("len", self)
        if type(size) is not int or not 0 <= size < 1 << 31:
            raise TypeError("no length")
        return size

    def __iter__(self) -> Iterator[Any]:
        if self.__side.ask("is_iterator", self) is True:
            return _each(self.__side, self)
        return iter(self.__side.ask("iter", self))

    def __next__(self) -> Any:
        for item in _taken(self.__side, self, 1):
            return item
        raise StopIteration

    def __contains__(self, item: Any) -> bool:
        return membership(self.__side, self, item) is True

    def __getitem__(self, key: Any) -> Any:
        return self.__side.ask("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__side.ask("setitem", self, key, value)

    def __copy__(self) -> Any:
        return self.__side.ask("copy", self)

    def __deepcopy__(self, memo: object) -> Any:
        return self.__side.ask("deepcopy", self)

    def __repr__(self) -> str:
        return str(self.__side.ask("repr", self))

    def __str__(self) -> str:
        return str(self.__side.ask("str", self))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        made = self.__side.ask("asarray", self)
        return made.astype(dtype) if dtype is not None else made

    def __float__(self) -> float:
        return float(self.__side.ask("float", self))

    def __int__(self) -> int:
        return int(self.__side.ask("int", self))

    def __round__(self, *digits: int) -> Any:
        return self.__side.ask("round", self, *digits)

    def __abs__(self) -> Any:
        return self.__side.ask("abs", self)

    def __neg__(self) -> Any:
        return self.__side.ask("neg", self)

    def __lt__(self, other: Any) -> Any:
        return order(self.__side, "lt", self, other)

    def __le__(self, other: Any) -> Any:
        return order(self.__side, "le", self, other)

    def __gt__(self, other: Any) -> Any:
        return order(self.__side, "gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return order(self.__side, "ge", self, other)

    def __add__(self, other: Any) -> Any:
        return arithmetic(self.__side, "add", self, other)

    def __radd__(self, other: Any) -> Any:
        return arithmetic(self.__side, "radd", self, other)

    def __sub__(self, other: Any) -> Any:
        return arithmetic(self.__side, "sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return arithmetic(self.__side, "rsub", self, other)

    def __mul__(self, other: Any) -> Any:
        return arithmetic(self.__side, "mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return arithmetic(self.__side, "rmul", self, other)

    def __truediv__(self, other: Any) -> Any:
        return arithmetic(self.__side, "truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return arithmetic(self.__side, "rtruediv", self, other)

    def __floordiv__(self, other: Any) -> Any:
        return arithmetic(self.__side, "floordiv", self, other)

    def __mod__(self, other: Any) -> Any:
        return arithmetic(self.__side, "mod", self, other)

    def __pow__(self, other: Any) -> Any:
        return arithmetic(self.__side, "pow", self, other)

    def __and__(self, other: Any) -> Any:
        return opaque(self.__side, "and_", self, other)

    def __or__(self, other: Any) -> Any:
        return opaque(self.__side, "or_", self, other)

    def __xor__(self, other: Any) -> Any:
        return opaque(self.__side, "xor", self, other)


_ONE_BY_ONE = 1000
_MANY = 1000


def _each(side: Side, iterator: Remote) -> Iterator[Any]:
    """Yield the items of an iterator inside as they are wanted: it may have no end. After many, in larger parts."""
    for _ in range(_ONE_BY_ONE):
        items = _taken(side, iterator, 1)
        yield from items
        if not items:
            return
    while items:
        items = _taken(side, iterator, _MANY)
        yield from items


def _taken(side: Side, iterator: Remote, number: int) -> list[Any]:
    items = side.ask("take", iterator, number)
    if type(items) is not list or len(items) > number:
        raise TypeError("no iterator")
    return items
