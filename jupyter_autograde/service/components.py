"""The parts of a running service, built once by `service.config` and handed to whoever answers a request."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_autograde.bundles import BundleLimits
from jupyter_autograde.courses.roster import MOST_PEOPLE
from jupyter_autograde.errors import SandboxUnavailable
from jupyter_autograde.exchange.begin import MOST_ASSIGNMENTS
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.exchange.submit import ATTEMPTS_A_DAY
from jupyter_autograde.grading.manual.answers import AnswerBook
from jupyter_autograde.models.limits import MaxLimits
from jupyter_autograde.passback.platforms import Platforms
from jupyter_autograde.passback.sender import PassbackSender
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.sandbox.base import Limits
from jupyter_autograde.service.auth import Callers
from jupyter_autograde.service.doors.mounts import MountedDoor
from jupyter_autograde.service.event_feed import EventFeed
from jupyter_autograde.service.fair_threads import FairThreads
from jupyter_autograde.service.group_roster import GroupRoster
from jupyter_autograde.service.hand_in_desk import HandInDesk
from jupyter_autograde.service.health import Examiner
from jupyter_autograde.service.large_work import LargeWork
from jupyter_autograde.service.open_requests import OpenRequests
from jupyter_autograde.service.rate_limits import RateLimit
from jupyter_autograde.service.upload_limits import UploadLimits
from jupyter_autograde.service.worker_parts import Check
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database

MAX_WAITING = 16
"""Answers about all of a course that one person may wait for: a page asks for a few of them at once."""


@dataclass(frozen=True)
class StreamSettings:
    """Times of an event stream, in seconds."""

    heartbeat: float = 10.0
    """Between comment lines; clients take 25 s of silence for a proxy that buffers."""
    recheck: float = 60.0
    """After which the token is asked about again."""
    longest_poll: float = 10.0


@dataclass(frozen=True)
class Components:
    """Everything that routes use."""

    database: Database
    blobs: BlobStore
    signer: ReceiptSigner
    desk: HandInDesk
    queue: Queue
    feed: EventFeed
    callers: Callers
    groups: GroupRoster
    examiner: Examiner
    answers: AnswerBook
    sandbox_check: Check
    passback: PassbackSender
    platforms: Platforms
    """Of LTI 1.1, with their secrets: only for checks and the sender."""
    upload_folder: Path
    """Where bodies lie while they come in."""
    environments: Collection[str]
    """Names of the grading environments; the first is the default. More may come while the service runs."""
    prefix: str = "/"
    """Path of the service, with `/` at both ends."""
    bundle_limits: BundleLimits = field(default_factory=BundleLimits)
    upload_limits: UploadLimits = field(default_factory=UploadLimits)
    rate_limit: RateLimit = field(default_factory=lambda: RateLimit(20, 200))
    open: OpenRequests = field(default_factory=OpenRequests)
    large: LargeWork = field(default_factory=LargeWork)
    rosters: FairThreads = field(default_factory=lambda: FairThreads(1, waiting=1))
    """A long file takes a good part of a second of the processor; the threads of all other requests are not for it."""
    overviews: FairThreads = field(default_factory=lambda: FairThreads(1, waiting=MAX_WAITING))
    """Answers about a thousand students take a good part of a second of the processor as well."""
    alike: FairThreads = field(default_factory=lambda: FairThreads(1, waiting=1))
    """To look for answers that are alike takes seconds."""
    archives: FairThreads = field(default_factory=lambda: FairThreads(4))
    """Of one person as many wait as downloads may be open at once."""
    attempts_a_day: int = ATTEMPTS_A_DAY
    people_a_course: int = MOST_PEOPLE
    assignments_a_course: int = MOST_ASSIGNMENTS
    limits: Limits = field(default_factory=Limits)
    max_limits: MaxLimits = field(default_factory=MaxLimits)
    live_rules: LiveRules = field(default_factory=LiveRules)
    streams: StreamSettings = field(default_factory=StreamSettings)
    doors: Sequence[MountedDoor] = ()
    closers: Sequence[Callable[[], None]] = ()
    """Called in this order when no job runs any more."""

    def require_sandbox(self) -> None:
        """Refuse to begin what staff can ask for again later; submissions are taken all the same (decision 0005).

        Raises
        ------
        SandboxUnavailable
            No sandbox holds.
        """
        fault = self.sandbox_check.known_fault()
        if fault is not None:
            raise SandboxUnavailable(f"Nothing was begun, because nothing can be graded now. {fault}")
