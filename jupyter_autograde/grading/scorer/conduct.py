"""One notebook: cells in order, tests where otter or nbgrader would ask them (SEC-03)."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from .asking import GRACE_SECONDS
from .case import Case, Verdict
from .channel import PROTOCOL, TIMEOUT, Broken, Channel
from .questions import Plan, Plans, plan_questions
from .steps import CasePlan, Mode

MOST_CHECKS = 10
"""That a notebook may ask for one question: which answers come next says whether the last ones were right."""

MOST_TELLING_CHECKS = 2
"""The same for hidden cases whose next question says whether the last answer was right, see `CasePlan.tells`: an early
copy of a check, and the one after the answer. With more, a notebook could try one answer after the other."""

LINE_CHARACTERS = 200
"""Of a test's line, for advice."""

_WORD = re.compile(r"\w+")


class Conductor:
    """Drives one runner.

    Parameters
    ----------
    worker : Channel
        Takes events.
    runner : Channel
        Into the student's process.
    job : dict
        `cells` (sources, or `{"question"}` for a test cell), `cell_seconds`, `question_seconds`, `fork_hidden`.
    plans : dict
        Of the notebook's questions.
    """

    def __init__(self, worker: Channel, runner: Channel, job: dict[str, Any], plans: Plan) -> None:
        self._worker, self._runner, self._job, self._plans = worker, runner, job, plans
        self._checks: dict[str, int] = {}
        self._verdicts: dict[str, list[Verdict]] = {}
        self._final: set[str] = set()
        """Questions whose expected values the notebook may know since: checked again, they are not asked again."""
        self._kept = False
        """A verdict has stayed, because its case was asked too often."""
        self._names: dict[str, Any] = {}
        """What test cells have left for the test cells after them."""
        self._secrets: dict[str, Any] = {}
        """What hidden parts of them have bound."""

    def run(self) -> None:
        """Run all cells, then the tests that no cell has checked; say how it ended."""
        ended = ""
        try:
            for number, cell in enumerate(self._job["cells"]):
                if isinstance(cell, str):
                    self._cell(number, cell)
                else:
                    self._test_cell(number, cell["question"])
            left = [name for name, plans in self._plans.items() if name not in self._checks and not _is_cell(plans)]
            if left and not self._tests_reachable(left):
                ended = "unreachable"
            else:
                for name in left:
                    self._score(name)
        except Broken as fault:
            ended = fault.reason
        self._event("end", reason=ended, cpu_seconds=time.process_time(), many_checks=self._kept)

    def _cell(self, number: int, source: str) -> None:
        began, asked = time.monotonic(), 0.0
        limit = self._job["cell_seconds"]
        reply = self._runner.ask(limit + GRACE_SECONDS, op="cell", src=source)
        cell = reply["id"]
        while "check" in reply:
            paused = time.monotonic()
            self._check(reply["check"])
            asked += time.monotonic() - paused
            self._runner.put({"op": "resume", "id": cell})
            reply = self._runner.reply(limit + GRACE_SECONDS, cell)
        outputs, cut = reply.get("outputs"), reply.get("cut") is True
        if type(outputs) is not str:
            raise Broken(PROTOCOL)
        late = time.monotonic() - began - asked >= limit
        self._event("cell", number=number, outputs=outputs, cut=cut, timeout=late)

    def _test_cell(self, number: int, question: str) -> None:
        """Score a test cell in its place; for the staff, what failed stands where its output would."""
        if question in self._plans and question not in self._checks:
            verdicts = self._score(question, cells_after=self._job["cells"][number + 1 :])
            shown = [_failure(verdict.detail) for verdict in verdicts if verdict.detail][:1]
            self._event("cell", number=number, outputs=json.dumps(shown), cut=False, timeout=False)

    def _check(self, question: Any) -> None:
        if type(question) is str and question in self._plans and not _is_cell(self._plans[question]):
            self._score(question)

    def _score(self, question: str, cells_after: list[Any] | None = None) -> list[Verdict]:
        """Public cases come before hidden ones in a package; otter keeps the last check of a question."""
        self._checks[question] = count = self._checks.get(question, 0) + 1
        self._event("question", question=question)
        told, verdicts = False, list[Verdict]()
        for number, plan in enumerate(self._plans[question]):
            most = MOST_TELLING_CHECKS if plan.hidden and plan.tells else MOST_CHECKS
            self._kept |= count > most
            if question in self._final or count > most:
                verdict = self._verdicts[question][number]
            elif plan.mode is Mode.CELL and any(not before.passed for before in verdicts):
                verdict = Verdict(passed=False, detail="an earlier part of the cell failed")
            else:
                verdict, told_now = self._ask(question, number, plan, told, cells_after)
                told |= told_now
            verdicts.append(verdict)
            self._event(
                "case",
                question=question,
                case=number,
                passed=verdict.passed,
                assurance=verdict.assurance.value,
                tampered=verdict.tampered,
                detail=verdict.detail,
                raised=verdict.raised,
                construct=verdict.construct,
                line=verdict.line[:LINE_CHARACTERS],
                partial=verdict.partial,
            )
        self._verdicts[question] = verdicts
        if told:
            self._final.add(question)
        return verdicts

    def _ask(
        self, question: str, number: int, plan: CasePlan, told: bool, cells_after: list[Any] | None
    ) -> tuple[Verdict, bool]:
        seconds = self._job["question_seconds"]
        fork = plan.hidden and self._job.get("fork_hidden") is True
        case = Case(self._runner, plan, seconds, told=told, names=self._names if plan.mode is Mode.CELL else None)
        try:
            if fork:
                self._runner.ask(seconds + GRACE_SECONDS, op="branch")
            verdict = case.score()
            if fork:
                self._runner.ask(seconds + GRACE_SECONDS, op="join")
            elif plan.mode is Mode.CELL and not plan.hidden:
                case.publish({word for cell in cells_after or () for word in self._words(cell)}, self._secrets)
            if plan.mode is Mode.CELL and plan.hidden:
                self._secrets |= {name: self._names[name] for name in plan.kept & self._names.keys()}
        except Broken as fault:
            self._event("broken", question=question, case=number, timeout=fault.reason == TIMEOUT)
            raise
        return verdict, case.told

    def _words(self, cell: str | dict[str, Any]) -> set[str]:
        """Return the words of a cell, those of a test cell's tests."""
        if isinstance(cell, str):
            return set(_WORD.findall(cell))
        sources = [step.example.source for plan in self._plans.get(cell["question"], []) for step in plan.steps]
        return {word for source in sources for word in _WORD.findall(source)}

    def _tests_reachable(self, questions: list[str]) -> bool:
        """Ask whether `./tests` is still below the working directory: otter fails after a `chdir`."""
        paths = [f"./tests/{name}.py" for name in questions]
        found = self._runner.ask(self._job["question_seconds"] + GRACE_SECONDS, op="isfile", paths=paths).get("v")
        return type(found) is list and all(answer is True for answer in found)

    def _event(self, event: str, **facts: Any) -> None:
        self._worker.put({"event": event, **facts})


def _is_cell(plans: list[CasePlan]) -> bool:
    return bool(plans) and plans[0].mode is Mode.CELL


def _failure(detail: str) -> dict[str, Any]:
    lines = detail.split("\n")
    return {"output_type": "error", "ename": "test", "evalue": lines[-1], "traceback": lines}


__all__ = ["Conductor", "Plan", "Plans", "plan_questions"]
