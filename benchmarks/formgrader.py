"""The Formgrader with 10,000 submissions in a real browser: how fast it opens, sorts, filters and scrolls.

It starts a hub, the service and a lab of its own, so `jlpm build` and the packages of `ui-tests` have to be there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.report import Finding

ROOT = Path(__file__).parent.parent
STUDENTS = 1000
LIMITS = {"open": 1000.0, "sort": 100.0, "filter": 100.0, "search": 100.0, "select": 100.0}
"""Milliseconds (design.md, section 10)."""
WORDS = {
    "open": "open the table, from the end of its answer to its first row",
    "sort": "sort it by student or score",
    "filter": "filter it by state",
    "search": "search it for a student",
    "select": "select all of it",
}
PLACES = {"page": "on the service's page", "lab": "in JupyterLab"}


def run() -> list[Finding]:
    """Measure in the browser; all times are medians, until the frame is painted."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "figures.json")
        scripts = Path(sys.executable).parent
        path = os.pathsep.join([str(scripts), str(ROOT / ".tools/node_modules/.bin"), os.environ["PATH"]])
        given = {"AUTOGRADE_BENCHMARK": str(out), "AUTOGRADE_STUDENTS": str(STUDENTS)}
        env = {**os.environ, "PATH": path, "AUTOGRADE_PYTHON": sys.executable, **given}
        words = [str(scripts / "jlpm"), "playwright", "test", "--config", "benchmark.config.ts"]
        subprocess.run(words, cwd=ROOT / "ui-tests", env=env, check=True, stdout=sys.stderr)
        measured = json.loads(out.read_text())
    findings = []
    for place, figures in measured.items():
        for name, limit in LIMITS.items():
            what = f"{figures['rows']} submissions {PLACES[place]}: {WORDS[name]}"
            taken = figures[name]
            findings.append(Finding(what, f"{taken:.0f} ms", f"at most {limit:.0f} ms", f"{taken / limit:.2f} ×"))
        blanks = f"{figures['blanks']} of {figures['steps']}"
        what = f"{figures['rows']} submissions {PLACES[place]}: frames with an empty part while scrolling"
        findings.append(Finding(what, blanks, "0", "–"))
    return findings


if __name__ == "__main__":
    from benchmarks.report import show

    show(run())
