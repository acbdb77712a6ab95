"""The bar on a terminal, while notebooks are graded here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar(whole: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr if that is a terminal; call what is given with the number of notebooks that are done."""
    console = Console(stderr=True)
    columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=whole)
        yield lambda done: progress.update(task, completed=done)
