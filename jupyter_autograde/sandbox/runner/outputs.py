"""What a cell shows, collected without sockets and with caps."""

from __future__ import annotations

import io
from typing import Any

DISPLAY_BYTES = 4 << 20
"""Of all rich outputs of one cell: a figure is some hundred kilobytes."""

ERROR_TEXT = 65536
TRACEBACK_LINES = 50


class CellOutputs:
    """The outputs of the cell that runs, as nbformat v4 has them.

    Parameters
    ----------
    text_bytes : int
        Characters of streams kept per cell; the rest is dropped.
    """

    def __init__(self, text_bytes: int = 1 << 20) -> None:
        self.text_bytes = text_bytes
        self._displays: dict[str, list[dict[str, Any]]] = {}
        self.begin()

    def begin(self) -> None:
        """Forget the last cell."""
        self.cut = False
        self._clear_at_next = False
        self._forget()

    def _forget(self) -> None:
        self._outputs: list[dict[str, Any]] = []
        self._parts: list[list[str]] = []
        self._text, self._rich = 0, 0

    def end(self) -> list[dict[str, Any]]:
        """Return the outputs of the cell."""
        streams = iter(self._parts)
        for output in self._outputs:
            if output["output_type"] == "stream":
                output["text"] = "".join(next(streams))
        return self._outputs

    def message(self, kind: str, content: dict[str, Any]) -> None:
        """Take a message that a kernel would publish. **Source:** jupyter_client, messaging protocol 5.4."""
        if kind == "clear_output":
            if content.get("wait"):
                self._clear_at_next = True
            else:
                self._forget()
        elif kind == "update_display_data":
            for output in self._displays.get(_display_id(content), ()):
                output["data"] = content["data"]
        elif kind in {"stream", "display_data", "execute_result", "error"}:
            if self._clear_at_next:
                self._forget()
                self._clear_at_next = False
            if kind == "stream":
                self.text(content["name"], content["text"])
            elif kind == "error":
                self._error(content)
            else:
                self._display(kind, content)

    def text(self, name: str, text: str) -> None:
        """Take a piece of a stream."""
        room = self.text_bytes - self._text
        if len(text) > room:
            text, self.cut = text[: max(0, room)], True
        self._text += len(text)
        if not text:
            return
        last = self._outputs[-1] if self._outputs else None
        if last is None or last.get("name") != name:
            self._outputs.append({"output_type": "stream", "name": name})
            self._parts.append([])
        self._parts[-1].append(text)

    def _error(self, content: dict[str, Any]) -> None:
        lines = [str(line)[:ERROR_TEXT] for line in content["traceback"][:TRACEBACK_LINES]]
        name, value = str(content["ename"])[:200], str(content["evalue"])[:ERROR_TEXT]
        self._outputs.append({"output_type": "error", "ename": name, "evalue": value, "traceback": lines})

    def _display(self, kind: str, content: dict[str, Any]) -> None:
        size = sum(len(str(value)) for value in content["data"].values())
        if self._rich + size > DISPLAY_BYTES:
            self.cut = True
            return
        self._rich += size
        output = {"output_type": kind, "data": content["data"], "metadata": content.get("metadata") or {}}
        if kind == "execute_result":
            output["execution_count"] = content.get("execution_count")
        if name := _display_id(content):
            self._displays.setdefault(name, []).append(output)
        self._outputs.append(output)


class OutputStream(io.TextIOBase):
    """`sys.stdout` and `sys.stderr` of the notebook."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, fd: int, outputs: CellOutputs) -> None:
        self.name = name
        self._fd, self._outputs = fd, outputs

    def fileno(self) -> int:
        """Return the real descriptor behind the name."""
        return self._fd

    def write(self, text: str) -> int:
        """Take `text` into the outputs of the cell that runs."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._outputs.text(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return False."""
        return False

    def close(self) -> None:
        """Stay open, as ipykernel's own streams do."""

    def set_parent(self, parent: object) -> None:
        """Do nothing; ipykernel calls it."""


def _display_id(content: dict[str, Any]) -> str:
    name = (content.get("transient") or {}).get("display_id")
    return name if isinstance(name, str) else ""
