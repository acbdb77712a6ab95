"""Many hand in over HTTP at one moment: what is damaged, what comes by a door, and when the service is stopped."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import threading
import zipfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.service import server, uploads
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.hand_in_desk import HandInDesk
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.events import hold_log
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.service import (
    COURSES,
    Archive,
    Asking,
    archive,
    configured,
    hub_authenticator,
    serving,
)
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release, submit, work
from tests.service.clients import clients_at
from tests.service.doors.ngshare_client import at, tree

pytestmark = pytest.mark.asyncio
CLASS = [f"student{number:02}" for number in range(12)]


@pytest.fixture
def settings() -> dict[str, Any]:
    physics = COURSES["physics"]
    return {
        "load_courses": COURSES | {"physics": {**physics, "students": ["sam", "olga", *CLASS]}},
        "doors": {"ngshare": []},
    }


@pytest.fixture
def tokens(hub: FakeHub, tokens: dict[str, str]) -> dict[str, str]:
    return tokens | {name: hub.add_user(name) for name in CLASS}


async def released(ask: Asking, name: str = "hw1") -> str:
    assignment = await draft(ask, name)
    await release(ask, assignment)
    return assignment


def mine(name: str) -> Archive:
    return work(f"score: 7, {name}")


def zipped(files: dict[str, bytes]) -> Archive:
    """Return an archive as `archive` does, whatever the paths are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for path, content in files.items():
            made.writestr(path, content)
    return Archive(buffer.getvalue())


def digest_of(name: str) -> str:
    return file_sha256(notebook(f"score: 7, {name}"))


