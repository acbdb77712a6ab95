"""`jupyter autograde grades audit`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from traitlets import CaselessStrEnum, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.local_times import read_time, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.private_files import write_private
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.audit import AuditAction, AuditEntry

MOST = 10_000
"""Entries that are printed; a file has more."""


class AuditApp(ClientApp):
    """Show or write who changed which grade, when and why."""

    name = "jupyter-autograde-grades-audit"
    description = """Show who changed which grade of a course, when and why: the newest first.

    jupyter autograde grades audit COURSE [FILE.csv] [--user=STUDENT] [--assignment=NAME] [--by=NAME] [--action=KIND]
        [--since=TIME] [--until=TIME]

    With a file all that is asked for is written to it as CSV. Times are those of the course.
    """
    user = Unicode("", help="Only this student's grades.").tag(config=True)
    assignment = Unicode("", help="Only at this assignment.").tag(config=True)
    by = Unicode("", help="Only what this person did.").tag(config=True)
    action = CaselessStrEnum(
        [str(one) for one in AuditAction], None, allow_none=True, help=f"One of {', '.join(AuditAction)}."
    ).tag(config=True)
    since = Unicode("", help="From this time on, such as 2026-12-01T23:59.").tag(config=True)
    until = Unicode("", help="Before this time.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        **{name: f"AuditApp.{name}" for name in ("user", "assignment", "by", "action", "since", "until")},
    }

    def run(self) -> None:
        """Ask for the trail, and print or write it."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course", "file.csv")
        name, *paths = self.extra_args
        with self.connect() as client:
            course = find_course(client, name)
            wanted: dict[str, str | None] = {
                "user": self.user or None,
                "author": self.by or None,
                "action": self.action,
                "assignment_id": find_assignment(client, f"{name}/{self.assignment}").id if self.assignment else None,
            }
            zone = zone_of_course(course.timezone)
            for option in ("since", "until"):
                moment = read_time(option, getattr(self, option), zone) if getattr(self, option) else None
                wanted[option] = moment.isoformat() if moment else None
            if paths:
                file = client.export_audit(course.id, wanted)
                write_private(Path(paths[0]), file.content.encode())
                self.say(f"{paths[0]}: {file.rows} changes")
                return
            names = {one.id: one.name for one in client.list_assignments(course.id)}
            rows = list(_entries(client, course.id, wanted))
        if self.json:
            self.show(rows, [])
            return
        head = ["AT", "ACTION", "BY", "STUDENT", "ASSIGNMENT", "QUESTION", "BEFORE", "AFTER", "REASON"]
        self.table([head, *(_line(row, names) for row in rows)])


def _entries(client: AutogradeClient, course_id: str, wanted: dict[str, str | None]) -> Iterator[AuditEntry]:
    after: str | None = None
    count = 0
    while count < MOST:
        page = client.list_audit(course_id, wanted, after=after)
        if not page:
            return
        yield from page
        after, count = page[-1].id, count + len(page)


def _line(row: AuditEntry, names: dict[str, str]) -> list[object]:
    return [
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        row.action,
        row.author,
        row.user,
        names.get(row.assignment_id or ""),
        row.question,
        _points(row.before),
        _points(row.after),
        row.reason,
    ]


def _points(content: dict[str, object] | None) -> str | None:
    """Return what counts of a grade in short; of something else, its JSON."""
    if content is None:
        return None
    for key in ("final_percent", "final_score", "score"):
        value = content.get(key)
        if isinstance(value, int | float):
            if key == "final_percent":
                return f"{value:g} %"
            most = content.get("max_score")
            return f"{value:g}/{most:g}" if isinstance(most, int | float) else f"{value:g}"
    return json.dumps(content, ensure_ascii=False)[:80]
