"""The public keys of whoever signs tokens: from a file or an address, read again when they may have changed.

**Source:** RFC 7517.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from urllib3.exceptions import HTTPError

from jupyter_autograde.errors import InvalidInput, UpstreamError

log = logging.getLogger(__name__)

FRESH_SECONDS = 300.0
"""After which keys are read again."""
PAUSE_SECONDS = 10.0
"""Between two readings, whatever keys tokens name."""
_TIMEOUT = 10.0
_LARGEST = 1 << 20
_SMALLEST_KEY = 2048
"""Bits, RFC 7518 section 3.3."""


class KeySet:
    """RSA keys for signatures; threads may share it.

    Parameters
    ----------
    place : str
        Path or address. An address is `https`, or `http` on this machine.
    clock : callable
        Seconds, growing.

    Raises
    ------
    InvalidInput
        The address is not safe.
    """

    def __init__(self, place: str, clock: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(place)
        self._remote = parts.scheme in ("http", "https")
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise InvalidInput("Keys over plain http could be anybody's. Give an https address, or a file.")
        self._place, self._clock = place, clock
        # Held for moments only: nobody whose key is known waits for an answer from afar.
        self._changed = threading.Condition()
        self._reading = False
        self._keys: dict[str | None, RSAPublicKey] = {}
        self._read_at: float | None = None

    def find(self, kid: object) -> RSAPublicKey:
        """Return the key of this id; None: the only one there is.

        Raises
        ------
        ValueError
            There is none.
        UpstreamError
            They can't be read, and were not before; or this one may be among those that are being read just now.
        """
        with self._changed:
            mine = self._is_due(kid) and not self._reading
            if mine:
                self._reading, self._read_at = True, self._clock()
        if mine:
            self._read()
        with self._changed:
            if not self._keys:
                self._changed.wait_for(lambda: not self._reading, _TIMEOUT)
            if not self._keys:
                raise UpstreamError("The keys of whoever signs tokens can't be read. Tell who runs the service.")
            found = self._choose(kid)
            if found is None and self._reading:
                # Not waited for: anybody can name a key that there is not, and would have all threads wait.
                raise UpstreamError("The keys of whoever signs tokens are being read again. Try again in a moment.")
        if found is None:
            raise ValueError("there is no such key")
        return found

    def _is_due(self, kid: object) -> bool:
        age = None if self._read_at is None else self._clock() - self._read_at
        return age is None or age > FRESH_SECONDS or (age > PAUSE_SECONDS and self._choose(kid) is None)

    def _read(self) -> None:
        keys = None
        try:
            keys = _parse(self._load())
        except (OSError, ValueError, TypeError, HTTPError, jwt.PyJWTError) as fault:
            # Those that were read before, if any, are good for longer.
            log.error("The keys at %s can't be read: %s", self._place, fault)
        finally:
            with self._changed:
                self._keys = self._keys if keys is None else keys
                self._reading = False
                self._changed.notify_all()

    def _choose(self, kid: object) -> RSAPublicKey | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid) if isinstance(kid, str) else None

    def _load(self) -> bytes:
        if not self._remote:
            return Path(self._place).read_bytes()
        with requests.get(self._place, timeout=_TIMEOUT, stream=True, allow_redirects=False) as reply:
            if reply.status_code != 200:
                raise ValueError(f"the answer is {reply.status_code}")
            content = reply.raw.read(_LARGEST + 1, decode_content=True)
        if len(content) > _LARGEST:
            raise ValueError("the answer is too long")
        return bytes(content)


def _parse(content: bytes) -> dict[str | None, RSAPublicKey]:
    said = json.loads(content)
    listed = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise ValueError("this is no set of keys")
    found: dict[str | None, RSAPublicKey] = {}
    for one in listed:
        key = _rsa(one) if isinstance(one, Mapping) else None
        if key is not None and isinstance(one.get("kid", ""), str):
            found[one.get("kid")] = key
    return found


def _rsa(one: Mapping[str, Any]) -> RSAPublicKey | None:
    """Return an RSA key for signatures; None for any other."""
    if one.get("kty") != "RSA" or one.get("use", "sig") != "sig" or one.get("alg", "RS256") != "RS256":
        return None
    try:
        key = jwt.PyJWK(dict(one), algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError, LookupError) as fault:
        # The others of the set may be good, and one of them what signs today.
        log.warning("A key that is no good was left out (kid %r): %s", one.get("kid"), fault)
        return None
    return key if isinstance(key, RSAPublicKey) and key.key_size >= _SMALLEST_KEY else None
