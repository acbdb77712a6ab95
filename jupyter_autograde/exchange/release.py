"""Use cases: make a release version from an instructor's source, and release it.

The build itself is a job (`grading.build`): it runs the instructor's notebook, so it runs in the sandbox.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.environments.known import check_known
from jupyter_autograde.errors import Conflict, EnvironmentUnavailable, InvalidSource, ReleaseNotReady
from jupyter_autograde.exchange.announcements import announce_release
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.assignment import AssignmentState, AssignmentVersion, VersionState
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.models.limits import AssignmentLimits, MaxLimits, check_limits
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why
from jupyter_autograde.storage.bundle_store import StoredFiles, record_bundle
from jupyter_autograde.storage.database import serialize
from jupyter_autograde.storage.terms_trail import terms_on_trail
from jupyter_autograde.timestamps import now


def choose_environment(access: Access[orm.Assignment], asked: str | None, known: Collection[str]) -> str:
    """Return the grading environment of a new version: what is asked for, else the course's, else the first of `known`.

    Raises
    ------
    InvalidInput
        There is none of the name that is asked for.
    EnvironmentUnavailable
        The course's has been removed since it was chosen.
    """
    if asked is not None:
        return check_known(asked, known)
    course = access.object.course
    if course.environment is None:
        return next(iter(known))
    if course.environment not in known:
        raise EnvironmentUnavailable(
            f"The course's grading environment {course.environment!r} is not there any more. Choose another: "
            f"jupyter autograde course environment {course.name} NAME. Or ask who runs the service to build it again.",
            details={"environment": course.environment, "environments": list(known)},
        )
    return course.environment


def start_release(
    session: Session,
    access: Access[orm.Assignment],
    source: StoredFiles,
    notebooks: Sequence[str],
    environment: str,
    max_limits: MaxLimits | None = None,
) -> AssignmentVersion:
    """Record the source as version n+1 in state `building` and queue its build.

    Parameters
    ----------
    notebooks : sequence of str
        Paths of the notebooks that become the assignment; empty = every notebook in the top folder.
    environment : str
        What the version is built and graded in for ever (`choose_environment`).
    max_limits : MaxLimits, optional
        The most that the assignment's limits may be: operators may have lowered it since they were set.

    Raises
    ------
    InvalidSource
        When there is no notebook, or one that is named is not in the source.
    InvalidInput
        When the assignment's limits are above `max_limits`.
    """
    assignment = access.object
    check_limits(AssignmentLimits.model_validate(assignment.limits or {}), max_limits or MaxLimits())
    chosen = list(notebooks) or [p for p in sorted(source.files) if p.endswith(".ipynb") and "/" not in p]
    if not chosen:
        raise InvalidSource("There is no notebook in what was sent. Release from an open notebook.")
    for path in chosen:
        if path not in source.files or not path.endswith(".ipynb"):
            raise InvalidSource(f"{path!r} is not a notebook of the source.", details={"path": path})
    serialize(session, "versions", assignment.id)
    number = session.scalar(
        select(func.coalesce(func.max(orm.AssignmentVersion.number), 0)).where(
            orm.AssignmentVersion.assignment_id == assignment.id
        )
    )
    version = orm.AssignmentVersion(
        assignment_id=assignment.id,
        number=(number or 0) + 1,
        state=VersionState.BUILDING,
        environment=environment,
        notebooks=chosen,
        source_sha256=record_bundle(session, source).sha256,
        created_by=access.asker.name,
    )
    session.add(version)
    session.flush()
    job = jobs.enqueue_build(session, version)
    return to_version(version, job_id=job.id, staff=True)


def release_version(session: Session, access: Access[orm.AssignmentVersion]) -> AssignmentVersion:
    """Release a version whose proof was good; students get it from now on.

    A closed assignment stays closed: opening it again is a decision of its own.

    Raises
    ------
    ReleaseNotReady
        While it is being built, or when it was refused.
    Conflict
        When a newer version was released before.
    """
    version = access.object
    serialize(session, "versions", version.assignment_id)
    session.refresh(version)
    if version.state == VersionState.BUILDING:
        raise ReleaseNotReady("The version is still being built. Wait for the report.")
    if version.state == VersionState.REFUSED:
        raise ReleaseNotReady(version.refusal or "The version was refused.")
    assignment = version.assignment
    current = assignment.released_version
    if current is not None and current.number > version.number:
        raise Conflict(
            f"Version {current.number} was released already, so version {version.number} can't become the newest. "
            "Release the notebook again.",
            details={"released": current.number},
        )
    if version.state == VersionState.READY:
        made_as = ReleaseReport.model_validate(version.report).format if version.report else None
        make_newest(session, version, access.asker.name, made_as)
    return to_version(version, staff=True)


def make_newest(session: Session, version: orm.AssignmentVersion, author: str, made_as: str | None) -> None:
    """Let students get a version from now on, which opens a draft; call it last in the transaction.

    Parameters
    ----------
    made_as : str, optional
        The format that the assignment has with it; default: as before.
    """
    assignment = version.assignment
    # What has not come counts as nothing from the release on where the time is over, and of as many points as the new
    # version has.
    with terms_on_trail(
        session, [assignment], Why(AuditAction.TERMS, author, f"Version {version.number} was released.")
    ):
        version.state, version.released_at = VersionState.RELEASED, now()
        assignment.released_version_id = version.id
        if made_as is not None:
            assignment.format = made_as
        if assignment.state == AssignmentState.DRAFT:
            assignment.state = AssignmentState.RELEASED
        session.flush()
        session.expire(assignment, ["released_version"])
    announce_release(session, assignment, version)


def list_versions(session: Session, access: Access[orm.Assignment]) -> list[AssignmentVersion]:
    """Return all versions, newest first."""
    rows = session.scalars(
        select(orm.AssignmentVersion)
        .where(orm.AssignmentVersion.assignment_id == access.object.id)
        .order_by(orm.AssignmentVersion.number.desc())
    )
    return [to_version(row, staff=True) for row in rows]


def describe_version(session: Session, access: Access[orm.AssignmentVersion]) -> AssignmentVersion:
    """Return one version; the report and the job only for staff."""
    staff = access.may(Permission.SEE_DRAFTS)
    job = jobs.newest_for_version(session, access.object.id) if staff else None
    return to_version(access.object, job_id=job.id if job else None, staff=staff)


def to_version(row: orm.AssignmentVersion, *, staff: bool, job_id: str | None = None) -> AssignmentVersion:
    """Return the model of a version; students see neither the report nor why it was refused."""
    return AssignmentVersion(
        id=row.id,
        assignment_id=row.assignment_id,
        number=row.number,
        state=VersionState(row.state),
        job_id=job_id,
        notebooks=row.notebooks,
        max_score=row.max_score,
        bundle_sha256=row.bundle_sha256,
        environment=row.environment,
        created_by=row.created_by,
        created_at=row.created_at,
        released_at=row.released_at,
        report=ReleaseReport.model_validate(row.report) if staff and row.report else None,
        refusal=row.refusal if staff else None,
    )
