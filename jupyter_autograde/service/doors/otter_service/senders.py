"""Who submits: by the hub's word. What requests say of themselves counts only in a closed test net that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from fastapi import Depends, Request

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.models.base import check_name
from jupyter_autograde.service.access import Anyone, asker_of, components_of, count_request, signed_in_on_page


@dataclass(frozen=True)
class Sender:
    """Who sent a notebook."""

    asker: Asker
    by_cookie: bool = False
    """By a browser's session alone, which any page of this origin can make the browser send."""


def known_sender() -> Any:
    """Return the dependency that gives the Sender of a hub token or a session."""

    async def sender(request: Request) -> Sender:
        return await _known(request)

    sender.rule = Anyone.SIGNED_IN  # type: ignore[attr-defined]
    return Depends(sender)


def believed_sender(test_user: str) -> Any:
    """Return the dependency that gives the Sender as `known_sender`, else as the old services do.

    They believe `X-Otter-User`, then the address of the page, and take `test_user` without either.
    """

    async def sender(request: Request) -> Sender:
        try:
            return await _known(request)
        except NotAuthenticated:
            name = named_by(request.headers) or test_user
            if not name or "authorization" in request.headers:
                raise
        count_request(request, name)
        return Sender(Asker(name))

    sender.rule = Anyone.ANONYMOUS  # type: ignore[attr-defined]
    return Depends(sender)


def named_by(headers: Mapping[str, str]) -> str:
    """Return whom the headers name; empty for nobody, or for what is no name."""
    name = headers.get("x-otter-user", "") or _of_page(headers.get("referer", ""))
    try:
        return check_name(name)
    except ValueError:
        return ""


def _of_page(address: str) -> str:
    """Return the part after `user`, else the second one."""
    try:
        parts = [unquote(part) for part in urlsplit(address).path.split("/") if part]
    except ValueError:
        return ""
    if "user" in parts[:-1]:
        return parts[parts.index("user") + 1]
    return parts[1] if len(parts) > 1 else ""


async def _known(request: Request) -> Sender:
    try:
        caller = await signed_in_on_page(request, None)
        return Sender(asker_of(caller), caller.by_cookie)
    except NotAuthenticated:
        if "authorization" in request.headers:
            raise
        login = f"{components_of(request).prefix}login"
        raise NotAuthenticated(
            f"You are not logged in here, so nothing was submitted. Open {login} on this hub in another tab, log in, "
            "and submit again."
        ) from None
