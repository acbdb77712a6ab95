"""`jupyter autograde regrade`, for instructors."""

from __future__ import annotations

import sys

from pydantic import ValidationError
from traitlets import Bool, CaselessStrEnum, List, Unicode

from jupyter_autograde.cli.score_changes import ScoreChangeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.regrade import Attempts, ChangeKind, RegradeRequest, ScoreChangePreview, Which


class RegradeApp(ScoreChangeApp):
    """Grade submissions again, and look before it counts."""

    name = "jupyter-autograde-regrade"
    description = """Grade the submissions of an assignment again, show what would change, then let it count or not.

    jupyter autograde regrade COURSE/ASSIGNMENT [--student=NAME …] [--question=Q [--test=T]] [--version=N]
    jupyter autograde regrade COURSE/ASSIGNMENT --preview | --apply [--up] | --discard | --undo

    --version names the version to grade with, released or not; else it is the one that the present score is from.
    """
    kind = ChangeKind.REGRADE
    verb = "regrade"

    student = List(Unicode(), help="Only this student's; may be given several times.").tag(config=True)
    attempts = CaselessStrEnum(
        [one.value for one in Attempts], Attempts.LATEST.value, help="latest or all attempts of each student."
    ).tag(config=True)
    question = Unicode("", help="Only this question's points change.").tag(config=True)
    test = Unicode("", help="Only this test of the question changes.").tag(config=True)
    up = Bool(False, help="With --apply: leave those out that would go down.").tag(config=True)

    aliases = {
        **ScoreChangeApp.aliases,
        **{one: f"RegradeApp.{one}" for one in ("student", "attempts", "question", "test")},
    }
    flags = {**ScoreChangeApp.flags, "up": ({"RegradeApp": {"up": True}}, up.help)}

    def which(self) -> Which:
        """Return which of the changes are applied."""
        return Which.UP if self.up else Which.ALL

    def chosen(self) -> list[str]:
        """Return the options given that only a new regrade can use."""
        given = [one for one in ("student", "question", "test", "of_version") if getattr(self, one)]
        return [one.removeprefix("of_") for one in given] + ["attempts"] * (self.attempts != Attempts.LATEST)

    def begin(self, client: AutogradeClient, assignment: Assignment) -> ScoreChangePreview:
        """Start a regrade and wait until all of it is graded."""
        try:
            request = RegradeRequest(
                students=self.student,
                attempts=Attempts(self.attempts),
                question=self.question or None,
                test=self.test or None,
                version=self.of_version,
                reason=self.reason,
            )
        except ValidationError as fault:
            raise InvalidInput(f"This regrade can't be: {fault.errors()[0]['msg']}.") from fault
        after = client.poll_events(wait=0).last_id
        change = client.start_regrade(assignment.id, request)
        while True:
            preview = client.get_score_change(change.id)
            if not preview.counts.waiting:
                return preview
            done = preview.counts.total - preview.counts.waiting
            print(f"{done} of {preview.counts.total} graded (Ctrl-C stops the waiting only)", file=sys.stderr)
            after = client.poll_events(after=after).last_id
