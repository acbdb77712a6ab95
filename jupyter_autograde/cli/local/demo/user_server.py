"""A person's own server, as the lab in the browser speaks to it: files, buttons, pushed events."""

from __future__ import annotations

import json
import time
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import requests
import websocket
from pydantic import BaseModel

from jupyter_autograde.errors import ServiceRefused, ServiceUnreachable
from jupyter_autograde.events import SERVICE_EVENT
from jupyter_autograde.events.emitter import schema_id
from jupyter_autograde.models.assignment import AssignmentVersion
from jupyter_autograde.models.local import (
    FetchReply,
    FetchRequest,
    LocalAssignment,
    LocalReleaseRequest,
    LocalStatus,
    NotebookStatus,
    SubmitReply,
    SubmitRequest,
)

_M = TypeVar("_M", bound=BaseModel)

_TIMEOUT = 30.0


class UserServer:
    """A connection to the server of one person. A context manager.

    Parameters
    ----------
    hub_url : str
        Address of the hub.
    user, token : str
        The token needs the right to that person's server.
    """

    def __init__(self, hub_url: str, user: str, token: str) -> None:
        self.user = user
        self._url = f"{hub_url}user/{quote(user)}/"
        self._session = requests.Session()
        self._session.trust_env = False
        self._header = f"token {token}"
        self._session.headers["Authorization"] = self._header
        self._events: websocket.WebSocket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        if self._events is not None:
            self._events.close()

    # ---- the buttons

    def status(self) -> LocalStatus:
        """Return how this server and the service stand to each other."""
        return LocalStatus.model_validate(self._local("GET", "status"))

    def assignments(self) -> list[LocalAssignment]:
        """Return what the Assignments panel shows."""
        return [LocalAssignment.model_validate(item) for item in self._local("GET", "assignments")]

    def notebook(self, path: str) -> NotebookStatus:
        """Return what the toolbar of a notebook shows."""
        return NotebookStatus.model_validate(self._local("GET", f"notebook?path={quote(path)}"))

    def release(self, request: LocalReleaseRequest) -> AssignmentVersion:
        """Click Release: the first half, which builds and proves."""
        return AssignmentVersion.model_validate(self._local("POST", "release", request))

    def confirm_release(self, version_id: str) -> AssignmentVersion:
        """Click Release: the second half, after the report."""
        return AssignmentVersion.model_validate(self.service("POST", f"versions/{version_id}/release"))

    def fetch(self, assignment_id: str) -> FetchReply:
        """Click Fetch."""
        return FetchReply.model_validate(self._local("POST", "fetch", FetchRequest(assignment_id=assignment_id)))

    def submit(self, path: str) -> SubmitReply:
        """Click Submit."""
        return SubmitReply.model_validate(self._local("POST", "submit", SubmitRequest(path=path)))

    def service(self, method: str, path: str) -> Any:
        """Ask the service, as the lab does: through this server, below `api/v1/`."""
        return self._ask(method, f"autograde/api/v1/{path}")

    # ---- files

    def read_notebook(self, path: str) -> bytes:
        """Open a notebook."""
        model = self._ask("GET", f"api/contents/{quote(path)}?type=notebook")
        return json.dumps(model["content"]).encode()

    def save_notebook(self, path: str, content: bytes) -> None:
        """Save a notebook."""
        body = {"type": "notebook", "format": "json", "content": json.loads(content)}
        self._ask("PUT", f"api/contents/{quote(path)}", body)

    # ---- what is pushed

    def listen(self) -> None:
        """Open the event stream of the server; events from now on are kept for `wait_for`."""
        address = self._url.replace("http", "ws", 1)
        self._events = websocket.create_connection(
            f"{address}api/events/subscribe", header=[f"Authorization: {self._header}"], timeout=_TIMEOUT
        )

    def wait_for(self, kind: str, *, seconds: float, **data: Any) -> dict[str, Any]:
        """Wait for an event that the service sent, of this kind and with these data; return it.

        Raises
        ------
        ServiceUnreachable
            It did not come in time.
        """
        give_up_at = time.monotonic() + seconds
        assert self._events is not None, "listen() comes first"
        while (left := give_up_at - time.monotonic()) > 0:
            self._events.settimeout(left)
            try:
                event = json.loads(self._events.recv())
            except (websocket.WebSocketException, OSError, ValueError):
                break
            if (
                event.get("schema_id") == schema_id(SERVICE_EVENT)
                and event.get("type") == kind
                and data.items() <= event.get("data", {}).items()
            ):
                found: dict[str, Any] = event
                return found
        raise ServiceUnreachable(f"{self.user} was not told of {kind} within {seconds:.0f} seconds.")

    # ---- how

    def _local(self, method: str, path: str, body: BaseModel | None = None) -> Any:
        content = body.model_dump(mode="json", exclude_unset=True) if body else None
        return self._ask(method, f"autograde/api/local/{path}", content)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        try:
            answer = self._session.request(method, self._url + path, json=body, timeout=_TIMEOUT)
        except requests.RequestException as fault:
            raise ServiceUnreachable(f"The server of {self.user} does not answer.") from fault
        if not answer.ok:
            raise _refusal(answer, f"The server of {self.user} refused {method} {path}")
        return answer.json() if answer.content else None


def _refusal(answer: requests.Response, what: str) -> ServiceRefused:
    try:
        body = answer.json()
        message, code = str(body["message"]), str(body.get("code", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        message, code = answer.text[:200], ""
    return ServiceRefused(f"{what}: {answer.status_code} {message}", status=answer.status_code, code=code)
