"""A version as its students get it, to look at."""

from __future__ import annotations

from jupyter_autograde.models.base import Reply, Ulid
from jupyter_autograde.models.manual import AnswerCell


class PreviewNotebook(Reply):
    """A notebook of the version."""

    path: str
    cells: list[AnswerCell]
    """With what of their outputs is safe to show (SEC-50)."""
    left_out: bool = False
    """Whether it is not shown, because it is no notebook that can be read, or all together would be too long."""


class VersionPreview(Reply):
    """What students get of a version."""

    version_id: Ulid
    number: int
    notebooks: list[PreviewNotebook]
    files: list[str]
    """Paths of what else is in the folder."""
