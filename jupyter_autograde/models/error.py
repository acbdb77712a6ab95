"""Error answers: their body, and the HTTP status that each of our errors has."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from jupyter_autograde.errors import (
    AutogradeError,
    BundleTooLarge,
    Conflict,
    GradingError,
    HubUnreachable,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    StorageError,
    StorageFull,
    TooManyRequests,
    UpstreamError,
)
from jupyter_autograde.models.base import Reply

STATUS: dict[type[AutogradeError], int] = {
    NotAuthenticated: 401,
    PermissionDenied: 403,
    NotFound: 404,
    Conflict: 409,
    BundleTooLarge: 413,
    InvalidInput: 400,
    TooManyRequests: 429,
    GradingError: 503,
    StorageFull: 507,
    StorageError: 503,
    HubUnreachable: 503,
    UpstreamError: 502,
    AutogradeError: 500,
}
"""A class without a row of its own has the status of its nearest base."""

CODES = {
    400: InvalidInput.code,
    401: NotAuthenticated.code,
    403: PermissionDenied.code,
    404: NotFound.code,
    405: "method_not_allowed",
    408: "request_timeout",
    413: BundleTooLarge.code,
}
"""Codes for the statuses that a web framework gives by itself."""


class ErrorBody(Reply):
    """Jupyter's `message` and `reason`, and what programs need beside them."""

    message: str
    reason: str | None = None
    code: str
    details: dict[str, Any] = Field(default_factory=dict)


def status_of(fault: AutogradeError) -> int:
    """Return the HTTP status of `fault`."""
    return next(STATUS[kind] for kind in type(fault).__mro__ if kind in STATUS)
