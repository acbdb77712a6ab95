"""From a request that hands something in to the desk: what is small is taken at once, what is large is asked about."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.service.hand_in_desk import Announcement, Files, HandInDesk
from jupyter_autograde.service.uploads import MuchInside
from jupyter_autograde.storage.bundle_store import StoredFiles


class Parcel(Protocol):
    """Files that have come in, as their sender has packed them."""

    @property
    def is_small(self) -> bool:
        """Whether it costs little to unpack them."""

    def unpack(self, expected: ExpectedFiles) -> Files:
        """Check and return them; MuchInside where it costs more than was to be seen."""

    async def store(self, expected: ExpectedFiles) -> StoredFiles:
        """Check and store them, in a thread."""


async def hand_in(desk: HandInDesk, announced: Announcement, parcel: Parcel) -> tuple[Submission, bool]:
    """Hand in what has come.

    Returns
    -------
    submission, created
        As `exchange.submit.submit_together`.

    Raises what `HandInDesk.take` and the parcel do.
    """
    if parcel.is_small:
        with suppress(MuchInside):
            return await desk.take(announced, parcel.unpack)
    async with desk.turn_of(announced.asker):
        files = await parcel.store(await desk.look_ahead(announced))
        return await desk.submit(announced, files)
