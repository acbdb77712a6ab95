"""Lists, dicts, sets, arrays and frames of a test that a notebook's code may change in place.

The scorer and this process each hold one: under a number, in step after every request. The other half is
`grading/scorer/shared.py`.
"""

from __future__ import annotations

from typing import Any

from .codec import Codec


class SharedObjects:
    """Objects by the scorer's numbers, with their last known form."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._objects: dict[int, Any] = {}
        self._forms: dict[int, list[Any]] = {}

    def take(self, entries: list[list[Any]], dropped: list[int]) -> None:
        """Make new objects and bring known ones to the scorer's state: `[number, form]` each."""
        for number in dropped:
            self._objects.pop(number, None)
            self._forms.pop(number, None)
        for number, form in entries:
            value = self._codec.decode(form)
            if number in self._objects:
                replace_content(self._objects[number], value)
            else:
                self._objects[number] = value
            self._forms[number] = self._codec.form(self._objects[number])
        self._codec.shared = self._objects

    def changed(self) -> list[list[Any]]:
        """Return what the notebook's code has changed since."""
        found = []
        for number, value in self._objects.items():
            form = self._codec.form(value)
            if form != self._forms[number]:
                self._forms[number] = form
                found.append([number, form])
        return found


def replace_content(target: Any, value: Any) -> None:
    """Give a mutable object the content of another one of its type."""
    if isinstance(target, list):
        target[:] = value
    elif isinstance(target, dict | set):
        target.clear()
        target.update(value)
    elif hasattr(target, "_update_inplace"):  # pandas' own way to do what its `inplace=True` does
        target._update_inplace(value)
    else:
        target[...] = value
