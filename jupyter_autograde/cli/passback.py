"""`jupyter autograde passback list|retry|target|end`: grades on their way to an LMS."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import CaselessStrEnum, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.grade_requests import said
from jupyter_autograde.cli.local_times import NONE, show_time, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.passback import (
    PassbackItem,
    PassbackProblem,
    PassbackState,
    PassbackTarget,
    ResendRequest,
    TargetRequest,
)

_ALL = "all"
_WHY = {
    PassbackProblem.UNREACHABLE: "the platform does not answer",
    PassbackProblem.REFUSED: "the platform refused it: is the student in its course, and the sourcedId right?",
    PassbackProblem.NOT_AUTHORIZED: "the platform takes neither key nor signature: tell who runs the hub",
    PassbackProblem.REDIRECTED: "the address leads elsewhere: set the one that it leads to",
    PassbackProblem.NOT_UNDERSTOOD: "what answers there takes no scores: check the outcome address",
    PassbackProblem.NOT_ALLOWED: "the service's settings do not allow this platform or address: tell who runs the hub",
}


def _find(client: AutogradeClient, name: str) -> tuple[str, str | None]:
    """Return the id of a course, and of an assignment where one is named."""
    if "/" not in name:
        return find_course(client, name).id, None
    assignment = find_assignment(client, name)
    return assignment.course_id, assignment.id


class ListPassbackApp(ClientApp):
    """Show grades that are passed back to an LMS."""

    name = "jupyter-autograde-passback-list"
    description = """Show grades that could not be passed back to the LMS, and why.

    jupyter autograde passback list COURSE[/ASSIGNMENT] [--state=failed|pending|sending|sent|all]

    For staff; a TA with sections sees these students. Those that wait longest come first.
    """
    state = CaselessStrEnum(
        [*(one.value for one in PassbackState), _ALL],
        PassbackState.FAILED.value,
        help="Only those in this state; or all.",
    ).tag(config=True)
    aliases = {**ClientApp.aliases, "state": "ListPassbackApp.state"}

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("course or course/assignment")
        with self.connect() as client:
            course_id, assignment_id = _find(client, name)
            state = None if self.state == _ALL else PassbackState(self.state)
            found = client.list_passback(course_id, state=state, assignment_id=assignment_id)
            zone = zone_of_course(client.get_course(course_id).timezone)
        if self.json:
            self.say(found.model_dump_json(indent=1))
            return
        head = ["ID", "ASSIGNMENT", "STUDENT", "SCORE", "STATE", "SINCE", "WHY"]
        lines = [
            [
                one.id,
                one.assignment,
                one.user,
                f"{100 * one.score:g} %",
                one.state,
                show_time(one.since, zone),
                _why(one),
            ]
            for one in found.items
        ]
        self.table([head, *lines])
        if found.count > len(found.items):
            self.say(f"These are the first {len(found.items)} of {found.count}.")


class RetryApp(ClientApp):
    """Send grades to the LMS again."""

    name = "jupyter-autograde-passback-retry"
    description = """Send grades again that could not be passed back; for instructors.

    jupyter autograde passback retry COURSE[/ASSIGNMENT] [ID …]

    Without ids all that failed, 500 at most at once. `passback list` shows the ids.
    """

    def run(self) -> None:
        """Send them, and say how many."""
        if not self.extra_args:
            self.arguments("course or course/assignment")
        name, *ids = self.extra_args
        try:
            request = ResendRequest(items=ids or None)
        except ValidationError as fault:
            raise InvalidInput("These are no ids of grades, or too many. `passback list` shows the ids.") from fault
        with self.connect() as client:
            course_id, request.assignment_id = _find(client, name)
            done = client.send_grades_again(course_id, request)
        if self.json:
            self.say(done.model_dump_json(indent=1))
        else:
            self.say(f"{done.count} grades are sent again." if done.count != 1 else "1 grade is sent again.")


class TargetApp(ClientApp):
    """Show or say where the grades of an assignment go."""

    name = "jupyter-autograde-passback-target"
    description = """Show where the grades of an assignment go; with options, let them go there.

    jupyter autograde passback target COURSE/ASSIGNMENT
        [--platform=NAME --outcome-url=https://… --sourced-id='…{user}…']

    Address and sourcedId come from the LMS (LTI 1.1). `{user}` in the sourcedId stands for the student's name in the
    hub. At another place than before, all grades that students see by now are sent.
    """
    platform = Unicode("", help="One of the platforms that the service's settings name.").tag(config=True)
    outcome_url = Unicode("", help="The LMS's address that takes scores.").tag(config=True)
    sourced_id = Unicode("", help="What the LMS calls a student's line; `{user}` stands for the student.").tag(
        config=True
    )
    aliases = {
        **ClientApp.aliases,
        "platform": "TargetApp.platform",
        "outcome-url": "TargetApp.outcome_url",
        "sourced-id": "TargetApp.sourced_id",
    }

    def run(self) -> None:
        """Set it where that is asked for, and show it."""
        (name,) = self.arguments("assignment")
        given = (self.platform, self.outcome_url, self.sourced_id)
        with self.connect() as client:
            assignment = find_assignment(client, name)
            if any(given):
                found = client.set_passback_target(assignment.id, self._request())
            else:
                found = client.get_passback_target(assignment.id)
        if self.json:
            self.say(found.model_dump_json(indent=1))
        else:
            self.say(_where(found))

    def _request(self) -> TargetRequest:
        try:
            return TargetRequest(platform=self.platform, outcome_url=self.outcome_url, sourced_id=self.sourced_id)
        except ValidationError as fault:
            raise InvalidInput(f"Give all of --platform, --outcome-url and --sourced-id: {said(fault)}.") from fault


class EndApp(ClientApp):
    """Pass no grades of an assignment back any more."""

    name = "jupyter-autograde-passback-end"
    description = """Pass no grades of an assignment back any more; for instructors. What the LMS has, it has.

    jupyter autograde passback end COURSE/ASSIGNMENT
    """

    def run(self) -> None:
        """End it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            found = client.end_passback(find_assignment(client, name).id)
        if self.json:
            self.say(found.model_dump_json(indent=1))
        else:
            self.say(_where(found))


class PassbackApp(AutogradeApp):
    """Pass grades back to an LMS."""

    name = "jupyter-autograde-passback"
    description = __doc__
    subcommands = {
        "list": (ListPassbackApp, ListPassbackApp.__doc__),
        "retry": (RetryApp, RetryApp.__doc__),
        "target": (TargetApp, TargetApp.__doc__),
        "end": (EndApp, EndApp.__doc__),
    }


def _why(item: PassbackItem) -> str:
    if item.problem is None:
        return NONE
    words = _WHY[item.problem]
    return f"{words} ({item.detail})" if item.detail else words


def _where(target: PassbackTarget) -> str:
    if target.platform is None:
        known = ", ".join(target.platforms) or "none"
        return f"The grades of this assignment go to no LMS. Platforms of this service: {known}."
    return f"{target.platform}: {target.outcome_url}\nsourcedId: {target.sourced_id}"
