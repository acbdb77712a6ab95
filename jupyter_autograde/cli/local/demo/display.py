"""What the terminal shows: progress, scores, addresses."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from jupyter_autograde.cli.local.demo.course import people
from jupyter_autograde.cli.local.demo.hub_config import HubSettings
from jupyter_autograde.cli.local.demo.scores import ScoreRow


class Display:
    """Writes to one console; where it is no terminal, a line for each step."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._shown = ""

    @contextmanager
    def progress(self) -> Iterator[None]:
        """Show the steps that are told in this block."""
        columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(30))
        with Progress(
            *columns,
            TextColumn("{task.fields[amount]}"),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        ) as bar:
            self._progress, self._task = bar, None
            try:
                yield
            finally:
                self._progress = None

    def step(self, what: str) -> None:
        """Say what happens now."""
        self.count(what, 0, 1)

    def count(self, what: str, done: int, of: int) -> None:
        """Say what happens now, and how far it is."""
        if what != self._shown and not self.console.is_terminal:
            self.console.print(f"{what} …")
        if self._progress is not None:
            if what != self._shown or self._task is None:
                if self._task is not None:
                    finished = self._progress.tasks[-1].total
                    self._progress.update(self._task, completed=finished)
                self._task = self._progress.add_task(what, total=of, amount="")
            self._progress.update(self._task, completed=done, amount=f"{done}/{of}" if of > 1 else "")
        self._shown = what

    def scores(self, rows: Sequence[ScoreRow]) -> None:
        """Show submissions and whether their scores are right, a table for each assignment."""
        for name in dict.fromkeys(row.submission.assignment for row in rows):
            table = Table(title=f"{name}", title_justify="left", box=SIMPLE_HEAD, padding=(0, 1))
            for column in ("user", "attempt", "state", "score", "expected", "seconds", ""):
                numeric = column in {"attempt", "score", "expected", "seconds"}
                table.add_column(column, justify="right" if numeric else "left", no_wrap=True)
            for row in rows:
                if row.submission.assignment == name:
                    table.add_row(*_cells(row))
            self.console.print(table)

    def address(self, settings: HubSettings) -> None:
        """Show where the demo is and who may log in."""
        table = Table(show_header=True, title=f"The demo is ready: [bold]{settings.url}[/]", title_justify="left")
        table.add_column("log in as")
        table.add_column("who")
        table.add_column("what to try")
        table.add_row(
            people.INSTRUCTOR,
            "instructor",
            "open sources/, click Release; see what is to be done in the Formgrader panel",
        )
        table.add_row(people.TA, "TA", "grade by hand, and see the submissions, in the Formgrader panel")
        table.add_row("ida, leo", "students", "fetch in the Assignments panel, solve, click Submit")
        others = ", ".join(name for name in people.STUDENTS if name not in {"ida", "leo"})
        table.add_row(others, "students", "see what they handed in and what it scored")
        table.add_row(people.ADMIN, "administrator", "courses and people, on the command line below")
        self.console.print(table)
        self.console.print(f"Password of everybody: [bold]{settings.password}[/]")
        self.console.print(f"Files: {settings.folder}", soft_wrap=True)
        program = Path(sys.executable).with_name("jupyter")
        self.console.print(
            f"Command line: make a token at {settings.url}hub/token, then\n"
            f"  export JUPYTER_AUTOGRADE_URL={settings.service_url} JUPYTER_AUTOGRADE_TOKEN=…\n"
            f"  {shlex.quote(str(program))} autograde assignment list",
            soft_wrap=True,
            markup=False,
        )
        self.console.print("Ctrl-C stops everything; the next start goes on from here.")


def _cells(row: ScoreRow) -> list[str]:
    found = row.submission
    return [
        found.user,
        str(found.attempt),
        f"{found.state}{', late' if found.late else ''}",
        "-" if found.score is None or found.max_score is None else f"{found.score:.4g} / {found.max_score:g}",
        f"{row.expected:.4g}",
        f"{row.seconds:.1f}",
        "[green]right[/]" if row.right else "[bold red]WRONG[/]",
    ]
