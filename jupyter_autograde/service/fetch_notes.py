"""That somebody has fetched is noted on the way, and never keeps the files back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from jupyter_autograde.errors import StorageError

_log = logging.getLogger(__name__)


@contextmanager
def noted_where_possible() -> Iterator[None]:
    """Go on where the block, which notes who has a version now, can't write that: the notebook is the point.

    The one GET that changes something (SEC-45 is about what another site can make a browser do): a row for the staff's
    numbers, which the files that go out with it make true.
    """
    try:
        yield
    except StorageError as fault:
        _log.warning("That a version was fetched could not be noted: %s", fault.message)
