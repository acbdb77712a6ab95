"""A student's own work: attempts beside what lies in the home now."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime


class Change(StrEnum):
    """What became of something since an attempt."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class LineChange(StrEnum):
    """`gap`: lines that are the same and left out."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    GAP = "gap"


class ComparedLine(Reply):
    """A line of a cell, in the attempt (`removed`), now (`added`) or both."""

    change: LineChange
    text: str = ""


class ComparedCell(Reply):
    """A cell that is not as it was handed in."""

    change: Change
    cell_type: str
    number: int = Field(ge=1)
    """Its place in the notebook as it is now, or was where it is gone."""
    lines: list[ComparedLine]


class ComparedNotebook(Reply):
    """A notebook that is not as it was handed in."""

    path: str
    """Relative to the assignment's folder."""
    change: Change
    cells: list[ComparedCell] = Field(default_factory=list)
    """Those whose text differs; of what is only here or only there, none."""
    note: str = ""
    """Why its cells can't be compared; empty when they are."""


class ComparedFile(Reply):
    """Another file that is not as it was handed in."""

    path: str
    """Relative to the assignment's folder."""
    change: Change


class Comparison(Reply):
    """What has changed since an attempt was handed in."""

    submission_id: Ulid
    assignment: Name
    attempt: int = Field(ge=1)
    submitted_at: UtcTime
    notebooks: list[ComparedNotebook] = Field(default_factory=list)
    files: list[ComparedFile] = Field(default_factory=list)
    truncated: bool = False
    """There is more than is shown."""


class RestoreRequest(Request):
    """Put the files of an attempt back."""

    submission_id: Ulid


class Restored(Reply):
    """What restoring did; paths of files are relative to `folder`."""

    folder: str
    """Relative to the server's root."""
    notebooks: list[str]
    """Those of the assignment, relative to the server's root."""
    attempt: int = Field(ge=1)
    written: list[str]
    """Files that are now as they were handed in; the rest was so already."""
    backup: str | None = None
    """Folder with the files as they were before, relative to the server's root."""


class CheckRequest(Request):
    """Look at the work in an assignment's folder as Submit would."""

    path: str = Field(min_length=1, max_length=1024)
    """Of one of its notebooks, relative to the server's root."""


class Finding(Reply):
    """Something that was noticed about work that is to be handed in."""

    code: str
    """`question_missing`, `question_repeated`, `released_file_missing`, `same_as_last`, or of the error of Submit."""
    blocks: bool
    """Submit would be refused."""
    message: str
    details: dict[str, Any] = Field(default_factory=dict)
    """`names`: the questions or files that it is about."""


class WorkCheck(Reply):
    """What would be handed in, and what was noticed about it."""

    findings: list[Finding]
    files: int = 0
    """How many would go in; 0 where none can be packed."""
    size: int = 0
    """Bytes of all files."""
    asked: bool = True
    """Whether the service could be asked; without it some things are not known."""


class ReleasedCell(Reply):
    """A cell as it came with the assignment."""

    cell_type: str
    source: str
