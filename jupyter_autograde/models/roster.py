"""Rosters as files: what a CSV file would change in a course, and the change."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Sha256
from jupyter_autograde.permissions import Role

API, CONFIG, CSV, GROUP = "api", "config", "csv", "group"
"""Where an enrollment comes from, beside the names of doors: a person's word, `load_courses`, a file, the hub."""
RETURNING = frozenset({CONFIG, GROUP})
"""Where it comes from again if it is withdrawn. The course's own staff can't make one like that of anybody."""
MAX_CSV = 2**20
"""Characters of a file."""
MAX_PEOPLE = 5000
"""People in a file."""
MAX_FAULTS = 100
"""Faults after which a file is not read on."""


class RosterFile(Request):
    """A roster as CSV, with the columns user and role, and perhaps section, name and email.

    People who are not in the file stay as they are, and so does what the file has no column for.
    """

    csv: str = Field(max_length=MAX_CSV)
    withdraw_missing: bool = False
    """Withdraw those with a role of the file who are not in it; their work is kept."""


class RosterImport(RosterFile):
    """A roster to be applied."""

    digest: Sha256 | None = None
    """Of the preview that was looked at: refused when the file would change something else now."""


class RosterFault(Reply):
    """Why a file can't be imported."""

    line: int
    """Of the file; the first is 1."""
    message: str


class RosterAction(StrEnum):
    """What an import does with a person."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class RosterPerson(Reply):
    """A person as a roster has it."""

    role: Role
    section: str | None = None
    name: str | None = None
    email: str | None = None
    source: str
    """Where the row comes from: `csv` after the import."""


class RosterChange(Reply):
    """What changes for one person; None: is not in the course on that side."""

    action: RosterAction
    user: Name
    before: RosterPerson | None = None
    after: RosterPerson | None = None


class RosterPreview(Reply):
    """What an import would change, or has changed."""

    faults: list[RosterFault]
    """With any, nothing is imported, and `changes` is empty."""
    changes: list[RosterChange]
    unchanged: int
    """People in the file who are in the course exactly so already."""
    kept: list[Name]
    """Who would be withdrawn, but is the asker or would be brought back: by the configuration or a group of the hub."""
    digest: Sha256
    """Of `changes`."""
