"""Submissions: each is an attempt of ours, with its receipt, and changes no more."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde.errors import NotFound
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.hand_ins import files_of, find_hand_in, list_moments
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.doors.ngshare.arguments import ReceivedForm, query_of, receive_form
from jupyter_autograde.service.doors.ngshare.files import packed, read_files
from jupyter_autograde.service.doors.ngshare.guards import (
    AssignmentNamed,
    CourseGuard,
    Guards,
    require_assignment,
    require_member,
)
from jupyter_autograde.service.doors.ngshare.timestamps import exact, written
from jupyter_autograde.service.hand_in_desk import Announcement
from jupyter_autograde.service.handing_in import hand_in
from jupyter_autograde.service.planned_route import PlannedRoute
from jupyter_autograde.service.uploads import is_small
from jupyter_autograde.storage.bundle_store import StoredFiles, store_files
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


def hand_in_routes(guards: Guards) -> APIRouter:
    """Return what a whole class does at the same moment: `submission`, to hand in."""
    router = APIRouter(route_class=PlannedRoute)
    may_submit = guards.course(Permission.SUBMIT)

    @router.post("/submission/{course}/{assignment}", openapi_extra=descriptions.FILES)
    async def submit(request: Request, assignment: str, parts: Parts, guard: CourseGuard = may_submit) -> Response:
        def announced() -> Announcement:
            return Announcement(guard.asker, AssignmentNamed(guard.name, assignment), now(), new_ulid())

        if not is_small(request):  # before a long body is taken in
            await parts.desk.look_ahead(announced())
        async with receive_form(request, parts) as form:
            kept, _ = await hand_in(parts.desk, announced(), _Tree(form, parts))
        return good(timestamp=written(kept.submitted_at))

    return router


class _Tree:
    """A directory tree in a form; a `service.handing_in.Parcel`."""

    def __init__(self, form: ReceivedForm, parts: Components) -> None:
        self._form, self._parts = form, parts
        self.is_small = form.is_small

    def unpack(self, expected: ExpectedFiles) -> list[tuple[str, bytes]]:
        """Check and return the files; MuchInside where who wait would wait for long."""
        return self._read(expected, others_wait=True)

    async def store(self, expected: ExpectedFiles) -> StoredFiles:
        """Check and store the files, in a thread."""

        def work() -> StoredFiles:
            return store_files(self._parts.blobs, self._read(expected))

        # What is small comes here only when there is much inside.
        return await self._form.work_on(work, much=self.is_small)

    def _read(self, expected: ExpectedFiles, *, others_wait: bool = False) -> list[tuple[str, bytes]]:
        return read_files(self._form.read().body.get("files"), self._parts, expected, others_wait=others_wait)


def submission_routes(guards: Guards) -> APIRouter:
    """Return `submissions` and `submission`, to look at them."""
    router = APIRouter()
    may_see_all_submissions = guards.course(Permission.SEE_ALL_SUBMISSIONS)
    may_see_all_submissions_or_own = guards.course(Permission.SEE_ALL_SUBMISSIONS, own="student")

    @router.get("/submissions/{course}/{assignment}")
    def list_all(assignment: str, guard: CourseGuard = may_see_all_submissions) -> Response:
        with guard.read() as (session, access):
            found = list_moments(session, require_assignment(session, access, assignment))
        return good(submissions=[{"student_id": user, "timestamp": written(at)} for user, at in found])

    @router.get("/submissions/{course}/{assignment}/{student}")
    def list_of_student(
        assignment: str,
        student: str,
        guard: CourseGuard = may_see_all_submissions_or_own,
    ) -> Response:
        with guard.read() as (session, access):
            of = require_assignment(session, access, assignment)
            require_member(session, access, student)
            found = list_moments(session, of, student)
        return good(submissions=[{"student_id": user, "timestamp": written(at)} for user, at in found])

    @router.get("/submission/{course}/{assignment}/{student}", openapi_extra=descriptions.AT)
    def get_submission(
        request: Request,
        assignment: str,
        student: str,
        parts: Parts,
        guard: CourseGuard = may_see_all_submissions,
    ) -> Response:
        parts.open.file(request)
        arguments = query_of(request)
        with guard.read() as (session, access):
            of = require_assignment(session, access, assignment)
            require_member(session, access, student)
            text = arguments.get("timestamp")
            at = exact(text) if text else None
            found = find_hand_in(session, of, student, at) if at or not text else None
            if found is None:
                raise NotFound("Submission not found")
            bundle = files_of(session, found.bundle_sha256)
        return packed(bundle, parts.blobs, arguments.get("list_only"), timestamp=written(found.submitted_at))

    return router
