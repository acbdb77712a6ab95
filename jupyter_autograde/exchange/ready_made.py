"""Use case: release what another tool has made already, without its source.

nbgrader's clients send the student version: solutions and hidden tests were taken out where it was made. So the version
has a student bundle and no grading package, and nothing is built or proved. What is handed in to it waits for whoever
grades it: nbgrader, or our autograder once a version is released from its source.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.exchange.announcements import announce_release
from jupyter_autograde.exchange.begin import begin_assignment
from jupyter_autograde.models.assignment import AssignmentRequest, AssignmentState, VersionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.timestamps import now


def release_ready_made(
    session: Session,
    access: Access[orm.Course],
    request: AssignmentRequest,
    files: StoredFiles,
    environments: Collection[str],
) -> orm.AssignmentVersion:
    """Create an assignment and release `files` as its version; an archived one of this name goes on with it.

    Parameters
    ----------
    environments : collection of str
        Names of the grading environments that there are.

    Raises
    ------
    AlreadyExists
    """
    assignment = begin_assignment(session, access, request)
    assignment.state = AssignmentState.RELEASED
    version = add_ready_made(session, assignment, files, environments, by=access.asker.name)
    announce_release(session, assignment, version)
    return version


def add_ready_made(
    session: Session,
    assignment: orm.Assignment,
    files: StoredFiles,
    environments: Collection[str],
    *,
    by: str,
) -> orm.AssignmentVersion:
    """Add `files` as the released version of an assignment; its state stays, and nobody is told.

    Parameters
    ----------
    environments : collection of str
        As in `release_ready_made`.
    by : str
        Name of who made it.
    """
    bundle = record_bundle(session, files)
    serialize(session, "versions", assignment.id)
    newest = session.scalar(
        select(func.max(orm.AssignmentVersion.number)).where(orm.AssignmentVersion.assignment_id == assignment.id)
    )
    version = orm.AssignmentVersion(
        assignment_id=assignment.id,
        number=(newest or 0) + 1,
        state=VersionState.RELEASED,
        environment=assignment.course.environment or next(iter(environments)),
        notebooks=[path for path in sorted(files.files) if path.endswith(".ipynb") and "/" not in path],
        source_sha256=bundle.sha256,
        bundle_sha256=bundle.sha256,
        created_by=by,
        released_at=now(),
    )
    session.add(version)
    session.flush()
    assignment.released_version_id = version.id
    session.flush()
    session.expire(assignment, ["released_version"])
    return version
