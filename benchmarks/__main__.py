"""`python -m benchmarks [--keep] [NAME …]`: run the benchmarks, print one table; keep each one's in `figures/`."""

from __future__ import annotations

import argparse
import importlib
import sys

from benchmarks.report import Finding, keep, show

# Not `formgrader`: it needs the built labextension and a browser.
ALL = ["listing", "save_hook", "exchange", "grading"]


def main(names: list[str], *, kept: bool) -> None:
    """Run the named benchmarks, or all."""
    findings: list[Finding] = []
    for name in names or ALL:
        print(f"running {name} …", file=sys.stderr)
        found = importlib.import_module(f"benchmarks.{name}").run()
        if kept:
            print(keep(name, found), file=sys.stderr)
        findings += found
    show(findings)


parser = argparse.ArgumentParser(prog="python -m benchmarks")
parser.add_argument("names", nargs="*", metavar="NAME")
parser.add_argument("--keep", action="store_true", help="write each benchmark's figures to benchmarks/figures/")
given = parser.parse_args()
main(given.names, kept=given.keep)
