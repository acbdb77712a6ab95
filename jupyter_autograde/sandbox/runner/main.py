"""The program that runs one notebook: cells in order, a pause at each check, answers to the scorer's questions."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

from . import workplace
from .alarm import Alarm
from .examiner import Examiner
from .frames import Closed, Frames
from .otter_stub import install
from .outputs import CellOutputs, OutputStream
from .shell import Shell
from .warming import load_all, renew_randomness, warmed_shell

ENDED = 0
ANSWERED = 77
"""Exit code of a fork that has answered."""


_shell: Shell | None = None
_warm = False


def warm() -> None:
    """Build the shell and use it, once for all notebooks whose processes are forked from here."""
    global _shell, _warm
    _shell, _warm = warmed_shell(), True


def prepare(payload: bytes) -> None:
    """Load the libraries that notebooks of this kind use."""
    global _shell
    _shell = _shell or Shell(CellOutputs())
    load_all(payload, exercised=_warm)


def main(channel: int) -> None:
    """Serve the channel until it ends."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    with contextlib.suppress(Closed):
        Runner(Frames(channel)).serve()
    os._exit(ENDED)  # no atexit handler of a notebook runs


class Runner:
    """One notebook."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        setup = workplace.prepare(frames)
        renew_randomness()
        self._shell, self._alarm = _shell or Shell(CellOutputs()), Alarm()
        self._outputs = self._shell.outputs
        self._outputs.text_bytes = setup["cell_output_bytes"]
        self._cell_seconds: float = setup["cell_seconds"]
        self._examiner = Examiner(self._shell, self._alarm, setup["question_seconds"])
        self._current = ""
        self._fork, self._wait, self._exit = os.fork, os.waitpid, os._exit
        self._dumps = json.JSONEncoder().encode
        otter = install(self._check)
        # otter's init cell leaves these two names in every notebook.
        self._names = self._shell.names
        if setup["otter"]:
            self._names.update(sys=sys, logging=otter.logging)
        os.environ.update(setup["environ"])
        sys.stdout = sys.__stdout__ = OutputStream("stdout", 1, self._outputs)  # type: ignore[misc, assignment]
        sys.stderr = sys.__stderr__ = OutputStream("stderr", 2, self._outputs)  # type: ignore[misc, assignment]

    def serve(self) -> None:
        """Answer until `resume` (inside a check) or the end of the channel."""
        while True:
            request = self._frames.receive()
            self._current = request["id"]
            operation = request["op"]
            if operation == "resume":
                return
            if operation == "end":
                raise Closed
            if operation == "cell":
                self._cell(request)
            elif operation == "branch":
                self._branch()
            elif operation == "join":
                self._reply({})
                self._exit(ANSWERED)
            elif operation == "case":
                self._reply(self._examiner.begin(self._names, request))
            elif request.get("fork") and self._examiner.needs_fork(request):
                self._forked(request)
            else:
                self._reply(self._examiner.answer(request))

    def _cell(self, request: dict[str, Any]) -> None:
        self._alarm.start(self._cell_seconds)
        try:
            outputs = self._shell.execute(request["src"])
        finally:
            self._alarm.stop()
        self._current = request["id"]
        try:
            text = self._dumps(outputs)
        except (TypeError, ValueError, RecursionError):
            text = "[]"
        self._reply({"outputs": text, "cut": self._outputs.cut})

    def _check(self, question: str, names: dict[str, Any]) -> None:
        """Pause the cell at a check until the trusted side has asked what it wants."""
        left = self._alarm.stop()
        cell, before, self._names = self._current, self._names, names
        self._frames.send({"id": cell, "check": question})
        try:
            self.serve()
        finally:
            self._names, self._current = before, cell
            self._alarm.start(left)

    def _forked(self, request: dict[str, Any]) -> None:
        """Answer in a child that owns the channel meanwhile: a twin must not change the notebook's objects."""
        child = self._fork()
        if child == 0:
            try:
                self._reply(self._examiner.answer(request))
                self._exit(ANSWERED)
            finally:
                self._exit(1)
        if os.waitstatus_to_exitcode(self._wait(child, 0)[1]) != ANSWERED:
            raise Closed

    def _branch(self) -> None:
        """Go on in a child until `join`: what a test changes there is gone afterwards (SEC-07)."""
        child = self._fork()
        if child == 0:
            self._reply({})
            return
        if os.waitstatus_to_exitcode(self._wait(child, 0)[1]) != ANSWERED:
            raise Closed

    def _reply(self, answer: dict[str, Any]) -> None:
        self._frames.send({"id": self._current, **answer})
