"""What only this machine may ask."""

from __future__ import annotations

import re
from ipaddress import ip_address

from fastapi import Request

from jupyter_autograde.errors import PermissionDenied
from jupyter_autograde.service.auth.same_origin import is_same_origin

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
"""Names and addresses of this machine, for itself."""
_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


def require_here(request: Request) -> None:
    """Refuse a request of another machine, and what another site's page made a browser on this one send.

    The name in the address is looked at as well: a page of another site may give its own name our address. It is read
    from the header itself, for what is no host at all, Starlette takes for the address that the server has.
    """
    client = request.client.host if request.client is not None else ""
    from_here = is_same_origin(request.headers, navigation=True)
    hosts = request.headers.getlist("Host")
    for_here = len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None
    if not (_is_loopback(client) and for_here and from_here):
        raise PermissionDenied("Without passwords this service answers programs on its own machine only.")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
