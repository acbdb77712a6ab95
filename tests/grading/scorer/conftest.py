"""A scorer and a runner's examiner in one process, joined by the messages they would exchange."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_autograde.grading.scorer.channel import decoded, encoded
from jupyter_autograde.grading.scorer.conduct import Conductor
from jupyter_autograde.grading.scorer.questions import plan_questions
from jupyter_autograde.sandbox.runner.alarm import Alarm
from jupyter_autograde.sandbox.runner.examiner import Examiner

SECONDS = 20.0


class Wire:
    """The scorer's end of a channel whose other end is an examiner: every message passes as in a channel."""

    def __init__(self, notebook: str) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.sent: list[str] = []
        """All that went in, as text."""
        shell: Any = SimpleNamespace(formatters={}, complete=asyncio.run)
        self._examiner = Examiner(shell, Alarm(), SECONDS)
        exec(notebook, self.names)

    def ask(self, seconds: float, **request: Any) -> dict[str, Any]:
        self.sent.append(json.dumps(request))
        got = json.loads(self.sent[-1])
        if got["op"] == "cell":
            exec(got["src"], self.names)
            return {"id": "1", "outputs": "[]", "cut": False}
        if got["op"] == "case":
            answer = self._examiner.begin(self.names, got)
        elif got.get("fork") and self._examiner.needs_fork(got):
            return decoded(in_fork(lambda: json.dumps(self._examiner.answer(got)).encode()))
        else:
            answer = self._examiner.answer(got)
        return decoded(json.dumps(answer).encode())


def in_fork(make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns in a fork of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "wb") as end:
            end.write(make())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as end:
        made = end.read()
    assert os.waitpid(child, 0)[1] == 0
    return made


class Run(SimpleNamespace):
    """What came of it: `cases` (the events), `sent`, `names` of the notebook."""

    @property
    def passed(self) -> list[bool]:
        return [case["passed"] for case in self.cases]

    @property
    def assurance(self) -> list[str]:
        return [case["assurance"] for case in self.cases]


def conduct(notebook: str, questions: list[dict[str, Any]], cells: list[Any], seconds: float = SECONDS) -> Run:
    events: list[dict[str, Any]] = []
    wire = Wire(notebook)
    worker = SimpleNamespace(put=lambda message: events.append(decoded(encoded(message))))
    job = {"cells": cells, "cell_seconds": SECONDS, "question_seconds": seconds}
    conductor = Conductor(worker, wire, job, plan_questions(questions))  # type: ignore[arg-type]
    conductor._tests_reachable = lambda questions: True  # type: ignore[method-assign]
    conductor.run()
    return Run(cases=[event for event in events if event["event"] == "case"], sent=wire.sent, names=wire.names)


@pytest.fixture
def doctest_case() -> Callable[..., Run]:
    """Score one doctest against the names that a notebook's source makes."""

    def run(code: str, notebook: str, **options: Any) -> Run:
        return conduct(notebook, [{"name": "q", "cases": [{"kind": "doctest", "code": code}]}], [], **options)

    return run


@pytest.fixture
def test_cell() -> Callable[..., Run]:
    """Score test cells, public and in this order; after each the next of `cells` runs."""

    def run(sources: list[str], notebook: str, cells: list[str] | None = None, *, hidden: bool = False) -> Run:
        questions = [
            {"name": f"q{number}", "cases": [{"kind": "cell", "code": source, "hidden": hidden}]}
            for number, source in enumerate(sources)
        ]
        order: list[Any] = []
        for number, _ in enumerate(sources):
            order.append({"question": f"q{number}"})
            order += (cells or [])[number : number + 1]
        return conduct(notebook, questions, order)

    return run


@pytest.fixture
def parts_of_cells() -> Callable[..., Run]:
    """Score test cells of several parts (source, hidden), as they come out of a package; after each, one of `cells`."""

    def run(sources: list[list[tuple[str, bool]]], notebook: str, cells: list[str]) -> Run:
        questions = [
            {
                "name": f"q{number}",
                "cases": [{"kind": "cell", "code": code, "hidden": hidden} for code, hidden in parts],
            }
            for number, parts in enumerate(sources)
        ]
        order = [item for number, cell in enumerate(cells) for item in ({"question": f"q{number}"}, cell)]
        return conduct(notebook, questions, order)

    return run
