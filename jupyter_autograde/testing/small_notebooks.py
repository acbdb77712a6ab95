"""Notebooks for tests, as the bytes of a file."""

from __future__ import annotations

import json
from typing import Any


def small_notebook(*sources: str, cell_type: str = "code") -> bytes:
    """Return a notebook with a cell for each source; their ids are `c0`, `c1` and so on."""
    cells = []
    for i, source in enumerate(sources):
        cell: dict[str, Any] = {
            "id": f"c{i}",
            "cell_type": cell_type,
            "metadata": {},
            "source": source,
        }
        if cell_type == "code":
            cell |= {"outputs": [], "execution_count": None}
        cells.append(cell)
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
