"""Numbers with their words."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 fault` or `2 faults`; `plural` is for nouns that do not only get an s."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
