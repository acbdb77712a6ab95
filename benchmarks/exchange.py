"""Handing in and listing, beside ngshare in the same run: `python -m benchmarks.exchange [--quick]`.

Ours keeps what it acknowledges: files and database are on the disk before the answer goes out; ngshare waits for its
database only. Client, hub and service share the processors. Rounds of all of them alternate, and what counts is the
median of the rounds.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import handins, load
from benchmarks.exchanges import ASSIGNMENT, COURSE, PREFIX, Exchange, Ngshare, Ours, tiny_hub
from benchmarks.report import Finding, milliseconds, show

STUDENTS = 1000
SIZES = {"50 kB": 50_000, "1 MB": 1_000_000}
CLIENTS = (1, 8, 32)
ROUNDS = 3
_SENDING = 100
"""Students who hand in: the services know their tokens after the first round, which does not count."""
_SECONDS = 2.0
"""How long a round takes, about."""
_MEMORY = 400_000_000
"""Bytes of requests made at once."""


@dataclass(frozen=True)
class Way:
    """A way to hand in: `make(size, number)` gives requests for `exchange`."""

    name: str
    exchange: Exchange
    make: Callable[[int, int], list[bytes]]


@dataclass(frozen=True)
class Round:
    """What one round came to: of `cpu`, seconds of the service's processors a hand-in."""

    load: load.Load
    cpu: float


def run(rounds: int = ROUNDS) -> list[Finding]:
    """Measure everything."""
    with tempfile.TemporaryDirectory(prefix="autograde-bench-") as name, ExitStack() as stack:
        hub = stack.enter_context(tiny_hub())
        exchanges = []
        for kind in (Ngshare, Ours):
            folder = Path(name, kind.name)
            folder.mkdir()
            exchanges.append(stack.enter_context(kind(folder, hub)))
        theirs, ours = exchanges
        names = [f"student{number:04}" for number in range(STUDENTS)]
        for exchange in exchanges:
            exchange.prepare(names)
        ways = _ways(theirs, ours, itertools.cycle(names[:_SENDING]))
        found = _lists(theirs, ours, names)
        for label, size in SIZES.items():
            for clients in CLIENTS:
                found += _compare(f"{label}, {clients} clients", _rounds(ways, size, clients, rounds))
        return found


def _ways(theirs: Exchange, ours: Exchange, senders: Iterator[str]) -> list[Way]:
    assert isinstance(ours, Ours)
    path, door = ours.submissions, f"{PREFIX}submission/{COURSE}/{ASSIGNMENT}"
    return [
        Way("ngshare", theirs, lambda size, number: handins.ngshare(door, senders, size, number)),
        Way("our door", ours, lambda size, number: handins.ngshare(door, senders, size, number)),
        Way("our API", ours, lambda size, number: handins.native(path, senders, size, number)),
    ]


# ---------------------------------------------------------------- handing in


def _rounds(ways: list[Way], size: int, clients: int, rounds: int) -> dict[str, list[Round]]:
    """Let the ways take turns; each is given what it does in about two seconds."""
    numbers = {}
    for way in ways:
        warm = _round(way, size, clients, max(_SENDING, 2 * clients))
        most = _MEMORY // (2 * size)
        numbers[way.name] = min(most, max(4 * clients, int(warm.load.rate * _SECONDS)))
    taken = defaultdict(list)
    for _ in range(rounds):
        for way in ways:
            taken[way.name].append(_round(way, size, clients, numbers[way.name]))
    return taken


def _round(way: Way, size: int, clients: int, number: int) -> Round:
    requests = way.make(size, number)
    before = way.exchange.cpu()
    taken = load.drive(way.exchange.port, requests, clients)
    return Round(taken, (way.exchange.cpu() - before) / number)


def _compare(what: str, taken: dict[str, list[Round]]) -> Iterator[Finding]:
    theirs = taken["ngshare"]
    for name, rounds in taken.items():
        if name == "ngshare":
            continue
        pairs = list(zip(rounds, theirs, strict=True))
        faster = median(our.load.rate / their.load.rate for our, their in pairs)
        yield Finding(f"{what}: {name}", _rate(rounds), f"{_rate(theirs)} ngshare", f"{faster:.1f} ×")
        cheaper = median(their.cpu / our.cpu for our, their in pairs)
        yield Finding("    CPU each", _cpu(rounds), _cpu(theirs), f"{cheaper:.1f} ×")
        for part in (50, 99):
            sooner = median(their.load.percentile(part) / our.load.percentile(part) for our, their in pairs)
            yield Finding(f"    p{part}", _percentile(rounds, part), _percentile(theirs, part), f"{sooner:.1f} ×")


def _rate(rounds: list[Round]) -> str:
    return f"{median(one.load.rate for one in rounds):.0f}/s"


def _cpu(rounds: list[Round]) -> str:
    return milliseconds(median(one.cpu for one in rounds))


def _percentile(rounds: list[Round], part: int) -> str:
    return milliseconds(median(one.load.percentile(part) for one in rounds))


# ---------------------------------------------------------------- listing


def _lists(theirs: Exchange, ours: Exchange, names: list[str]) -> list[Finding]:
    """Look at the newest submissions of the whole class, when everybody has handed in once, and ten times."""
    assert isinstance(ours, Ours)
    door = f"{PREFIX}submission/{COURSE}/{ASSIGNMENT}"
    listed, latest = f"{PREFIX}submissions/{COURSE}/{ASSIGNMENT}", f"{ours.submissions}?latest=true"

    def hand_in(exchange: Exchange) -> None:
        load.drive(exchange.port, handins.ngshare(door, iter(names), 500, STUDENTS), 8)

    hand_in(theirs)
    hand_in(ours)
    peer = _seconds(theirs, listed)
    first = _seconds(ours, latest)
    for _ in range(9):
        hand_in(ours)
    tenth = _seconds(ours, latest)
    what = f"list the newest of {STUDENTS} students"
    return [
        Finding(what, milliseconds(first), f"{milliseconds(peer)} ngshare", f"{peer / first:.1f} ×"),
        Finding("    10 attempts each", milliseconds(tenth), f"{milliseconds(first)} with 1", f"{tenth / first:.2f} ×"),
    ]


def _seconds(exchange: Exchange, path: str) -> float:
    return median(load.drive(exchange.port, [exchange.asking(path)] * 11, 1).latencies[1:])


if __name__ == "__main__":
    show(run(1 if "--quick" in sys.argv[1:] else ROUNDS))
