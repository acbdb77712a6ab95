"""Which HTTP status an error of ours has in the local API; the same as in the service's."""

from __future__ import annotations

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

_STATUS: dict[type[AutogradeError], int] = {
    NotAuthenticated: 401,
    PermissionDenied: 403,
    NotFound: 404,
    Conflict: 409,
    InvalidInput: 400,
    BundleTooLarge: 413,
    TooManyRequests: 429,
    GradingError: 503,
    StorageFull: 507,
    StorageError: 503,
    HubUnreachable: 503,
    UpstreamError: 502,
}

CODES = {
    400: InvalidInput.code,
    401: NotAuthenticated.code,
    403: PermissionDenied.code,
    404: NotFound.code,
    405: InvalidInput.code,
    413: BundleTooLarge.code,
}
"""Codes for errors that Jupyter or tornado raise."""


def status_of(error: AutogradeError) -> int:
    """Return the status of the nearest class that has one."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
