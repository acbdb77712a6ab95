"""Landlock, a second layer under the mounts: write only below the work folders, no TCP, no way to others' processes.

**Source:** Linux Documentation/userspace-api/landlock.rst and <linux/landlock.h>.
"""

from __future__ import annotations

import ctypes
import os
import struct

from . import system_calls

_CREATE, _ADD_RULE, _RESTRICT = 0, 1, 2
"""Offsets from the first of the three system calls."""

_VERSION_FLAG = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_ALL_OF_VERSION_1 = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_TCP = 0b11
_SCOPES = 0b11
"""Abstract sockets and signals stay among processes of the same box."""


def version() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return _call(_CREATE, None, 0, _VERSION_FLAG)
    except OSError:
        return 0


def restrict(writable: list[str], devices: list[str]) -> int:
    """Let this process and its children write below `writable` only; return the version used, 0 for none.

    Parameters
    ----------
    writable : list of str
        Folders whose contents may be changed.
    devices : list of str
        Folders of the kernel's own files: those that are there may be written to, none may be made.

    Raises
    ------
    OSError
        The kernel has Landlock, and refused.
    """
    level = version()
    if level == 0:
        return 0
    handled = _ALL_OF_VERSION_1
    for needed, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEVICE)):
        handled |= right if level >= needed else 0
    attributes = struct.pack("QQQ", handled, _TCP, _SCOPES)
    size = 24 if level >= 6 else 16 if level >= 4 else 8
    rules = _call(_CREATE, attributes[:size], size, 0)
    try:
        _allow(rules, "/", _EXECUTE | _READ_FILE | _READ_DIR)
        for folder in devices:
            _allow(rules, folder, handled & (_READ_FILE | _READ_DIR | _WRITE_FILE | _TRUNCATE | _IOCTL_DEVICE))
        for folder in writable:
            _allow(rules, folder, handled)
        _call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)
    return level


def _allow(rules: int, folder: str, rights: int) -> None:
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _call(offset: int, *arguments: object) -> int:
    answer: int = system_calls.LIBC.syscall(system_calls.number("landlock") + offset, *arguments)
    if answer < 0:
        fault = ctypes.get_errno()
        raise OSError(fault, f"landlock: {os.strerror(fault)}")
    return answer
