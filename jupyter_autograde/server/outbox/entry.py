"""One submission in the outbox."""

from __future__ import annotations

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

    def pending(self) -> PendingSubmission:
        """Return the part that the lab sees."""
        return PendingSubmission.model_validate(self, from_attributes=True)
