"""Values out and in: a closed grammar of exact built-in types (SEC-05); all else stays here under a number.

The other half is `grading/scorer/values.py`, where the grammar is written down.
"""

from __future__ import annotations

import array
import base64
import builtins
import datetime
import decimal
import fractions
import sys
import types
from collections.abc import Callable
from typing import Any

MAX_DEPTH = 40
MAX_DIGITS = 4000
MAX_NUMBERS = 1 << 20
MAX_OBJECTS = 100_000
MAX_COLUMNS = 500
MAX_RANGE = 10_000_000

ROOM = 12 << 20
"""Characters of one value, well below the frame limit of the trusted side; a larger one stays here as an object."""

LONG_LIST = 1000
"""Items from which a list of numbers is packed."""

_TYPES: dict[type, str] = {
    kind: kind.__name__
    for kind in (int, float, str, bool, list, tuple, dict, set, frozenset, bytes, complex, type(None), type)
}
_BY_NAME = {name: kind for kind, name in _TYPES.items()}
_FUNCTIONS = {name: value for name, value in vars(builtins).items() if type(value) in (type, type(len))}
_BASES: tuple[type, ...] = (list, dict, tuple, str, float, int, set)
_LIMIT = 10**MAX_DIGITS


class TooLarge(BaseException):
    """A value has more characters than `ROOM`."""


