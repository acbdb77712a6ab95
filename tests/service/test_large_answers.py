"""Answers about a whole course: of one person a few wait, and whoever else asks has a turn before them (SEC-48)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from starlette.requests import Request

from jupyter_autograde.service.components import MAX_WAITING, Components
from jupyter_autograde.service.request_log import USER_KEY
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft

pytestmark = [pytest.mark.asyncio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.mark.parametrize("course", ["submissions", "gradebook", "gradebook/export", "audit/export"])
async def test_more_of_one_person_is_refused(ask: Asking, components: Components, course: str) -> None:
    await _only_few_wait(ask, components, f"/courses/{await course_id(ask, 'physics')}/{course}")


@pytest.mark.parametrize("list_of", ["manual", "manual/work"])
async def test_so_is_more_about_all_work_of_an_assignment(ask: Asking, components: Components, list_of: str) -> None:
    await _only_few_wait(ask, components, f"/assignments/{await draft(ask)}/{list_of}")


async def test_alike_answers_are_looked_for_one_after_the_other(ask: Asking, components: Components) -> None:
    path = f"/assignments/{await draft(ask)}/manual/clusters?question=essay"
    begun, end = asyncio.Event(), threading.Event()
    held = asyncio.create_task(components.alike.run(_of("ines"), _holding(begun, end)))
    await begun.wait()
    asked = asyncio.as_completed([ask("ines").get(path) for _ in range(2)])
    refused = await next(asked)
    end.set()
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert (await next(asked)).json() == []
    await held


async def _only_few_wait(ask: Asking, components: Components, path: str) -> None:
    begun, end = asyncio.Event(), threading.Event()
    held = asyncio.create_task(components.overviews.run(_of("ines"), _holding(begun, end)))
    await begun.wait()
    asked = asyncio.as_completed([ask("ines").get(path) for _ in range(MAX_WAITING + 3)])
    assert [(await next(asked)).status_code for _ in range(3)] == [429] * 3
    toms = asyncio.create_task(ask("tom").get(path))
    end.set()
    assert {(await one).status_code for one in asked} == {200}
    assert (await toms).status_code == 200
    await held


def _of(person: str) -> Request:
    return Request({"type": "http", USER_KEY: person})


def _holding(begun: asyncio.Event, end: threading.Event) -> Callable[[], None]:
    loop = asyncio.get_running_loop()

    def hold() -> None:
        loop.call_soon_threadsafe(begun.set)
        end.wait()

    return hold
