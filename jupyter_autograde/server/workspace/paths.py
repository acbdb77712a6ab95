"""From paths of the server's API to files, and back, without following links."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import FileMissing, UnsafePath


class Root:
    """The folder that a Jupyter server shows."""

    def __init__(self, folder: Path) -> None:
        # The root itself may be a link; it is the site's choice.
        self.folder = folder.resolve()

    def locate(self, path: str) -> Path:
        """Return the file or folder (which need not exist) of an API path.

        Raises
        ------
        UnsafePath
            It leaves the root, or a link lies on the way.
        """
        parts = check_path(path.strip("/")).split("/")
        place = self.folder
        for part in parts:
            place = place / part
            refuse_link(place, path)
        return place

    def locate_file(self, path: str) -> Path:
        """Return a file that exists.

        Raises
        ------
        FileMissing
            There is none.
        UnsafePath
            As in `locate`.
        """
        place = self.locate(path)
        if not place.is_file():
            raise FileMissing(f"There is no file {path!r}.", details={"path": path})
        return place

    def api_path(self, place: Path) -> str:
        """Return the API path of a file below the root."""
        return place.relative_to(self.folder).as_posix()


def refuse_link(place: Path, path: str) -> None:
    """Raise `UnsafePath` when `place` is a symbolic link; `path` names it for the user."""
    try:
        mode = os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISLNK(mode):
        raise UnsafePath(
            f"{path!r} is or lies behind a link, and links are not followed. Use a plain folder.",
            details={"path": path},
        )
