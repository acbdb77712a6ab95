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
_DAMAGED_TRIES = 3
_PASSING = {401, 403, 408, 425, 429}


def is_final(error: AutogradeError, tries: int) -> bool:
    """Say whether the service will never take this submission.

    Faults of the hub's set-up (a token that is not known, a scope that is missing) pass when
    somebody mends them; a body damaged on its way may arrive whole the next time.
    """
    if isinstance(error, MissingScope):
        return False
    if isinstance(error, DigestMismatch):
        return tries >= _DAMAGED_TRIES
    if isinstance(error, ServiceRefused):
        return 400 <= error.status < 500 and error.status not in _PASSING
    return isinstance(error, _FINAL)


def code_of(error: AutogradeError) -> str:
    """Return the code that the service gave, also one of a later release."""
    return error.upstream_code if isinstance(error, ServiceRefused) else error.code
