"""The folder of a demo: what it holds, and whether it may be reused or removed."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
from jupyter_core.paths import jupyter_data_dir

from jupyter_autograde.cli.local.demo.hub_config import CHECKOUT
from jupyter_autograde.errors import Conflict, InvalidInput

_NOTE = "demo.json"
_LOCK = ".lock"
_PARTS = ("hub", "service", "homes", "kernels")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def default_folder() -> Path:
    """Return `.demo` in a checkout, else a folder in Jupyter's data folder."""
    if (CHECKOUT / "pyproject.toml").exists() and (CHECKOUT / "Makefile").exists():
        return CHECKOUT / ".demo"
    return Path(jupyter_data_dir()) / "autograde-demo"


class DemoFolder:
    """A folder of ours; never one that holds anything else.

    Parameters
    ----------
    path : Path
        Made when there is none.

    Raises
    ------
    InvalidInput
        It holds other files, or can't be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            strange = sorted(item.name for item in self.path.iterdir() if item.name not in {_NOTE, _LOCK, *_PARTS})
        except OSError as fault:
            raise InvalidInput(f"The folder {self.path} can't be used: {fault.strerror}. Choose another.") from fault
        if strange and not self._note.exists():
            raise InvalidInput(
                f"The folder {self.path} holds other files ({strange[0]}). Choose an empty one: --data=FOLDER"
            )

    @property
    def exists(self) -> bool:
        """Whether a demo was here before."""
        return self._note.exists()

    @property
    def filled(self) -> bool:
        """Whether the course is complete; else the last start was interrupted."""
        return self.exists and json.loads(self._note.read_text()).get("filled") is True

    @property
    def password(self) -> str:
        """The password of everybody, made once: other users of this machine reach the port as well."""
        if not self.exists:
            word = "".join(secrets.choice(_LETTERS) for _ in range(8))
            self._write({"password": word, "filled": False})
        return str(json.loads(self._note.read_text())["password"])

    def note_filled(self) -> None:
        """Remember that the course is complete."""
        self._write({"password": self.password, "filled": True})

    def clear(self) -> None:
        """Remove what a demo has made here."""
        for part in _PARTS:
            shutil.rmtree(self.path / part, ignore_errors=True)
        self._note.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second demo away.

        Raises
        ------
        Conflict
            There is one.
        """
        try:
            with filelock.FileLock(self.path / _LOCK, timeout=0):
                yield
        except filelock.Timeout:
            raise Conflict(
                f"A demo already runs from {self.path}. Stop it with Ctrl-C, or choose another folder: --data=FOLDER"
            ) from None

    @property
    def _note(self) -> Path:
        return self.path / _NOTE

    def _write(self, content: dict[str, object]) -> None:
        fresh = self._note.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(content))
        fresh.replace(self._note)
