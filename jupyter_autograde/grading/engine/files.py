"""Files on their way into a box."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Mapping

from jupyter_autograde.grading.scorer.channel import Channel

_CHUNK = 4 << 20

IMPORTABLE = (".py", ".pyc", ".pyd", ".so", ".pth", ".egg", ".zip", ".whl")
"""What Python may import from a folder: not taken from a submission unless the assignment hands it out (SEC-10)."""


def send_files(channel: Channel, files: Mapping[str, bytes]) -> None:
    """Send all files, in pieces."""
    for path, content in files.items():
        for start in range(0, len(content) or 1, _CHUNK):
            data = base64.b64encode(content[start : start + _CHUNK]).decode()
            channel.put({"op": "file", "path": path, "data": data})


def work_files(submission: Mapping[str, bytes], support: Mapping[str, bytes], folders: set[str]) -> dict[str, bytes]:
    """Return the files of the work folder: the student's, then the assignment's over them.

    Parameters
    ----------
    folders : set of str
        The notebooks' folders; `tests` in them is the assignment's alone.
    """
    reserved = {posixpath.join(folder, "tests") for folder in folders}
    taken = {parent for path in support for parent in _parents(path)} | support.keys()
    files = {
        path: content
        for path, content in submission.items()
        if not path.lower().endswith(IMPORTABLE)
        and path not in taken
        and not taken.intersection(_parents(path)).intersection(support)
        and path not in reserved
        and not reserved.intersection(_parents(path))
    }
    return {**files, **support}


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]
