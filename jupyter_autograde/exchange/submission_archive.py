"""Use case: take the files of many submissions of a course, as one archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.bundles.folder_names import folder_name
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.storage import orm

MAX_SIZE = 256 * MIB
"""Bytes of the files of one archive: it is made as a whole before the first byte goes out."""


@dataclass(frozen=True)
class ArchivedBundle:
    """The files of a submission, and the folder that they go to."""

    folder: str
    """Ends in `/`."""
    bundle: orm.Bundle


def find_bundles(session: Session, access: Access[orm.Course], submissions: Sequence[str]) -> list[ArchivedBundle]:
    """Return the files of submissions, each for a folder ASSIGNMENT/STUDENT/ATTEMPT.

    Raises
    ------
    NotFound
        One is not in the course, or in a section that the asker does not see.
    InvalidInput
        They are too large together.
    """
    wanted = set(submissions)
    query = (
        select(orm.Submission.user, orm.Submission.attempt, orm.Assignment.name, orm.Bundle)
        .join(orm.Assignment, orm.Assignment.id == orm.Submission.assignment_id)
        .join(orm.Bundle, orm.Bundle.sha256 == orm.Submission.bundle_sha256)
        .where(
            orm.Submission.id.in_(wanted),
            orm.Assignment.course_id == access.object.id,
            access.sees(access.object.id, orm.Submission.user),
        )
        .order_by(orm.Assignment.name, orm.Submission.user, orm.Submission.attempt)
    )
    found = session.execute(query).all()
    if len(found) < len(wanted):
        raise NotFound("Some of these submissions are not there.", details={"kind": "submission"})
    size = sum(bundle.size for *_, bundle in found)
    if size > MAX_SIZE:
        raise InvalidInput(
            f"The files of these submissions have {size / MIB:.0f} MiB; {MAX_SIZE / MIB:.0f} MiB fit into one "
            "archive. Select fewer, or use `jupyter autograde submission download`.",
            details={"size": size, "limit": MAX_SIZE},
        )
    return [
        ArchivedBundle(f"{folder_name(name)}/{folder_name(user)}/{attempt}/", bundle)
        for user, attempt, name, bundle in found
    ]
