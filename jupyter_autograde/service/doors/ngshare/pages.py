"""What is no API: the page under Services with its icon, the way back from the hub, the sign of life, debugging."""

from __future__ import annotations

import base64
import html
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import InvalidInput, NotAuthenticated, PermissionDenied
from jupyter_autograde.service.access import Parts, anonymous
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.doors.ngshare.arguments import query_of
from jupyter_autograde.service.doors.ngshare.guards import Guards
from jupyter_autograde.service.doors.ngshare.samples import load_samples, take_all_away

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>ngshare</title>
<link rel="icon" href="favicon.ico{query}">
<h1>ngshare</h1>
<p>This address answers nbgrader with ngshare-exchange, and ngshare-course-management. You are {name}.</p>
<ul>
<li><a href="courses{query}">Your courses</a> as those programs see them</li>
<li><a href="{panel}">The autograder's own page</a></li>
{debug}</ul>
"""
_DEBUG = """<li><a href="initialize-Data6ase{query}&amp;action=init">Make the sample courses</a></li>
<li><a href="initialize-Data6ase{query}&amp;action=clear">Take all courses away</a></li>
"""
_ICON = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAOklEQVR42mP4TyJgwBT6XK4GR0NMA7I6TITdBoKqsTgJv2oqeRqu"
    "h9iIIxzTeMzDtJMCDcQgcjWQBAAUU4g1fdLCwAAAAABJRU5ErkJggg=="
)
"""PNG."""
_POLICY = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of the page: it shows its own icon, and runs nothing."""
_TO_LOGIN = {"description": "Nobody is logged in: to the login."}


def health_routes() -> APIRouter:
    """Return `healthz`, which says that the service runs."""
    router = APIRouter()

    @router.get("/healthz", dependencies=[Depends(anonymous)])
    def healthz() -> Response:
        return good()

    return router


def page_routes(guards: Guards) -> APIRouter:
    """Return the pages, `oauth_callback`, `healthz`, and the debug page, which is for a stand-alone service."""
    router = APIRouter()

    @router.get("/", dependencies=[Depends(anonymous)], response_class=HTMLResponse, responses={302: _TO_LOGIN})
    async def show_home(request: Request, parts: Parts) -> Response:
        try:
            caller = await guards.find_visitor(request)
        except NotAuthenticated:
            return _log_in(parts.prefix, request.url.path)
        query = f"?user={quote(caller.name)}" if guards.standalone else ""
        return HTMLResponse(
            _PAGE.format(
                name=html.escape(caller.name),
                panel=html.escape(parts.prefix),
                query=query,
                debug=_DEBUG.format(query=query) if guards.standalone else "",
            ),
            headers={"Content-Security-Policy": _POLICY},
        )

    @router.get(
        "/oauth_callback",
        dependencies=[Depends(anonymous)],
        status_code=302,
        response_class=Response,
        responses={302: _TO_LOGIN},
    )
    async def log_in(request: Request, parts: Parts) -> Response:
        # Logins are this service's own business; a code that the hub gave to another client is nothing to it.
        return _log_in(parts.prefix, request.url.path.removesuffix("oauth_callback"))

    @router.get("/favicon.ico", response_class=Response, responses={200: {"content": {"image/png": {}}}})
    def show_icon(asker: Asker = guards.signed_in) -> Response:
        return Response(_ICON, media_type="image/png")

    router.include_router(health_routes())

    @router.get("/initialize-Data6ase")
    def debug(request: Request, parts: Parts, asker: Asker = guards.signed_in) -> Response:
        if not guards.standalone:
            raise PermissionDenied("Debug mode is off")
        root = Asker(asker.name, admin=True)
        match query_of(request).get("action"):
            case "init":
                load_samples(parts, root)
            case "clear":
                take_all_away(parts, root)
            case _:
                raise InvalidInput("action should be clear or init")
        return good(message="done")

    return router


def _log_in(prefix: str, back: str) -> Response:
    return RedirectResponse(f"{prefix}login?next={quote(back)}", 302)
