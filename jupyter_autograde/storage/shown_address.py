"""Addresses of databases and stores as they may be shown: whoever asks for help sends them on."""

from __future__ import annotations

import re


def shown_address(url: str) -> str:
    """Return an address without its user, its password, and the values in its query; a path as it is."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    place, ask, query = rest.partition("?")
    if "@" in query:
        return f"{scheme}://…"  # it may be of a password with a question mark in it, or of a value
    # Where a path follows at once, there is nobody's name before it.
    shown = place if place.startswith("/") else place.rpartition("@")[2]
    return f"{scheme}://{shown}{ask}{re.sub('=[^&]*', '=…', query)}"