async def test_damaged_files_are_their_senders_alone_and_leave_nothing(ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    before = set(components.blobs.digests())
    whole = mine("cut")
    damaged = {
        "no_zip": (Archive(b"no zip at all"), "invalid_bundle"),
        "cut": (Archive(whole.content[: len(whole.content) // 2]), "invalid_bundle"),
        "other_name": (archive({"other.ipynb": notebook("other")}), "invalid_bundle"),
        "no_notebook": (archive({"hw1.ipynb": b"{}", "data.csv": b"1,2"}), "invalid_notebook"),
        "outside": (zipped({"hw1.ipynb": notebook("outside"), "../b": b"x"}), "unsafe_path"),
    }
    bad = dict(zip(CLASS, damaged.values(), strict=False))
    good = CLASS[len(bad) :]
    answers = dict(
        zip(
            [*bad, *good, "cleo"],
            await asyncio.gather(
                *(submit(ask, assignment, name, sent) for name, (sent, _) in bad.items()),
                *(submit(ask, assignment, name, mine(name)) for name in good),
                submit(ask, assignment, "cleo", mine("cleo")),
            ),
            strict=True,
        )
    )
    assert {name: answers[name].json()["code"] for name in bad} == {name: code for name, (_, code) in bad.items()}
    assert answers["cleo"].status_code == 404
    assert [(ok(answers[name])["user"], ok(answers[name])["attempt"]) for name in good] == [(one, 1) for one in good]
    assert set(components.blobs.digests()) - before == {digest_of(name) for name in good}


async def test_what_comes_by_a_door_and_by_our_own_way_at_once_is_all_there(ask: Asking, knock: Asking) -> None:
    assignment = await released(ask)

    async def by_ngshare(name: str) -> httpx.Response:
        form = {"files": tree({"hw1.ipynb": notebook(f"score: 7, {name} by ngshare")})}
        return await knock(name).post(at("submission", "physics", "hw1"), data=form)

    answers = await asyncio.gather(
        *(by_ngshare(name) for name in CLASS[:8]), *(submit(ask, assignment, name, mine(name)) for name in CLASS[4:])
    )
    assert [answer.status_code for answer in answers] == [200] * 8 + [201] * 8
    rows = ok(await ask("tom").get(f"/assignments/{assignment}/submissions"))
    expected = [*((name, 1) for name in CLASS), *((name, 2) for name in CLASS[4:8])]
    assert sorted((row["user"], row["attempt"]) for row in rows) == sorted(expected)


@pytest.mark.parametrize("by", ["native", "ngshare"])
async def test_nobody_waits_while_much_of_few_bytes_is_parsed(
    ask: Asking, knock: Asking, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    assignment = await released(ask)
    full = json.dumps({**json.loads(notebook()), "metadata": {"x": [[]] * 25_000}}, separators=(",", ":")).encode()
    parsing, go_on = threading.Event(), threading.Event()

    def parse(content: bytes, **more: Any) -> dict[str, Any]:
        found = read_notebook(content, **more)
        if content == full:
            parsing.set()
            go_on.wait(30)
        return found

    monkeypatch.setattr(uploads, "read_notebook", parse)
    try:
        if by == "native":
            slow = asyncio.create_task(submit(ask, assignment, "sam", archive({"hw1.ipynb": full})))
        else:
            slow = asyncio.create_task(
                knock("sam").post(at("submission", "physics", "hw1"), data={"files": tree({"hw1.ipynb": full})})
            )
        assert await asyncio.to_thread(parsing.wait, 10), (await slow).text
        ok(await asyncio.wait_for(submit(ask, assignment, "olga"), 20))
        assert not slow.done()
    finally:
        go_on.set()
    assert (await slow).status_code in {200, 201}


def listens(address: str) -> bool:
    parts = urlsplit(address)
    try:
        socket.create_connection((str(parts.hostname), int(parts.port or 0))).close()
    except ConnectionRefusedError:
        return False
    return True


class Counted:
    """A desk that counts who has come to it."""

    def __init__(self, desk: HandInDesk) -> None:
        self._desk, self.came = desk, 0

    def __getattr__(self, name: str) -> Any:
        self.came += name in ("submit", "take")
        return getattr(self._desk, name)


class Stopping:
    """A service that is stopped while a class hands in and the database keeps it waiting."""

    def __init__(self, components: Components, tokens: dict[str, str]) -> None:
        self._tokens, self._desk = tokens, Counted(components.desk)
        self._components = replace(components, desk=cast("HandInDesk", self._desk))

    async def run(self, *, wait_for_answers: bool) -> list[httpx.Response | BaseException]:
        """Return what the class has heard.

        Parameters
        ----------
        wait_for_answers : bool
            Let nothing be written before all have their answers.
        """
        database = self._components.database
        with ExitStack() as running:
            address = running.enter_context(serving(self._components))
            async with clients_at(f"{address}api/v1", self._tokens) as ask:
                assignment = await released(ask)
                async with ask("tom").stream("GET", "/events/stream") as news:
                    with database.write() as session:
                        hold_log(session)
                        sent = [
                            asyncio.create_task(submit(ask, assignment, name, mine(name), key="k")) for name in CLASS
                        ]
                        await asyncio.to_thread(until, lambda: self._desk.came == len(CLASS), "all to come")
                        stopping = asyncio.create_task(asyncio.to_thread(running.close))
                        await news.aread()  # it ends with the service
                        await asyncio.to_thread(until, lambda: not listens(address), "the service to take no more")
                        if wait_for_answers:
                            await asyncio.wait(sent)
                heard = await asyncio.gather(*sent, return_exceptions=True)
                await stopping
        return heard

    def taken(self) -> Counter[str]:
        """Return how many submissions of each person there are."""
        with self._components.database.read() as session:
            return Counter(session.scalars(select(orm.Submission.user)))


async def test_who_waits_when_the_service_is_stopped_is_served(components: Components, tokens: dict[str, str]) -> None:
    stopped = Stopping(components, tokens)
    heard = await stopped.run(wait_for_answers=False)
    assert [ok(answer)["user"] for answer in heard if isinstance(answer, httpx.Response)] == CLASS
    assert stopped.taken() == Counter(CLASS)


async def test_who_is_cut_off_sends_it_again_and_has_it_once(
    components: Components,
    tokens: dict[str, str],
    tmp_path: Path,
    database_url: str,
    settings: dict[str, Any],
    hub: FakeHub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "GRACE_SECONDS", 0.1)
    stopped = Stopping(components, tokens)
    heard = await stopped.run(wait_for_answers=True)
    assert not any(isinstance(answer, httpx.Response) and answer.is_success for answer in heard)
    assert set(stopped.taken().values()) <= {1}
    again = configured(tmp_path, database_url, **settings).build(authenticator=hub_authenticator(hub))
    with serving(again) as address:
        async with clients_at(f"{address}api/v1", tokens) as ask:
            (assignment,) = ok(await ask("tom").get("/assignments"))
            answers = await asyncio.gather(
                *(submit(ask, assignment["id"], name, mine(name), key="k") for name in CLASS)
            )
    assert [(ok(answer)["user"], ok(answer)["attempt"]) for answer in answers] == [(name, 1) for name in CLASS]
    assert stopped.taken() == Counter(CLASS)
