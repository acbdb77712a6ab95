"""Who hands in at the same moment is served together, and judged alone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import AutogradeError, InvalidNotebook, NotFound, StorageFull
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.hand_in_desk import Announcement, AssignmentOf, Files, Place
from jupyter_autograde.storage.database import Session
from jupyter_autograde.testing.service import Archive, Asking
from jupyter_autograde.testing.walkthrough import draft, notebook, ok, release, submit, work
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.asyncio

_Outcome = tuple[Submission, bool]


@dataclass(frozen=True)
class _Gate:
    """Where nobody can hand in anything, and whoever tries keeps the desk busy until it is open."""

    open: threading.Event = field(default_factory=threading.Event)

    def find(self, session: Session, askers: Collection[Asker]) -> Mapping[Asker, str | AutogradeError]:
        assert self.open.wait(30)
        return {asker: NotFound("There is a gate.") for asker in askers}


@asynccontextmanager
async def busy(components: Components) -> AsyncIterator[None]:
    """Keep the desk busy: what is brought meanwhile is served together when the block ends."""
    gate = _Gate()
    first = asyncio.create_task(bring(components, gate, "sam"))
    await asyncio.sleep(0)
    yield
    await asyncio.sleep(0)  # everybody has come to the desk
    gate.open.set()
    with pytest.raises(NotFound):
        await first


async def bring(
    components: Components, to: Place, user: str, text: str = "", unpack: Callable[[ExpectedFiles], Files] | None = None
) -> _Outcome:
    """Bring a notebook to the desk."""
    announced = Announcement(Asker(user), to, now(), new_ulid())
    return await components.desk.take(announced, unpack or (lambda expected: [("hw1.ipynb", notebook(text))]))


def damaged(expected: ExpectedFiles) -> Files:
    raise InvalidNotebook("The notebook is damaged.")


def broken(expected: ExpectedFiles) -> Files:
    raise ZeroDivisionError


async def released(ask: Asking) -> AssignmentOf:
    assignment = await draft(ask)
    await release(ask, assignment)
    return AssignmentOf(assignment)


async def test_of_those_who_come_together_each_is_judged_alone(ask: Asking, components: Components) -> None:
    to, elsewhere = await released(ask), AssignmentOf(new_ulid())
    async with busy(components):
        brought = [
            asyncio.create_task(one)
            for one in (
                bring(components, to, "sam", "one"),
                bring(components, to, "olga", unpack=damaged),
                bring(components, to, "nobody"),
                bring(components, to, "mallory"),
                bring(components, elsewhere, "sam"),
                bring(components, to, "tom", unpack=broken),
                bring(components, to, "sam", "two"),
                bring(components, to, "olga", "mine"),
            )
        ]
    outcomes = await asyncio.gather(*brought, return_exceptions=True)
    faults = [type(one) for one in outcomes[1:6]]
    assert faults == [InvalidNotebook, NotFound, NotFound, NotFound, ZeroDivisionError]
    taken = [one[0] for one in outcomes if not isinstance(one, BaseException)]
    assert [(one.user, one.attempt) for one in taken] == [("sam", 1), ("sam", 2), ("olga", 1)]
    shown = ok(await ask("ines").get(f"/assignments/{to.id}/submissions"))
    assert {one["id"] for one in shown} == {one.id for one in taken}


async def test_who_may_not_hand_in_is_told_so_and_nothing_is_unpacked(ask: Asking, components: Components) -> None:
    to, unpacked = await released(ask), []
    ok(await ask("ines").patch(f"/assignments/{to.id}", json={"state": "closed"}))

    def note(expected: ExpectedFiles) -> Files:
        unpacked.append(expected)
        return []

    async with busy(components):
        brought = [asyncio.create_task(bring(components, to, user, unpack=note)) for user in ("sam", "mallory")]
    outcomes = await asyncio.gather(*brought, return_exceptions=True)
    assert [getattr(one, "code", None) for one in outcomes] == ["assignment_closed", "not_found"]
    assert unpacked == []


async def test_the_same_file_of_two_people_and_of_two_attempts_is_kept_once(
    ask: Asking, components: Components
) -> None:
    to = await released(ask)
    before = set(components.blobs.digests())
    async with busy(components):
        brought = [asyncio.create_task(bring(components, to, user, "same")) for user in ("sam", "olga", "sam")]
    taken = [submission for submission, _ in await asyncio.gather(*brought)]
    assert len({one.sha256 for one in taken}) == 1
    assert len(set(components.blobs.digests()) - before) == 1


async def test_a_full_disk_is_everybodys_and_takes_nothing(
    ask: Asking, components: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = await released(ask)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("jupyter_autograde.storage.blob_journal.os.fdatasync", full)
        async with busy(components):
            brought = [asyncio.create_task(bring(components, to, user, "new")) for user in ("sam", "olga")]
        outcomes = await asyncio.gather(*brought, return_exceptions=True)
    assert [type(one) for one in outcomes] == [StorageFull, StorageFull]
    assert ok(await ask("ines").get(f"/assignments/{to.id}/submissions")) == []
    submission, created = await bring(components, to, "sam")
    assert (submission.attempt, created) == (1, True)


async def test_who_has_come_before_the_desk_closes_is_served(ask: Asking, components: Components) -> None:
    to = await released(ask)
    async with busy(components):
        brought = asyncio.create_task(bring(components, to, "sam"))
        await asyncio.sleep(0)
        closing = asyncio.create_task(asyncio.to_thread(components.desk.close))
    await closing
    submission, _ = await brought
    assert submission.user == "sam"
    with pytest.raises(RuntimeError):
        await bring(components, to, "olga")


async def test_who_gives_up_while_waiting_hands_nothing_in(ask: Asking, components: Components) -> None:
    to = await released(ask)
    async with busy(components):
        given_up = asyncio.create_task(bring(components, to, "sam"))
        stays = asyncio.create_task(bring(components, to, "olga"))
        await asyncio.sleep(0)
        given_up.cancel()
    submission, _ = await stays
    assert submission.user == "olga"
    shown = ok(await ask("ines").get(f"/assignments/{to.id}/submissions"))
    assert [one["user"] for one in shown] == ["olga"]


async def test_a_class_hands_in_over_http_and_each_gets_an_own_receipt(ask: Asking, components: Components) -> None:
    to = await released(ask)
    sent = [
        submit(ask, to.id, "sam", key="k"),
        submit(ask, to.id, "olga"),
        submit(ask, to.id, "sam", sent=Archive(b"no zip")),
        submit(ask, to.id, "mallory"),
        submit(ask, to.id, "sam", sent=work("score: 3")),
        submit(ask, to.id, ""),
    ]
    answers = await asyncio.gather(*sent)
    assert [one.status_code for one in answers] == [201, 201, 400, 404, 201, 401]
    taken = [one.json() for one in answers if one.is_success]
    assert sorted((one["user"], one["attempt"]) for one in taken) == [("olga", 1), ("sam", 1), ("sam", 2)]
    assert all(one["receipt"]["user"] == one["user"] for one in taken)
    assert len({one["receipt"]["signature"] for one in taken}) == 3
    again = await submit(ask, to.id, "sam", key="k")
    assert (again.status_code, again.json()["receipt"]) == (200, taken[0]["receipt"])
