"""`jupyter autograde manual status|list|give|rubric|change|anonymous`, for staff."""

from __future__ import annotations

import json

from pydantic import ValidationError
from traitlets import Bool, Float, List, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.cli.rubric import RubricApp, RubricChangeApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.manual import AnonymousRequest, ManualOverview, ManualScoreRequest, ManualWork

_WORK = ["student", "question", "score", "max_score", "grader", "pending", "flagged", "held_by", "id"]


class ManualStatusApp(ClientApp):
    """Show how far the manual grading is."""

    name = "jupyter-autograde-manual-status"
    description = """Show how far the manual grading of each question is, and what each grader has done.

    jupyter autograde manual status COURSE/ASSIGNMENT
    """

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            overview = client.manual_overview(find_assignment(client, name).id)
        print_overview(self, overview)


class ManualListApp(ClientApp):
    """List the answers that a person grades."""

    name = "jupyter-autograde-manual-list"
    description = """List the answers that a person grades, with who has graded them.

    jupyter autograde manual list COURSE/ASSIGNMENT [--question=Q] [--pending]
    """
    question = Unicode("", help="Only this question.").tag(config=True)
    pending = Bool(False, help="Only what has still to be graded.").tag(config=True)

    aliases = {**ClientApp.aliases, "question": "ManualListApp.question"}
    flags = {**ClientApp.flags, "pending": ({"ManualListApp": {"pending": True}}, pending.help)}

    def run(self) -> None:
        """List them."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            works = client.list_work(find_assignment(client, name).id)
        rows = [row for work in works for row in _rows(work) if self._shows(row)]
        if self.json:
            self.say(json.dumps(rows, indent=1, ensure_ascii=False))
        else:
            head = [column.replace("_", " ").upper() for column in _WORK]
            self.table([head, *([row[column] for column in _WORK] for row in rows)])

    def _shows(self, row: dict[str, object]) -> bool:
        return self.question in ("", row["question"]) and (bool(row["pending"]) or not self.pending)


class GiveApp(ClientApp):
    """Give an answer its points."""

    name = "jupyter-autograde-manual-give"
    description = """Give an answer its points, by themselves or by items of the rubric; or take them back.

    jupyter autograde manual give COURSE/ASSIGNMENT --student=NAME --question=Q --points=P [--item=ID …] [--reason='…']
    jupyter autograde manual give COURSE/ASSIGNMENT --student=NAME --question=Q --item=ID [--item=ID …]
    jupyter autograde manual give COURSE/ASSIGNMENT --student=NAME --question=Q --take-back [--reason='…']

    While grading is anonymous NAME is the code that `manual list` shows. What was given before is kept.
    """
    student = Unicode("", help="Whose answer: name, or code while grading is anonymous.").tag(config=True)
    question = Unicode("", help="The question, as the result names it.").tag(config=True)
    points = Float(None, allow_none=True, help="Points of the question.").tag(config=True)
    item = List(Unicode(), help="Id of a rubric item that holds; may be given several times.").tag(config=True)
    reason = Unicode("", help="Why; kept beside who gave them and when.").tag(config=True)
    take_back = Bool(False, help="Let the question wait for a person again.").tag(config=True)

    aliases = {
        **ClientApp.aliases,
        **{one: f"GiveApp.{one}" for one in ("student", "question", "points", "item", "reason")},
    }
    flags = {**ClientApp.flags, "take-back": ({"GiveApp": {"take_back": True}}, take_back.help)}

    def run(self) -> None:
        """Give them."""
        (name,) = self.arguments("assignment")
        if not self.student or not self.question:
            raise InvalidInput("Say whose answer it is, and which: --student and --question.")
        if self.take_back == (self.points is not None or bool(self.item)):
            raise InvalidInput("Give --points or --item, or --take-back.")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            work = self._work(client, assignment.id)
            given = client.give_score(assignment.id, work.id, self._request(work))
        rows = [row for row in _rows(given) if row["question"] == self.question]
        if self.json:
            self.say(json.dumps(rows, indent=1, ensure_ascii=False))
        else:
            self.table([[column.upper() for column in _WORK[:5]], *([row[one] for one in _WORK[:5]] for row in rows)])

    def _work(self, client: AutogradeClient, assignment_id: str) -> ManualWork:
        found = [work for work in client.list_work(assignment_id) if work.student == self.student]
        if not found:
            raise NotFound(f"There is no work of {self.student!r} to grade. See: jupyter autograde manual list")
        return found[0]

    def _request(self, work: ManualWork) -> ManualScoreRequest:
        seen = next((one.score_id for one in work.questions if one.question == self.question), None)
        try:
            return ManualScoreRequest(
                question=self.question, points=self.points, items=self.item, expected=seen, reason=self.reason
            )
        except ValidationError as fault:
            raise InvalidInput(f"These points can't be: {fault.errors()[0]['msg']}.") from fault


class AnonymousApp(ClientApp):
    """Show graders codes in place of names."""

    name = "jupyter-autograde-manual-anonymous"
    description = """Show graders codes in place of names and ids, or names again; for instructors.

    jupyter autograde manual anonymous COURSE/ASSIGNMENT [--off]

    A student's code stays the same for the assignment.
    """
    off = Bool(False, help="Show names again.").tag(config=True)
    flags = {**ClientApp.flags, "off": ({"AnonymousApp": {"off": True}}, off.help)}

    def run(self) -> None:
        """Switch it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            overview = client.set_anonymous(assignment.id, AnonymousRequest(anonymous=not self.off))
        print_overview(self, overview)


class ManualApp(AutogradeApp):
    """Grade by hand: points, rubrics, anonymous grading."""

    name = "jupyter-autograde-manual"
    description = __doc__
    subcommands = {
        "status": (ManualStatusApp, ManualStatusApp.__doc__),
        "list": (ManualListApp, ManualListApp.__doc__),
        "give": (GiveApp, GiveApp.__doc__),
        "rubric": (RubricApp, RubricApp.__doc__),
        "change": (RubricChangeApp, RubricChangeApp.__doc__),
        "anonymous": (AnonymousApp, AnonymousApp.__doc__),
    }


def print_overview(app: ClientApp, overview: ManualOverview) -> None:
    """Print how far it is."""
    if app.json:
        app.say(overview.model_dump_json(indent=1))
        return
    rows = [[one.question, one.graded, one.total, one.flagged, f"{one.max_score:g}"] for one in overview.questions]
    app.table([["QUESTION", "GRADED", "OF", "FLAGGED", "POINTS"], *rows])
    for grader in overview.graders:
        app.say(f"{grader.user}: {grader.graded}, the last at {grader.last_at:%Y-%m-%d %H:%M} UTC")
    if overview.ungraded:
        app.say(f"{overview.ungraded} have no result yet, so nobody can grade them.")
    if overview.anonymous:
        app.say("Grading is anonymous: graders see codes in place of names.")


def _rows(work: ManualWork) -> list[dict[str, object]]:
    return [
        {
            "student": work.student,
            "question": one.question,
            "score": one.score,
            "max_score": one.max_score,
            "grader": one.grader,
            "pending": one.pending,
            "flagged": one.flagged,
            "held_by": one.claim.held_by if one.claim else None,
            "id": work.id,
        }
        for one in work.questions
    ]
