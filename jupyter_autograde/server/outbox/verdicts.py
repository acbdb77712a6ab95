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

DAMAGED_TRIES = 5
"""Arrivals in pieces after which sending it once more is taken to be useless."""
_FINAL = (NotFound, PermissionDenied, Conflict, InvalidInput, AttemptLimitReached)
_PASSING = {401, 403, 408, 425, 429}


def is_final(error: AutogradeError, damaged: int) -> bool:
    """Say whether the service will never take this submission.

    Faults of the hub's set-up (a token that is not known, a scope that is missing) pass when
    somebody mends them; a body damaged on its way may arrive whole the next time.

    Parameters
    ----------
    damaged : int
        How often it has arrived damaged, this time included. Only that is counted: an outage may take any
        number of tries.
    """
    if isinstance(error, MissingScope):
        return False
    if isinstance(error, DigestMismatch):
        return damaged >= DAMAGED_TRIES
    if isinstance(error, ServiceRefused):
        return 400 <= error.status < 500 and error.status not in _PASSING
    return isinstance(error, _FINAL)


def sentence_of(error: AutogradeError, *, final: bool) -> str:
    """Return what the user reads; the service's "send it again" is no advice when nothing is sent any more."""
    if final and isinstance(error, DigestMismatch):
        return (
            f"Your files arrived damaged {DAMAGED_TRIES} times, so they were not taken and are not sent any more. "
            "They are kept here: submit again, and tell who runs the hub if it happens again."
        )
    return error.message


def code_of(error: AutogradeError) -> str:
    """Return the code that the service gave, also one of a later release."""
    return error.upstream_code if isinstance(error, ServiceRefused) else error.code
