"""`jupyter autograde void`, for instructors."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import CaselessStrEnum, Unicode

from jupyter_autograde.cli.score_changes import ScoreChangeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.regrade import ChangeKind, ScoreChangePreview, VoidPolicy, VoidRequest

_POLICIES = {"drop": VoidPolicy.DROP, "full-marks": VoidPolicy.FULL_MARKS}


class VoidApp(ScoreChangeApp):
    """Take a wrong test out of the scores, and look before it counts."""

    name = "jupyter-autograde-void"
    description = """Void a test that turned out to be wrong. Nothing is run: scores follow from what was stored.

    jupyter autograde void COURSE/ASSIGNMENT --question=Q [--test=T] [--policy=drop|full-marks] --reason='…'
    jupyter autograde void COURSE/ASSIGNMENT --preview | --apply | --discard | --undo

    --version limits it to one version of the assignment; else it is voided in all that have the test.
    """
    kind = ChangeKind.VOID
    verb = "void"

    question = Unicode("", help="The question.").tag(config=True)
    test = Unicode("", help="One test of the question. Default: all of them.").tag(config=True)
    policy = CaselessStrEnum(
        list(_POLICIES),
        None,
        allow_none=True,
        help="drop (the default): the points leave the maximum; full-marks: everybody gets them.",
    ).tag(config=True)

    aliases = {
        **ScoreChangeApp.aliases,
        **{one: f"VoidApp.{one}" for one in ("question", "test", "policy")},
    }

    def chosen(self) -> list[str]:
        """Return the options given that only a new void can use."""
        given = [one for one in ("question", "test", "policy", "of_version") if getattr(self, one)]
        return [one.removeprefix("of_") for one in given]

    def begin(self, client: AutogradeClient, assignment: Assignment) -> ScoreChangePreview:
        """Propose the void."""
        if not self.question or not self.reason:
            raise InvalidInput("A void needs --question and --reason: students ask why.")
        try:
            request = VoidRequest(
                question=self.question,
                test=self.test or None,
                version=self.of_version,
                policy=_POLICIES[self.policy or "drop"],
                reason=self.reason,
            )
        except ValidationError as fault:
            raise InvalidInput(f"This void can't be: {fault.errors()[0]['msg']}.") from fault
        return client.get_score_change(client.start_void(assignment.id, request).id)
