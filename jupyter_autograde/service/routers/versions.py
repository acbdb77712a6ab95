"""Release versions: built from a source, proved, then released."""

from __future__ import annotations

from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request, Response

from jupyter_autograde import access
from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange import release
from jupyter_autograde.exchange.fetch import student_bundle
from jupyter_autograde.exchange.ready_package import release_package
from jupyter_autograde.grading.otter_archive import read_otter_archive
from jupyter_autograde.grading.version_preview import preview_files
from jupyter_autograde.models.assignment import AssignmentVersion
from jupyter_autograde.models.base import Name
from jupyter_autograde.models.version_preview import VersionPreview
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
from jupyter_autograde.storage.bundle_store import store_files

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


@router.post(
    "/assignments/{assignment_id}/packages",
    status_code=201,
    responses={
        200: {"model": AssignmentVersion, "description": "It is what is released already: that version."},
        **errors(507),
    },
    openapi_extra=ZIP_BODY,
)
async def release_ready_package(
    request: Request,
    response: Response,
    parts: Parts,
    assignment_id: AssignmentId,
    content_digest: ContentDigest,
    guard: Annotated[AssignmentGuard, authorize(access.assignment, Permission.RELEASE, of="assignment_id")],
    notebook: Annotated[str, Query(max_length=1024, description="Path of the notebook in submissions.")],
    environment: Annotated[
        Name | None, Query(description="Grading environment; default: the course's, else the service's first.")
    ] = None,
) -> AssignmentVersion:
    """Release otter's autograder.zip as version n+1, without its source and unproved; for instructors."""

    def choose() -> str:
        with guard.read() as (_, found):
            return release.choose_environment(found, environment, parts.environments)

    # Before a long body is taken in.
    chosen = await anyio.to_thread.run_sync(choose)
    if not check_path(notebook).endswith(".ipynb"):
        raise InvalidInput(f"{notebook!r} is not the name of a notebook.")

    async with receive_files(request, parts) as stored:

        def work() -> tuple[AssignmentVersion, bool]:
            files = {path: parts.blobs.get(digest) for path, (digest, _) in stored.files.items()}
            package, points = read_otter_archive(files, notebook)
            made = store_files(parts.blobs, sorted(package.items()))
            with guard.write() as (session, found):
                return release_package(session, found, stored, made, notebook, points, chosen)

        version, created = await anyio.to_thread.run_sync(work)
    response.status_code = 201 if created else 200
    return version


@router.get("/versions/{version_id}")
def get_version(
    version_id: VersionId,
    guard: Annotated[VersionGuard, authorize(access.version, Permission.SEE_COURSE, of="version_id")],
) -> AssignmentVersion:
    """Return one version; the report of its proof for staff only."""
    with guard.read() as (session, found):
        return release.describe_version(session, found)


@router.get("/versions/{version_id}/preview", responses=errors(409))
def preview_version(
    version_id: VersionId,
    parts: Parts,
    guard: Annotated[VersionGuard, authorize(access.version, Permission.SEE_DRAFTS, of="version_id")],
) -> VersionPreview:
    """Return the notebooks of a version as students get them, and what else is in its folder; for staff."""
    with guard.read() as (session, found):
        version, bundle = release.describe_version(session, found), student_bundle(session, found)
    # Outside of the transaction: to read a notebook takes a moment.
    return preview_files(parts.blobs, version, bundle)


@router.post("/versions/{version_id}/release", responses=errors(409, 507))
def release_version(
    version_id: VersionId,
    guard: Annotated[VersionGuard, authorize(access.version, Permission.RELEASE, of="version_id")],
) -> AssignmentVersion:
    """Release a version whose proof was good: students get it from now on. For instructors."""
    with guard.write() as (session, found):
        return release.release_version(session, found)
