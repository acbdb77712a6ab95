"""The live classroom, step by step: switched on, saved in, looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select, update

from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, ok, release
from jupyter_autograde.timestamps import now

NAME_ERROR = {"name": "NameError", "message": "name 'x' is not defined"}
TAIL = {
    "cells": [
        {
            "cell_type": "code",
            "source": "<b>x</b>",
            "execution_count": 3,
            "outputs": [{"kind": "error", "text": "\x1b[31mNameError<script>"}, {"kind": "omitted", "text": "Figure"}],
        }
    ]
}


async def live_course(ask: Asking, **switch: Any) -> str:
    where = await course_id(ask)
    ok(await ask("ines").put(f"/courses/{where}/live", json={"enabled": True, **switch}))
    return where


async def released(ask: Asking, name: str = "hw1") -> str:
    assignment = await draft(ask, name)
    await release(ask, assignment)
    return assignment


async def save(
    ask: Asking, who: str, assignment: str | None = None, path: str = "hw/a.ipynb", **more: Any
) -> dict[str, Any]:
    event = {"path": path, "saved_at": now().isoformat(), "assignment_id": assignment, "cells": 4, "size": 99, **more}
    answer: dict[str, Any] = ok(await ask(who).post("/events", json={"events": [event]}))
    return answer


async def classroom(ask: Asking, who: str = "ines", **query: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await ask(who).get(f"/courses/{await course_id(ask)}/live", params=query))
    return found


async def tail_of(ask: Asking, who: str, user: str = "sam", path: str = "hw/a.ipynb") -> httpx.Response:
    return await ask(who).get(f"/courses/{await course_id(ask)}/live/tail", params={"user": user, "path": path})


async def saves_heard(ask: Asking, who: str) -> list[dict[str, Any]]:
    events = ok(await ask(who).get("/events", params={"after": 0}))["events"]
    return [event for event in events if event["type"] == "notebook_saved"]


def went_by(components: Components, minutes: float) -> None:
    """Let everything that was saved have been saved some minutes earlier."""
    ago = timedelta(minutes=minutes)
    with components.database.write() as session:
        for event in session.scalars(select(orm.NotebookEvent)):
            event.at, event.received_at = event.at - ago, event.received_at - ago
        for kept in session.scalars(select(orm.LiveNotebook)):
            kept.kept_at -= ago
            kept.error_since = kept.error_since and kept.error_since - ago
        for course in session.scalars(select(orm.Course)):
            course.live_since = course.live_since and course.live_since - ago
        early = now() - timedelta(days=1000)
        session.execute(update(orm.Enrollment).values(created_at=early))
