"""Which workers there are."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from jupyter_autograde.grading.presence import Presence, load_of
from jupyter_autograde.queues.base import Load
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.school import School


@dataclass
class Fault:
    """What holds a worker up; counts who asks."""

    reason: str | None = None
    asked: Counter[str] = field(default_factory=Counter)

    def __call__(self) -> str | None:
        self.asked[threading.current_thread().name] += 1
        return self.reason

    @property
    def signs(self) -> int:
        return self.asked["presence"]


@pytest.fixture
def presence(school: School) -> Iterator[Presence]:
    """A worker that is seen all the time."""
    made = Presence(school.database, log=logging.getLogger("jupyter_autograde.test"), seconds=0.01)
    yield made
    made.end()


def load(school: School) -> Load:
    with school.database.read() as session:
        return load_of(session)


def test_who_begins_anew_is_there_once(school: School, presence: Presence) -> None:
    old, new = Fault("The sandbox can't be started."), Fault()
    presence.begin(1, old)
    until(lambda: old.signs > 0, "a sign of life")
    presence.begin(3, new)
    before = old.signs
    until(lambda: new.signs > 20, "the next signs of life")
    assert old.signs == before
    assert load(school) == Load(workers=1, slots=3, running=0, waiting=0)


def test_nobody_comes_back_after_a_good_bye(school: School, presence: Presence) -> None:
    faults = Fault("The sandbox can't be started."), Fault()
    for fault in faults:
        presence.begin(1, fault)
    presence.end()
    assert "presence" not in {thread.name for thread in threading.enumerate()}
    with school.database.read() as session:
        worker = session.get_one(orm.Worker, presence.id)
        assert (worker.slots, worker.ended_at is None) == (0, False)


def test_slots_count_as_soon_as_nothing_holds_the_worker_up(school: School) -> None:
    slow = Presence(school.database, log=logging.getLogger("jupyter_autograde.test"), seconds=1000)
    fault = Fault("The self-test of the sandbox is still running.")
    slow.begin(2, fault)
    assert (load(school).slots, load(school).faults) == (0, (fault.reason,))
    fault.reason = None
    until(lambda: load(school).slots == 2, "the slots", 10)
    slow.end()
