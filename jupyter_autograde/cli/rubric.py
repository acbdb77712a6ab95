"""`jupyter autograde manual rubric` and `manual change`, for staff."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import Bool, Float, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.cli.score_changes import ScoreChangeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.regrade import ChangeKind, ScoreChangePreview
from jupyter_autograde.models.rubric import RubricChangeRequest, RubricItemRequest


class RubricApp(ClientApp):
    """Show a rubric, or add an item."""

    name = "jupyter-autograde-manual-rubric"
    description = """Show the rubric of an assignment, or add an item to that of a question.

    jupyter autograde manual rubric COURSE/ASSIGNMENT
    jupyter autograde manual rubric COURSE/ASSIGNMENT --question=Q --text='…' --points=P

    Points below 0 take off. Students read the words of the items that hold.
    """
    question = Unicode("", help="The question that a new item is of.").tag(config=True)
    text = Unicode("", help="The words of a new item.").tag(config=True)
    points = Float(None, allow_none=True, help="The points of a new item.").tag(config=True)

    aliases = {**ClientApp.aliases, **{one: f"RubricApp.{one}" for one in ("question", "text", "points")}}

    def run(self) -> None:
        """Show it, or add."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            if self.question or self.text or self.points is not None:
                client.add_rubric_item(assignment.id, self._request())
            rows = client.list_rubric(assignment.id)
        self.show(rows, ["id", "question", "points", "uses", "text"])

    def _request(self) -> RubricItemRequest:
        if not self.question or not self.text or self.points is None:
            raise InvalidInput("A new item needs --question, --text and --points.")
        try:
            return RubricItemRequest(question=self.question, text=self.text, points=self.points)
        except ValidationError as fault:
            raise InvalidInput(f"This item can't be: {fault.errors()[0]['msg']}.") from fault


class RubricChangeApp(ScoreChangeApp):
    """Change a rubric item with all work that was graded by it, and look before it counts."""

    name = "jupyter-autograde-manual-change"
    description = """Change or remove a rubric item with all work that was graded by it; for instructors.

    jupyter autograde manual change COURSE/ASSIGNMENT --item=ID [--points=P] [--text='…'] [--remove] --reason='…'
    jupyter autograde manual change COURSE/ASSIGNMENT --preview | --apply | --discard | --undo

    `jupyter autograde manual rubric` shows the ids.
    """
    kind = ChangeKind.RUBRIC
    verb = "manual change"

    item = Unicode("", help="Id of the rubric item.").tag(config=True)
    points = Float(None, allow_none=True, help="Its new points.").tag(config=True)
    text = Unicode("", help="Its new words.").tag(config=True)
    remove = Bool(False, help="Take it out of the rubric, and out of all scores that have it.").tag(config=True)

    aliases = {**ScoreChangeApp.aliases, **{one: f"RubricChangeApp.{one}" for one in ("item", "points", "text")}}
    flags = {**ScoreChangeApp.flags, "remove": ({"RubricChangeApp": {"remove": True}}, remove.help)}

    def chosen(self) -> list[str]:
        """Return the options given that only a new change can use."""
        given = {"item": self.item, "points": self.points is not None, "text": self.text, "remove": self.remove}
        return [name for name, value in given.items() if value]

    def begin(self, client: AutogradeClient, assignment: Assignment) -> ScoreChangePreview:
        """Propose the change."""
        if not self.item or not self.reason:
            raise InvalidInput("A change needs --item and --reason: students ask why.")
        try:
            request = RubricChangeRequest(
                points=self.points, text=self.text or None, removed=self.remove, reason=self.reason
            )
        except ValidationError as fault:
            raise InvalidInput(f"This change can't be: {fault.errors()[0]['msg']}.") from fault
        return client.get_score_change(client.propose_rubric_change(assignment.id, self.item, request).id)
