"""Use case: what a student downloads."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import FileMissing, ReleaseNotReady
from jupyter_autograde.models.assignment import VersionState
from jupyter_autograde.storage import orm


def student_bundle(session: Session, access: Access[orm.AssignmentVersion]) -> orm.Bundle:
    """Return the bundle of a version: never a solution, a hidden test, or a source."""
    if access.object.bundle_sha256 is None and access.object.state == VersionState.RELEASED:
        raise FileMissing(
            "This assignment came here without its notebook. Take it from where your course hands it out, and submit "
            "it with its button."
        )
    if access.object.bundle_sha256 is None:
        raise ReleaseNotReady("The version is still being built. Try again in a minute.")
    return session.get_one(orm.Bundle, access.object.bundle_sha256)
