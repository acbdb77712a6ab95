"""Cells of CSV files that a spreadsheet opens: none of them is a formula (SEC-52)."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a text for a formula; names come from anybody."""


def safe_cell(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and computes nothing."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
