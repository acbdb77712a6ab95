"""Scorers of several submissions at once, forked from one process that stays."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.grading.engine.scorers import Scorers
from jupyter_autograde.grading.formats import NotebookPlan
from jupyter_autograde.grading.scorer.channel import Channel
from jupyter_autograde.sandbox import BubblewrapSandbox, Limits

SECONDS = 20.0
LIMITS = Limits(cpu_seconds=17)
PLAN = NotebookPlan("hw.ipynb", ())


@pytest.fixture
def scorers() -> Iterator[Scorers]:
    sandbox = BubblewrapSandbox()
    made = Scorers(sandbox, LIMITS)
    yield made
    made.close()
    sandbox.close()


@contextlib.contextmanager
def at_work(worker: socket.socket) -> Iterator[None]:
    """Have a scorer drive a runner, and wait until it does."""
    runner, theirs = socket.socketpair()
    with runner, theirs:
        job = {"path": PLAN.path, "cells": ["x = 1"], "wall_seconds": SECONDS, "cell_seconds": SECONDS}
        job |= {"question_seconds": SECONDS, "frame_bytes": 1 << 20, "fork_hidden": False}
        Channel(worker, time.monotonic() + SECONDS, 1 << 20).put({"op": "notebook", **job})
        socket.send_fds(worker, [b"R"], [theirs.fileno()])
        runner.settimeout(SECONDS)
        assert runner.recv(1)
        yield


def descendants(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = {int(child) for task in tasks for child in task.read_text().split()}
    return children.union(*(descendants(child) for child in children))


def test_worker_hears_of_its_scorers_end_while_a_younger_one_lives(scorers, environment):
    with (
        scorers.job([PLAN], environment, LIMITS, SECONDS) as (first, _),
        scorers.job([PLAN], environment, LIMITS, SECONDS) as (second, _),
        at_work(second),
    ):
        Channel(first, time.monotonic() + SECONDS, 1 << 20).put({"op": "notebook", "path": "none.ipynb"})
        first.settimeout(SECONDS / 2)
        assert first.recv(1) == b""
        second.settimeout(0)
        with pytest.raises(BlockingIOError):
            second.recv(1)


def test_a_job_that_can_not_begin_ends_no_other(scorers, environment, monkeypatch):
    """No descriptor is left for it; the box of the assignment's other jobs has nothing to do with that."""
    with scorers.job([PLAN], environment, LIMITS, SECONDS) as (first, _), at_work(first):
        with monkeypatch.context() as patch:
            patch.setattr(socket, "socketpair", _no_descriptor)
            with pytest.raises(SandboxUnavailable, match="Too many"), scorers.job([PLAN], environment, LIMITS, SECONDS):
                pass
        first.settimeout(0)
        with pytest.raises(BlockingIOError):
            first.recv(1)


def _no_descriptor(*_: object) -> NoReturn:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))


@pytest.mark.usefixtures("many_files")
def test_scorers_serve_a_worker_with_more_than_a_thousand_files(scorers, environment):
    for _ in range(2):  # the second in a box that is there
        with scorers.job([PLAN], environment, LIMITS, SECONDS) as (worker, _), at_work(worker):
            worker.settimeout(0)
            with pytest.raises(BlockingIOError):
                worker.recv(1)


def test_processor_time_is_limited_for_each_job_and_not_for_all_together(scorers, environment):
    with scorers.job([PLAN], environment, LIMITS, SECONDS) as (worker, _), at_work(worker):
        limits = [Path(f"/proc/{pid}/limits").read_text() for pid in descendants(os.getpid())]
    found = {re.search(r"cpu time +(\d+) +(\d+) ", text) for text in limits}
    seconds = sorted({int(one[1]) for one in found if one})
    assert seconds[0] == LIMITS.cpu_seconds
    # Of the process that stays: more than a year.
    assert len(seconds) == 2
    assert seconds[1] > 365 * 24 * 3600


def test_a_job_that_is_hungry_for_memory_leaves_room_for_its_neighbours(scorers, environment):
    """The box is shared: what one job may add to it is a part of the whole."""
    with scorers.job([PLAN], environment, LIMITS, SECONDS) as (worker, _), at_work(worker):
        limits = [Path(f"/proc/{pid}/limits").read_text() for pid in descendants(os.getpid())]
    found = [re.search(r"Max address space +(\d+) ", text) for text in limits]
    spaces = sorted({int(one[1]) for one in found if one})
    assert spaces[0] < LIMITS.memory / 2 < spaces[-1] <= LIMITS.memory
