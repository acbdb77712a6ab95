"""Run every kind of test and sum them up: pytest, jest, the browser tests.

The closing line is ``N passed, N failed``. What the kernel of this machine does not let run follows it, with the
reason: ``docker: not run, REASON``. A stage that crashes, runs out of time or finds no test
although it has test files counts as one failure, so that nothing can fall silent unnoticed. ``make
test ARGS=--help`` shows how to run one stage, or to hand arguments to it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / ".test-results"


@dataclass
class Counts:
    """What a stage's own report says."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    not_run: list[str] = field(default_factory=list)
    """What this machine does not let run, with the reason."""

    @property
    def total(self) -> int:
        """How many tests the report knows."""
        return self.passed + self.failed + self.skipped


def read_junit(path: Path) -> Counts:
    """Read pytest's report, which may hold several suites."""
    counts = Counts()
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        number = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
        failed = number["failures"] + number["errors"]
        counts.failed += failed
        counts.skipped += number["skipped"]
        counts.passed += max(0, number["tests"] - failed - number["skipped"])
        reasons = [skip.get("message", "") for skip in suite.iter("skipped")]
        counts.not_run += sorted({reason for reason in reasons if ": not run, " in reason} - {*counts.not_run})
    return counts


def read_jest(path: Path) -> Counts:
    """Read jest's report; a suite that cannot be loaded has no tests, and is a failure."""
    report = json.loads(path.read_text())
    return Counts(
        passed=report["numPassedTests"],
        failed=report["numFailedTests"] + report["numRuntimeErrorTestSuites"],
        skipped=report["numPendingTests"] + report["numTodoTests"],
    )


def read_playwright(path: Path) -> Counts:
    """Read Playwright's report; a test that passes only when tried again passes."""
    report = json.loads(path.read_text())
    stats = report["stats"]
    return Counts(
        passed=stats["expected"] + stats["flaky"],
        failed=stats["unexpected"] + (len(report.get("errors", [])) if not stats["unexpected"] else 0),
        skipped=stats["skipped"],
    )


@dataclass
class Stage:
    """One kind of test.

    Parameters
    ----------
    files : str
        Glob below the checkout; no match means that there is nothing to run.
    seconds : float
        After this the stage is ended, with everything it started.
    """

    name: str
    files: str
    command: list[str]
    report: Path
    read: Callable[[Path], Counts]
    seconds: float
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def stages() -> list[Stage]:
    """List the stages, quickest to notice a fault first."""
    pytest_report = RESULTS / "pytest.xml"
    jest_report = RESULTS / "jest.json"
    browser_report = RESULTS / "browser.json"
    return [
        Stage(
            name="jest",
            files="src/**/*.spec.ts*",
            command=["jlpm", "jest", "--maxWorkers=100%", "--json", f"--outputFile={jest_report}"],
            report=jest_report,
            read=read_jest,
            seconds=300,
        ),
        Stage(
            name="pytest",
            files="tests/**/test_*.py",
            # One file that cannot be loaded is an error of its own; the others still run.
            command=[
                sys.executable,
                *("-m", "pytest", "-q", "--continue-on-collection-errors"),
                # One more than cores: each waits now and then. Files stay whole: what they share is built once.
                # tests/conftest.py orders them.
                *("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder"),
                f"--junit-xml={pytest_report}",
            ],
            report=pytest_report,
            read=read_junit,
            seconds=2280,
        ),
        Stage(
            name="browser",
            files="ui-tests/tests/**/*.spec.ts",
            command=["jlpm", "playwright", "test"],
            report=browser_report,
            read=read_playwright,
            seconds=1200,
            folder=ROOT / "ui-tests",
            # It starts a hub with this Python, and ends it.
            environment={"AUTOGRADE_PYTHON": sys.executable, "AUTOGRADE_UI_REPORT": str(browser_report)},
        ),
    ]


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a stage and what it started: a server left behind would hold its port."""
    for name in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, name)
            process.wait(timeout=15)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def run_command(stage: Stage, arguments: list[str]) -> int | None:
    """Run a stage's command with its output shown; None when it ran out of time."""
    # jlpm and jupyter lie beside this Python, whoever started us.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = subprocess.Popen(
        [*stage.command, *arguments],
        cwd=stage.folder,
        env={**os.environ, "PATH": path, **stage.environment},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=stage.seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end_group(process)


def run_stage(stage: Stage, arguments: list[str]) -> Counts:
    """Run a stage and judge it by its report and by its exit code."""
    print(f"\n== {stage.name}", flush=True)
    if not any("node_modules" not in path.parts for path in ROOT.glob(stage.files)):
        print(f"no file matches {stage.files} yet", flush=True)
        return Counts()

    stage.report.unlink(missing_ok=True)
    started = time.monotonic()
    code = run_command(stage, arguments)
    seconds = time.monotonic() - started

    fault = ""
    counts = Counts()
    try:
        counts = stage.read(stage.report)
    except (OSError, KeyError, ValueError, ElementTree.ParseError) as error:
        fault = f"left no readable report ({error})"
    if code is None:
        fault = f"was ended after {stage.seconds:.0f} s"
    elif not fault and code != 0 and counts.failed == 0:
        fault = f"ended with exit code {code} although its report has no failure"
    elif not fault and counts.total == 0:
        fault = "ran no test although it has test files"
    if fault:
        print(f"{stage.name} {fault}", flush=True)
        counts.failed += 1

    print(
        f"== {stage.name}: {counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped in {seconds:.0f} s",
        flush=True,
    )
    return counts


def main() -> int:
    """Run what was asked for; 1 when anything failed."""
    known = {stage.name: stage for stage in stages()}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("stage", nargs="*", help=f"{', '.join(known)}; all of them when none is named")
    parser.epilog = "With one stage, what follows `--` is handed to its own command."
    words = sys.argv[1:]
    border = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:border])
    arguments = words[border + 1 :]
    unknown = [name for name in options.stage if name not in known]
    if unknown:
        parser.error(f"no such stage: {', '.join(unknown)}")
    if arguments and len(options.stage) != 1:
        parser.error("arguments after `--` need exactly one stage")

    # As an exception, so that the stage's processes are ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    RESULTS.mkdir(exist_ok=True)
    passed = failed = skipped = 0
    not_run: list[str] = []
    for name in options.stage or known:
        counts = run_stage(known[name], arguments)
        passed += counts.passed
        failed += counts.failed
        skipped += counts.skipped
        not_run += counts.not_run

    # `.ci/run` names the checks that failed before the tests, so that one line tells all.
    before = os.environ.get("AUTOGRADE_FAILED_BEFORE", "").split()
    failed += len(before)
    if before:
        print(f"\nfailed before the tests: {', '.join(before)}")
    if skipped:
        print(f"\n{skipped} skipped")
    total = "\n".join([f"{passed} passed, {failed} failed", *not_run])
    (RESULTS / "sum").write_text(f"{total}\n")
    print(f"\n{total}", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
