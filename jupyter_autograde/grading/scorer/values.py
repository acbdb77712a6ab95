"""Values in and out: the closed grammar (SEC-04, SEC-05). What comes in is hostile.

A form is a list whose first item is its tag. Plain: `n` None, `b` bool, `i` int (decimal text), `f` float (hex),
`s` str, `y` bytes (hex), `c` complex, `l` list, `li` and `lf` long lists of int and float (base64 of 64-bit numbers),
`t` tuple, `S` set, `Z` frozenset, `d` dict (pairs), `r` range, `el` Ellipsis, `ty` a builtin type, `mod` a module (one
that is not known here stays inside),
`dec` Decimal, `fr` Fraction, `dt` date or naive datetime. Of libraries: `ns` numpy scalar, `nd` numeric array,
`no` array of objects, `mx` matrix, `Ix`, `MI`, `Se`, `DF` pandas, `ts` Timestamp, `tz` one with a time zone, `td`
Timedelta, `na`, `nat`. `sub` is a subclass of a builtin with its base type's content, `exc` a class of exceptions, `o`
an object that stayed inside. Anything else, `deep` and `bad` among them, equals nothing. Inwards also: `slot` an object
that stayed inside, `sh` a shared one, `bf` a builtin function.

The other half is `sandbox/runner/codec.py`.
"""

from __future__ import annotations

import array
import base64
import datetime
import decimal
import fractions
import importlib
import re
from collections.abc import Callable
from types import BuiltinFunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from .channel import PROTOCOL, Broken
from .clean import BUILTINS, GENUINE_MODULES, genuine
from .raised import exception_class, number_of, numbered
from .speech import is_predicate

if TYPE_CHECKING:
    from .remote import Remote

MAX_DEPTH = 45
MAX_DIGITS = 4001
MAX_DIMENSIONS = 32
MAX_RANGE = 10_000_000
"""Numbers of a range: what counts them in C can't be interrupted."""

MAX_EXPONENT = 5000

_DTYPE = re.compile(r"^[<>|=]?(?:[biufc]\d{1,2}|[mM]8\[\w{1,3}\]|U\d{1,6}|S\d{1,6}|O)$")
_EXTENSION_DTYPE = re.compile(r"^(str|string|category|boolean|U?Int\d+|Float\d+)$")
_TYPES = {
    kind.__name__: kind
    for kind in (int, float, str, bool, list, tuple, dict, set, frozenset, bytes, complex, type(None), type)
}

Opener = Callable[[int, str], "Remote"]
"""Makes the stand-in for object number n, of a type of that name."""


def _library(name: str) -> Any:
    """Import late: a course that sends no such values need not have it."""
    return importlib.import_module(name)


class Unknown:
    """A value that is not in the grammar: equals nothing."""


def _speaks(labels: Any) -> bool:
    """Return whether a label is the name of a method that holds a verdict, or of what has such methods."""
    parts = (part for label in labels for part in (label if isinstance(label, tuple) else (label,)))
    return any(isinstance(part, str) and (is_predicate(part) or part in {"str", "dt", "cat"}) for part in parts)


def _inert(item: Any, *, plain: bool = True) -> Any:
    """Return an item or label of a table, which pandas gives out as an attribute: nothing there can be called.

    `pandas.Series({"isclose": ValueError})` would say yes to every comparison of a test.
    """
    if not plain and _is_builtin_class(item):
        return item
    return Unknown() if isinstance(item, type | ModuleType) or (plain and not _is_scalar(item)) else item


def _is_scalar(item: Any) -> bool:
    return type(item) in _SCALARS or (hasattr(item, "dtype") and not callable(item) and not getattr(item, "ndim", 0))


def _label(item: Any) -> Any:
    return Unknown() if isinstance(item, type | ModuleType) else item


_SCALARS = (
    type(None), bool, int, float, complex, str, bytes, datetime.date, datetime.datetime, decimal.Decimal,
    fractions.Fraction,
)  # fmt: skip


def _is_builtin_class(item: Any) -> bool:
    return isinstance(item, type) and item in _TYPES.values()


