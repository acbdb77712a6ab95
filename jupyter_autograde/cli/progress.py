"""The bar on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec


@contextmanager
def progress_bar(whole: int, doing: str = "Grading") -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr if that is a terminal; call what is given with the number of those that are done.

    Without `rich`, which a student's server may lack, there is none.
    """
    if find_spec("rich") is None:
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("", total=whole)
        yield lambda done: progress.update(task, completed=done)
