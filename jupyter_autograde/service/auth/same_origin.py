"""Whether a request comes from a page of our own: browsers say so, in two headers (SEC-45)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_same_origin(headers: Mapping[str, str], *, navigation: bool = False) -> bool:
    """Say whether the browser tells that the request comes from our own pages.

    `navigation` also takes an address that somebody typed (`Sec-Fetch-Site: none`) and, for old browsers
    that say nothing, silence: such a request changes nothing, and its answer can't be read by another site.

    Parameters
    ----------
    headers : mapping
        Of the request; names in any case.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        if headers.get("Sec-Fetch-Mode") == "no-cors":
            return False
        return site == "same-origin" or (navigation and site == "none")
    origin = headers.get("Origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("Host")
    return navigation
