"""Which errors end a submission and which are worth another try."""

from __future__ import annotations

from jupyter_autograde.errors import (
    AttemptLimitReached,
    AutogradeError,
    Conflict,
    DigestMismatch,
    InvalidInput,
    MissingScope,
    NotFound,
    PermissionDenied,
    ServiceRefused,
)

_FINAL = (NotFound, PermissionDenied, Conflict, InvalidInput, AttemptLimitReached)
_PASSING = {401, 403, 408, 425, 429}


def is_final(error: AutogradeError) -> bool:
    """Say whether the service will never take this submission.

    Faults of the hub's set-up (a token that is not known, a scope that is missing) pass when
    somebody mends them; a body damaged on its way may arrive whole the next time, however bad the line is.
    """
    if isinstance(error, MissingScope | DigestMismatch):
        return False
    if isinstance(error, ServiceRefused):
        return 400 <= error.status < 500 and error.status not in _PASSING
    return isinstance(error, _FINAL)


def code_of(error: AutogradeError) -> str:
    """Return the code that the service gave, also one of a later release."""
    return error.upstream_code if isinstance(error, ServiceRefused) else error.code
