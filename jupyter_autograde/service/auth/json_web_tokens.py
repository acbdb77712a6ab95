"""Tokens that another system has signed (JWT): whose they are, and what they are good for.

**Source:** RFC 7519; RFC 8725 (the algorithm is ours to say, never the token's).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt

from jupyter_autograde.errors import InvalidInput, NotAuthenticated
from jupyter_autograde.models.base import check_name
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.auth.json_web_keys import KeySet

_LONGEST = 8192
"""Characters of a token."""
_SHARED = frozenset({"HS256"})
_PUBLIC = frozenset({"RS256"})
SHORTEST_SECRET = 32
"""Bytes of a secret for HS256, RFC 7518 section 3.2: who has one token can try out shorter ones at home."""


@dataclass(frozen=True)
class SignedClaims:
    """What a token says.

    Parameters
    ----------
    name : str or None
        Of the person.
    courses : set of str or None
        Numbers or names of the courses that it is for; None = it does not say.
    role : Role or None
        In these courses; None = it does not say.
    id : str or None
        Of a token that is good for one time (`jti`).
    ends_at : float or None
        Seconds since 1970; None = never.
    """

    name: str | None = None
    courses: frozenset[str] | None = None
    role: Role | None = None
    id: str | None = None
    ends_at: float | None = None


def is_short(algorithm: str, secret: str) -> bool:
    """Say whether a secret is too short to sign with by this algorithm."""
    return algorithm in _SHARED and len(secret.encode()) < SHORTEST_SECRET


class TokenReader:
    """Believes tokens of one algorithm, and of one secret or set of keys. `exp` and `nbf` count where they are.

    Parameters
    ----------
    secret : str
        Shared with who signs, for HS256.
    algorithm : str
        `HS256` or `RS256`.
    keys : str
        For RS256: path or `https` address of a key set (JWKS).
    audience : str or None
        What `aud` must say. None: a token that has an `aud` is for somebody else.
    max_seconds : float or None
        For how long from now a token may be good: one without `exp` or with a later one is refused. None: for ever.
    need_id : bool
        Refuse tokens without `jti`.
    clock : callable
        Seconds since 1970.

    Raises
    ------
    InvalidInput
        These do not go together.
    """

    def __init__(
        self,
        *,
        secret: str = "",
        algorithm: str = "HS256",
        keys: str = "",
        audience: str | None = None,
        max_seconds: float | None = None,
        need_id: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if algorithm in _SHARED:
            if not secret or keys:
                raise InvalidInput(f"{algorithm} needs a secret (JWT_SECRET), and no set of keys.")
        elif algorithm not in _PUBLIC:
            raise InvalidInput(f"The algorithm is HS256 or RS256, not {algorithm!r}.")
        elif not keys:
            raise InvalidInput(f"{algorithm} needs the path or the address of a set of keys (JWKS).")
        self._algorithm, self._secret, self._audience = algorithm, secret, audience
        self._keys = KeySet(keys) if keys else None
        self._max_seconds, self._clock = max_seconds, clock
        self._required = [*(["exp"] if max_seconds is not None else []), *(["jti"] if need_id else [])]

    @property
    def may_block(self) -> bool:
        """Whether `read` may ask the network or the disk."""
        return self._keys is not None

    def read(self, token: str) -> SignedClaims:
        """Return what a genuine token says.

        Raises
        ------
        NotAuthenticated
            It is not genuine, not good at this time or for somebody else, or says what makes no sense.
        UpstreamError
            The keys can't be read.
        """
        if len(token) > _LONGEST:
            raise invalid_token()
        try:
            key = self._secret if self._keys is None else self._keys.find(jwt.get_unverified_header(token).get("kid"))
            required: Any = {"require": self._required}
            claims = jwt.decode(token, key, algorithms=[self._algorithm], audience=self._audience, options=required)
            ends_at = float(claims["exp"]) if "exp" in claims else None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise invalid_token() from None
        if self._max_seconds is not None and (ends_at is None or ends_at > self._clock() + self._max_seconds):
            raise invalid_token()
        return SignedClaims(_name(claims), _courses(claims), _role(claims), _id(claims), ends_at)


def invalid_token() -> NotAuthenticated:
    """Return the fault of a token that is no good: why is not for its sender to know."""
    return NotAuthenticated("Invalid token.")


def _name(claims: dict[str, Any]) -> str | None:
    name = claims.get("name")
    if name is None:
        return None
    try:
        return check_name(name if isinstance(name, str) else "")
    except ValueError:
        raise invalid_token() from None


def _id(claims: dict[str, Any]) -> str | None:
    said: object = claims.get("jti")
    if said is None or isinstance(said, str):
        return said
    raise invalid_token()  # PyJWT says so itself since 2.10


def _courses(claims: dict[str, Any]) -> frozenset[str] | None:
    if "course" not in claims:
        return None
    said = claims["course"]
    listed = said if isinstance(said, list) else [said]
    if not all(isinstance(one, (int, str)) and not isinstance(one, bool) for one in listed):
        raise invalid_token()
    return frozenset(str(one) for one in listed)


def _role(claims: dict[str, Any]) -> Role | None:
    if "role" not in claims:
        return None
    try:
        return Role(claims["role"])
    except ValueError:
        raise invalid_token() from None
