"""The system-call filter of a box: allow by default, refuse the kernel surface a notebook never needs (SEC-30)."""

from __future__ import annotations

import errno
import os
from typing import Any

from jupyter_autograde.errors import SandboxUnavailable

# fmt: off
DENIED = (
    # other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "migrate_pages", "move_pages",
    # namespaces and mounts
    "mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "move_mount", "open_tree", "fsopen", "fsmount",
    "fsconfig", "fspick", "mount_setattr", "open_tree_attr",
    # large or rarely used kernel interfaces
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl",
    "add_key", "request_key", "open_by_handle_at", "name_to_handle_at", "fanotify_init", "lookup_dcookie",
    "nfsservctl", "quotactl",
    # the machine itself
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "swapon", "swapoff", "reboot",
    "syslog", "acct", "iopl", "ioperm", "modify_ldt", "settimeofday", "clock_settime", "clock_settime64", "adjtimex",
    "clock_adjtime", "sethostname", "setdomainname", "vhangup", "uselib", "ustat",
)
# fmt: on

CLONE_NEW = (0x10000000, 0x20000000, 0x00020000, 0x40000000, 0x08000000, 0x04000000, 0x02000000)
"""CLONE_NEWUSER, NEWPID, NEWNS, NEWNET, NEWIPC, NEWUTS, NEWCGROUP: <linux/sched.h>."""

TERMINAL_INJECTION = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX: <asm-generic/ioctls.h>."""

SOCKET_FAMILIES = (1, 2, 10)
"""AF_UNIX, AF_INET, AF_INET6, the only ones allowed: <linux/socket.h>."""

INT = 0xFFFFFFFF
"""A filter compares 64 bits, the kernel reads an `int`: without the mask `2**32 + 16` is a netlink socket."""


def filter_program() -> bytes:
    """Return the compiled BPF program.

    Raises
    ------
    SandboxUnavailable
        libseccomp or its binding is not installed.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError) as fault:
        raise SandboxUnavailable(
            "The system-call filter needs libseccomp and the Python package pyseccomp: "
            "install the system package libseccomp2 and `pip install jupyter-autograde[service]`."
        ) from fault
    program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in DENIED:
        _rule(program, refuse, name)
    # Not EPERM: glibc then falls back to clone, whose flags a filter can read.
    _rule(program, pyseccomp.ERRNO(errno.ENOSYS), "clone3")
    for flag in CLONE_NEW:
        _rule(program, refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    for request in TERMINAL_INJECTION:
        _rule(program, refuse, "ioctl", pyseccomp.Arg(1, pyseccomp.MASKED_EQ, INT, request))
    no_family = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    for name in ("socket", "socketpair"):
        for family in set(range(max(SOCKET_FAMILIES))) - {*SOCKET_FAMILIES}:
            _rule(program, no_family, name, pyseccomp.Arg(0, pyseccomp.MASKED_EQ, INT, family))
        _rule(program, no_family, name, pyseccomp.Arg(0, pyseccomp.GT, max(SOCKET_FAMILIES)))
    with os.fdopen(os.memfd_create("filter", os.MFD_CLOEXEC), "rb+", buffering=0) as file:
        program.export_bpf(file)
        file.seek(0)
        return file.read()


def _rule(program: Any, action: int, name: str, *arguments: Any) -> None:
    import pyseccomp

    if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
        program.add_rule(action, name, *arguments)
