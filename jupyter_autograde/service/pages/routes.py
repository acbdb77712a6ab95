"""Addresses of the pages: the panels, log in by the hub's OAuth or by a token, log out."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from jupyter_autograde.errors import AutogradeError, NotAuthenticated, NotFound, PermissionDenied
from jupyter_autograde.service.access import Parts, anonymous, signed_in
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.auth.cookies import Login
from jupyter_autograde.service.auth.hub import HubAuthenticator
from jupyter_autograde.service.auth.same_origin import is_same_origin
from jupyter_autograde.service.pages.html import Page, fault_page, interrupted_page, login_page, panel_page
from jupyter_autograde.service.pages.languages import language_for, texts

STATIC = Path(__file__).parent / "static"
_MAX_NEXT = 512


def pages_router(prefix: str) -> APIRouter:
    """Return the routes of the pages below `prefix`."""
    router = APIRouter(prefix=prefix.rstrip("/"), include_in_schema=False)
    router.add_api_route("/", show_formgrader, dependencies=[Depends(anonymous)])
    router.add_api_route("/live", show_live, dependencies=[Depends(anonymous)])
    router.add_api_route("/texts/{language}", show_texts, dependencies=[Depends(anonymous)])
    router.add_api_route("/login", begin_login, dependencies=[Depends(anonymous)])
    router.add_api_route("/login", log_in_by_token, methods=["POST"], dependencies=[Depends(anonymous)])
    router.add_api_route("/oauth_callback", finish_login, dependencies=[Depends(anonymous)])
    router.add_api_route("/logout", log_out, methods=["POST"])
    return router


def static_files(folder: Path = STATIC) -> StaticFiles:
    """Return the application that answers below `<prefix>static`; a router that is included drops its mounts."""
    return _Static(directory=folder, check_dir=False)


class _Static(StaticFiles):
    async def check_config(self) -> None:
        """Raise nothing: where the labextension was not built, its files are not found, and nothing is broken."""


async def show_formgrader(request: Request, parts: Parts) -> Response:
    """Show everybody's submissions."""
    return await _show(request, parts, Page.FORMGRADER)


async def show_live(request: Request, parts: Parts) -> Response:
    """Show what students work on."""
    return await _show(request, parts, Page.LIVE)


async def _show(request: Request, parts: Parts, page: Page) -> Response:
    """Show a panel to whoever is logged in, and the way to log in to the others."""
    language = _language(request)
    try:
        caller = await parts.callers.find(request)
    except NotAuthenticated:
        back = "" if page is Page.FORMGRADER else f"?next={quote(f'{parts.prefix}{page}')}"
        return RedirectResponse(f"{parts.prefix}login{back}", 302)
    except AutogradeError as fault:
        return fault_page(parts.prefix, fault, language)
    return panel_page(parts.prefix, page, caller.name, language)


async def show_texts(language: str) -> Response:
    """Return all texts of the pages in a language."""
    found = texts().get(language)
    if found is None:
        raise NotFound(f"There is no translation {language!r}.")
    return FileResponse(found, media_type="application/json", headers={"Cache-Control": "no-cache"})


async def begin_login(request: Request, parts: Parts, next: str = "") -> Response:
    """Send the browser to the hub, or ask for a token where there is no hub."""
    next_path = own_path(parts.prefix, next, parts.callers.cookies.paths)
    hub = parts.callers.authenticator
    if not isinstance(hub, HubAuthenticator):
        return login_page(parts.prefix, next_path, _language(request))
    address, state, verifier = hub.login()
    response = RedirectResponse(address, 302)
    parts.callers.cookies.start_login(request, response, Login(state, verifier, next_path))
    return response


async def finish_login(request: Request, parts: Parts, code: str = "", state: str = "") -> Response:
    """Take the browser back from the hub: the state must be the one it left with."""
    hub, cookies = parts.callers.authenticator, parts.callers.cookies
    login = cookies.login(request)
    good = login is not None and hmac.compare_digest(login.state.encode(), state.encode())
    if not isinstance(hub, HubAuthenticator) or login is None or not good or not code:
        return interrupted_page(parts.prefix, _language(request))
    try:
        token = await hub.token_for_code(code, login.verifier)
        await hub.identify(token)
    except AutogradeError as fault:
        return fault_page(parts.prefix, fault, _language(request))
    response = RedirectResponse(own_path(parts.prefix, login.next_path, cookies.paths), 302)
    cookies.finish_login(request, response)
    cookies.start_session(request, response, token)
    return response


async def log_in_by_token(
    request: Request,
    parts: Parts,
    token: Annotated[str, Form(max_length=1024)],
    next: Annotated[str, Form(max_length=_MAX_NEXT)] = "",
) -> Response:
    """Log in with a token of a stand-alone service."""
    next_path = own_path(parts.prefix, next, parts.callers.cookies.paths)
    if isinstance(parts.callers.authenticator, HubAuthenticator):
        return RedirectResponse(f"{parts.prefix}login", 303)
    if not is_same_origin(request.headers):
        fault = PermissionDenied("The form came from another site. Open the login page and try again.")
        return fault_page(parts.prefix, fault, _language(request))
    try:
        await parts.callers.identify(token.strip())
    except AutogradeError as fault:
        return login_page(parts.prefix, next_path, _language(request), fault)
    response = RedirectResponse(next_path, 303)
    parts.callers.cookies.start_session(request, response, token.strip())
    return response


async def log_out(request: Request, parts: Parts, caller: Annotated[Caller, Depends(signed_in)]) -> Response:
    """End the browser's session."""
    response = Response(status_code=204)
    parts.callers.cookies.end_session(request, response)
    return response


def _language(request: Request) -> str:
    return language_for(request.headers.get("accept-language", ""))


def own_path(prefix: str, wanted: str, also: Sequence[str] = ()) -> str:
    """Return `wanted` when it is a path of this service or below one of `also`, else the first page (SEC-45)."""
    read = unquote(wanted)  # browsers take `%2e%2e` for `..`
    plain = wanted.isascii() and read.isprintable() and not any(part in read for part in ("\\", "//", ".."))
    inside = wanted.startswith((prefix, *also)) and len(wanted) <= _MAX_NEXT
    return wanted if plain and inside else prefix
