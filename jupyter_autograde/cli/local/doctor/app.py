"""The verb: looks at everything, and prints what it found."""

from __future__ import annotations

import json
from collections.abc import Iterator

from traitlets import Bool

from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.doctor import doors, grading, hub, installed, stored
from jupyter_autograde.cli.local.doctor.findings import Finding, Verdict
from jupyter_autograde.cli.local.serve import ServeApp
from jupyter_autograde.service.config import AutogradeService

_MARKS = {Verdict.OK: "ok", Verdict.PROBLEM: "PROBLEM", Verdict.UNKNOWN: "-"}


class DoctorApp(ServeApp):
    """Look for what is wrong with the service on this machine, and name the fix. It takes the options of `serve`."""

    name = "jupyter-autograde-doctor"
    description = """Look for what is wrong with the service on this machine, and name the fix.

    jupyter autograde doctor --config=FILE [--data-dir=FOLDER] [--url=URL] [--doors=…] [--standalone] [--worker]
                             [--json]

    Give it the options of `serve`, run it as the service's user and, for the hub, with the service's environment
    variables. Nothing is changed. It ends with 1 when something is wrong.
    """
    worker = Bool(False, help="Look as a worker does, on its machine: at no hub, and always at the sandbox.").tag(
        config=True
    )
    json = Bool(False, help="Print JSON for programs.").tag(config=True)
    flags = {
        **ServeApp.flags,
        "worker": ({"DoctorApp": {"worker": True}}, worker.help),
        "json": ({"DoctorApp": {"json": True}}, json.help),
    }

    def run(self) -> None:
        """Look, and print what is found as it is found."""
        self.arguments()
        service = self.service()
        found = []
        for finding in self._look(service):
            found.append(finding)
            if not self.json:
                self.say(f"{_MARKS[finding.verdict]:<8} {finding.name:<12} {finding.message}")
                if finding.fix:
                    self.say("\n".join(f"{'':<8} -> {line}" for line in finding.fix.splitlines()))
        problems = sum(finding.verdict is Verdict.PROBLEM for finding in found)
        self.exit_code = 1 if problems else 0
        if self.json:
            self.say(json.dumps([finding.model_dump() for finding in found], indent=1, ensure_ascii=False))
        else:
            self.say(f"{counted(problems, 'problem')}." if problems else "Nothing is wrong.")

    def _look(self, service: AutogradeService) -> Iterator[Finding]:
        yield from installed.look()
        if not self.worker:
            yield from hub.look(service)
            yield from doors.look(service)
        with stored.look(service) as (findings, database, blobs):
            yield from findings
            yield from grading.look(service, database, blobs, always=self.worker)
