"""`jupyter autograde assignment extend|extensions`, for staff."""

from __future__ import annotations

import json
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.local_times import NONE, read_time, show_time, zone_of, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.cli.outlook_words import SOLUTION_HIDDEN
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment, AssignmentState
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest


class ExtendApp(ClientApp):
    """Give students or sections more time or attempts."""

    name = "jupyter-autograde-assignment-extend"
    description = """Give students, or everybody in a section, more time or attempts at an assignment.

    jupyter autograde assignment extend COURSE/ASSIGNMENT STUDENT… [--section=NAME] [--due=TIME] [--closes=TIME]
                                        [--attempts=2] [--reason='…'] [--timezone=ZONE]
    jupyter autograde assignment extend COURSE/ASSIGNMENT STUDENT… [--section=NAME] --remove [--yes]

    It takes the place of the one that each of them had before, and counts for what was handed in already. A TIME is
    2026-12-01T23:59, of ZONE (else of the course), or has an offset of its own. It is open at least until it is due.
    """
    section = Unicode("", help="Name of a section; who is in it at the time has the extension.").tag(config=True)
    due = Unicode("", help="When it is due for them.").tag(config=True)
    closes = Unicode("", help="When it closes for them.").tag(config=True)
    attempts = Integer(0, help="Attempts beyond what everybody has.").tag(config=True)
    reason = Unicode("", help="Why; for the staff.").tag(config=True)
    timezone = Unicode("", help="Where the times are meant: Europe/Berlin. Default: the course's time zone.").tag(
        config=True
    )
    remove = Bool(False, help="Take the extension back.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        **{option: f"ExtendApp.{option}" for option in ("section", "due", "closes", "attempts", "reason", "timezone")},
    }
    yes = Bool(False, help="Take it back without being asked.").tag(config=True)
    flags = {
        **ClientApp.flags,
        "remove": ({"ExtendApp": {"remove": True}}, remove.help),
        "yes": ({"ExtendApp": {"yes": True}}, yes.help),
    }

    def run(self) -> None:
        """Give it or take it back, and show what there is then."""
        if not self.extra_args or not (len(self.extra_args) > 1 or self.section):
            self.arguments("assignment", "student")
        name, *users = self.extra_args
        zone = zone_of(self.timezone)
        with self.connect() as client:
            assignment = find_assignment(client, name)
            zone = zone or zone_of_course(assignment.timezone)
            if self.remove:
                there = self._named(client.list_extensions(assignment.id), users)
                whose = ", ".join(map(_whose, there))
                require_yes(f"Take back the extension of {whose}?", "Nothing was changed.", yes=self.yes)
                found = [client.end_extension(assignment.id, one.id) for one in there]
            else:
                found = client.grant_extensions(assignment.id, self._request(users, zone))
            # More time may be over too, or end nothing.
            hidden = assignment.solution_readable and not client.get_assignment(assignment.id).solution_readable
        show_extensions(self, found, zone)
        if assignment.state is AssignmentState.CLOSED and not self.remove and not self.json:
            self.say(_closed(assignment))
        if hidden and not self.json:
            self.say(SOLUTION_HIDDEN)

    def _named(self, there: list[Extension], users: list[str]) -> list[Extension]:
        if self.due or self.closes or self.attempts:
            raise InvalidInput("--remove takes all of an extension back. To change one, give another without --remove.")
        found = {_whose(one): one for one in there}
        wanted = [*users, *([f"section {self.section}"] if self.section else [])]
        missing = [one for one in wanted if one not in found]
        if missing:
            raise InvalidInput(f"There is no extension of {missing[0]}. Nothing was changed.")
        return [found[one] for one in wanted]

    def _request(self, users: list[str], zone: ZoneInfo | None) -> ExtensionRequest:
        given = {
            field: read_time(option, text, zone)
            for option, field, text in (("due", "due_at", self.due), ("closes", "closes_at", self.closes))
            if text not in ("", NONE)
        }
        try:
            return ExtensionRequest(
                users=users,
                sections=[self.section] if self.section else [],
                extra_attempts=self.attempts,
                reason=self.reason,
                **given,
            )
        except ValidationError as fault:
            said = str(fault.errors()[0]["msg"]).removeprefix("Value error, ")
            raise InvalidInput(f"This extension can't be: {said}.") from fault


class ListExtensionsApp(ClientApp):
    """Show the extensions of an assignment."""

    name = "jupyter-autograde-assignment-extensions"
    description = """Show the extensions of an assignment.

    jupyter autograde assignment extensions COURSE/ASSIGNMENT [--ended] [--timezone=ZONE]
    """
    timezone = Unicode("", help="Where times are shown. Default: the course's time zone.").tag(config=True)
    ended = Bool(False, help="Those too that were taken back or replaced.").tag(config=True)
    aliases = {**ClientApp.aliases, "timezone": "ListExtensionsApp.timezone"}
    flags = {**ClientApp.flags, "ended": ({"ListExtensionsApp": {"ended": True}}, ended.help)}

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("assignment")
        zone = zone_of(self.timezone)
        with self.connect() as client:
            assignment = find_assignment(client, name)
            found = client.list_extensions(assignment.id, ended=self.ended)
        show_extensions(self, found, zone or zone_of_course(assignment.timezone))


def show_extensions(app: ClientApp, rows: Iterable[Extension], zone: ZoneInfo | None) -> None:
    """Print extensions as a table, or as JSON."""
    if app.json:
        app.say(json.dumps([row.model_dump(mode="json") for row in rows], indent=1, ensure_ascii=False))
        return
    head = ["FOR", "DUE", "CLOSES", "EXTRA ATTEMPTS", "REASON", "BY", "ENDED"]
    lines = [
        [
            _whose(row),
            show_time(row.due_at, zone),
            show_time(row.closes_at, zone),
            row.extra_attempts,
            row.reason or NONE,
            row.created_by,
            NONE if row.ended_at is None else f"{show_time(row.ended_at, zone)}, {row.ended_by}",
        ]
        for row in rows
    ]
    app.table([head, *lines])


def _whose(extension: Extension) -> str:
    return extension.user or f"section {extension.section}"


def _closed(assignment: Assignment) -> str:
    return (
        f"{assignment.name} was closed by hand and takes nothing from anybody, extension or not. Reopen it, and let it "
        "close for the others by its time (--closes)."
    )
