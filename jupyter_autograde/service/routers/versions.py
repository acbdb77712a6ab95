"""Release versions: built from a source, proved, then released."""

from __future__ import annotations

from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request

from jupyter_autograde import access
from jupyter_autograde.exchange import release
from jupyter_autograde.models.assignment import AssignmentVersion
from jupyter_autograde.models.base import Name
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.routers.parameters import (
    ZIP_BODY,
    AssignmentId,
    ContentDigest,
    VersionId,
    errors,
)
from jupyter_autograde.service.uploads import receive_files
from jupyter_autograde.storage import orm

router = APIRouter(tags=["versions"], responses=errors())
AssignmentGuard = Guarded[orm.Assignment]
VersionGuard = Guarded[orm.AssignmentVersion]
NotebookPath = Annotated[str, Query(max_length=1024)]


@router.get("/assignments/{assignment_id}/versions")
def list_versions(
    assignment_id: AssignmentId,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.SEE_DRAFTS, of="assignment_id")],
) -> list[AssignmentVersion]:
    """Return all versions of an assignment, newest first; for staff."""
    with guard.read() as (session, found):
        return release.list_versions(session, found)


@router.post(
    "/assignments/{assignment_id}/versions",
    status_code=202,
    responses=errors(507),
    openapi_extra=ZIP_BODY,
)
async def start_version(
    request: Request,
    parts: Parts,
    assignment_id: AssignmentId,
    content_digest: ContentDigest,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.RELEASE, of="assignment_id")],
    notebooks: Annotated[
        list[NotebookPath] | None,
        Query(max_length=50, description="Paths in the archive; default: all notebooks in its root."),
    ] = None,
    environment: Annotated[
        Name | None, Query(description="Grading environment; default: the course's, else the service's first.")
    ] = None,
) -> AssignmentVersion:
    """Take a source (a zip archive) and begin to build version n+1 from it; for instructors."""

    def choose() -> str:
        with guard.read() as (_, found):
            return release.choose_environment(found, environment, parts.environments)

    # Before a long body is taken in.
    chosen = await anyio.to_thread.run_sync(choose)
    await anyio.to_thread.run_sync(parts.require_sandbox)

    async with receive_files(request, parts) as stored:

        def work() -> AssignmentVersion:
            with guard.write() as (session, found):
                return release.start_release(session, found, stored, notebooks or [], chosen, parts.max_limits)

        return await anyio.to_thread.run_sync(work)


@router.get("/versions/{version_id}")
def get_version(
    version_id: VersionId,
    guard: Annotated[VersionGuard, authorize(access.version, Permission.SEE_COURSE, of="version_id")],
) -> AssignmentVersion:
    """Return one version; the report of its proof for staff only."""
    with guard.read() as (session, found):
        return release.describe_version(session, found)


@router.post("/versions/{version_id}/release", responses=errors(409, 507))
def release_version(
    version_id: VersionId,
    guard: Annotated[VersionGuard, authorize(access.version, Permission.RELEASE, of="version_id")],
) -> AssignmentVersion:
    """Release a version whose proof was good: students get it from now on. For instructors."""
    with guard.write() as (session, found):
        return release.release_version(session, found)
