"""What empties the outbox, in the background of the service."""

from __future__ import annotations

import logging
import threading
import time

from jupyter_autograde.models.passback import PassbackProblem
from jupyter_autograde.passback import outbox
from jupyter_autograde.passback.channel import PassbackChannel
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.events import last_event_id

PAUSE_SECONDS = 60.0
"""For which a platform that does not answer is not asked: each question takes seconds, and a class has many scores."""
LOOK_SECONDS = 3600.0
"""After which all is looked at, whatever the log says: an assignment may have opened by the clock."""


class PassbackSender:
    """Follows what students see, and sends what is due; every process of a database may have one."""

    def __init__(
        self, database: Database, channel: PassbackChannel, log: logging.Logger, *, pause: float = PAUSE_SECONDS
    ) -> None:
        self._database, self._channel, self._log, self._pause = database, channel, log, pause
        self._stopped = threading.Event()
        self._seen: int | None = None
        self._look_at = 0.0
        self._paused: dict[str, float] = {}
        """Platform -> when it may be asked again, by this process's clock."""

    def stop(self) -> None:
        """End `work` after the score that it sends now."""
        self._stopped.set()

    def work(self) -> None:
        """Bring the outbox up to date, and send what is due."""
        self._follow()
        while not self._stopped.is_set() and self._send_one():
            pass

    def _follow(self) -> None:
        if time.monotonic() >= self._look_at:
            self._seen, self._look_at = None, time.monotonic() + LOOK_SECONDS
        with self._database.read() as session:
            last = last_event_id(session)
            # A restored backup sets the log back.
            after = self._seen if self._seen is not None and self._seen <= last else None
            moved = outbox.targets_moved(session, after=after) if after != last else []
        for assignment_id in moved:
            if self._stopped.is_set():
                return
            with self._database.read() as session:
                behind = outbox.is_behind(session, assignment_id)
            if behind:
                with self._database.write() as session:
                    outbox.follow(session, assignment_id)
        self._seen = last

    def _send_one(self) -> bool:
        """Send what is due longest; says whether there was something."""
        at = time.monotonic()
        self._paused = {name: until for name, until in self._paused.items() if until > at}
        with self._database.write() as session:
            taken = outbox.take(session, but=list(self._paused))
        if taken is None:
            return False
        delivery = self._channel.send(taken.parcel)
        with self._database.write() as session:
            state = outbox.record(session, taken, delivery)
        parcel = taken.parcel
        self._log.info(
            "Passed a grade back: course %s, user %s, platform %s, item %s: %s%s",
            parcel.course,
            parcel.user,
            parcel.platform,
            taken.id,
            state or "taken over",
            f" ({delivery.problem})" if delivery.problem else "",
        )
        if delivery.problem is PassbackProblem.UNREACHABLE:
            self._paused[parcel.platform] = time.monotonic() + self._pause
        return True
