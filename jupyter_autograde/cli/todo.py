"""`jupyter autograde todo`: what is to be done in a course."""

from __future__ import annotations

from traitlets import Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.local_times import NONE, show_time, zone_of, zone_of_course
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.models.todo import TodoItem, TodoKind

_WORDS = {
    TodoKind.NEEDS_MANUAL_GRADE: "needs a manual grade",
    TodoKind.GRADE_REQUESTS: "asked about the grade",
    TodoKind.FAILED: "grading failed",
    TodoKind.PASSBACK: "could not be passed back",
    TodoKind.NOT_STARTED: "due tonight, not started",
    TodoKind.NOT_SUBMITTED: "due tonight, not submitted",
    TodoKind.WORKERS_AWAY: "no worker takes jobs",
    TodoKind.QUEUE_STUCK: "workers begin no jobs",
}


class TodoApp(ClientApp):
    """Show what is to be done in a course."""

    name = "jupyter-autograde-todo"
    description = """Show what is to be done in a course: manual grades, requests, failed jobs, grades that
    could not be passed back, work that is due.

    jupyter autograde todo COURSE [--timezone=ZONE]

    For its staff; a TA with sections sees what is to be done for these.
    """
    timezone = Unicode("", help="Where times are shown. Default: the course's time zone.").tag(config=True)
    aliases = {**ClientApp.aliases, "timezone": "TodoApp.timezone"}

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("course")
        zone = zone_of(self.timezone)
        with self.connect() as client:
            course = find_course(client, name)
            found = client.todo(course.id)
        if self.json:
            self.say(found.model_dump_json(indent=1))
            return
        if not found.items:
            self.say(f"Nothing is to be done in {course.name}.")
            return
        zone = zone or zone_of_course(course.timezone)
        head = ["WHAT", "COUNT", "ASSIGNMENT", "WAITS SINCE", "DUE", "WHO"]
        lines = [
            [
                _what(item),
                item.count,
                item.assignment or NONE,
                show_time(item.oldest_at, zone),
                show_time(item.due_at, zone),
                _who(item),
            ]
            for item in found.items
        ]
        self.table([head, *lines])


def _what(item: TodoItem) -> str:
    # A newer service may have kinds that this release has no words for.
    words = _WORDS[TodoKind(item.kind)] if item.kind in list(TodoKind) else item.kind.replace("_", " ")
    return f"{words}: {item.reason}" if item.reason else words


def _who(item: TodoItem) -> str:
    if not item.users:
        return NONE
    more = item.count - len(item.users)
    return ", ".join(item.users) + (f" and {more} more" if more > 0 else "")
