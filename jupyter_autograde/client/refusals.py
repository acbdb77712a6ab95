"""Turn what came back from the service into one of our errors."""

from __future__ import annotations

from collections.abc import Iterator

import pydantic
import requests
import urllib3

from jupyter_autograde.errors import (
    AutogradeError,
    BundleTooLarge,
    ServiceRefused,
    ServiceUnreachable,
    UpstreamError,
)
from jupyter_autograde.models.error import ErrorBody

_SILENT = (requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError, TimeoutError)


def _walk(base: type[AutogradeError]) -> Iterator[type[AutogradeError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _walk(kind)


# Errors of the UpstreamError branch are about who could not be reached from where they were raised,
# so only the hub's is passed on; `ServiceRefused` needs a status of its own.
_BY_CODE: dict[str, type[AutogradeError]] = {
    kind.code: kind
    for kind in _walk(AutogradeError)
    if kind.code != AutogradeError.code and (kind.code == "hub_unreachable" or not issubclass(kind, UpstreamError))
}


def error_from(response: requests.Response) -> AutogradeError:
    """Return the error that a failed `response` stands for; never raises, never quotes the request.

    A body that is not an `ErrorBody` was not written by the service but by something in between (a
    proxy, the hub), so the service counts as unreachable; 413 keeps its meaning, since proxies
    limit bodies too.
    """
    try:
        body = ErrorBody.model_validate_json(response.content)
    except (pydantic.ValidationError, requests.RequestException):
        return _from_between(response.status_code)
    kind = _BY_CODE.get(body.code)
    if kind is None:
        return ServiceRefused(body.message, status=response.status_code, code=body.code, details=body.details)
    return kind(body.message, details=body.details)


def _from_between(status: int) -> AutogradeError:
    details = {"status": status}
    if status == 413:
        return BundleTooLarge(
            "The files are larger than the proxy in front of the autograde service lets through. "
            "Remove large files from the folder, or ask who runs the hub to raise the limit.",
            details=details,
        )
    return ServiceUnreachable(
        f"The autograde service can't be reached: something in between answered {status}. "
        "Try again in a minute; if it stays so, tell who runs the hub.",
        details=details,
    )


def unreachable(fault: Exception) -> ServiceUnreachable:
    """Return the error for a request without an answer; its text holds no address or header.

    `details["silent"]` says whether there was a connection on which no byte came.
    """
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    silent = isinstance(fault, _SILENT) or isinstance(reason, _SILENT)
    if silent or isinstance(fault, requests.Timeout):
        how = "it does not answer in time"
    elif isinstance(fault, requests.exceptions.SSLError):
        how = "its certificate is not accepted"
    else:
        how = "no connection could be made"
    return ServiceUnreachable(
        f"The autograde service can't be reached: {how}. Try again in a minute; if it stays so, tell who runs the hub.",
        details={"silent": silent},
    )
