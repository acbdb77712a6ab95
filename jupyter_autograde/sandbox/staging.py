"""Show folders to a user who can't reach them: root's home, a private checkout."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.sandbox.launch import Identity, Shown

_PREFIX = "autograde-staging-"
_OLD_SECONDS = 600.0


class Staging:
    """A world-traversable folder with one empty mount point per folder shown.

    The mounts themselves are made by each launch in a mount namespace of its own, so nothing is ever mounted
    where others see it and nothing is left behind.

    Parameters
    ----------
    parents : sequence of Path, optional
        Where the folder may lie; the first that everybody can enter.
    """

    def __init__(self, parents: Sequence[Path] | None = None) -> None:
        self._parents = parents or (Path("/run"), Path(tempfile.gettempdir()), Path("/var/tmp"))
        self._home: Path | None = None
        self._lock = threading.Lock()
        self._points: dict[Path, Path] = {}

    def point(self, source: Path) -> Path:
        """Return the mount point for `source`, made on first use."""
        with self._lock:
            if source not in self._points:
                point = self._root() / str(len(self._points))
                point.mkdir(exist_ok=True)
                point.chmod(0o755)
                self._points[source] = point
            return self._points[source]

    def close(self) -> None:
        """Remove the empty mount points."""
        for point in self._points.values():
            point.rmdir()
        if self._home is not None:
            self._home.rmdir()
        self._points, self._home = {}, None

    def _root(self) -> Path:
        if self._home is None:
            nobody = Identity(65534, 65534)
            for parent in self._parents:
                if os.access(parent, os.W_OK) and reachable(parent, nobody):
                    _sweep(parent)
                    self._home = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent))
                    self._home.chmod(0o755)
                    break
            else:
                raise SandboxUnavailable(
                    "Neither /run nor a temporary folder can be entered by the worker user; set TMPDIR to one that can."
                )
        return self._home


def _sweep(parent: Path) -> None:
    """Remove the empty mount points of services that were killed; nothing is ever mounted where we see it."""
    for home in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # not ours, or gone already
            if time.time() - home.stat().st_mtime > _OLD_SECONDS and not _lives(home):
                for point in home.iterdir():
                    point.rmdir()
                home.rmdir()


def _lives(home: Path) -> bool:
    """Say whether the service that made the folder still runs."""
    return Path("/proc", home.name.split("-")[2]).exists()


def reachable(folder: Path, identity: Identity) -> bool:
    """Return whether `identity` may enter `folder` and all its parents.

    Whether it may read what lies in there is not asked: that would be the same at any other place.
    """
    path = folder.resolve()
    return all(_enterable(part.stat(), identity) for part in [path, *path.parents])


def _enterable(status: os.stat_result, identity: Identity) -> bool:
    if status.st_uid == identity.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == identity.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def split(shown: list[Shown], identity: Identity | None, staging: Staging) -> tuple[list[Shown], list[Shown]]:
    """Return what bubblewrap shows, and what has to be staged for it before."""
    if identity is None:
        return shown, []
    inside, staged = [], []
    for folder in shown:
        if reachable(folder.source, identity):
            inside.append(folder)
        else:
            point = staging.point(folder.source)
            staged.append(Shown(folder.source, point))
            inside.append(Shown(point, folder.target))
    return inside, staged
