"""Stand-ins for objects that stayed in the notebook's process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from .channel import Broken
from .twins import RANDOM, unlike


class Side(Protocol):
    """What a stand-in needs of the case it belongs to."""

    def do(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None) -> Any:
        """Apply an operation inside and return plain data."""

    def twin_asked(self) -> None:
        """Note that a verdict rests on a twin."""

    def twin_passed(self) -> None:
        """Note that a must-fail twin passed: tampering."""


class Remote:
    """An object inside: operations go there, plain data or another stand-in comes back.

    Equality with a literal is a verdict spoken inside, so it goes with a must-fail twin, in random order.
    """

    __slots__ = ("__number", "__side", "__type_name")

    def __init__(self, side: Side, number: int, type_name: str) -> None:
        self.__side, self.__number, self.__type_name = side, number, type_name

    @staticmethod
    def number_of(remote: Remote) -> int:
        """Return the number inside."""
        return remote.__number

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"{self.__type_name!r} object has no attribute {name!r}")
        return self.__side.do("getattr", self, name)

    def __call__(self, *arguments: Any, **names: Any) -> Any:
        """Call it inside."""
        return self.__side.do("call", self, list(arguments), names=names)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Remote):
            return self.__side.do("eq", self, other)
        self.__side.twin_asked()
        asked = [(other, True), (unlike(other), False)]
        RANDOM.shuffle(asked)
        answer: Any = False
        for value, real in asked:
            try:
                got = self.__side.do("eq", self, value)
            except Broken:
                raise
            except Exception:
                if real:
                    raise
                continue  # a class may refuse the twin's kind of value
            if real:
                answer = got
            elif got is True and other is not None:
                self.__side.twin_passed()
                return False
        return answer

    def __ne__(self, other: object) -> Any:
        return not self.__eq__(other)

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return self.__side.do("truth", self) is True

    def __len__(self) -> int:
        size = self.__side.do("len", self)
        if type(size) is not int or not 0 <= size < 1 << 31:
            raise TypeError("no length")
        return size

    def __iter__(self) -> Iterator[Any]:
        return iter(self.__side.do("iter", self))

    def __contains__(self, item: Any) -> bool:
        return self.__side.do("contains", self, item) is True

    def __getitem__(self, key: Any) -> Any:
        return self.__side.do("getitem", self, key)

    def __repr__(self) -> str:
        return str(self.__side.do("repr", self))

    def __str__(self) -> str:
        return str(self.__side.do("str", self))

    def __float__(self) -> float:
        return float(self.__side.do("float", self))

    def __int__(self) -> int:
        return int(self.__side.do("int", self))

    def __round__(self, *digits: int) -> Any:
        return self.__side.do("round", self, *digits)

    def __abs__(self) -> Any:
        return self.__side.do("abs", self)

    def __neg__(self) -> Any:
        return self.__side.do("neg", self)

    def __lt__(self, other: Any) -> Any:
        return self.__side.do("lt", self, other)

    def __le__(self, other: Any) -> Any:
        return self.__side.do("le", self, other)

    def __gt__(self, other: Any) -> Any:
        return self.__side.do("gt", self, other)

    def __ge__(self, other: Any) -> Any:
        return self.__side.do("ge", self, other)

    def __add__(self, other: Any) -> Any:
        return self.__side.do("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self.__side.do("radd", self, other)

    def __sub__(self, other: Any) -> Any:
        return self.__side.do("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return self.__side.do("rsub", self, other)

    def __mul__(self, other: Any) -> Any:
        return self.__side.do("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return self.__side.do("rmul", self, other)

    def __truediv__(self, other: Any) -> Any:
        return self.__side.do("truediv", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self.__side.do("rtruediv", self, other)

    def __floordiv__(self, other: Any) -> Any:
        return self.__side.do("floordiv", self, other)

    def __mod__(self, other: Any) -> Any:
        return self.__side.do("mod", self, other)

    def __pow__(self, other: Any) -> Any:
        return self.__side.do("pow", self, other)

    def __and__(self, other: Any) -> Any:
        return self.__side.do("and_", self, other)

    def __or__(self, other: Any) -> Any:
        return self.__side.do("or_", self, other)

    def __xor__(self, other: Any) -> Any:
        return self.__side.do("xor", self, other)
