"""That somebody has fetched is noted on the way, and never keeps the files back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import StorageError
from jupyter_autograde.exchange import fetches
from jupyter_autograde.storage import orm

_log = logging.getLogger(__name__)
T = TypeVar("T")


class _Guard(Protocol[T]):
    def write(self, *, short: bool = False) -> AbstractContextManager[tuple[Session, Access[T]]]: ...


def note_fetch(guard: _Guard[T], version_of: Callable[[Access[T]], Access[orm.AssignmentVersion]]) -> None:
    """Note who has a version now, where that can be written: it is for the staff's numbers, the notebook is the point.

    The one GET that changes something (SEC-45 is about what another site can make a browser do): a row that the files
    which are fetched with it make true.
    """
    try:
        with guard.write(short=True) as (session, found):
            fetches.note_fetch(session, version_of(found))
    except StorageError as fault:
        _log.warning("That a version was fetched could not be noted: %s", fault.message)