class Codec:
    """Encodes the notebook's objects, keeping those that are no plain data."""

    def __init__(self) -> None:
        self._kept: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._room = ROOM
        self.shared: dict[int, Any] = {}
        """See `shared`."""

    def form(self, value: Any) -> list[Any]:
        """Return `value` in the grammar, or as an object that stays here if it is too large to be sent."""
        self._room = ROOM
        try:
            return self.encode(value)
        except TooLarge:
            return self._keep(value, type(value))

    def encode(self, value: Any, depth: int = 0) -> list[Any]:
        """Return `value` in the grammar. Looks at exact types, never at what an object says of itself."""
        if depth > MAX_DEPTH:
            return ["deep"]
        kind = type(value)
        self._take(24 + (len(value) * (1 if value.isascii() else 12) if kind is str else 0))
        plain = _PLAIN.get(kind)
        if plain is not None:
            return plain(self, value, depth)
        if kind is type and value in _TYPES:
            return ["ty", _TYPES[value]]
        if kind is types.ModuleType and _is_module(value):
            return ["mod", value.__name__, self._keep(value, kind)[1]]
        if kind is type and BaseException in type.mro(value):
            return ["exc", class_names(value), self._keep(value, kind)[1]]
        try:
            found = self._library(value, kind, depth)
        except Exception:
            found = None
        return found or self._subclass(value, kind, depth) or self._keep(value, kind)

    def decode(self, form: list[Any]) -> Any:
        """Return the value of a form that the trusted side sent."""
        tag = form[0]
        if tag == "slot":
            return self._kept[form[1]]
        if tag == "sh":
            return self.shared[form[1]]
        if tag in "ltSZ" and tag:
            return {"l": list, "t": tuple, "S": set, "Z": frozenset}[tag](self.decode(item) for item in form[1])
        if tag == "d":
            return {self.decode(key): self.decode(value) for key, value in form[1]}
        if tag == "nd":
            numpy = sys.modules["numpy"]
            return numpy.frombuffer(bytes.fromhex(form[3]), dtype=form[1]).reshape(form[2]).copy()
        if tag == "ns":
            return sys.modules["numpy"].frombuffer(bytes.fromhex(form[2]), dtype=form[1])[0]
        if tag in {"no", "mx", "Ix", "MI", "Se", "DF"}:
            return self._decode_library(form)
        return _SIMPLE[tag](form)

    def _decode_library(self, form: list[Any]) -> Any:
        numpy = sys.modules["numpy"]
        if form[0] == "no":
            objects = numpy.empty(len(form[3]), dtype=object)
            objects[:] = [self.decode(item) for item in form[3]]
            return (objects if "O" in form[1] else objects.astype(form[1])).reshape(form[2])
        if form[0] == "mx":
            return self.decode(form[1]).view(numpy.matrix)
        pandas = sys.modules["pandas"]
        if form[0] == "MI":
            return pandas.MultiIndex.from_tuples(self.decode(form[1]), names=self.decode(form[2]))
        if form[0] == "Ix":
            index = pandas.Index(self._decode_column(form[1]), name=self.decode(form[2]))
            return pandas.DatetimeIndex(index, freq=form[3]) if len(form) > 3 else index
        if form[0] == "Se":
            return pandas.Series(self._decode_column(form[1]), index=self.decode(form[2]), name=self.decode(form[3]))
        columns = [pandas.Series(self._decode_column(column)) for column in form[2]]
        index = self.decode(form[3])
        frame = pandas.concat(columns, axis=1) if columns else pandas.DataFrame(index=index)
        frame.columns, frame.index = self.decode(form[1]), index
        return frame

    def _decode_column(self, form: list[Any]) -> Any:
        values = self.decode(form[1])
        return sys.modules["pandas"].array(values, dtype=form[0]) if isinstance(values, list) else values

    def _take(self, characters: int) -> None:
        self._room -= characters
        if self._room < 0:
            raise TooLarge

    def _list(self, values: list[Any], depth: int) -> list[Any]:
        """Pack a long list of numbers of one exact type."""
        if len(values) >= LONG_LIST:
            kinds = set(map(type, values))
            for kind, tag, code in ((int, "li", "q"), (float, "lf", "d")):
                if kinds == {kind}:
                    try:
                        data = base64.b64encode(array.array(code, values).tobytes()).decode()
                    except OverflowError:
                        break
                    self._take(len(data))
                    return [tag, data]
        return ["l", self._items(values, depth)]

    def _items(self, values: Any, depth: int) -> list[Any]:
        return [self.encode(item, depth + 1) for item in values]

    def _pairs(self, value: Any, depth: int) -> list[Any]:
        return [[self.encode(key, depth + 1), self.encode(item, depth + 1)] for key, item in dict.items(value)]

    def _keep(self, value: Any, kind: type) -> list[Any]:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
        name = type.__getattribute__(kind, "__name__")
        return ["o", number, name[:60] if type(name) is str else "?"]

    def _subclass(self, value: Any, kind: type, depth: int) -> list[Any] | None:
        """Reduce an honest subclass of a builtin by its base type's own methods."""
        numpy = _library("numpy", "generic")
        if numpy is not None and isinstance(value, numpy.generic):
            return None
        for base in _BASES:
            if base in type.mro(kind):
                if base is dict:
                    content: Any = dict(dict.items(value))
                elif base is str:
                    content = str.__str__(value)
                    content = str.__getitem__(value, slice(None)) if type(content) is not str else content
                elif base in (int, float):
                    content = base.__add__(value, 0)
                else:
                    content = base(base.__iter__(value))  # type: ignore[attr-defined]
                return ["sub", type.__getattribute__(kind, "__name__")[:60], self.encode(content, depth + 1)]
        return None

    def _library(self, value: Any, kind: type, depth: int) -> list[Any] | None:
        numpy, pandas = _library("numpy", "generic"), _library("pandas", "DataFrame")
        if numpy is not None:
            if isinstance(value, numpy.generic) and kind.__module__ == "numpy" and value.dtype.kind in "biufc":
                return ["ns", value.dtype.str, value.tobytes().hex()]
            if kind is numpy.ndarray:
                return self._array(value, depth)
            if kind is numpy.matrix:
                return ["mx", self._array(numpy.asarray(value), depth)]
        if pandas is not None:
            if value is pandas.NA or value is pandas.NaT:
                return ["na" if value is pandas.NA else "nat"]
            if kind is pandas.Timestamp:
                moment = str(value.isoformat())
                return ["ts", moment] if value.tzinfo is None else ["tz", moment, str(value.tz)]
            if kind is pandas.Timedelta:
                return ["td", str(value.isoformat())]
            if isinstance(value, pandas.Index):
                return self._index(pandas, value, kind, depth)
            if kind is pandas.Series and self._sendable(pandas, value.index):
                names = [self.encode(value.index, depth + 1), self.encode(value.name, depth + 1)]
                return ["Se", self._column(value, depth), *names]
            if kind is pandas.DataFrame and len(value.columns) < MAX_COLUMNS:
                if not (self._sendable(pandas, value.index) and self._sendable(pandas, value.columns)):
                    return None
                columns = [self._column(value.iloc[:, place], depth) for place in range(len(value.columns))]
                return ["DF", self.encode(value.columns, depth + 1), columns, self.encode(value.index, depth + 1)]
        return None

    def _sendable(self, pandas: Any, index: Any) -> bool:
        """Return whether an index can be made again of what is sent."""
        kind = type(index)
        if kind is pandas.DatetimeIndex:
            return index.tz is None
        if kind is pandas.MultiIndex:
            return 0 < len(index) < MAX_OBJECTS
        return kind is pandas.Index or kind is pandas.RangeIndex

    def _index(self, pandas: Any, value: Any, kind: type, depth: int) -> list[Any] | None:
        if not self._sendable(pandas, value):
            return None
        if kind is pandas.MultiIndex:
            return ["MI", self.encode(value.tolist(), depth + 1), self.encode(list(value.names), depth + 1)]
        rhythm = [value.freqstr] if kind is pandas.DatetimeIndex and value.freq is not None else []
        return ["Ix", self._column(value, depth), self.encode(value.name, depth + 1), *rhythm]

    def _array(self, content: Any, depth: int) -> list[Any]:
        if max(content.shape, default=0) > MAX_RANGE:
            raise ValueError("not sent")  # long, and yet of no bytes: `empty((10**9, 0))`
        if content.dtype.kind in "biufcMm" and content.size < MAX_NUMBERS:
            self._take(2 * content.nbytes)
            data = sys.modules["numpy"].ascontiguousarray(content).tobytes().hex()
            return ["nd", content.dtype.str, list(content.shape), data]
        if content.dtype.kind in "USO" and content.size < MAX_OBJECTS:
            return ["no", content.dtype.str, list(content.shape), self._items(content.ravel().tolist(), depth)]
        raise ValueError("not sent")

    def _column(self, column: Any, depth: int) -> list[Any]:
        if type(column.dtype).__module__.startswith("numpy"):
            return [str(column.dtype), self._array(column.to_numpy(), depth)]
        if len(column) >= MAX_OBJECTS:
            raise ValueError("not sent")
        return [str(column.dtype), ["l", self._items(column.tolist(), depth)]]


