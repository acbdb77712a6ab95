"""Identity without a hub: tokens in a file that only the service's user can read."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.models.base import check_name
from jupyter_autograde.service.auth.base import Authenticator, Identity
from jupyter_autograde.service.folders import make_private

FILE_NAME = "standalone-tokens.json"
KEPT = 4
"""Each start of a stand-alone service makes a token; those in use elsewhere go on for some starts."""


class LocalTokens:
    """The file: SHA-256 of each token -> whose it is. The tokens themselves are nowhere on disk.

    Parameters
    ----------
    folder : Path
        The service's data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._stamp: tuple[int, int] | None = None
        self._owners: dict[str, Identity] = {}

    def issue(self, name: str, *, admin: bool = False) -> str:
        """Return a new token for `name`, shown this once; of older ones the newest `KEPT` stay good."""
        check_name(name)
        token = secrets.token_urlsafe(32)
        make_private(self._path.parent)
        with FileLock(self._path.with_suffix(".lock")):
            rows = self._rows()
            own = sorted(
                (key for key, row in rows.items() if row["name"] == name),
                key=lambda key: str(rows[key]["created_at"]),
            )
            for key in own[:-KEPT]:
                del rows[key]
            rows[_digest(token)] = {
                "name": name,
                "admin": admin,
                "created_at": datetime.now(UTC).isoformat(),
            }
            self._write(rows)
        return token

    def owner(self, token: str) -> Identity | None:
        """Return whose `token` it is; the file is read again when it has changed."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            rows = self._rows()
            self._owners = {key: Identity(str(row["name"]), row["admin"] is True) for key, row in rows.items()}
            self._stamp = stamp
        return self._owners.get(_digest(token))

    def _rows(self) -> dict[str, dict[str, object]]:
        try:
            rows: dict[str, dict[str, object]] = json.loads(self._path.read_text())
        except FileNotFoundError:
            return {}
        return rows

    def _write(self, rows: dict[str, dict[str, object]]) -> None:
        fresh = self._path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            os.fchmod(stream.fileno(), 0o600)
            json.dump(rows, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._path)


class LocalAuthenticator(Authenticator):
    """Believes the tokens of `LocalTokens`. For one machine: the service listens on loopback only."""

    def __init__(self, tokens: LocalTokens) -> None:
        self._tokens = tokens

    async def identify(self, token: str) -> Identity:
        """Return whose `token` it is, by the file."""
        owner = self._tokens.owner(self.check_token(token))
        if owner is None:
            raise NotAuthenticated("The service does not know this token. Make one with: jupyter autograde token NAME")
        return owner


def _digest(token: str) -> str:
    # A random 256-bit token needs no salt and no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
