"""The end of a notebook as text, and what it says of how far its author is. Pure functions.

**Source:** PipalHub's `ipytail`: the last 10 cells, outputs of more than 25 lines cut to the first and the last 13.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jupyter_autograde.models.live import (
    MAX_TAIL,
    NotebookError,
    NotebookTail,
    OutputKind,
    TailCell,
    TailOutput,
    size_of,
)
from jupyter_autograde.models.terminal_text import plain_line, plain_text
from jupyter_autograde.notebook.tags import tags_of
from jupyter_autograde.notebook.texts import text_of

CELLS = 10
LINES = 25
GAP = "..."
"""Stands for the lines that were left out."""
_MEANT_TO_FAIL = "raises-exception"
"""**Source:** nbclient 0.10, `NotebookClient.force_raise_errors`: a cell with this tag may fail."""
_PICTURES = ("image/", "video/", "audio/", "application/vnd.jupyter.widget-view")
_TEXTS = ("text/plain", "text/markdown", "text/latex")
_MIME = re.compile(r"[\w.+/-]{1,80}", re.ASCII)
_OUTPUTS_SENT = 10


def read_tail(notebook: Mapping[str, Any], *, cells: int = CELLS, lines: int = LINES) -> NotebookTail:
    """Return the last cells of a notebook that `read_notebook` has checked, and the one of its error.

    Parameters
    ----------
    lines : int
        Outputs of more lines are cut in the middle.
    """
    last = last_cells(notebook, cells)
    found = _newest_error(notebook)
    above = found is not None and found[0] < len(notebook["cells"]) - len(last)
    return NotebookTail(
        cells=[_to_cell(cell, lines) for cell in last],
        failing=_to_cell(notebook["cells"][found[0]], lines) if found is not None and above else None,
    )


def last_cells(notebook: Mapping[str, Any], cells: int) -> list[dict[str, Any]]:
    """Return the last cells as they are."""
    there: list[dict[str, Any]] = notebook["cells"]
    return there[-cells:] if cells > 0 else []


def cut_lines(text: str, lines: int) -> str:
    """Return `text`, its middle left out where it has more than `lines` lines."""
    there = text.splitlines()
    if len(there) <= lines:
        return text
    half = lines // 2 + 1
    return "\n".join([*there[:half], GAP, *there[-half:]])


def find_error(notebook: Mapping[str, Any]) -> NotebookError | None:
    """Return the error that a notebook shows: of the cell that was run last among those that have one.

    Cells that are tagged as meant to fail do not count.
    """
    found = _newest_error(notebook)
    if found is None:
        return None
    name, message = (plain_line(text_of(found[1].get(key))) for key in ("ename", "evalue"))
    return NotebookError(name=name[:128], message=message[:500])


def count_run(notebook: Mapping[str, Any]) -> int:
    """Return how many code cells were run."""
    return sum(cell["cell_type"] == "code" and _count(cell) is not None for cell in notebook["cells"])


def fit(tail: NotebookTail, size: int = MAX_TAIL) -> NotebookTail:
    """Return a tail of at most `size` bytes, 64 KiB or more: its long texts lose their middles, then more of them."""
    if size_of(tail) <= size:
        return tail
    # With the last one, eleven cells with ten outputs of four bytes a character stay below 64 KiB.
    for most in (16_000, 4_000, 1_000, 80):
        tail = NotebookTail(
            cells=[_cut_texts(cell, most) for cell in tail.cells[-CELLS:]],
            failing=_cut_texts(tail.failing, most) if tail.failing is not None else None,
            cut=True,
        )
        if size_of(tail) <= size:
            break
    return tail


def summary(notebooks: Sequence[tuple[str, Mapping[str, Any]]], *, cells: int, lines: int) -> dict[str, Any]:
    """Return a notebook of the ends of notebooks, each below its name; of a single one the end alone.

    Parameters
    ----------
    notebooks : sequence of (name, notebook)
        In this order; metadata is the first one's.
    """
    made: list[dict[str, Any]] = []
    for name, notebook in notebooks:
        if len(notebooks) > 1:
            made.append({"cell_type": "markdown", "metadata": {}, "source": f"## {name}"})
        made += [_cut_cell(cell, lines) for cell in last_cells(notebook, cells)]
    first = notebooks[0][1]
    return {**first, "cells": [{**cell, "id": f"tail-{number}"} for number, cell in enumerate(made)]}


def _newest_error(notebook: Mapping[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """Return the number of the cell that was run last among those with an error that is not meant, and the error."""
    found = [
        (_count(cell) or 0, number, output)
        for number, cell in enumerate(notebook["cells"])
        if _MEANT_TO_FAIL not in tags_of(cell)
        for output in _outputs(cell)
        if output.get("output_type") == "error"
    ]
    return max(found, key=lambda each: each[:2])[1:] if found else None


def _cut_cell(cell: dict[str, Any], lines: int) -> dict[str, Any]:
    if "outputs" not in cell:
        return cell
    cut = [
        {**output, "text": cut_lines(text_of(output["text"]), lines)} if "text" in output else output
        for output in _outputs(cell)
    ]
    return {**cell, "outputs": cut}


def _to_cell(cell: dict[str, Any], lines: int) -> TailCell:
    code = cell["cell_type"] == "code"
    return TailCell(
        cell_type=cell["cell_type"],
        source=plain_text(cell["source"]),
        execution_count=_count(cell) if code else None,
        outputs=[_to_output(output, lines) for output in _outputs(cell)] if code else [],
    )


def _to_output(output: Mapping[str, Any], lines: int) -> TailOutput:
    kind, text, mime = OutputKind.TEXT, "", None
    if output.get("output_type") == "error":
        kind = OutputKind.ERROR
        traceback = output.get("traceback")
        text = "\n".join(map(text_of, traceback)) if isinstance(traceback, list) else ""
        text = text or f"{text_of(output.get('ename'))}: {text_of(output.get('evalue'))}"
    elif "text" in output:
        text = text_of(output["text"])
    else:
        kind, text, mime = _to_data(output.get("data"))
    return TailOutput(kind=kind, text=cut_lines(plain_text(text), lines), mime=mime)


def _to_data(data: Any) -> tuple[OutputKind, str, str | None]:
    """Return kind, text and media type of what a cell shows: as text where it has one and is no picture."""
    shown = data if isinstance(data, dict) else {}
    types = [mime for mime in shown if isinstance(mime, str) and _MIME.fullmatch(mime)]
    plain = text_of(shown.get("text/plain"))
    picture = next((mime for mime in types if mime.startswith(_PICTURES)), None)
    if picture is not None:
        return OutputKind.OMITTED, plain, picture
    for mime in _TEXTS:
        if mime in shown:
            return OutputKind.TEXT, text_of(shown[mime]), mime
    return OutputKind.OMITTED, plain, next(iter(types), None)


def _outputs(cell: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    outputs = cell.get("outputs")
    return (output for output in outputs if isinstance(output, dict)) if isinstance(outputs, list) else iter(())


def _count(cell: Mapping[str, Any]) -> int | None:
    count = cell.get("execution_count")
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**53 else None


def _cut_texts(cell: TailCell, most: int) -> TailCell:
    """Return a cell with its last outputs alone, and texts of about `most` characters at most."""
    outputs = [
        output.model_copy(update={"text": _cut_text(output.text, most)}) for output in cell.outputs[-_OUTPUTS_SENT:]
    ]
    return cell.model_copy(update={"source": _cut_text(cell.source, most), "outputs": outputs})


def _cut_text(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most // 2]}\n{GAP}\n{text[-most // 2 :]}"