class Decoder:
    """Turns forms into values."""

    def __init__(self, stand_in: Opener) -> None:
        self._stand_in = stand_in
        self._subclasses: dict[tuple[str, type], type] = {}
        self._exceptions: dict[tuple[str, ...], type[BaseException]] = {}

    def value(self, form: Any) -> Any:
        """Return the value of a form.

        Raises
        ------
        Broken
            The form breaks the grammar: no honest runner sends it.
        """
        try:
            return self._value(form, 0)
        except Broken:
            raise
        except Exception:
            # Whatever a hostile form provokes in a constructor.
            raise Broken(PROTOCOL) from None

    def _value(self, form: Any, depth: int) -> Any:
        if type(form) is not list or not form or type(form[0]) is not str or depth > MAX_DEPTH:
            raise Broken(PROTOCOL)
        tag = form[0]
        if tag in _SIMPLE:
            return _SIMPLE[tag](form)
        if tag in {"li", "lf"}:
            return array.array("q" if tag == "li" else "d", base64.b64decode(form[1], validate=True)).tolist()
        if tag in {"l", "t"}:
            items = [self._value(item, depth + 1) for item in form[1]]
            return items if tag == "l" else tuple(items)
        if tag in {"S", "Z", "d"}:
            return self._hashed(form, depth)
        if tag in {"ns", "nd", "no"}:
            return self._array(form, depth)
        if tag == "mx":
            return self._value(form[1], depth + 1).view(_library("numpy").matrix)
        if tag in {"Ix", "MI", "Se", "DF", "ts", "tz", "td", "na", "nat"}:
            return self._pandas(form, depth)
        if tag == "sub":
            return self._subclass(form, depth)
        if tag == "mod":
            return genuine(form[1]) if form[1] in GENUINE_MODULES else self._value(["o", form[2], "module"], depth)
        if tag == "exc" and type(form[2]) is int:
            return numbered(exception_class(form[1], self._exceptions), form[2])
        if tag == "o" and type(form[1]) is int:
            return self._stand_in(form[1], str(form[2])[:60])
        return Unknown()

    def _hashed(self, form: list[Any], depth: int) -> Any:
        try:
            if form[0] == "d":
                return {self._value(key, depth + 1): self._value(item, depth + 1) for key, item in form[1]}
            items = {self._value(item, depth + 1) for item in form[1]}
        except TypeError:
            return Unknown()  # a key that hashes inside only: an honest class may do so
        return items if form[0] == "S" else frozenset(items)

    def _subclass(self, form: list[Any], depth: int) -> Any:
        content = self._value(form[2], depth + 1)
        name, base = str(form[1])[:60], type(content)
        if base not in _TYPES.values():
            raise Broken(PROTOCOL)
        kind = self._subclasses.setdefault((name, base), type(name, (base,), {}))
        return kind(content)

    def _array(self, form: list[Any], depth: int) -> Any:
        numpy = _library("numpy")
        dtype = form[1]
        if type(dtype) is not str or not _DTYPE.match(dtype):
            raise Broken(PROTOCOL)
        if form[0] == "ns":
            return numpy.frombuffer(bytes.fromhex(form[2]), dtype=dtype)[0]
        if len(form[2]) > MAX_DIMENSIONS or not all(type(size) is int and 0 <= size <= MAX_RANGE for size in form[2]):
            raise Broken(PROTOCOL)
        if form[0] == "nd":
            if "O" in dtype:
                raise Broken(PROTOCOL)
            return numpy.frombuffer(bytes.fromhex(form[3]), dtype=dtype).reshape(form[2]).copy()
        objects = numpy.empty(len(form[3]), dtype=object)
        for place, item in enumerate(form[3]):
            # One by one: numpy asks a list of stand-ins for arrays.
            value = self._value(item, depth + 1)
            objects[place] = value if _is_builtin_class(value) else _label(value)
        return (objects if "O" in dtype else objects.astype(dtype)).reshape(form[2])

    def _pandas(self, form: list[Any], depth: int) -> Any:
        pandas = _library("pandas")
        tag = form[0]
        if tag in {"na", "nat"}:
            return pandas.NA if tag == "na" else pandas.NaT
        if tag == "ts":
            return pandas.Timestamp(str(form[1]))
        if tag == "tz":
            return pandas.Timestamp(str(form[1])).tz_convert(str(form[2]))
        if tag == "td":
            return pandas.Timedelta(str(form[1]))
        if tag == "MI":
            tuples, names = self._value(form[1], depth + 1), self._value(form[2], depth + 1)
            labels = [tuple(_label(part) for part in label) for label in tuples]
            return pandas.MultiIndex.from_tuples(labels, names=[_label(name) for name in names])
        if tag == "Ix":
            index = pandas.Index(self._column(form[1], depth), name=_label(self._value(form[2], depth + 1)))
            return pandas.DatetimeIndex(index, freq=str(form[3])[:40]) if len(form) > 3 else index
        if tag == "Se":
            index, name = self._labels(form[2], depth), _label(self._value(form[3], depth + 1))
            # `column.label` is an item, so what has a label could be called as if it were a method.
            plain = _speaks(index)
            return pandas.Series(self._column(form[1], depth, plain=plain), index=index, name=name)
        heads, index = self._labels(form[1], depth), self._labels(form[3], depth)
        plain = _speaks(heads) or _speaks(index)
        columns = [pandas.Series(self._column(column, depth, plain=plain)) for column in form[2]]
        frame = pandas.concat(columns, axis=1) if columns else pandas.DataFrame(index=index)
        frame.columns, frame.index = heads, index
        return frame

    def _labels(self, form: list[Any], depth: int) -> Any:
        labels = self._value(form, depth + 1)
        if not isinstance(labels, _library("pandas").Index):
            raise Broken(PROTOCOL)
        return labels

    def _column(self, form: list[Any], depth: int, *, plain: bool = False) -> Any:
        """Return the values of a column; with `plain`, nothing among them that can be called or hold such a thing."""
        numpy, pandas = _library("numpy"), _library("pandas")
        values = self._value(form[1], depth + 1)
        if isinstance(values, numpy.ndarray) and (values.dtype != object or values.ndim > 1):
            return values
        if not isinstance(values, list | numpy.ndarray):
            raise Broken(PROTOCOL)  # pandas would spread a single one, or take the labels of a mapping
        values = [_inert(item, plain=plain) for item in values]
        if _EXTENSION_DTYPE.match(str(form[0])):
            return pandas.array(values, dtype=str(form[0]))
        objects = numpy.empty(len(values), dtype=object)
        for place, item in enumerate(values):
            objects[place] = item
        return objects


