"""Assignments: what clients release is the student version, and a version of ours without a grading package."""

from __future__ import annotations

import anyio
from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde.errors import AlreadyExists
from jupyter_autograde.exchange import fetches
from jupyter_autograde.exchange.archive import archive_assignment, released_names
from jupyter_autograde.exchange.begin import require_free
from jupyter_autograde.exchange.hand_ins import files_of
from jupyter_autograde.exchange.ready_made import release_ready_made
from jupyter_autograde.models.assignment import AssignmentFormat, AssignmentRequest
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good, new
from jupyter_autograde.service.doors.ngshare.arguments import query_of, receive_arguments
from jupyter_autograde.service.doors.ngshare.files import packed, unpack
from jupyter_autograde.service.doors.ngshare.guards import CourseGuard, Guards, require_assignment
from jupyter_autograde.service.fetch_notes import note_where_possible
from jupyter_autograde.storage.bundle_store import StoredFiles


def assignment_routes(guards: Guards) -> APIRouter:
    """Return `assignments` and `assignment`."""
    router = APIRouter()
    may_edit_assignment = guards.course(Permission.EDIT_ASSIGNMENT)
    may_fetch = guards.course(Permission.FETCH)
    may_release = guards.course(Permission.RELEASE)
    may_see_course = guards.course(Permission.SEE_COURSE)

    @router.get("/assignments/{course}")
    def list_assignments(guard: CourseGuard = may_see_course) -> Response:
        with guard.read() as (session, access):
            return good(
                assignments=list(released_names(session, access.object, early=access.may(Permission.SEE_DRAFTS)))
            )

    @router.get("/assignment/{course}/{assignment}", openapi_extra=descriptions.LIST_ONLY)
    def get_assignment(request: Request, assignment: str, parts: Parts, guard: CourseGuard = may_fetch) -> Response:
        parts.open.file(request)
        with guard.read() as (session, access):
            version = require_assignment(session, access, assignment).object.released_version
            bundle = files_of(session, version.bundle_sha256) if version and version.bundle_sha256 else None
            noted = (
                version is None
                or query_of(request).get("list_only") is not None
                or fetches.is_noted(session, access.to(version))
            )
        if version is not None and not noted:
            note_where_possible(guard, lambda session, access: fetches.note_fetch(session, access.to(version)))
        return packed(bundle, parts.blobs, query_of(request).get("list_only"))

    @router.post("/assignment/{course}/{assignment}", openapi_extra=descriptions.FILES)
    async def release_assignment(
        request: Request, assignment: str, parts: Parts, guard: CourseGuard = may_release
    ) -> Response:
        def check() -> None:
            with guard.read() as (session, access):
                require_free(session, access.object, new(assignment))

        def release(text: str | None) -> None:
            files = unpack(text, parts)
            wanted = AssignmentRequest(name=assignment, format=_format(files, parts))
            with guard.write() as (session, access):
                release_ready_made(session, access, wanted, files, parts.environments)

        try:
            # Before a long body is taken in.
            await anyio.to_thread.run_sync(check)
            async with receive_arguments(request, parts) as (arguments, form):
                await form.work_on(lambda: release(arguments.get("files")))
        except AlreadyExists:
            raise AlreadyExists("Assignment already exists") from None
        return good()

    @router.delete("/assignment/{course}/{assignment}")
    def remove_assignment(assignment: str, guard: CourseGuard = may_edit_assignment) -> Response:
        with guard.write() as (session, access):
            archive_assignment(session, require_assignment(session, access, assignment))
        return good()

    return router


def _format(files: StoredFiles, parts: Components) -> AssignmentFormat:
    """Return nbgrader where a notebook's cell says so; of others our default."""
    for path, (digest, _) in files.files.items():
        if path.endswith(".ipynb"):
            cells = read_notebook(parts.blobs.get(digest))["cells"]
            if any("nbgrader" in cell.get("metadata", {}) for cell in cells):
                return AssignmentFormat.NBGRADER
    return AssignmentFormat.OTTER
