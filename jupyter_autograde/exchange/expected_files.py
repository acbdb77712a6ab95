"""What the files of a hand-in must be, known before any of them is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jupyter_autograde.errors import IdempotencyKeyReused, InvalidBundle

REUSED = "This submission key was used for other files before. Submit again."


@dataclass(frozen=True)
class ExpectedFiles:
    """What is asked of the files of one hand-in; of nothing where nothing is said."""

    notebooks: Collection[str] = ()
    """Paths that must be among them."""
    sha256: str | None = None
    """Identity of the files that its key brought before."""

    def check_paths(self, paths: Collection[str]) -> None:
        """Raise InvalidBundle when a notebook is missing."""
        missing = [path for path in self.notebooks if path not in paths]
        if missing:
            raise InvalidBundle(
                f"The notebook {missing[0]!r} is missing from the submission. Fetch the assignment again; "
                "your changed files are kept.",
                details={"missing": missing},
            )

    def check_identity(self, sha256: str) -> None:
        """Raise IdempotencyKeyReused when the key brought other files before."""
        if self.sha256 is not None and sha256 != self.sha256:
            raise IdempotencyKeyReused(REUSED)