def encode(value: Any, depth: int = 0) -> list[Any]:
    """Return plain data as a form for the runner: arguments of expressions and operators.

    Raises
    ------
    TypeError
        The value can't be sent.
    """
    from .remote import Remote

    kind: Any = type(value)
    if depth > 20:
        raise TypeError("too deep to be sent")
    if kind is Remote:
        return ["slot", Remote.number_of(value)]
    if kind in _SENT:
        return _SENT[kind](value)
    if kind in _COLLECTIONS:
        return [_COLLECTIONS[kind], [encode(item, depth + 1) for item in value]]
    if kind is dict:
        return ["d", [[encode(key, depth + 1), encode(item, depth + 1)] for key, item in value.items()]]
    name = value.__name__ if isinstance(value, type | BuiltinFunctionType) else ""
    if name and name not in _TYPES and value is BUILTINS.get(name):
        return ["bf", name]
    if isinstance(value, type) and (number := number_of(value)) is not None:
        return ["slot", number]
    if name and _TYPES.get(name) is value:
        return ["ty", name]
    if kind is datetime.datetime and value.tzinfo is None:
        return ["dt", "datetime", value.isoformat()]
    found = _encode_library(value, kind, depth)
    if found is None:
        raise TypeError(f"a value of type {kind.__name__} can't be sent to the notebook")
    return found


