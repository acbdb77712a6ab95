"""Start a scorer and runners, join them, watch the time, end them (SEC-14, SEC-32)."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import jupyter_autograde.grading.scorer as scorer_package
import jupyter_autograde.sandbox.runner as runner_package
from jupyter_autograde.errors import GradingError
from jupyter_autograde.grading.engine.files import send_files
from jupyter_autograde.grading.engine.verdicts import NotebookRun
from jupyter_autograde.grading.formats import CellToRun, NotebookPlan, Question
from jupyter_autograde.grading.scorer.channel import DIED, Broken, Channel
from jupyter_autograde.sandbox import Box, Environment, Limits, Program, Sandbox, Usage

RUNNER = Program(Path(str(runner_package.__file__)).parent, "autograde_runner", warm=True)
SCORER = Program(Path(str(scorer_package.__file__)).parent, "autograde_scorer", warm=True)

_MARGIN_SECONDS = 15.0
"""That the scorer may need beyond a runner's wall time to say how it ended."""

_EVENT_BYTES = 24 << 20


class Conduct:
    """One scorer and, one after the other, the runners of a job. A context manager: at its end nothing lives.

    The scorer gets no name, no points and no secret; the runners get no test.
    """

    def __init__(self, sandbox: Sandbox, environment: Environment, limits: Limits) -> None:
        self._sandbox, self._environment, self._limits = sandbox, environment, limits
        self._scorer: Box | None = None
        self.usage = Usage()
        """Of the scorer, after the end."""

    def __enter__(self) -> Conduct:
        self._scorer = self._sandbox.start(SCORER, self._environment, self._limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._scorer is not None:
            self.usage = self._scorer.kill()

    def describe(self, questions: Sequence[Question]) -> list[dict[str, Any]]:
        """Ask the scorer what it makes of tests: `question`, `case`, and `assurance` or `error`.

        Raises
        ------
        GradingError
            The scorer did not answer.
        """
        channel = self._worker_channel(self._limits.wall_seconds)
        try:
            channel.put({"op": "plan", "questions": _for_scorer(questions)})
            answer = channel.get().get("cases")
        except Broken as fault:
            raise GradingError(f"The tests could not be read: the scorer {fault.reason}.") from fault
        if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
            raise GradingError("The tests could not be read.")
        return answer

    def run(self, plan: NotebookPlan, cells: Sequence[CellToRun], files: Mapping[str, bytes]) -> NotebookRun:
        """Run one notebook and score it where otter would."""
        run = NotebookRun(plan)
        runner = self._sandbox.start(RUNNER, self._environment, self._limits)
        try:
            self._hand_over(runner, plan, cells, files)
            channel = self._worker_channel(self._limits.wall_seconds + _MARGIN_SECONDS)
            while run.ended is None:
                run.take(channel.get())
        except Broken as fault:
            run.log = f"The scorer's channel: {fault.reason}. {self._scorer_log()}\n"
        finally:
            self._end(runner, run)
        return run

    def _hand_over(
        self, runner: Box, plan: NotebookPlan, cells: Sequence[CellToRun], files: Mapping[str, bytes]
    ) -> None:
        """Send the runner its files, then give its channel to the scorer."""
        limits = self._limits
        channel = Channel(runner.channel, time.monotonic() + limits.wall_seconds, limits.frame_bytes)
        try:
            send_files(channel, files)
            channel.put(
                {
                    "op": "setup",
                    "folder": plan.folder,
                    "tests": [question.key for question in plan.questions],
                    "cell_output_bytes": limits.cell_output_bytes,
                    "cell_seconds": limits.cell_seconds,
                    "question_seconds": limits.question_seconds,
                }
            )
        except Broken as fault:
            if fault.reason != DIED:
                raise
            # The scorer will find the same, and say so in its own words.
        worker = self._worker_channel(limits.wall_seconds)
        worker.put(
            {
                "op": "notebook",
                "cells": [cell.source for cell in cells],
                "questions": _for_scorer(plan.questions),
                "wall_seconds": limits.wall_seconds,
                "cell_seconds": limits.cell_seconds,
                "question_seconds": limits.question_seconds,
                "frame_bytes": limits.frame_bytes,
            }
        )
        try:
            socket.send_fds(self._scorer_box.channel, [b"R"], [runner.channel.fileno()])
        except OSError:
            raise Broken(DIED) from None
        runner.channel.close()

    def _end(self, runner: Box, run: NotebookRun) -> None:
        usage = runner.kill()
        run.cpu_seconds, run.peak_memory = usage.cpu_seconds, usage.peak_memory
        run.log += runner.log()
        if usage.out_of_memory:
            run.limits_hit.add("memory")
        if run.ended and usage.cpu_seconds >= self._limits.cpu_seconds:
            run.limits_hit.add("cpu")

    @property
    def _scorer_box(self) -> Box:
        if self._scorer is None:
            raise GradingError("The scorer is not started.")
        return self._scorer

    def _scorer_log(self) -> str:
        return self._scorer_box.log()[-2000:]

    def _worker_channel(self, seconds: float) -> Channel:
        return Channel(self._scorer_box.channel, time.monotonic() + seconds, _EVENT_BYTES)


def _for_scorer(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [{"name": question.key, "cases": [case.for_scorer() for case in question.cases]} for question in questions]
