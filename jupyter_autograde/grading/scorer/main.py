"""The scorer's program: plans an assignment's tests once, forks for each submission, see `job`.

A packet of the worker is JSON with what a job may use, and the descriptor of a socket on which the job is served.
A fork, because it decodes what comes from a student: whatever that does to it ends with the submission.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import re
import resource
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .channel import TIMEOUT, Broken, Channel
from .conduct import Plans, plan_questions
from .job import NEEDED_PANDAS, serve_job

_PACKET = 4096
_LOOK_SECONDS = 2.0
_CPU_MARGIN_SECONDS = 5
_MENTIONS_PANDAS = re.compile(rb"\b(?:pd|pandas|DataFrame|Series)\b")


@dataclass(frozen=True)
class _Job:
    """A fork: the socket on which it talks to the worker, and when it has to have ended."""

    sock: socket.socket
    end: float


_plans: Plans = {}
_faults: dict[str, str] = {}


def prepare(payload: bytes) -> None:
    """Plan the tests of an assignment: `{path of the notebook: questions}`.

    Plans are made of the tests' text alone; nothing of an instructor's is executed here.
    """
    for path, questions in json.loads(payload).items():
        try:
            _plans[path] = plan_questions(questions)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            _faults[path] = str(fault)[:500]
    _load("numpy")
    if _MENTIONS_PANDAS.search(payload):
        _load("pandas")


def main(channel: int) -> None:
    """Serve the worker until it closes the channel."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    sys.setrecursionlimit(3000)
    sock = socket.socket(fileno=channel)
    # The channel has the worker's number for it, and `select` knows none above 1023.
    asked = select.poll()
    asked.register(sock, select.POLLIN)
    jobs: dict[int, _Job] = {}
    while True:
        gc.freeze()  # a collection in a fork would copy every page
        readable = asked.poll(_LOOK_SECONDS * 1000 if jobs else None)
        _reap(jobs)
        if not readable:
            continue
        packet, fds, _, _ = socket.recv_fds(sock, _PACKET, 1)
        if not fds:
            return
        job, may = socket.socket(fileno=fds[0]), json.loads(packet)
        child = os.fork()
        if child == 0:
            _leave_behind(sock, *(other.sock for other in jobs.values()))
            # At the hard limit the kernel kills at once: the end of the soft one is what `_reap` can tell.
            resource.setrlimit(resource.RLIMIT_CPU, (may["cpu_seconds"], may["cpu_seconds"] + _CPU_MARGIN_SECONDS))
            with contextlib.suppress(OSError, ValueError):  # without /proc, or more than this machine lets us
                resource.setrlimit(resource.RLIMIT_AS, (_address_space() + may["memory"],) * 2)
            if may["cpu"] is not None:
                with contextlib.suppress(OSError):  # an engine may have given this box others
                    os.sched_setaffinity(0, {may["cpu"]})
            serve_job(job, _plans, _faults)
        jobs[child] = _Job(job, time.monotonic() + float(may["seconds"]))


def _address_space() -> int:
    """Return the bytes of this process's address space."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _leave_behind(*sockets: socket.socket) -> None:
    """Close what is not a fork's own: it decodes what comes from a student, and shares nothing with other students'."""
    for sock in sockets:
        sock.close()


def _reap(jobs: dict[int, _Job]) -> None:
    """Take leave of forks that have ended, and end those that are late."""
    for child, job in list(jobs.items()):
        if time.monotonic() > job.end:
            os.kill(child, signal.SIGKILL)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            if code == NEEDED_PANDAS:
                _load("pandas")
            if code == -signal.SIGXCPU:
                # It could not say so itself: see `alarm`.
                with contextlib.suppress(Broken):
                    worker = Channel(job.sock, time.monotonic() + _LOOK_SECONDS, _PACKET)
                    worker.put({"event": "end", "reason": TIMEOUT, "cpu_seconds": 0.0, "many_checks": False})
            jobs.pop(child).sock.close()


def _load(name: str) -> None:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
