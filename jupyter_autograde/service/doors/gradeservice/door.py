"""The door itself: its settings, its routes, its refusals."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.auth.json_web_tokens import SHORTEST_SECRET, TokenReader, invalid_token, is_short
from jupyter_autograde.service.doors.base import Door
from jupyter_autograde.service.doors.descriptions import TEXT, fields
from jupyter_autograde.service.doors.gradeservice.creating import creating_routes
from jupyter_autograde.service.doors.gradeservice.grading import grading_routes
from jupyter_autograde.service.doors.gradeservice.guards import Guards

log = logging.getLogger(__name__)

_YES = {"true", "1", "yes", "on"}


class Gradeservice(Door):
    """The door. What is not set comes from the variables of the original, where it had some.

    Parameters
    ----------
    secret : str
        Shared with who signs the tokens. Default: `JWT_SECRET`.
    algorithm : str
        `HS256`, or `RS256` with `keys`.
    keys : str
        Path or `https` address of a set of keys (JWKS).
    audience : str or None
        What `aud` must say.
    no_auth : bool
        Take requests without a token. Default: `NO_AUTH`.
    default_role : str
        What a token is good for that names no role: `instructor`, as in the original for everything, `ta` for grading
        anybody, `student` for grading the own work. One with an id (`jti`) has to name its role: such tokens are for
        logging in at the hub once, and may be signed with the same secret.
    course_prefix : str
        Of the names of courses, before their number.
    timeout : float
        Seconds that a client waits for its result. Default: `GRADING_TIMEOUT`, else 120.

    Raises
    ------
    InvalidInput
        A setting makes no sense, or there is no secret.
    """

    name = "gradeservice"
    mounts = ("/services/gradeservice/",)
    # A bad token is answered with `message`; what does not fit with a list.
    refusal = {"application/json": {"schema": fields(message=TEXT, detail={"type": ["string", "array"]})}}
    may_refuse_with = (*Door.may_refuse_with, 422)

    def __init__(
        self,
        *,
        secret: str | None = None,
        algorithm: str = "HS256",
        keys: str = "",
        audience: str | None = None,
        no_auth: bool | None = None,
        default_role: str = Role.INSTRUCTOR,
        course_prefix: str = "gradeservice-",
        timeout: float | None = None,
    ) -> None:
        environment = os.environ
        if secret is None:
            secret = "" if keys else environment.get("JWT_SECRET", "")
        if no_auth is None:
            no_auth = environment.get("NO_AUTH", "").lower() in _YES
        if no_auth:
            self.warning = "The door gradeservice asks for no token (no_auth): whoever reaches it creates and deletes."
        elif secret and is_short(algorithm, secret):
            # Not refused: a site takes its old service's secret along, and this is no worse there.
            self.warning = (
                f"The secret of the door gradeservice (JWT_SECRET) has fewer than {SHORTEST_SECRET} bytes: who has "
                "seen one token can find it out. Make one with `openssl rand -hex 32`, and give it to Moodle too."
            )
        if self.warning:
            log.warning(self.warning)
        if not (no_auth or secret or keys or algorithm != "HS256"):
            raise InvalidInput(
                "The door gradeservice needs the secret that signs its tokens. Set the environment variable JWT_SECRET "
                'to that of the old service (behind a hub in "environment" of its entry in c.JupyterHub.services), or '
                "c.AutogradeService.door_options = {'gradeservice': {'secret': …}}. A new one: openssl rand -hex 32"
            )
        reader = None if no_auth else TokenReader(secret=secret, algorithm=algorithm, keys=keys, audience=audience)
        self._seconds = _seconds(environment.get("GRADING_TIMEOUT") or 120.0 if timeout is None else timeout)
        if default_role not in set(Role):
            raise InvalidInput(f"The door gradeservice knows no role {default_role!r}; there are: {', '.join(Role)}.")
        if not no_auth and secret and audience is None and default_role != Role.STUDENT:
            self.advice = (
                f"Tokens for gradeservice that name no role are worth {default_role!r}. If logins by token at the hub "
                "(autograde-jwt) know the same secret and are not single use (single_use = False), students find such "
                "tokens in their addresses: then set the door's default_role to 'student', or give it another secret."
            )
        self._guards = Guards(reader, Role(default_role), course_prefix)

    def answer(
        self, status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Response:
        """Return what gradeservice's clients read; only of a bad token it speaks otherwise."""
        key = "message" if message == invalid_token().message else "detail"
        return JSONResponse({key: message}, status, headers=dict(headers))

    def router(self) -> APIRouter:
        """Return the three routes."""
        router = APIRouter()
        for routes in (creating_routes, grading_routes):
            router.include_router(routes(self._guards, self._seconds))
        return router

    def application(self) -> FastAPI:
        """Return the door; what does not fit is answered as FastAPI does, as in the original."""
        app = super().application()
        app.add_exception_handler(RequestValidationError, _does_not_fit)
        return app


def _seconds(wanted: object) -> float:
    try:
        seconds = float(str(wanted))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise InvalidInput(f"The door gradeservice waits for more than 0 and at most 3600 seconds, not {wanted!r}.")
    return seconds


async def _does_not_fit(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    # The input itself is not repeated: it may be what can't be written as JSON.
    faults = [{key: error[key] for key in ("type", "loc", "msg")} for error in fault.errors()[:10]]
    return JSONResponse({"detail": faults}, 422)
