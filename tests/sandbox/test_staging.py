"""Folders for a user who can't reach them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from jupyter_autograde.sandbox.staging import Staging


def dead_pid() -> int:
    """Return a process id that was in use a moment ago."""
    asked = [sys.executable, "-c", "import os; print(os.getpid())"]
    return int(subprocess.run(asked, capture_output=True, check=True).stdout)


def test_mount_points_of_killed_services_are_removed_once_they_are_old():
    with tempfile.TemporaryDirectory() as name:
        parent = Path(name)
        parent.chmod(0o755)
        old, living = parent / f"autograde-staging-{dead_pid()}-x", parent / f"autograde-staging-{os.getpid()}-y"
        for folder in (old, living):
            (folder / "0").mkdir(parents=True)
            os.utime(folder, (0, 0))
        staging = Staging([parent])
        point = staging.point(parent)
        assert point.is_dir()
        assert not old.exists()
        assert living.exists()
        staging.close()
        assert not point.exists()
