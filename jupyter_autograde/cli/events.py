"""`jupyter autograde events list|follow`: what happens in one's courses."""

from __future__ import annotations

import json
from collections.abc import Iterator

from traitlets import Integer, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.following import follow
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.event import Event

_RECENT = 1000
"""Ids of the log, the newest, among which `list` looks where it is not told after which id."""


class EventsVerb(ClientApp):
    """What the verbs about events share."""

    course = Unicode("", help="Events of this course alone.").tag(config=True)
    assignment = Unicode("", help="Events of this assignment alone: ASSIGNMENT, or COURSE/ASSIGNMENT.").tag(config=True)
    after = Integer(None, allow_none=True, min=0, help="Only events after this id.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        "course": "EventsVerb.course",
        "assignment": "EventsVerb.assignment",
        "after": "EventsVerb.after",
    }

    def wanted(self, client: AutogradeClient) -> dict[str, str]:
        """Return field -> the value that an event must have."""
        wanted = {}
        if self.course:
            wanted["course_id"] = find_course(client, self.course).id
        if self.assignment:
            name = f"{self.course}/{self.assignment}" if self.course else self.assignment
            wanted["assignment_id"] = find_assignment(client, name).id
        return wanted


class ListEventsApp(EventsVerb):
    """Show events of the past."""

    name = "jupyter-autograde-events-list"
    description = """Show events that you may see.

    jupyter autograde events list [--course COURSE] [--assignment ASSIGNMENT] [--after ID] [--json]

    Without --after, those among the newest thousand of the whole log. Saves of notebooks are in it for a day.
    """

    def run(self) -> None:
        """Show them."""
        self.arguments()
        with self.connect() as client:
            wanted = self.wanted(client)
            after = self.after
            if after is None:
                after = max(0, client.poll_events(wait=0).last_id - _RECENT)
            self.show(
                [event for event in _read(client, after) if _fits(event, wanted)], ["id", "at", "type", "user", "data"]
            )


class FollowEventsApp(EventsVerb):
    """Show events as they come."""

    name = "jupyter-autograde-events-follow"
    description = """Show events that you may see as they come, one a line, until it is interrupted.

    jupyter autograde events follow [--course COURSE] [--assignment ASSIGNMENT] [--after ID] [--json]
    """

    def run(self) -> None:
        """Show them."""
        self.arguments()
        with self.connect() as client:
            wanted = self.wanted(client)
            for event in follow(client, self.after):
                if _fits(event, wanted):
                    self._show(event)

    def _show(self, event: Event) -> None:
        if self.json:
            self.say(event.model_dump_json())
        else:
            data = json.dumps(event.data, ensure_ascii=False)
            self.table([[event.id, f"{event.at:%Y-%m-%d %H:%M:%S}", event.type, event.user, data]])


class EventsApp(AutogradeApp):
    """Show what happens in your courses."""

    name = "jupyter-autograde-events"
    description = __doc__
    subcommands = {
        "list": (ListEventsApp, ListEventsApp.__doc__),
        "follow": (FollowEventsApp, FollowEventsApp.__doc__),
    }


def _read(client: AutogradeClient, after: int) -> Iterator[Event]:
    while True:
        page = client.poll_events(after=after, wait=0)
        yield from page.events
        if page.last_id <= after:
            return
        after = page.last_id


def _fits(event: Event, wanted: dict[str, str]) -> bool:
    return all(getattr(event, name) == value for name, value in wanted.items())
