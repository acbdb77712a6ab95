"""One notebook: cells in order, tests where otter would ask them (SEC-03)."""

from __future__ import annotations

import time
from typing import Any

from .case import GRACE_SECONDS, Case, Verdict
from .channel import PROTOCOL, TIMEOUT, Broken, Channel
from .plan import CasePlan, plan_doctest, plan_function

Plan = dict[str, list[CasePlan]]
"""Of a notebook: question -> its cases."""

Plans = dict[str, Plan]
"""Path of a notebook -> its plan."""


class Conductor:
    """Drives one runner.

    Parameters
    ----------
    worker : Channel
        Takes events.
    runner : Channel
        Into the student's process.
    job : dict
        `cells` (sources), `cell_seconds`, `question_seconds`.
    plans : dict
        Of the notebook's questions.
    """

    def __init__(self, worker: Channel, runner: Channel, job: dict[str, Any], plans: Plan) -> None:
        self._worker, self._runner, self._job, self._plans = worker, runner, job, plans
        self._checked: set[str] = set()
        self._final: dict[str, list[Verdict]] = {}
        """Of questions whose expected values the notebook may know since: checked again, they are not asked again."""

    def run(self) -> None:
        """Run all cells, then the tests that no cell has checked; say how it ended."""
        ended = ""
        try:
            for number, source in enumerate(self._job["cells"]):
                self._cell(number, source)
            left = [name for name in self._plans if name not in self._checked]
            if left and not self._tests_reachable(left):
                ended = "unreachable"
            else:
                for name in left:
                    self._score(name)
        except Broken as fault:
            ended = fault.reason
        self._event("end", reason=ended, cpu_seconds=time.process_time())

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

    def _check(self, question: Any) -> None:
        if type(question) is str and question in self._plans:
            self._score(question)

    def _score(self, question: str) -> None:
        """Public cases come before hidden ones in a package; otter keeps the last check of a question."""
        self._checked.add(question)
        self._event("question", question=question)
        told, verdicts = False, list[Verdict]()
        for number, plan in enumerate(self._plans[question]):
            if question in self._final:
                verdict = self._final[question][number]
            else:
                case = Case(self._runner, plan, self._job["question_seconds"], told=told)
                try:
                    verdict = case.score()
                except Broken as fault:
                    self._event("broken", question=question, case=number, timeout=fault.reason == TIMEOUT)
                    raise
                told = case.told
            verdicts.append(verdict)
            self._event(
                "case",
                question=question,
                case=number,
                passed=verdict.passed,
                assurance=verdict.assurance.value,
                tampered=verdict.tampered,
                detail=verdict.detail,
            )
        if told:
            self._final[question] = verdicts

    def _tests_reachable(self, questions: list[str]) -> bool:
        """Ask whether `./tests` is still below the working directory: otter fails after a `chdir`."""
        paths = [f"./tests/{name}.py" for name in questions]
        found = self._runner.ask(self._job["question_seconds"] + GRACE_SECONDS, op="isfile", paths=paths).get("v")
        return type(found) is list and all(answer is True for answer in found)

    def _event(self, event: str, **facts: Any) -> None:
        self._worker.put({"event": event, **facts})


def plan_questions(questions: list[dict[str, Any]]) -> Plan:
    """Return the plans of all cases.

    Raises
    ------
    SyntaxError, ValueError
        A case can't be read; a release is refused for it before.
    """
    return {question["name"]: [_plan(case) for case in question["cases"]] for question in questions}


def _plan(case: dict[str, Any]) -> CasePlan:
    if case["kind"] == "doctest":
        return plan_doctest(case["code"])
    return plan_function(case["preamble"], case["code"], case["parameters"])
