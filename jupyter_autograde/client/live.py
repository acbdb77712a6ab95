"""Calls about the live classroom of a course."""

from __future__ import annotations

from typing import IO

from jupyter_autograde.client.calls import MAX_BODY, Calls, part
from jupyter_autograde.client.downloads import Download
from jupyter_autograde.models.live import LiveClassroom, LiveSwitch, LiveTail


class LiveCalls(Calls):
    """Who works on what now; for staff."""

    def show_live(self, course_id: str, *, assignment_id: str | None = None) -> LiveClassroom:
        """Return what students of a course saved last."""
        query = {"assignment_id": assignment_id}
        return self._one(LiveClassroom, "GET", f"courses/{part(course_id)}/live", query=query)

    def switch_live(self, course_id: str, switch: LiveSwitch) -> LiveClassroom:
        """Let staff see what students save, or no longer; for instructors."""
        return self._one(LiveClassroom, "PUT", f"courses/{part(course_id)}/live", body=switch)

    def read_live_tail(self, course_id: str, user: str, path: str) -> LiveTail:
        """Return the end of a student's notebook as it was saved last."""
        query = {"user": user, "path": path}
        return self._one(LiveTail, "GET", f"courses/{part(course_id)}/live/tail", query=query)

    def export_live(self, course_id: str, target: IO[bytes], *, assignment_id: str | None = None) -> Download:
        """Write a page with the ends of all notebooks to `target`."""
        path = f"courses/{part(course_id)}/live/export"
        return self._download(path, target, MAX_BODY, query={"assignment_id": assignment_id})
