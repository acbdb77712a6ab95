"""One submission in the outbox."""

from __future__ import annotations

from pydantic import Field

from jupyter_autograde.models.base import Sha256, Ulid
from jupyter_autograde.models.local import PendingSubmission


class OutboxEntry(PendingSubmission):
    """What is written beside the bundle; `id` is the idempotency key."""

    course_id: Ulid
    version: int
    """Number of the version that was fetched."""
    sha256: Sha256
    """Identity of the files."""
    folder: str
    """Absolute path of the assignment's folder, where the receipt goes."""

    damaged: int = Field(0, ge=0)
    """How often it arrived damaged."""

    def pending(self) -> PendingSubmission:
        """Return the part that the lab sees."""
        return PendingSubmission.model_validate(self, from_attributes=True)
