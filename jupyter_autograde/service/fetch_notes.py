"""That somebody has fetched is noted on the way, and never keeps the files back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from jupyter_autograde.access import Access
from jupyter_autograde.errors import StorageError
from jupyter_autograde.storage.database import Session

_log = logging.getLogger(__name__)
_SOON = 1.0
"""Seconds: who fetches waits for the notebook, and the next fetch of the version notes it as well."""
T = TypeVar("T")


class _Guard(Protocol[T]):
    """Something behind its permission, of the API or of a door."""

    def write(
        self, *, short: bool = ..., patience: float | None = ...
    ) -> AbstractContextManager[tuple[Session, Access[T]]]: ...


def note_where_possible(guard: _Guard[T], note: Callable[[Session, Access[T]], None]) -> None:
    """Write who has a version now, or go on where that can't be written, or not soon: the notebook is the point.

    The one GET that changes something (SEC-45 is about what another site can make a browser do): a row for the staff's
    numbers, which the files that go out with it make true.
    """
    try:
        with guard.write(short=True, patience=_SOON) as (session, access):
            note(session, access)
    except StorageError as fault:
        _log.warning("That a version was fetched could not be noted: %s", fault.message)
