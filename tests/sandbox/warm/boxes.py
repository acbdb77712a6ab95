"""Talk to warm boxes, and see which processes they are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from jupyter_autograde.sandbox import Limits

SHORT = Limits(wall_seconds=20, memory=256 << 20, processes=32)


def ask(sandbox, environment, program, source: str, *, prepared: bytes = b"") -> str:
    box = sandbox.start(program, environment, SHORT, prepared=prepared)
    try:
        return said(box, source)
    finally:
        box.kill()


def said(box, source: str) -> str:
    box.channel.settimeout(SHORT.wall_seconds)
    box.channel.sendall(source.encode())
    return box.channel.recv(65536).decode()


def descendants(pid: int) -> set[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = {int(child) for task in tasks for child in task.read_text().split()}
    return children.union(*(descendants(child) for child in children))


def warm_processes() -> set[int]:
    """Return our processes below bubblewrap: init, the warm process, slots, boxes."""
    return {pid for pid in descendants(os.getpid()) if Path(f"/proc/{pid}/comm").read_text().startswith("python")}


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SHORT.wall_seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)
