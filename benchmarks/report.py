"""How a benchmark says what it found."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Finding:
    """One number beside the number it has to be compared with."""

    what: str
    ours: str
    beside: str
    ratio: str


def show(findings: Iterable[Finding]) -> None:
    """Print a table."""
    table = Table("what", "ours", "beside", "ratio", title="Benchmarks (ratios of one run)")
    for found in findings:
        table.add_row(found.what, found.ours, found.beside, found.ratio)
    Console().print(table)


FIGURES = Path(__file__).parent / "figures"


def keep(name: str, findings: Iterable[Finding]) -> Path:
    """Write a benchmark's table to `figures/NAME.md`, with the commit that it measured; the file."""
    asked = ["git", "-C", str(FIGURES.parent), "describe", "--always", "--dirty", "--abbrev=8"]
    commit = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    head = [
        f"# `python -m benchmarks --keep {name}`",
        "",
        f"One run at {commit} on {os.cpu_count()} processors. The times are of that machine; the ratios count.",
        "",
        "| what | ours | beside | ratio |",
        "|---|---|---|---|",
    ]
    rows = [f"| {found.what.strip()} | {found.ours} | {found.beside} | {found.ratio} |" for found in findings]
    FIGURES.mkdir(exist_ok=True)
    out = FIGURES / f"{name}.md"
    out.write_text("\n".join([*head, *rows]) + "\n")
    return out


def median_seconds(work: Callable[[], object], *, times: int) -> float:
    """Return the median wall time of `times` calls, after one call that does not count."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def milliseconds(seconds: float) -> str:
    """Return a time for people."""
    return f"{seconds * 1000:.2f} ms"
