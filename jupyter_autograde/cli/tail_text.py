"""The end of a notebook for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_autograde.models.live import LiveNotebook, LiveState, NotebookTail, OutputKind, TailCell, TailOutput
from jupyter_autograde.notebook.tail import cut_lines

_MARKS = {OutputKind.TEXT: "  | ", OutputKind.ERROR: "  ! ", OutputKind.OMITTED: "  | "}


def tail_lines(tail: NotebookTail, *, cells: int, lines: int) -> Iterator[str]:
    """Yield the cell that failed, where it is further up, then the last cells, their outputs marked below them."""
    if tail.failing is not None and cells > 0:
        yield "(This cell further up failed:)"
        yield from _cell_lines(tail.failing, lines)
        yield ""
        yield "(The last cells:)"
    for cell in tail.cells[-cells:] if cells > 0 else []:
        yield from _cell_lines(cell, lines)
        yield ""
    if tail.cut:
        yield "(Long texts were left out.)"


def heading(notebook: LiveNotebook) -> str:
    """Return who saved which notebook when, and how that person gets on."""
    words = [f"## {notebook.user}: {notebook.path}", f"saved {notebook.saved_at:%H:%M:%S} UTC", notebook.state.value]
    if notebook.state is LiveState.STUCK and notebook.stuck_since is not None:
        words[-1] += f" since {notebook.stuck_since:%H:%M:%S}"
    if notebook.error is not None:
        words.append(": ".join(filter(None, (notebook.error.name, notebook.error.message))))
    return ", ".join(words)


def _cell_lines(cell: TailCell, lines: int) -> Iterator[str]:
    number = "" if cell.execution_count is None else str(cell.execution_count)
    label = f"[{number or ' '}] " if cell.cell_type == "code" else ""
    for position, line in enumerate(cell.source.splitlines() or [""]):
        yield (label if position == 0 else " " * len(label)) + line
    for output in cell.outputs:
        yield from _output_lines(output, lines)


def _output_lines(output: TailOutput, lines: int) -> Iterator[str]:
    mark = _MARKS[output.kind]
    if output.kind is OutputKind.OMITTED:
        yield f"{mark}({output.mime or 'output'})"
    for line in cut_lines(output.text, lines).splitlines():
        yield mark + line
