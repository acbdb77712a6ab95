"""Scorers that stay: one box an assignment's tests, which forks for each submission (SEC-12)."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jupyter_autograde.grading.scorer as scorer_package
from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.grading.formats import NotebookPlan, Question
from jupyter_autograde.sandbox import Box, Environment, Limits, Program, Sandbox
from jupyter_autograde.sandbox.environment_layout import inspect_environment

SCORER = Program(Path(str(scorer_package.__file__)).parent, "autograde_scorer")

MOST = 16
"""Boxes kept; the one that was used longest ago ends first."""

_WHOLE_LIFE_SECONDS = 10**8
"""Processor time of a box: it serves for years, and each of its forks has the limit of a job."""

_SHARE = 4
"""The part of a box's memory that one of its forks may add: a hungry test must not end its neighbours."""

_Key = tuple[str, str, bytes]


@dataclass
class _Home:
    """A box with the tests of one assignment."""

    starting: Future[Box] = field(default_factory=Future)
    users: int = 0
    gone: bool = False
    """It takes no more jobs."""

    @property
    def box(self) -> Box:
        """The box, when it has started; raises what kept it from starting."""
        return self.starting.result()


class _BoxGone(Exception):
    """It was killed, or ran out of memory; the text is the end of its log."""


class Scorers:
    """Gives each job a scorer of its own. Safe to use from several threads.

    Parameters
    ----------
    limits : Limits
        Memory is of all jobs that use the same tests at once.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits, most: int = MOST) -> None:
        self._sandbox, self._limits, self._most = sandbox, limits, most
        self._homes: dict[_Key, _Home] = {}
        self._lock = threading.Lock()
        # A box may end with the thread that started it, and workers' threads come and go.
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="autograde-scorers")
        weakref.finalize(self, _close, self._homes, self._keeper)

    @contextlib.contextmanager
    def job(
        self,
        plans: Sequence[NotebookPlan],
        environment: Environment,
        limits: Limits,
        seconds: float,
        cpu: int | None = None,
    ) -> Iterator[tuple[socket.socket, Callable[[], str]]]:
        """Give a socket to a fresh scorer that knows the tests of `plans`, and its log.

        Parameters
        ----------
        limits : Limits
            Of the job.
        seconds : float
            After this the scorer is ended.
        cpu : int, optional
            The processor it keeps to.

        Raises
        ------
        SandboxUnavailable, EnvironmentUnavailable
        """
        share = self._limits.memory // _SHARE
        may = json.dumps({"seconds": seconds, "cpu_seconds": limits.cpu_seconds, "memory": share, "cpu": cpu}).encode()
        tests = json.dumps({plan.path: for_scorer(plan.questions) for plan in plans}).encode()
        key = (environment.name, inspect_environment(environment).digest, tests)
        try:
            ours, theirs = socket.socketpair()
        except OSError as fault:
            raise SandboxUnavailable(f"The scorer does not start: {fault.strerror}.") from fault
        with ours:
            with theirs:
                home = self._forked(key, environment, may, theirs)
            try:
                yield ours, home.box.log
            finally:
                self._leave(home)

    def close(self) -> None:
        """End all boxes."""
        with self._lock:
            _close(self._homes, self._keeper)

    def _home(self, key: _Key, environment: Environment) -> _Home:
        """Return a box with the tests, started when there is none; nobody else waits for that."""
        evicted: list[_Home] = []
        with self._lock:
            home = self._homes.pop(key, None)
            first = home is None
            if home is None:
                evicted, home = self._evicted(), _Home()
            self._homes[key] = home
            home.users += 1
        if first:
            limits = replace(self._limits, cpu_seconds=_WHOLE_LIFE_SECONDS)
            try:
                for one in evicted:
                    one.box.kill()
                box = self._keeper.submit(self._sandbox.start, SCORER, environment, limits, prepared=key[2]).result()
            except BaseException as fault:
                home.starting.set_exception(fault)
            else:
                home.starting.set_result(box)
        try:
            home.starting.result()
        except BaseException:
            with self._lock:
                if self._homes.get(key) is home:
                    del self._homes[key]
            raise
        return home

    def _evicted(self) -> list[_Home]:
        """Take out the boxes that were used longest ago, so that there is room for one more."""
        idle = [key for key, home in self._homes.items() if not home.users]
        return [self._homes.pop(key) for key in idle[: max(0, len(self._homes) - self._most + 1)]]

    def _forked(self, key: _Key, environment: Environment, may: bytes, sock: socket.socket) -> _Home:
        """Have a box fork a scorer that serves `sock`, and return the box; one that has ended is replaced once."""
        with contextlib.suppress(_BoxGone):
            return self._fork(key, environment, may, sock)
        try:
            return self._fork(key, environment, may, sock)
        except _BoxGone as fault:
            raise SandboxUnavailable("The scorer does not start.", details={"log": str(fault)}) from fault

    def _fork(self, key: _Key, environment: Environment, may: bytes, sock: socket.socket) -> _Home:
        home = self._home(key, environment)
        try:
            with self._lock:
                socket.send_fds(home.box.channel, [may], [sock.fileno()])
        except OSError as fault:
            with self._lock:
                home.gone = True
                if self._homes.get(key) is home:
                    del self._homes[key]
            log = home.box.log()[-2000:]
            self._leave(home)
            raise _BoxGone(log) from fault
        return home

    def _leave(self, home: _Home) -> None:
        """Let go of a box; one that takes no more jobs ends with its last one."""
        with self._lock:
            home.users -= 1
            unused = home.gone and not home.users
        if unused:
            home.box.kill()


def for_scorer(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return what a scorer needs of questions."""
    return [{"name": question.key, "cases": [case.for_scorer() for case in question.cases]} for question in questions]


def _close(homes: dict[_Key, _Home], keeper: ThreadPoolExecutor) -> None:
    for home in homes.values():
        if home.starting.done() and not home.starting.exception():
            home.box.kill()
    homes.clear()
    keeper.shutdown(wait=False)
