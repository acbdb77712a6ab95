"""What is no API: the page under Services, and the sign of life."""

from __future__ import annotations

import html

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import NotAuthenticated, PermissionDenied
from jupyter_autograde.service.access import Parts, anonymous
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.doors.ngshare.guards import Guards

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>ngshare</title>
<h1>ngshare</h1>
<p>This address answers nbgrader with ngshare-exchange, and ngshare-course-management. You are {name}.</p>
<ul>
<li><a href="courses">Your courses</a> as those programs see them</li>
<li><a href="{panel}">The autograder's own page</a></li>
</ul>
"""


def page_routes(guards: Guards) -> APIRouter:
    """Return the first page, `healthz`, and the debug page, which is never on."""
    router = APIRouter()

    @router.get("/", dependencies=[Depends(anonymous)])
    async def show_home(request: Request, parts: Parts) -> Response:
        try:
            caller = await parts.callers.find(request)
        except NotAuthenticated:
            return RedirectResponse(f"{parts.prefix}login", 302)
        return HTMLResponse(_PAGE.format(name=html.escape(caller.name), panel=html.escape(parts.prefix)))

    @router.get("/healthz", dependencies=[Depends(anonymous)])
    def healthz() -> Response:
        return good()

    @router.get("/initialize-Data6ase")
    def refuse_debugging(asker: Asker = guards.signed_in) -> Response:
        raise PermissionDenied("Debug mode is off")

    return router
