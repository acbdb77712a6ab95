"""The folder of built environments, in the service's data folder.

One folder a name: `environment.json`, `locks/<digest>.txt` of every build there ever was (a grade names one), and the
folders of the current build and of the one before, which jobs may still be using.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir
from pydantic import ValidationError

from jupyter_autograde.environments.built import BuiltEnvironment
from jupyter_autograde.errors import InvalidName, NotFound, StorageError
from jupyter_autograde.models.base import check_name
from jupyter_autograde.ulids import new_ulid

log = logging.getLogger(__name__)

FOLDER = "environments"
"""In the data folder."""
_DESCRIPTION = "environment.json"
_LOCKS = "locks"


def default_data_dir() -> Path:
    """Return the service's data folder where nothing else is configured."""
    return Path(jupyter_data_dir(), "autograde-service")


class EnvironmentStore:
    """Built environments by name.

    Parameters
    ----------
    data_dir : Path
        The service's data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir.absolute() / FOLDER

    def all(self) -> list[BuiltEnvironment]:
        """Return all of them, by name. Raises as `get`."""
        if not self._root.is_dir():
            return []
        return [self.get(path.parent.name) for path in sorted(self._root.glob(f"*/{_DESCRIPTION}"))]

    def get(self, name: str) -> BuiltEnvironment:
        """Return one.

        Raises
        ------
        NotFound, InvalidName
        StorageError
            Its description can't be read.
        """
        path = self._home(name) / _DESCRIPTION
        try:
            return BuiltEnvironment.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise NotFound(f"No environment named {name!r} was built here.") from None
        except (OSError, ValidationError) as fault:
            raise StorageError(f"The description of the environment {name!r} can't be read: {path}.") from fault

    def lock(self, name: str, digest: str) -> str:
        """Return the text of a lock file of any build of `name`; raises NotFound."""
        try:
            return (self._home(name) / _LOCKS / f"{digest}.txt").read_text()
        except OSError:
            raise NotFound(f"The environment {name!r} has no lock {digest[:12]}.") from None

    def full_digest(self, name: str, beginning: str) -> str:
        """Return the one digest of a lock of `name` that begins so, as grades show it; raises NotFound."""
        found = sorted(path.stem for path in (self._home(name) / _LOCKS).glob("*.txt"))
        found = [digest for digest in found if digest.startswith(beginning)]
        if len(found) != 1:
            raise NotFound(f"The environment {name!r} has {'no' if not found else 'more than one'} lock {beginning}….")
        return found[0]

    def new_build(self, name: str) -> Path:
        """Return a new, empty folder for a build; raises InvalidName."""
        folder = self._home(name) / new_ulid()
        folder.mkdir(mode=0o700, parents=True)
        return folder

    def put(self, environment: BuiltEnvironment, lock: str) -> None:
        """Make a build the current one of its name, at once and as a whole."""
        home, before = self._home(environment.name), self._current_build(environment.name)
        (home / _LOCKS).mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / _LOCKS / f"{environment.lock}.txt").write_text(lock)
        written = home / f"{_DESCRIPTION}.new"
        written.write_text(environment.model_dump_json(indent=2))
        os.replace(written, home / _DESCRIPTION)
        self._remove_old(home, kept={environment.build, before}, before=before)

    def discard(self, name: str, folder: Path) -> None:
        """Remove the folder of a build that was given up; one that is current by now stays."""
        if self._current_build(name) != folder.name:
            shutil.rmtree(folder)

    def remove(self, name: str) -> None:
        """Remove an environment with all its builds and locks. Raises as `get`."""
        self.get(name)
        shutil.rmtree(self._home(name))

    def _current_build(self, name: str) -> str:
        """Return the folder that the description names; empty for an image, and where there is none to be read."""
        try:
            return self.get(name).build
        except (NotFound, StorageError):
            return ""

    @staticmethod
    def _remove_old(home: Path, *, kept: Collection[str], before: str) -> None:
        """Remove builds older than the one that was current before; a younger one may be under way at this moment.

        What can't be removed costs disk, not the build that is current by now.
        """
        builds = [path for path in home.iterdir() if path.is_dir() and path.name not in {*kept, _LOCKS}]
        for old in builds:
            if old.name > before:  # names are ULIDs
                continue
            try:
                shutil.rmtree(old)
            except OSError as fault:
                log.warning("An older build is still there, the next build tries again: %s", fault)

    def _home(self, name: str) -> Path:
        try:
            return self._root / check_name(name)
        except ValueError as fault:
            raise InvalidName(f"{name!r} can't name an environment: {fault}.") from fault
