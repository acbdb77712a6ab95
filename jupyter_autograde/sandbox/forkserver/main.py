"""The fork server's program: warm up once, then answer requests for templates and slots.

One thread, one request at a time, on a `SOCK_SEQPACKET` socket: JSON, descriptors beside it.

- `{"op": "template", "key"}` + [control, payload]: a fork that calls the program's `prepare(payload)` and then serves
  `control` as this one does.
- `{"op": "slot"}` + [control]: a fork that makes one box after the other, see `slot`.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from types import ModuleType
from typing import Any

from .slot import serve_slot

PACKET = 65536


def main(control: int) -> None:
    """Serve until the control socket closes.

    The first packet is the setup: `{"package", "module", "search"}` with the system-call filter as a descriptor.
    """
    sock = socket.socket(fileno=control)
    setup, (filter_fd,) = receive(sock, 1)
    with os.fdopen(filter_fd, "rb") as file:
        system_call_filter = file.read()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps what ends
    sys.path.insert(0, setup["search"])
    program = importlib.import_module(f"{setup['package']}.{setup['module']}")
    del sys.path[0]
    if hasattr(program, "warm"):
        program.warm()
    serve(sock, program, system_call_filter)


def serve(sock: socket.socket, program: ModuleType, system_call_filter: bytes) -> None:
    """Say that we are ready and answer requests."""
    gc.collect()
    gc.freeze()  # a collection in a fork would touch, and so copy, every page
    gc.disable()
    sock.send(json.dumps({"ready": True}).encode())
    while True:
        request, fds = receive(sock, 2)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            sock.close()
            try:
                _child(request, fds, program, system_call_filter)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(70)
        for fd in fds:
            os.close(fd)


def _child(request: dict[str, Any], fds: list[int], program: ModuleType, system_call_filter: bytes) -> None:
    control = socket.socket(fileno=fds[0])
    if request["op"] == "slot":
        serve_slot(control, program, system_call_filter)
        return
    with os.fdopen(fds[1], "rb") as file:
        payload = file.read()
    gc.unfreeze()
    gc.enable()
    program.prepare(payload)
    serve(control, program, system_call_filter)


def receive(sock: socket.socket, most: int) -> tuple[dict[str, Any], list[int]]:
    """Return the next packet and its descriptors; an empty one at the end."""
    packet, fds, _, _ = socket.recv_fds(sock, PACKET, most)
    message: dict[str, Any] = json.loads(packet) if packet else {}
    return message, fds
