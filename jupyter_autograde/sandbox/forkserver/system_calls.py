"""The system calls that Python has no functions for.

**Source:** man pages clone(2), mount(2), prctl(2), capabilities(7), close_range(2), landlock(7); numbers of x86-64 and
arm64 from <asm/unistd.h>.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct

CLONE_NEW = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
    "mnt": 0x00020000,
    "ipc": 0x08000000,
    "uts": 0x04000000,
    "cgroup": 0x02000000,
}

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18

_PR_SET_DUMPABLE = 4
_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 24, 38, 22, 2
_LAST_CAPABILITY = 40
_CAPABILITY_VERSION_3 = 0x20080522

_NUMBERS = {
    "x86_64": {"clone": 56, "capset": 126, "close_range": 436, "landlock": 444},
    "aarch64": {"clone": 220, "capset": 91, "close_range": 436, "landlock": 444},
}

# PyDLL keeps the GIL, so that a bare clone() is as safe as os.fork().
LIBC = ctypes.PyDLL(None, use_errno=True)


def number(name: str) -> int:
    """Return the number of a system call on this machine.

    Raises
    ------
    OSError
        The machine is of a kind we have no numbers for.
    """
    try:
        return _NUMBERS[platform.machine()][name]
    except KeyError:
        raise OSError(f"no system-call numbers for {platform.machine()}") from None


def call(name: str, *arguments: object) -> int:
    """Do a system call by its number.

    Raises
    ------
    OSError
    """
    answer: int = LIBC.syscall(number(name), *arguments)
    if answer < 0:
        _fail(name)
    return answer


def clone(namespaces: int) -> int:
    """Fork into new namespaces; 0 in the child, the process id in the parent."""
    api = ctypes.pythonapi
    api.PyOS_BeforeFork()
    flags = ctypes.c_ulong(namespaces | signal.SIGCHLD)
    child: int = LIBC.syscall(number("clone"), flags, 0, 0, 0, 0)
    if child == 0:
        api.PyOS_AfterFork_Child()
        return 0
    fault = ctypes.get_errno()
    api.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(fault, f"clone: {os.strerror(fault)}")
    return child


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount a file system.

    Raises
    ------
    OSError
    """
    words = [word.encode() if word else None for word in (source, target, kind)]
    if LIBC.mount(*words, ctypes.c_ulong(flags), options.encode() if options else None):
        _fail(f"mount {target}")


def drop_capabilities() -> None:
    """Drop all capabilities for good, those of programs to come included."""
    for capability in range(_LAST_CAPABILITY + 1):
        LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    call("capset", struct.pack("Ii", _CAPABILITY_VERSION_3, 0), bytes(24))


def no_new_privileges() -> None:
    """Make set-user-id programs ordinary ones; filters need it."""
    if LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        _fail("no_new_privs")


def hide_memory() -> None:
    """Make this process's memory, environment and descriptors unreadable to others of its user."""
    if LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0):
        _fail("dumpable")


def install_filter(program: bytes) -> None:
    """Install a compiled system-call filter for this process and all it starts."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    if LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0):
        _fail("seccomp")


def close_all_but(kept: int) -> None:
    """Close every descriptor above `kept`."""
    call("close_range", ctypes.c_uint(kept + 1), ctypes.c_uint(0xFFFFFFFF), 0)


def _fail(what: str) -> None:
    fault = ctypes.get_errno()
    raise OSError(fault, f"{what}: {os.strerror(fault)}")
