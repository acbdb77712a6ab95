"""What all handlers share: the threads, the bodies, and the one edge where errors become HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from http import HTTPStatus
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import pydantic
from jupyter_server.base.handlers import APIHandler
from pydantic import BaseModel
from tornado import web

from jupyter_autograde.errors import AutogradeError, InvalidInput, ServiceRefused, ServiceUnreachable
from jupyter_autograde.models.error import CODES, ErrorBody, status_of
from jupyter_autograde.server.parts import Parts

PARTS = "jupyter_autograde_parts"
EXECUTOR = "jupyter_autograde_executor"
"""Keys in the web application's settings."""

MAX_BODY = 1 << 20

_M = TypeVar("_M", bound=BaseModel)
_P = ParamSpec("_P")
_T = TypeVar("_T")

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class AutogradeHandler(APIHandler):
    """Base of all our handlers; each method carries `@web.authenticated` and `@authorized`."""

    auth_resource = "autograde"

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse what another site sends, then do as Jupyter does."""
        self._refuse_other_sites()
        await super().prepare()

    def _refuse_other_sites(self) -> None:
        """Refuse writes that a browser says come from elsewhere (SEC-45); XSRF and Origin come after it."""
        if self.request.method in _SAFE:
            return
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        mode = self.request.headers.get("Sec-Fetch-Mode", "cors")
        if site not in {"same-origin", "none"} or mode == "no-cors":
            raise web.HTTPError(403, "This request comes from another site.")

    @property
    def parts(self) -> Parts:
        """The parts of the extension; raises when no service is configured."""
        parts: Parts | None = self.settings.get(PARTS)
        if parts is None:
            raise ServiceUnreachable(
                "No autograde service is set for this server. Tell who runs the hub: it needs "
                "JUPYTER_AUTOGRADE_URL "
                "and a token.",
                details={"configured": False},
            )
        return parts

    async def work(self, action: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run blocking work on a thread of ours, so that the server goes on."""
        executor: Executor = self.settings[EXECUTOR]
        return await asyncio.get_running_loop().run_in_executor(executor, lambda: action(*args, **kwargs))

    def read_body(self, model: type[_M]) -> _M:
        """Return the JSON body of the request."""
        return model.model_validate_json(self.read_json())

    def read_json(self) -> bytes:
        """Return the body, which must be announced as JSON; a plain form of another site can't do that."""
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise InvalidInput("The body must be JSON and say so. Update the extension and reload the page.")
        body: bytes = self.request.body
        if len(body) > MAX_BODY:
            raise InvalidInput("The body is too large.", details={"limit": MAX_BODY})
        return body

    def path_argument(self) -> str:
        """Return the query's `path`."""
        path: str = self.get_query_argument("path", "")
        if not path:
            raise InvalidInput("The query needs a path.")
        return path

    def reply(self, answer: BaseModel | Sequence[BaseModel], status: int = 200) -> None:
        """Answer with JSON."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        if isinstance(answer, BaseModel):
            self.finish(answer.model_dump_json())
        else:
            self.finish(f"[{','.join(item.model_dump_json() for item in answer)}]")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer an error: the one place where exceptions become HTTP."""
        fault = kwargs.get("exc_info", (None, None, None))[1]
        status, body = describe(fault, status_code)
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(body.model_dump_json())

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Log tracebacks only of what nobody expected."""
        if isinstance(value, AutogradeError):
            self.log.info("%s %s: %s", self.request.method, self.request.path, value.code)
        elif isinstance(value, pydantic.ValidationError):
            self.log.info("%s %s: the body does not fit", self.request.method, self.request.path)
        else:
            super().log_exception(typ, value, tb)


def describe(fault: BaseException | None, status: int) -> tuple[int, ErrorBody]:
    """Return the status and body for what was raised."""
    if isinstance(fault, ServiceRefused):
        body = ErrorBody(message=fault.message, code=fault.upstream_code, details=fault.details)
        return fault.status, body
    if isinstance(fault, AutogradeError):
        return status_of(fault), ErrorBody(message=fault.message, code=fault.code, details=fault.details)
    if isinstance(fault, pydantic.ValidationError):
        faults = json.loads(fault.json(include_url=False, include_input=False, include_context=False))
        where = ".".join(map(str, faults[0]["loc"])) or "the body"
        message = f"The request does not fit: {where}: {faults[0]['msg']}."
        return 422, ErrorBody(message=message, code=InvalidInput.code, details={"faults": faults[:10]})
    phrase = HTTPStatus(status).phrase
    if isinstance(fault, web.HTTPError):
        message = fault.log_message or f"{phrase}."
        return status, ErrorBody(message=message, reason=fault.reason or phrase, code=CODES.get(status, "error"))
    return 500, ErrorBody(
        message="Something went wrong in your Jupyter server; it is in its log. Try again.",
        reason=phrase,
        code=AutogradeError.code,
    )
