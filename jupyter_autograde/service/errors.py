"""Our errors as HTTP: the one place where an exception gets a status."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jupyter_autograde.errors import AutogradeError, InvalidInput, NotFound
from jupyter_autograde.models.error import CODES, ErrorBody, status_of
from jupyter_autograde.service.security_headers import ALWAYS

log = logging.getLogger(__name__)

Answer = Callable[[int, str, str, Mapping[str, Any], Mapping[str, str]], Response]
"""From (status, code, sentence, details, headers) to what is sent."""

_MAX_FAULTS = 10
_LONGEST = 500
"""Characters of where and what: keys that the sender made up are part of it."""
_NO_SUCH_PAGE = "There is nothing at this address. Check it, or update the extension."
_NO_SUCH_THING = "There is no such thing, or you are not a member of its course."


def error_response(fault: AutogradeError, answer: Answer | None = None) -> Response:
    """Return the answer that says what `fault` is."""
    status = status_of(fault)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'token realm="autograde"'
    if "retry_after" in fault.details:
        headers["Retry-After"] = str(max(1, round(float(fault.details["retry_after"]))))
    return (answer or as_error_body)(status, fault.code, fault.message, fault.details, headers)


def install(app: FastAPI, answer: Answer | None = None) -> None:
    """Make `app` answer every fault by `answer`; default: as an `ErrorBody`."""
    answer = answer or as_error_body

    @app.exception_handler(AutogradeError)
    async def ours(request: Request, fault: AutogradeError) -> Response:
        if status_of(fault) >= 500:
            log.error("%s %s: %s: %s", request.method, request.url.path, fault.code, fault.message)
        return error_response(fault, answer)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, fault: RequestValidationError) -> Response:
        found = fault.errors()
        if all(_is_id(error["loc"]) for error in found):
            return answer(404, NotFound.code, _NO_SUCH_THING, {}, {})
        # The input itself is not repeated: it may hold a secret, or be what can't be written as JSON.
        faults = [
            {"where": ".".join(map(str, error["loc"]))[:_LONGEST], "what": str(error["msg"])[:_LONGEST]}
            for error in found[:_MAX_FAULTS]
        ]
        first = f"{faults[0]['where']}: {faults[0]['what']}" if faults else "it can't be read"
        message = f"The request does not fit: {first}."
        return answer(422, InvalidInput.code, message, {"faults": faults}, {})

    @app.exception_handler(HTTPException)
    async def framework(request: Request, fault: HTTPException) -> Response:
        text = _NO_SUCH_PAGE if fault.status_code == 404 else _sentence(fault.detail)
        code = CODES.get(fault.status_code, AutogradeError.code)
        return answer(fault.status_code, code, text, {}, fault.headers or {})

    @app.exception_handler(Exception)
    async def unexpected(request: Request, fault: Exception) -> Response:
        # The traceback goes to the log (uvicorn writes it as the exception goes on), never to a browser.
        return answer(
            500,
            AutogradeError.code,
            "Something went wrong in the service; it is in its log. Try again, then tell who runs the hub.",
            {},
            # Starlette answers this outside of all middleware.
            ALWAYS,
        )


def _is_id(where: Sequence[int | str]) -> bool:
    """Say whether a fault is in an id of the path: what is no id names nothing."""
    return where[0] == "path" and str(where[-1]).endswith("_id")


def _sentence(detail: object) -> str:
    text = str(detail).rstrip(".")
    return f"{text}."


def as_error_body(
    status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
) -> JSONResponse:
    """Return a fault as the native API says it."""
    body = ErrorBody(message=message, reason=HTTPStatus(status).phrase, code=code, details=dict(details))
    return JSONResponse(body.model_dump(mode="json"), status, headers=dict(headers))
