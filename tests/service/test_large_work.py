"""Who works on large things at a time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from starlette.requests import Request

from jupyter_autograde.errors import TooManyRequests
from jupyter_autograde.service.fair_threads import FairThreads
from jupyter_autograde.service.large_work import LARGE, LargeWork
from jupyter_autograde.service.request_log import USER_KEY

pytestmark = pytest.mark.asyncio


class Bench:
    """Work that begins in threads and ends when the test says so."""

    def __init__(self) -> None:
        self.large = LargeWork()
        self.begun: list[str] = []
        self.end = threading.Event()
        self._more = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def send(
        self, person: str, name: str, size: int = LARGE + 1, work: Callable[[], None] | None = None
    ) -> asyncio.Task[None]:
        def begin() -> None:
            self.begun.append(name)
            self._loop.call_soon_threadsafe(self._more.set)
            if work is None:
                self.end.wait()
            else:
                work()

        return asyncio.create_task(self.large.run(Request({"type": "http", USER_KEY: person}), size, begin))

    async def until(self, *names: str) -> None:
        """Wait until these have begun."""
        async with asyncio.timeout(60):
            while not set(names) <= set(self.begun):
                self._more.clear()
                await self._more.wait()


async def test_one_person_has_one_place_and_leaves_the_other_one() -> None:
    bench = Bench()
    sams = [bench.send("sam", f"sam {number}") for number in range(4)]
    try:
        await bench.until("sam 0")
        await asyncio.wait_for(bench.send("olga", "olga", work=lambda: None), 60)
        assert bench.begun == ["sam 0", "olga"]
    finally:
        bench.end.set()
        await asyncio.gather(*sams)
    assert bench.begun == ["sam 0", "olga", "sam 1", "sam 2", "sam 3"]


async def test_two_people_work_at_a_time() -> None:
    bench = Bench()
    tasks = [bench.send(person, person) for person in ("sam", "olga", "tom")]
    try:
        await bench.until("sam", "olga")
        await asyncio.wait_for(bench.send("sam", "small", LARGE, lambda: None), 60)
        assert (set(bench.begun[:2]), bench.begun[2:]) == ({"sam", "olga"}, ["small"])
    finally:
        bench.end.set()
        await asyncio.gather(*tasks)
    assert bench.begun[-1] == "tom"


async def test_of_whom_only_the_door_is_known_each_has_a_turn() -> None:
    bench = Bench()
    tasks = [bench.send("door/", "one"), bench.send("door/", "two")]
    try:
        await bench.until("one", "two")
    finally:
        bench.end.set()
        await asyncio.gather(*tasks)


async def test_who_fails_or_gives_up_leaves_the_turn_to_the_next() -> None:
    bench = Bench()

    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await bench.send("sam", "fails", work=fail)
    first, waits = bench.send("sam", "first"), bench.send("sam", "waits")
    await bench.until("first")
    waits.cancel()
    bench.end.set()
    await first
    await bench.send("sam", "next", work=lambda: None)
    assert bench.begun == ["fails", "first", "next"]


async def test_where_little_may_wait_more_of_one_person_is_refused_and_others_come_first() -> None:
    bench = Bench()
    bench.large._few = FairThreads(1, waiting=1)
    sams = [bench.send("sam", "sam 0"), bench.send("sam", "sam 1")]
    await bench.until("sam 0")
    with pytest.raises(TooManyRequests) as refused:
        await asyncio.wait_for(bench.send("sam", "sam 2"), 60)
    assert refused.value.details["retry_after"] > 0
    olga = bench.send("olga", "olga", work=lambda: None)
    bench.end.set()
    await asyncio.gather(olga, *sams)
    assert bench.begun == ["sam 0", "olga", "sam 1"]
    await bench.send("sam", "sam 3")
