"""What the living processes below one process have used, from the host's `/proc`: the kernel's word."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_autograde.sandbox.base import Usage

_TICKS = os.sysconf("SC_CLK_TCK")


def usage_of_tree(root: int) -> Usage:
    """Add up processor time (ended, waited-for children included) and memory peaks below `root`, itself included."""
    cpu, peak, todo, seen = 0.0, 0, [root], set[int]()
    while todo:
        pid = todo.pop()
        if pid in seen:
            continue
        seen.add(pid)
        try:
            # Fields after the command: utime, stime, cutime, cstime are 14 to 17 of proc_pid_stat(5).
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{pid}/status").read_text()
            tasks = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
        except OSError:
            continue
        cpu += sum(int(field) for field in fields[11:15]) / _TICKS
        peak += next((int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:")), 0)
        todo += [int(child) for task in tasks for child in task.split()]
    return Usage(cpu, peak)
