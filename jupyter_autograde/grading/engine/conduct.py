"""Start runners, join them with the scorer, watch the time, end them (SEC-14, SEC-32)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import jupyter_autograde.sandbox.runner as runner_package
from jupyter_autograde.grading.engine.files import send_files
from jupyter_autograde.grading.engine.verdicts import NotebookRun
from jupyter_autograde.grading.formats import CellToRun, NotebookPlan
from jupyter_autograde.grading.scorer.channel import DIED, Broken, Channel
from jupyter_autograde.sandbox import Box, Environment, Limits, Program, Sandbox

RUNNER = Program(Path(str(runner_package.__file__)).parent, "autograde_runner", warm=True)

MARGIN_SECONDS = 15.0
"""That the scorer may need beyond a runner's wall time to say how it ended."""

_EVENT_BYTES = 24 << 20


class Conduct:
    """The runners of a job, one after the other, joined with its scorer. The runners get no test.

    Parameters
    ----------
    scorer : socket
        Of a fresh scorer that knows the tests; see `Scorers.job`.
    scorer_log : callable
        Returns what it has written.
    cpu : int, optional
        The processor that runners keep to.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        environment: Environment,
        limits: Limits,
        scorer: socket.socket,
        scorer_log: Callable[[], str],
        cpu: int | None = None,
    ) -> None:
        self._sandbox, self._environment, self._limits = sandbox, environment, limits
        self._scorer, self._scorer_log, self._cpu = scorer, scorer_log, cpu

    def run(
        self, plan: NotebookPlan, cells: Sequence[CellToRun], files: Mapping[str, bytes], *, prepared: bytes = b""
    ) -> NotebookRun:
        """Run one notebook and score it where otter would.

        Parameters
        ----------
        prepared : bytes
            See `preload`.
        """
        run = NotebookRun(plan)
        runner = self._sandbox.start(RUNNER, self._environment, self._limits, prepared=prepared)
        try:
            self._hand_over(runner, plan, cells, files)
            # The scorer's own computing for one question may begin when the runner's time ends.
            seconds = self._limits.wall_seconds + self._limits.question_seconds + MARGIN_SECONDS
            channel = self._worker_channel(seconds)
            while run.ended is None:
                run.take(channel.get())
        except Broken as fault:
            run.log = f"The scorer's channel: {fault.reason}. {self._scorer_log()[-2000:]}\n"
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
                    "tests": [question.key for question in plan.questions] if plan.otter else [],
                    "otter": plan.otter,
                    "environ": dict(plan.environ),
                    "cpu": self._cpu,
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
                "path": plan.path,
                "cells": [{"question": cell.question} if cell.question else cell.source for cell in cells],
                "wall_seconds": limits.wall_seconds,
                "cell_seconds": limits.cell_seconds,
                "question_seconds": limits.question_seconds,
                "frame_bytes": limits.frame_bytes,
                "fork_hidden": plan.fork_hidden,
            }
        )
        try:
            socket.send_fds(self._scorer, [b"R"], [runner.channel.fileno()])
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

    def _worker_channel(self, seconds: float) -> Channel:
        return Channel(self._scorer, time.monotonic() + seconds, _EVENT_BYTES)
