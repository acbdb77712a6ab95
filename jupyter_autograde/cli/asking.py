"""The question before something that can't be undone."""

from __future__ import annotations

import sys

from jupyter_autograde.errors import InvalidInput


def require_yes(question: str, nothing: str, *, yes: bool) -> None:
    """Return when the person agrees; InvalidInput otherwise.

    Parameters
    ----------
    question : str
        Asked on a terminal.
    nothing : str
        What has not happened without an agreement, a sentence.
    yes : bool
        Whether the person has agreed already, by `--yes`.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidInput(f"{nothing} Say --yes to do this without being asked.")
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise InvalidInput(nothing)
