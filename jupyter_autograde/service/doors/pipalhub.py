"""PipalHub's dashboard service: `/events` and `/users`. The hook and the pages that ask for events work unchanged.

Stricter than the original: who sends and who asks is known from the hub. Its hook sends no token, so a site whose
network only people's servers can reach opens `/events` for it; nothing but the last save of a notebook hangs on it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, JSONResponse, Response

from jupyter_autograde.access import require_admin
from jupyter_autograde.errors import InvalidInput, PermissionDenied
from jupyter_autograde.exchange.live_saves import Save, announce_saves
from jupyter_autograde.exchange.notebook_events import KEPT_DAYS, find_events, keep_events
from jupyter_autograde.models.notebook_event import SAVED, NotebookEvent, StoredNotebookEvent
from jupyter_autograde.service.access import Parts, SignedIn, anonymous_from_address, signed_in
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.doors.base import Door
from jupyter_autograde.service.doors.descriptions import TEXT, also, fields, query, reply, takes
from jupyter_autograde.service.doors.json_texts import parse_json
from jupyter_autograde.service.hub_users import HubUsers
from jupyter_autograde.service.rate_limits import RateLimit

MOST = 10_000
"""Events in one answer."""
OPEN_PER_SECOND = 60.0
"""Of a class of 300 that saves every ten seconds, twice as many as come."""
_PERSON_PER_SECOND, _PERSON_AT_ONCE = 2.0, 60
"""Saves of one person; who has many notebooks open saves them all at once."""

_FIELDS: dict[str, str] = {name: name for name in ("id", "type", "user", "filename", "path")} | {"timestamp": "at"}
_WORD = re.compile(r"[A-Za-z0-9]+")
_SHOWN = fields(_FIELDS, **dict.fromkeys(_FIELDS, TEXT) | {"id": {"type": "integer"}})
_WRONG_USER = also(reply(fields(["message"], message=TEXT), description="What is wrong with them"), TEXT, "text/html")
_NEW_USER = fields(["username", "password"], username=TEXT, password=TEXT)


class PipalHub(Door):
    """The door.

    Parameters
    ----------
    open : bool
        Take events without a token, as the hook of PipalHub sends them, for whatever user they name.
    create_users : bool
        Let administrators create users of the hub through `/users`. The password is not kept: logging in is the
        hub's business.
    days : float
        How long events are kept.
    open_per_second : float
        With `open`: events a second in the long run from one address, ten times as many at once; 0 = no limit. All that
        comes through the hub's proxy is from one.

    Raises
    ------
    InvalidInput
        A setting makes no sense.
    """

    name = "pipalhub"
    mounts = ("/services/dashboard/",)
    refusal = {"text/html": {"schema": TEXT}}
    visited = True
    """`poll.js` sends the browser's cookies and nothing else. What a session writes has to have its XSRF token."""

    def __init__(
        self,
        *,
        open: bool = False,
        create_users: bool = False,
        days: float = KEPT_DAYS,
        open_per_second: float = OPEN_PER_SECOND,
    ) -> None:
        if not 0 <= open_per_second <= 100_000:
            raise InvalidInput(f"The door pipalhub takes 0 to 100000 events a second, not {open_per_second!r}.")
        self._open, self._create_users = open, create_users
        self.save_days = self._days = days
        self._of_all = RateLimit(open_per_second, max(1, int(open_per_second * 10)))
        self._of_person = RateLimit(_PERSON_PER_SECOND, _PERSON_AT_ONCE)

    def answer(
        self, status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Response:
        """Return a page with the reason, as Flask does."""
        phrase = HTTPStatus(status).phrase
        page = (
            f"<!doctype html>\n<html lang=en>\n<title>{status} {phrase}</title>\n"
            f"<h1>{phrase}</h1>\n<p>{html.escape(message, quote=False)}</p>\n"
        )
        return HTMLResponse(page, status, headers=dict(headers))

    def router(self) -> APIRouter:
        """Return `/events` and `/users`."""
        router = APIRouter()
        known_sender: Any = anonymous_from_address(self._of_all) if self._open else Depends(signed_in)

        @router.post(
            "/events",
            status_code=201,
            responses={201: reply(_SHOWN)},
            openapi_extra=takes(NotebookEvent.model_json_schema(), "application/json"),
        )
        def post_event(parts: Parts, caller: Caller | None = known_sender, body: Any = Depends(_json)) -> Response:
            event = _event(body)
            if caller is None:
                self._of_person.spend(event.user)
            elif not caller.admin and event.user != caller.name:
                raise PermissionDenied(f"This token belongs to {caller.name}, not to {event.user}.")
            with parts.database.write(short=True) as session:
                (row,) = keep_events(session, event.user, [event], days=self._days)
                kept = StoredNotebookEvent.model_validate(row)
                if event.type == SAVED:
                    announce_saves(session, event.user, [Save(event.path, kept.at)], parts.live_rules)
            return JSONResponse(_shown(kept), 201)

        @router.get(
            "/events",
            responses={200: reply({"type": "array", "items": _SHOWN})},
            openapi_extra=query(**dict.fromkeys(_FIELDS, "Only events with exactly this.")),
        )
        def get_events(request: Request, parts: Parts, asker: SignedIn) -> Response:
            wanted = _filters(request)
            with parts.database.read() as session:
                if wanted is None:
                    return JSONResponse([])
                found = find_events(session, asker, wanted, parts.live_rules, days=self._days, limit=MOST)
                return JSONResponse([_shown(StoredNotebookEvent.model_validate(row)) for row in found])

        hub = HubUsers.from_environment() if self._create_users else None

        @router.post(
            "/users",
            status_code=201,
            responses={201: reply(fields(["username"], username=TEXT)), 400: _WRONG_USER},
            openapi_extra=takes(_NEW_USER, "application/json"),
        )
        def post_user(asker: SignedIn, body: Annotated[Any, Depends(_json)]) -> Response:
            require_admin(asker)
            if hub is None:
                raise PermissionDenied(
                    "This service creates no users of the hub: create_users is off. Who runs it can allow it with "
                    "c.AutogradeService.door_options = {'pipalhub': {'create_users': True}}."
                )
            fault = _fault_of_user(body)
            if not fault and not hub.create(body["username"]):
                fault = "User already exists"
            if fault:
                return JSONResponse({"message": fault}, 400)
            return JSONResponse({"username": body["username"]}, 201)

        return router


async def _json(request: Request) -> Any:
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise InvalidInput(
            "Did not attempt to load JSON data because the request Content-Type was not application/json."
        )
    try:
        return parse_json((await request.body()).decode())
    except ValueError:
        raise InvalidInput("Failed to decode JSON object") from None


def _event(body: Any) -> NotebookEvent:
    if not isinstance(body, dict):
        raise InvalidInput("JSON data must be an object")
    stamp = body.get("timestamp")
    if isinstance(stamp, str):
        body = {**body, "timestamp": _moment(stamp)}
    try:
        return NotebookEvent.model_validate(body)
    except ValidationError as fault:
        faults = [{key: error[key] for key in ("loc", "msg", "type")} for error in fault.errors(include_url=False)]
        raise InvalidInput(json.dumps(faults)) from None


def _moment(text: str) -> datetime | str:
    """Return the moment; a text without a zone is UTC, and what is none is left to the model to refuse."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the latter before the year 1 or after the year 9999
        return text


def _filters(request: Request) -> dict[str, str | int | datetime] | None:
    """Return column -> value of the query; None when nothing can match."""
    wanted: dict[str, str | int | datetime] = {}
    for name, value in request.query_params.multi_items():
        column = _FIELDS.get(name)
        if column is None:
            raise InvalidInput(f"Events have no field {name[:100]!r}; there are: {', '.join(_FIELDS)}.")
        if column in wanted:
            continue  # of a repeated one the first counts
        if column == "id":
            if not (value.isascii() and value.isdigit() and len(value) < 19):
                return None
            wanted[column] = int(value)
        elif column == "at":
            # In a query, the plus of an offset that was not escaped has become a blank.
            moment = _moment(value.replace(" ", "+"))
            if isinstance(moment, str):
                return None
            wanted[column] = moment
        else:
            wanted[column] = value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return wanted


def _shown(event: StoredNotebookEvent) -> dict[str, Any]:
    texts = {name: getattr(event, name) for name in ("id", "type", "user", "filename", "path")}
    return {**texts, "timestamp": event.at.astimezone(UTC).isoformat(timespec="microseconds")}


def _fault_of_user(body: Any) -> str:
    if not isinstance(body, dict):
        return "JSON data must be an object"
    for name in ("username", "password"):
        value = body.get(name)
        if not isinstance(value, str) or not _WORD.fullmatch(value) or len(value) > 128:
            return f"{name.capitalize()} is invalid"
    return ""
