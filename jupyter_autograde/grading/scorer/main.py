"""The scorer's program: drives runners, gives the worker a verdict a case, in the order they are reached.

From the worker: `{"op": "plan", "questions"}` once, then for each notebook `{"op": "notebook", ...}` followed by
one byte that carries the runner's channel (SCM_RIGHTS). To the worker: events, see `events`.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
import sys
import time
from typing import Any

from .channel import Broken, Channel
from .conduct import Conductor, plan_questions

_FOREVER = 1e8


def warm() -> None:
    """Load what values of most notebooks need, once for all scorers that are forked from here."""
    for name in ("numpy", "pandas"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def main(channel: int) -> None:
    """Serve the worker until it closes the channel."""
    os.closerange(3, channel)
    os.closerange(channel + 1, 4096)
    sys.setrecursionlimit(3000)
    sock = socket.socket(fileno=channel)
    worker = Channel(sock, _FOREVER, 1 << 31)
    try:
        while True:
            message = worker.get()
            if message["op"] == "plan":
                worker.put({"event": "planned", "cases": describe_plans(message["questions"])})
                continue
            sock.settimeout(10)
            _, fds, _, _ = socket.recv_fds(sock, 1, 1)
            runner = Channel(
                socket.socket(fileno=fds[0]), time.monotonic() + message["wall_seconds"], message["frame_bytes"]
            )
            try:
                Conductor(worker, runner, message).run()
            finally:
                runner.close()
    except Broken:
        pass  # the worker has gone


def describe_plans(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return, for each case, the best assurance it can reach, or why it can't be read."""
    described = []
    for question in questions:
        for number, case in enumerate(question["cases"]):
            try:
                (plan,) = plan_questions([{"name": question["name"], "cases": [case]}])[question["name"]]
                described.append({"question": question["name"], "case": number, "assurance": plan.floor.value})
            except (SyntaxError, ValueError) as fault:
                described.append({"question": question["name"], "case": number, "error": str(fault)[:500]})
    return described