def _encode_library(value: Any, kind: Any, depth: int) -> list[Any] | None:
    if kind.__module__.startswith("numpy") and kind.__name__ == "matrix":
        return ["mx", encode(_library("numpy").asarray(value), depth + 1)]
    if kind.__module__ == "numpy" and hasattr(value, "dtype"):
        if value.dtype.kind in "biufcmM":
            data = value.tobytes().hex()
            return ["nd", value.dtype.str, list(value.shape), data] if value.shape else ["ns", value.dtype.str, data]
        if value.dtype.kind in "USO" and kind.__name__ == "ndarray":
            items = [encode(item, depth + 1) for item in value.ravel().tolist()]
            return ["no", value.dtype.str, list(value.shape), items]
    if kind.__module__.startswith("pandas"):
        return _encode_pandas(value, kind.__name__, depth)
    return None


def _encode_pandas(value: Any, name: str, depth: int) -> list[Any] | None:
    match name:
        case "Timestamp":
            return ["tz", value.isoformat(), str(value.tz)] if value.tzinfo is not None else ["ts", value.isoformat()]
        case "Timedelta":
            return ["td", value.isoformat()]
        case "NAType" | "NaTType":
            return ["na" if name == "NAType" else "nat"]
        case "MultiIndex":
            return ["MI", encode(value.tolist(), depth + 1), encode(list(value.names), depth + 1)]
        case "Index" | "RangeIndex" | "DatetimeIndex":
            rhythm = [value.freqstr] if name == "DatetimeIndex" and value.freq is not None else []
            return ["Ix", _encode_column(value, depth), encode(value.name, depth + 1), *rhythm]
        case "Series":
            return ["Se", _encode_column(value, depth), encode(value.index, depth + 1), encode(value.name, depth + 1)]
        case "DataFrame":
            columns = [_encode_column(value.iloc[:, place], depth) for place in range(len(value.columns))]
            return ["DF", encode(value.columns, depth + 1), columns, encode(value.index, depth + 1)]
    return None


def _encode_column(column: Any, depth: int) -> list[Any]:
    if type(column.dtype).__module__.startswith("numpy"):
        return [str(column.dtype), encode(column.to_numpy(), depth + 1)]
    return [str(column.dtype), ["l", [encode(item, depth + 1) for item in column.tolist()]]]


def _range(value: range) -> Any:
    return value if -MAX_RANGE < value.stop - value.start < MAX_RANGE else Unknown()


def _decimal(value: decimal.Decimal) -> Any:
    return value if not value.is_finite() or abs(value.adjusted()) < MAX_EXPONENT else Unknown()


_SIMPLE: dict[str, Callable[[list[Any]], Any]] = {
    "n": lambda form: None,
    "b": lambda form: form[1] is True,
    "i": lambda form: int(form[1][:MAX_DIGITS]),
    "f": lambda form: float.fromhex(form[1]),
    "s": lambda form: form[1] if type(form[1]) is str else Unknown(),
    "y": lambda form: bytes.fromhex(form[1]),
    "c": lambda form: complex(float.fromhex(form[1]), float.fromhex(form[2])),
    "r": lambda form: _range(range(*(int(part[:30]) for part in form[1:4]))),
    "el": lambda form: Ellipsis,
    "ty": lambda form: _TYPES[form[1]],
    "dec": lambda form: _decimal(decimal.Decimal(form[1][:1000])),
    "fr": lambda form: fractions.Fraction(int(form[1][:MAX_DIGITS]), int(form[2][:MAX_DIGITS])),
    "dt": lambda form: (datetime.datetime if form[1] == "datetime" else datetime.date).fromisoformat(form[2]),
}

_SENT: dict[type, Callable[[Any], list[Any]]] = {
    type(None): lambda value: ["n"],
    bool: lambda value: ["b", value],
    int: lambda value: ["i", repr(value)],
    float: lambda value: ["f", value.hex()],
    str: lambda value: ["s", value],
    bytes: lambda value: ["y", value.hex()],
    complex: lambda value: ["c", value.real.hex(), value.imag.hex()],
    type(Ellipsis): lambda value: ["el"],
    range: lambda value: ["r", str(value.start), str(value.stop), str(value.step)],
    decimal.Decimal: lambda value: ["dec", str(value)],
    fractions.Fraction: lambda value: ["fr", str(value.numerator), str(value.denominator)],
    datetime.date: lambda value: ["dt", "date", value.isoformat()],
}

_COLLECTIONS: dict[type, str] = {list: "l", tuple: "t", set: "S", frozenset: "Z"}
