"""One submission: for each of its notebooks, drive a runner and give the worker a verdict a case.

From the worker, for each notebook: `{"op": "notebook", "path", "cells", ...}`, then one byte that carries the runner's
channel (SCM_RIGHTS). To the worker: events, see `conduct`.
"""

from __future__ import annotations

import os
import socket
import sys
import time
import traceback
from typing import NoReturn

from .channel import Broken, Channel
from .conduct import Conductor, Plans

NEEDED_PANDAS = 10
"""Exit code of a job that had to import pandas itself: the next ones shall find it there."""

_FOREVER = 1e8


def serve_job(sock: socket.socket, plans: Plans, faults: dict[str, str]) -> NoReturn:
    """Serve the worker until it closes the socket, then end this process."""
    before = "pandas" in sys.modules
    code = 1
    try:
        _serve(sock, plans, faults)
        code = NEEDED_PANDAS if "pandas" in sys.modules and not before else 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _serve(sock: socket.socket, plans: Plans, faults: dict[str, str]) -> None:
    worker = Channel(sock, _FOREVER, 1 << 31)
    while True:
        try:
            message = worker.get()
        except Broken:
            return  # the worker has what it wanted
        path = message["path"]
        if path not in plans:
            raise ValueError(faults.get(path, "no tests were prepared for this notebook"))
        sock.settimeout(10)
        _, fds, _, _ = socket.recv_fds(sock, 1, 1)
        deadline = time.monotonic() + message["wall_seconds"]
        runner = Channel(socket.socket(fileno=fds[0]), deadline, message["frame_bytes"], ahead=True)
        try:
            Conductor(worker, runner, message, plans[path]).run()
        finally:
            runner.close()
