"""Submissions: each is an attempt of ours, with its receipt, and changes no more."""

from __future__ import annotations

from datetime import datetime

import anyio
from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde.errors import NotFound
from jupyter_autograde.exchange.expected_files import ExpectedFiles
from jupyter_autograde.exchange.hand_ins import files_of, find_hand_in, list_moments
from jupyter_autograde.exchange.submit import HandIn
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.doors.ngshare.arguments import query_of, receive_form
from jupyter_autograde.service.doors.ngshare.files import packed, unpack
from jupyter_autograde.service.doors.ngshare.guards import CourseGuard, Guards, require_assignment, require_member
from jupyter_autograde.service.doors.ngshare.timestamps import exact, written
from jupyter_autograde.service.uploads import is_small
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


def submission_routes(guards: Guards) -> APIRouter:
    """Return `submissions` and `submission`."""
    router = APIRouter()
    may_see_all_submissions = guards.course(Permission.SEE_ALL_SUBMISSIONS)
    may_see_all_submissions_or_own = guards.course(Permission.SEE_ALL_SUBMISSIONS, own="student")
    may_submit = guards.course(Permission.SUBMIT)

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

    @router.post("/submission/{course}/{assignment}", openapi_extra=descriptions.FILES)
    async def submit(request: Request, assignment: str, parts: Parts, guard: CourseGuard = may_submit) -> Response:
        def look_ahead(at: datetime) -> tuple[str, ExpectedFiles]:
            with guard.read() as (session, access):
                to = require_assignment(session, access, assignment).object.id
            return to, parts.desk.look_ahead(guard.asker, to, at).result()

        if not is_small(request):  # before a long body is taken in
            await anyio.to_thread.run_sync(look_ahead, now())
        async with receive_form(request, parts) as (read, limiter):
            received_at = now()

            def work() -> Response:
                to, expected = look_ahead(received_at)
                hand_in = HandIn(unpack(read().body.get("files"), parts, expected), new_ulid(), received_at)
                kept, _ = parts.desk.submit(guard.asker, to, hand_in).result()
                return good(timestamp=written(kept.submitted_at))

            return await anyio.to_thread.run_sync(work, limiter=limiter)

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