def class_names(kind: type) -> list[str]:
    """Return `module.name` of a class and of all it inherits from, as the interpreter has them."""
    names = []
    for base in type.mro(kind)[:MAX_DEPTH]:
        module, name = (type.__getattribute__(base, part) for part in ("__module__", "__qualname__"))
        names.append(f"{module}.{name}"[:200] if type(module) is str and type(name) is str else "?")
    return names


def _library(name: str, attribute: str) -> Any:
    """Return a module that the notebook has imported; one without `attribute` is another, or half imported."""
    module = sys.modules.get(name)
    return module if isinstance(vars(module).get(attribute) if module else None, type) else None


def _is_module(value: Any) -> bool:
    name: str = value.__name__
    return sys.modules.get(name) is value


_PLAIN: dict[type, Callable[[Codec, Any, int], list[Any]]] = {
    type(None): lambda codec, value, depth: ["n"],
    bool: lambda codec, value, depth: ["b", value],
    int: lambda codec, value, depth: ["i", int.__repr__(value)] if -_LIMIT < value < _LIMIT else ["deep"],
    float: lambda codec, value, depth: ["f", float.hex(value)],
    str: lambda codec, value, depth: ["s", value],
    bytes: lambda codec, value, depth: ["y", value.hex()],
    complex: lambda codec, value, depth: ["c", value.real.hex(), value.imag.hex()],
    list: lambda codec, value, depth: codec._list(value, depth),
    tuple: lambda codec, value, depth: ["t", codec._items(value, depth)],
    set: lambda codec, value, depth: ["S", codec._items(value, depth)],
    frozenset: lambda codec, value, depth: ["Z", codec._items(value, depth)],
    dict: lambda codec, value, depth: ["d", codec._pairs(value, depth)],
    range: lambda codec, value, depth: (
        ["r", repr(value.start), repr(value.stop), repr(value.step)]
        if -MAX_RANGE < value.stop - value.start < MAX_RANGE
        else codec._keep(value, range)
    ),
    type(Ellipsis): lambda codec, value, depth: ["el"],
    decimal.Decimal: lambda codec, value, depth: ["dec", str(value)],
    fractions.Fraction: lambda codec, value, depth: ["fr", repr(value.numerator), repr(value.denominator)],
    datetime.date: lambda codec, value, depth: ["dt", "date", value.isoformat()],
    datetime.datetime: lambda codec, value, depth: (
        ["dt", "datetime", value.isoformat()] if value.tzinfo is None else codec._keep(value, type(value))
    ),
}

_SIMPLE: dict[str, Callable[[list[Any]], Any]] = {
    "n": lambda form: None,
    "b": lambda form: bool(form[1]),
    "i": lambda form: int(form[1]),
    "f": lambda form: float.fromhex(form[1]),
    "s": lambda form: form[1],
    "y": lambda form: bytes.fromhex(form[1]),
    "c": lambda form: complex(float.fromhex(form[1]), float.fromhex(form[2])),
    "ty": lambda form: _BY_NAME[form[1]],
    "bf": lambda form: _FUNCTIONS[form[1]],
    "r": lambda form: range(*(int(part) for part in form[1:4])),
    "el": lambda form: Ellipsis,
    "dec": lambda form: decimal.Decimal(form[1]),
    "fr": lambda form: fractions.Fraction(int(form[1]), int(form[2])),
    "dt": lambda form: (datetime.datetime if form[1] == "datetime" else datetime.date).fromisoformat(form[2]),
    "ts": lambda form: sys.modules["pandas"].Timestamp(form[1]),
    "tz": lambda form: sys.modules["pandas"].Timestamp(form[1]).tz_convert(form[2]),
    "td": lambda form: sys.modules["pandas"].Timedelta(form[1]),
    "na": lambda form: sys.modules["pandas"].NA,
    "nat": lambda form: sys.modules["pandas"].NaT,
}
