"""Lists, dicts, sets, arrays and frames of a test that a notebook's code may change in place.

Here and inside there is one of each, in step after every request. The other half is `sandbox/runner/shared.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .channel import PROTOCOL, Broken
from .values import encode

MOST = 32
"""Objects kept in step; a loop makes new ones all the time."""


class SharedObjects:
    """The objects of one case."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._objects: dict[int, Any] = {}
        self._forms: dict[int, list[Any]] = {}
        self._dropped: list[int] = []
        self._next = 0

    def form(self, value: Any) -> list[Any]:
        """Return the form under which a value travels: itself, or the number of a shared object.

        Raises
        ------
        TypeError
            It can't be sent.
        """
        if not _is_mutable(value):
            return encode(value)
        number = self._numbers.get(id(value))
        if number is None:
            encode(value)
            number, self._next = self._next, self._next + 1
            self._numbers[id(value)] = number
            self._objects[number] = value  # holds it, so that its id stays its own
            for oldest in list(self._objects)[:-MOST]:
                del self._numbers[id(self._objects.pop(oldest))]
                self._forms.pop(oldest, None)
                self._dropped.append(oldest)
        return ["sh", number]

    def changes(self) -> dict[str, Any]:
        """Return what a request has to carry so that the other side is in step."""
        pending = self.pending()
        self._forms.update(pending["shared"])
        self._dropped = []
        return pending

    def pending(self) -> dict[str, Any]:
        """Return the same for a request to a copy of the other side, which leaves the other side as it was."""
        forms = ((number, encode(value)) for number, value in self._objects.items())
        entries = [[number, form] for number, form in forms if form != self._forms.get(number)]
        return {"shared": entries, "dropped": list(self._dropped)}

    def take(self, changed: Any, decode: Callable[[Any], Any]) -> None:
        """Take over what the notebook's code has changed.

        Raises
        ------
        Broken
            It is no change of a shared object.
        """
        if type(changed) is not list:
            raise Broken(PROTOCOL)
        for entry in changed:
            if type(entry) is not list or len(entry) != 2 or type(entry[0]) is not int or entry[0] not in self._objects:
                raise Broken(PROTOCOL)
            target, value = self._objects[entry[0]], decode(entry[1])
            if type(value) is type(target):
                _replace_content(target, value)
            self._forms[entry[0]] = encode(target)


def _is_mutable(value: Any) -> bool:
    kind = type(value)
    return kind in (list, dict, set) or (
        (kind.__module__ == "numpy" and kind.__name__ == "ndarray")
        or (kind.__module__.startswith("pandas") and kind.__name__ in {"DataFrame", "Series"})
    )


def _replace_content(target: Any, value: Any) -> None:
    if isinstance(target, list):
        target[:] = value
    elif isinstance(target, dict | set):
        target.clear()
        target.update(value)
    elif hasattr(target, "_update_inplace"):  # pandas' own way to do what its `inplace=True` does
        target._update_inplace(value)
    elif target.shape == value.shape and target.dtype == value.dtype:
        target[...] = value
