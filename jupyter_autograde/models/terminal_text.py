"""What others wrote, as plain text: nothing in it steers a terminal or who reads it (SEC-50)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, movements
    r"|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC and other strings: titles, links
    r"|[ -/]*[0-~])?"  # the others
)
"""**Source:** ECMA-48, sections 5.3 to 5.6."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_text(text: str, *, most: int | None = None) -> str:
    """Return `text` as a terminal would show it, without colours; line breaks and tabs stay.

    Parameters
    ----------
    most : int, optional
        Characters that are kept; the last of them says that there were more.
    """
    text = _SEQUENCE.sub("", text)
    if "\r" in text:
        # A progress bar writes its line again and again.
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    text = _harmless(text)
    return text if most is None or len(text) <= most else text[: most - 1] + "…"


def plain_writing(text: str) -> str:
    """Return what was written for no terminal, such as a cell's source, in plain lines, whatever ends a line in it."""
    return _harmless(_SEQUENCE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def plain_line(text: str) -> str:
    """Return `text` as one plain line."""
    return " ".join(plain_text(text).split())


def _harmless(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text))


PlainText = Annotated[str, AfterValidator(plain_text)]
"""Lines that show what they are and nothing else."""
