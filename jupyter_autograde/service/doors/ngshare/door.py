"""The door itself: its settings, its routes, its refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from jupyter_autograde.service.doors.base import Door
from jupyter_autograde.service.doors.descriptions import TEXT, Responses, also, fields
from jupyter_autograde.service.doors.ngshare.answers import GOOD, Answer
from jupyter_autograde.service.doors.ngshare.assignments import assignment_routes
from jupyter_autograde.service.doors.ngshare.courses import course_routes
from jupyter_autograde.service.doors.ngshare.feedback import feedback_routes
from jupyter_autograde.service.doors.ngshare.guards import Guards
from jupyter_autograde.service.doors.ngshare.instructors import instructor_routes
from jupyter_autograde.service.doors.ngshare.pages import health_routes, page_routes
from jupyter_autograde.service.doors.ngshare.students import student_routes
from jupyter_autograde.service.doors.ngshare.submissions import hand_in_routes, submission_routes

# Looked through in this order: what a whole class asks at the same moment comes first.
_RESOURCES = (
    hand_in_routes,
    course_routes,
    instructor_routes,
    student_routes,
    assignment_routes,
    submission_routes,
    feedback_routes,
    page_routes,
)


class Ngshare(Door):
    """The door.

    Parameters
    ----------
    admins : sequence of str
        Who may do everything through this door, besides the administrators of the hub.
    debug : bool
        Say why a permission is denied.
    vngshare : bool
        Ask nobody for a password: who asks is whom the request names as `user`. For trying clients out, on a
        stand-alone service, for programs on its own machine.
    """

    name = "ngshare"
    mounts = ("/services/ngshare/",)
    refusal = {
        "application/json": {"schema": fields(["success", "message"], success={"const": False}, message=TEXT)},
    }

    visited = True

    def __init__(self, *, admins: Sequence[str] = (), debug: bool = False, vngshare: bool = False) -> None:
        # A single name is a sequence of letters: nobody means that.
        known = frozenset([admins] if isinstance(admins, str) else admins)
        self._guards = Guards(known, standalone=vngshare)
        self._debug = debug
        self.standalone_only = vngshare

    def answer(
        self, status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Response:
        """Return what ngshare's clients read, whatever the status."""
        if self._debug and "why" in details:
            message = f"{message} ({details['why']})"
        return Answer({"success": False, "message": message}, status, headers=dict(headers))

    def router(self) -> APIRouter:
        """Return the routes of all resources."""
        router = APIRouter()
        for routes in _RESOURCES:
            router.include_router(routes(self._guards), responses=GOOD)
        return router

    def outside(self) -> APIRouter:
        """Return `/healthz`, where what watches over a container asks."""
        router = APIRouter(include_in_schema=False)
        router.include_router(health_routes())
        return router

    def refusals(self) -> Responses:
        """Return what OpenAPI says; an address that is none, as with a `/` in a name, is answered by a page."""
        found = super().refusals()
        return found | {404: also(found[404], TEXT, "text/html")}

    def application(self) -> FastAPI:
        """Return the door; an address that it does not have is answered by ngshare's page."""
        app = super().application()
        app.add_exception_handler(404, _no_such_page)
        return app


async def _no_such_page(request: Request, fault: Exception) -> Response:
    return HTMLResponse("<h1>404 Not Found</h1>\n", 404)
