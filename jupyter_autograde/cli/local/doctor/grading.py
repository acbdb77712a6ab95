"""What grades: the sandbox in each environment, the queue, and the workers."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.doctor.findings import Finding, problem, unknown, well
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.sandbox.base import Sandbox
from jupyter_autograde.sandbox.bubblewrap import BubblewrapSandbox
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.sandbox_check import SandboxCheck
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database

_BUILD = "jupyter autograde env list, and jupyter autograde env build NAME --requirements=FILE"
_INSTALL = "sudo apt-get install bubblewrap util-linux mount"


def look(
    service: AutogradeService, database: Database | None, blobs: BlobStore | None, *, always: bool
) -> Iterator[Finding]:
    """Look at what grades.

    Parameters
    ----------
    always : bool
        Test the sandbox also where the configured queue has workers of their own.
    """
    if service.queue.here or always:
        yield from _sandbox(service)
    else:
        yield unknown(
            "sandbox",
            "Workers grade, each on its own machine.",
            "There: jupyter autograde doctor --worker --config=FILE",
        )
    if database is None or blobs is None:
        yield unknown("queue", "Not looked at without database and blobs.")
        return
    yield from _queue(service, database, blobs)


def _sandbox(service: AutogradeService) -> Iterator[Finding]:
    try:
        sandbox = service.make_sandbox()
    except (AutogradeError, TypeError, OSError) as fault:
        yield problem("sandbox", f"{fault}", "Look at c.AutogradeService.sandbox and sandbox_options")
        return
    try:
        missing = _missing(service, sandbox)
        if missing:
            yield from missing
            return
        check = SandboxCheck(sandbox, service.grading_environments)
        check.look()
        amiss = check.fault() or check.warning
        if amiss is not None:
            yield problem("sandbox", amiss, f"docs/operators/sandboxes.md; for an environment: {_BUILD}")
        else:
            names = ", ".join(sorted(check.held()))
            yield well("sandbox", f"{sandbox.isolation.name} holds in the environments {names}.")
    finally:
        sandbox.close()


def _missing(service: AutogradeService, sandbox: Sandbox) -> list[Finding]:
    """Return what is plainly not there: without it the self-test could only say so once more."""
    programs = sandbox.missing_programs() if isinstance(sandbox, BubblewrapSandbox) else []
    if programs:
        return [problem("sandbox", f"Not installed: {', '.join(programs)}.", _INSTALL)]
    return [
        problem(
            "sandbox",
            f"The grading environment {name!r} has no Python at {path}.",
            f"Correct c.AutogradeService.environments[{name!r}] in the configuration file, or make one there: "
            f"python3 -m venv {shlex.quote(str(Path(path).parent.parent))} (docs/operators/environments.md)",
        )
        for name, path in service.environments.items()
        if not Path(path).exists()
    ]


def _queue(service: AutogradeService, database: Database, blobs: BlobStore) -> Iterator[Finding]:
    try:
        parts = service.make_worker(database, blobs)
    except AutogradeError as fault:
        yield problem("queue", fault.message, "c.AutogradeService.queue and queue_options in the configuration file")
        return
    try:
        parts.queue.reach()
        load = parts.worker.load()
    except AutogradeError as fault:
        yield problem(
            "queue", fault.message, "Start the broker, and look at its address in c.AutogradeService.queue_options"
        )
        return
    finally:
        for close in parts.closers:
            close()
    numbers = (
        f"{counted(load.workers, 'worker')}, {counted(load.slots, 'slot')}; {counted(load.running, 'job')} under way, "
        f"{load.waiting} waiting"
    )
    if load.workers and not load.slots:
        yield problem("queue", f"Workers take no jobs: {' '.join(load.faults)}", "docs/operators/troubleshooting.md")
    elif load.workers:
        yield well("queue", numbers)
    elif parts.queue.here:
        yield unknown("queue", f"The service does the jobs itself, and none works now; {load.waiting} waiting.")
    else:
        yield problem(
            "queue", f"No worker runs; jobs waiting: {load.waiting}.", "jupyter autograde worker --config=FILE"
        )
