"""What the service said last about courses and assignments, for when it does not answer."""

from __future__ import annotations

import logging
from pathlib import Path

import pydantic

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import HubUnreachable, ServiceUnreachable, StorageError
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.base import Reply
from jupyter_autograde.models.course import Course, Person
from jupyter_autograde.server.workspace.disk import disk_errors, write_durably

_log = logging.getLogger(__name__)


class Known(Reply):
    """What is kept on the disk; `stale` when the service did not answer just now."""

    service_url: str
    person: Person | None = None
    assignments: list[Assignment] = []
    stale: bool = False

    @property
    def courses(self) -> list[Course]:
        """The user's courses."""
        return self.person.courses if self.person is not None else []


class Catalog:
    """Asks the service, and falls back on the last answer."""

    def __init__(self, client: AutogradeClient, cache_file: Path) -> None:
        self._client = client
        self._cache_file = cache_file

    def load(self) -> Known:
        """Return the user, their courses and assignments; raise only what is not about reaching the service."""
        try:
            known = Known(
                service_url=self._client.url,
                person=self._client.me(),
                assignments=self._client.list_assignments(),
            )
        except (ServiceUnreachable, HubUnreachable) as error:
            _log.info("Showing what was known last: %s", error.code)
            return self.recall().model_copy(update={"stale": True})
        self._remember(known)
        return known

    def recall(self) -> Known:
        """Return what was known last, without asking."""
        nothing = Known(service_url=self._client.url)
        try:
            known = Known.model_validate_json(self._cache_file.read_bytes())
        except (OSError, pydantic.ValidationError):
            return nothing
        return known if known.service_url == self._client.url else nothing

    def _remember(self, known: Known) -> None:
        text = known.model_dump_json().encode()
        try:
            with disk_errors("keep a copy of the list"):
                if not self._cache_file.exists() or self._cache_file.read_bytes() != text:
                    write_durably(self._cache_file, text)
        except StorageError as error:
            _log.warning("The list of assignments was not kept: %s", error.message)
