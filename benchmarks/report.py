"""How a benchmark says what it found."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
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
