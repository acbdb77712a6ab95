"""Use case: release a grading package that another tool has made, without the notebook that it was made from.

There is no solution, so nothing can be proved. Students have the notebook from elsewhere, or from the version before.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.exchange.release import make_newest, to_version
from jupyter_autograde.models.assignment import AssignmentFormat, AssignmentVersion, VersionState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle
from jupyter_autograde.storage.database import serialize


def release_package(
    session: Session,
    access: Access[orm.Assignment],
    source: StoredFiles,
    package: StoredFiles,
    notebook: str,
    max_score: float,
    environment: str,
) -> tuple[AssignmentVersion, bool]:
    """Release `package` as version n+1, unless it is the one that is released.

    Parameters
    ----------
    source : StoredFiles
        What was sent, for staff.
    notebook : str
        What is graded, by its path in submissions.
    max_score : float
        Points of the package.

    Returns
    -------
    (version, created)
        `created` is False when the released version has this package already.
    """
    assignment = access.object
    serialize(session, "versions", assignment.id)
    session.refresh(assignment)
    current = assignment.released_version
    if current is not None and current.package_sha256 == package.sha256 and current.environment == environment:
        return to_version(current, staff=True), False
    newest = session.scalar(
        select(func.max(orm.AssignmentVersion.number)).where(orm.AssignmentVersion.assignment_id == assignment.id)
    )
    version = orm.AssignmentVersion(
        assignment_id=assignment.id,
        number=(newest or 0) + 1,
        state=VersionState.READY,
        environment=environment,
        notebooks=[notebook],
        source_sha256=record_bundle(session, source).sha256,
        bundle_sha256=current.bundle_sha256 if current is not None and current.notebooks == [notebook] else None,
        package_sha256=record_bundle(session, package).sha256,
        max_score=max_score,
        created_by=access.asker.name,
    )
    session.add(version)
    session.flush()
    make_newest(session, version, access.asker.name, AssignmentFormat.OTTER)
    return to_version(version, staff=True), True
