"""A sandbox that breaks while the service runs: what is taken, what is refused, what is not lost (SEC-34)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.queues.base import Load
from jupyter_autograde.sandbox.base import Probe, SelfTestReport
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.sandbox_check import TESTING
from jupyter_autograde.service.worker_check import WorkerCheck
from jupyter_autograde.testing.engine import FakeEngine, FakeOutcome
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.service import Asking, HoldingSandbox
from jupyter_autograde.testing.walkthrough import draft, graded, notebook, ok, release, submit, wait_for, work

WHY = "the kernel refuses user namespaces now"


class BreakableSandbox(HoldingSandbox):
    """Holds as long as nobody breaks it."""

    broken = False

    def self_test(self, environment: Environment) -> SelfTestReport:
        return SelfTestReport("breakable", (Probe("start", not self.broken, WHY),))


class BoxedEngine(FakeEngine):
    """Grades nothing without its sandbox."""

    def __init__(self, sandbox: BreakableSandbox) -> None:
        super().__init__()
        self.sandbox = sandbox

    def grade(self, *args: Any, **options: Any) -> FakeOutcome:
        if self.sandbox.broken:
            raise SandboxUnavailable("A box does not start.")
        return super().grade(*args, **options)


def boxed_engine(sandbox: BreakableSandbox, environments: Mapping[str, Environment]) -> BoxedEngine:
    return BoxedEngine(sandbox)


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"sandbox": BreakableSandbox, "engine": f"{__name__}.boxed_engine"}


@pytest.fixture
def broken(components: Components) -> Iterator[pytest.MonkeyPatch]:
    """Breaks the sandbox by `setattr`, mends it by `undo`; then the next test is passed within a moment."""
    components.sandbox_check._retry_seconds = 0.05  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        yield patch


async def regrade(ask: Asking, assignment_id: str, by: str = "ines") -> Any:
    return await ask(by).post(f"/assignments/{assignment_id}/regrades", json={"reason": "a wrong test"})


async def counts(ask: Asking, change_id: str) -> dict[str, int]:
    found: dict[str, int] = ok(await ask("ines").get(f"/score-changes/{change_id}"))["counts"]
    return found


@pytest.mark.asyncio
async def test_a_regrade_waits_while_the_sandbox_fails_and_no_other_is_begun(
    ask: Asking, components: Components, broken: pytest.MonkeyPatch
) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    first = [await graded(ask, assignment_id, by, text) for by, text in (("sam", "score: 7"), ("olga", "score: 4"))]
    broken.setattr(BreakableSandbox, "broken", True)
    change = ok(await regrade(ask, assignment_id))  # nobody knows yet
    known = components.sandbox_check.known_fault
    await asyncio.to_thread(until, lambda: known() is not None, "a job to find out that the sandbox does not hold")

    refused = [
        await regrade(ask, assignment_id),
        await ask("tom").post(f"/submissions/{first[0]['id']}/jobs"),
        await send_source(ask, assignment_id),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(503, "sandbox_unavailable")] * 3
    assert all(WHY in one.json()["message"] for one in refused)
    assert [(await regrade(ask, assignment_id, by)).status_code for by in ("tom", "mallory")] == [403, 404]
    (listed,) = ok(await ask("ines").get(f"/assignments/{assignment_id}/score-changes"))
    assert listed["id"] == change["id"]
    assert len(ok(await ask("ines").get(f"/assignments/{assignment_id}/versions"))) == 1

    late = ok(await submit(ask, assignment_id, sent=work("score: 9")))
    assert (late["state"], late["receipt"]["attempt"]) == ("queued", 2)
    seen = await counts(ask, change["id"])
    assert (seen["waiting"], seen["failed"]) == (2, 0)

    broken.undo()
    await wait_for(ask("ines"), "regrade_ready", score_change_id=change["id"])
    seen = await counts(ask, change["id"])
    assert (seen["total"], seen["waiting"], seen["failed"], seen["changed"]) == (2, 0, 0, 0)
    await wait_for(ask("sam"), "submission_graded", submission_id=late["id"])
    grades = ok(await ask("ines").get(f"/submissions/{first[0]['id']}/grades"))
    (job,) = [ok(await ask("ines").get(f"/jobs/{one['job_id']}")) for one in grades if one["score_change_id"]]
    assert (job["state"], job["tries"]) == ("done", 1)
    assert (await regrade(ask, assignment_id)).status_code == 202


async def send_source(ask: Asking, assignment_id: str) -> Any:
    sent = work(notebook().decode())
    return await ask("ines").post(f"/assignments/{assignment_id}/versions", content=sent.content, headers=sent.headers)


@pytest.mark.parametrize(
    ("slots", "faults", "known"),
    [
        (1, (WHY,), None),
        (0, (WHY,), WHY),
        (0, (TESTING,), None),
        (0, (TESTING, WHY), None),
        (0, (), None),
    ],
)
def test_workers_elsewhere_fail_for_sure_when_all_of_them_have_said_so(
    slots: int, faults: tuple[str, ...], known: str | None
) -> None:
    load = Load(workers=len(faults), slots=slots, running=0, waiting=0, faults=faults)
    assert WorkerCheck(lambda: load, None).known_fault() == known
