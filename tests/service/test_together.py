"""Work that comes while others' is done is done at once, and nobody's is lost or mixed up."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future

import pytest

from jupyter_autograde.service.together import MOST, Together
from jupyter_autograde.testing.own_hub import until
from tests.service.asking_loop import PATIENCE, AskingLoop


class Doubling:
    """Doubles numbers; refuses odd ones, and fails at all that came with -1. It does nothing before `free` is set."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.done: list[Sequence[int]] = []

    def __call__(self, numbers: Sequence[int]) -> Sequence[int | Exception]:
        self.done.append(numbers)
        assert self.free.wait(PATIENCE)
        if -1 in numbers:
            raise ArithmeticError(f"{len(numbers)} at once")
        return [ValueError(f"{number} is odd") if number % 2 else 2 * number for number in numbers]


@pytest.fixture
def work() -> Doubling:
    return Doubling()


class Asking:
    """Asks in an event loop; what is asked has been asked when that returns."""

    def __init__(self, work: Doubling) -> None:
        self._together = Together[int, int](work, "doubling")
        self.loop = AskingLoop()
        self.close = self._together.close

    def ask(self, number: int) -> Future[int]:
        return self.loop.ask(self._together.ask(number))


@pytest.fixture
def together(work: Doubling) -> Iterator[Asking]:
    made = Asking(work)
    yield made
    work.free.set()
    made.close()
    made.loop.end()


def begin(together: Asking, work: Doubling) -> Future[int]:
    """Keep its thread busy, so that what comes next waits."""
    first = together.ask(0)
    until(lambda: work.done != [], "its thread")
    return first


def test_what_came_meanwhile_is_done_at_once_in_its_order(together: Asking, work: Doubling) -> None:
    first = begin(together, work)
    others = [together.ask(number) for number in (8, 2, 6)]
    assert not any(one.done() for one in (first, *others))
    work.free.set()
    assert [one.result(PATIENCE) for one in (first, *others)] == [0, 16, 4, 12]
    assert work.done == [[0], [8, 2, 6]]


def test_the_first_does_not_wait_for_more_than_some(together: Asking, work: Doubling) -> None:
    begin(together, work)
    others = [together.ask(2 * number) for number in range(2 * MOST + 1)]
    work.free.set()
    assert [one.result(PATIENCE) for one in others] == [4 * number for number in range(2 * MOST + 1)]
    assert [len(one) for one in work.done] == [1, MOST, MOST, 1]


def test_a_fault_is_told_to_whose_it_is(together: Asking, work: Doubling) -> None:
    begin(together, work)
    good, bad, last = (together.ask(number) for number in (2, 3, 4))
    work.free.set()
    assert (good.result(PATIENCE), last.result(PATIENCE)) == (4, 8)
    with pytest.raises(ValueError, match="3 is odd"):
        bad.result(PATIENCE)


def test_where_all_fails_it_is_everybodys_and_the_next_are_served(together: Asking, work: Doubling) -> None:
    begin(together, work)
    failing = [together.ask(number) for number in (2, -1)]
    work.free.set()
    for one in failing:
        with pytest.raises(ArithmeticError, match="2 at once"):
            one.result(PATIENCE)
    assert together.ask(4).result(PATIENCE) == 8


def test_what_nobody_wants_any_more_is_not_done(together: Asking, work: Doubling) -> None:
    first = begin(together, work)
    gone, stays = together.ask(2), together.ask(4)
    assert gone.cancel()
    together.loop.settle()
    work.free.set()
    assert (first.result(PATIENCE), stays.result(PATIENCE)) == (0, 8)
    with pytest.raises(CancelledError):
        gone.result(PATIENCE)
    assert work.done == [[0], [4]]


def test_each_of_many_threads_gets_its_own_answer(together: Asking, work: Doubling) -> None:
    work.free.set()
    answers = dict[int, list[int]]()

    def ask(person: int) -> None:
        answers[person] = [together.ask(200 * person + 2 * turn).result(PATIENCE) for turn in range(50)]

    threads = [threading.Thread(target=ask, args=(person,)) for person in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert answers == {person: [400 * person + 4 * turn for turn in range(50)] for person in range(8)}
    assert sum(len(done) for done in work.done) == 400


def test_who_waits_is_served_before_it_ends_and_nobody_after(together: Asking, work: Doubling) -> None:
    begin(together, work)
    waiting = together.ask(2)
    closing = threading.Thread(target=together.close)
    closing.start()

    def is_closed() -> bool:
        asked = together.ask(4)
        return not asked.cancel() and isinstance(asked.exception(), RuntimeError)

    until(is_closed, "its end")
    assert not waiting.done()
    work.free.set()
    closing.join(PATIENCE)
    assert not closing.is_alive()
    assert waiting.result(PATIENCE) == 4
    together.close()  # once more does no harm


def test_one_that_nobody_asked_ends_as_well(together: Asking, work: Doubling) -> None:
    together.close()
    with pytest.raises(RuntimeError, match="closed"):
        together.ask(2).result(PATIENCE)
    assert work.done == []
