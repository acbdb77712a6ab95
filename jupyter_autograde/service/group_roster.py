"""Keeps the enrollments of who asks in step with the hub's groups."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Mapping

import anyio

from jupyter_autograde.courses.groups import follow_groups, is_followed, roles_by_groups
from jupyter_autograde.errors import StorageError
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.storage.database import Database

log = logging.getLogger(__name__)

SECONDS = 60.0
"""After which the same groups are looked at again: a course may have come meanwhile."""
_MOST = 10_000
"""People remembered."""


class GroupRoster:
    """Looks at a caller's groups when they are new here, and once a minute.

    Parameters
    ----------
    patterns : mapping
        Pattern of a group's name with `{course}` in it -> role; none: groups mean nothing.
    """

    def __init__(self, database: Database, patterns: Mapping[str, Role]) -> None:
        self._database = database
        self._patterns = patterns
        self._seen: OrderedDict[str, tuple[frozenset[str], float]] = OrderedDict()

    async def follow(self, caller: Caller) -> None:
        """Bring the caller's enrollments to what the hub's groups say; nothing when the hub says nothing of groups."""
        groups, now = caller.groups, time.monotonic()
        if groups is None or not self._patterns:
            return
        before = self._seen.get(caller.name)
        if before is not None and before[0] == groups and now - before[1] < SECONDS:
            return
        try:
            await anyio.to_thread.run_sync(self._follow, caller.name, groups)
        except StorageError as fault:
            # Who is in already must not be kept out by a full disk; the next request tries again.
            log.warning("Could not follow the hub's groups of %s: %s", ascii(caller.name), fault.message)
            return
        self._seen[caller.name] = groups, now
        self._seen.move_to_end(caller.name)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)

    def _follow(self, user: str, groups: frozenset[str]) -> None:
        roles = roles_by_groups(self._patterns, groups)
        with self._database.read() as session:
            if is_followed(session, user, roles):
                return
        with self._database.write() as session:
            follow_groups(session, user, roles)
        log.info("Followed the hub's groups of %s", ascii(user))
