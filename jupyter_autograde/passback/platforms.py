"""The platforms that operators allow: their addresses, keys and secrets. Nothing of this is ever in an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = {"https": 443, "http": 80}
_PLAIN = re.compile(r"(?:%[0-9A-Fa-f]{2}|[!-$&-\[\]-~])+")
"""ASCII without spaces and the backslash, which browsers and libraries read in different ways."""
_QUERY = re.compile(r"[A-Za-z0-9_.\-=&;:%+~,*@!()/?'$]*")
"""What can be signed (RFC 5849, section 3.4.1.3)."""


@dataclass(frozen=True)
class Platform:
    """A platform of LTI 1.1 that takes scores."""

    name: str
    addresses: tuple[str, ...]
    """Beginnings of the addresses to which scores may be sent."""
    key: str
    secret: str = field(repr=False)
    courses: frozenset[str] | None = None
    """Names of the only courses that may use it; None: all."""

    def serves(self, course: str) -> bool:
        """Say whether a course may send grades there."""
        return self.courses is None or course in self.courses

    def allows(self, url: str) -> bool:
        """Say whether scores may be sent to an address."""
        wanted = _split(url)
        return wanted is not None and any(_lies_below(wanted, urlsplit(one)) for one in self.addresses)


Platforms = Mapping[str, Platform]


def platforms_of(settings: Mapping[str, Any]) -> dict[str, Platform]:
    """Return the platforms of `c.AutogradeService.lti11_platforms`; raises ValueError with what is wrong."""
    return {name: _platform(name, one) for name, one in settings.items()}


def _platform(name: str, given: Any) -> Platform:
    known = {"addresses", "key", "secret", "courses"}
    if not isinstance(given, Mapping) or not known >= set(given):
        raise ValueError(f"{name!r} takes {', '.join(sorted(known))}, and nothing else")
    for each in ("key", "secret"):
        if not isinstance(given.get(each), str) or not given[each]:
            raise ValueError(f"{name!r} needs its {each}")
    addresses, courses = given.get("addresses"), given.get("courses")
    if not isinstance(addresses, list | tuple) or not addresses:
        raise ValueError(f"{name!r} needs `addresses`: a list of the beginnings of the addresses that take its scores")
    for address in addresses:
        if _split(address) is None:
            raise ValueError(
                f"{address!r} of {name!r} takes no scores: an address begins with https, or on this machine with http"
            )
    if courses is not None and not isinstance(courses, list | tuple | set | frozenset):
        raise ValueError(f"`courses` of {name!r} is a list of names")
    names = None if courses is None else frozenset(map(str, courses))
    return Platform(name, tuple(addresses), given["key"], given["secret"], names)


def _split(url: Any) -> SplitResult | None:
    """Return the parts of an address that is plain enough to be compared; None for others."""
    if not isinstance(url, str) or not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if port == 0 or not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        return None
    if not _QUERY.fullmatch(parts.query):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return None
    # A server may decode a step upwards that the comparison below would not see, or leave out what follows a `;`.
    if {".", ".."} & set(re.split(r"[/\\;]", unquote(unquote(parts.path)))):
        return None
    return parts


def _lies_below(wanted: SplitResult, allowed: SplitResult) -> bool:
    same = (wanted.scheme, wanted.hostname, wanted.port or _PORTS[wanted.scheme]) == (
        allowed.scheme,
        allowed.hostname,
        allowed.port or _PORTS[allowed.scheme],
    )
    folder = allowed.path.rstrip("/")
    return same and (wanted.path == folder or wanted.path.startswith(f"{folder}/") or not folder)
