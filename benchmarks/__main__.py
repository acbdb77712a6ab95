"""`python -m benchmarks [NAME …]`: run the benchmarks, print one table."""

from __future__ import annotations

import importlib
import sys

from rich.console import Console
from rich.table import Table

ALL = ["listing", "save_hook", "grading"]


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all."""
    table = Table("what", "ours", "beside", "ratio", title="Benchmarks (ratios of one run)")
    for name in names or ALL:
        print(f"running {name} …", file=sys.stderr)
        for found in importlib.import_module(f"benchmarks.{name}").run():
            table.add_row(found.what, found.ours, found.beside, found.ratio)
    Console().print(table)


main(sys.argv[1:])
