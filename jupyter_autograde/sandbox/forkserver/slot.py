"""A slot: a fork of the warm process that makes one box after the other, each in fresh namespaces.

It was put into its control group once, so every box is born in that group and no process has to be moved.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import traceback
from types import ModuleType

from . import contain, system_calls

_PACKET = 65536


def serve_slot(control: socket.socket, program: ModuleType, system_call_filter: bytes) -> None:
    """Make boxes until the control socket closes.

    A request is the rules of `contain.Rules` with two descriptors: the job's channel and the pipe of its log.
    """
    control.send(b"H")
    namespaces = 0
    for flag in system_calls.CLONE_NEW.values():
        namespaces |= flag
    while True:
        packet, fds, _, _ = socket.recv_fds(control, _PACKET, 2)
        if not packet:
            os._exit(0)
        child = system_calls.clone(namespaces)
        if child == 0:
            control.close()
            _box(contain.Rules.read(json.loads(packet)), fds, program, system_call_filter)
        for fd in fds:
            os.close(fd)


def _box(rules: contain.Rules, fds: list[int], program: ModuleType, system_call_filter: bytes) -> None:
    """Become a box. What fails before the lock is told on the log, and ends it."""
    channel, log = fds
    try:
        contain.reset_signals()
        sock = socket.socket(fileno=channel)
        contain.enter_namespaces(sock)
        sock.detach()
        contain.mount_own(rules)
        student = os.fork()
        if student:
            contain.be_init(student)  # a job is never pid 1, which a signal of its own does not end
        contain.lock(rules, channel, log, system_call_filter)
    except BaseException:
        os.write(log, traceback.format_exc().encode())
        os._exit(71)
    try:
        gc.enable()
        program.main(contain.CHANNEL)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)
