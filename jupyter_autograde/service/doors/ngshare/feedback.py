"""Feedback files of a submission."""

from __future__ import annotations

from datetime import datetime

import anyio
from fastapi import APIRouter, Request
from starlette.responses import Response

from jupyter_autograde.access import Access
from jupyter_autograde.errors import NotFound
from jupyter_autograde.exchange.feedback import give_feedback, released_files
from jupyter_autograde.exchange.hand_ins import find_hand_in
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.doors.ngshare import descriptions
from jupyter_autograde.service.doors.ngshare.answers import good
from jupyter_autograde.service.doors.ngshare.arguments import query_of, receive_arguments
from jupyter_autograde.service.doors.ngshare.files import packed, unpack
from jupyter_autograde.service.doors.ngshare.guards import CourseGuard, Guards, require_assignment, require_member
from jupyter_autograde.service.doors.ngshare.timestamps import parsed, written
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.database import Session


def feedback_routes(guards: Guards) -> APIRouter:
    """Return `feedback`."""
    router = APIRouter()
    may_grade = guards.course(Permission.GRADE)
    may_see_all_submissions_or_own = guards.course(Permission.SEE_ALL_SUBMISSIONS, own="student")

    @router.post("/feedback/{course}/{assignment}/{student}", openapi_extra=descriptions.FEEDBACK)
    async def release_feedback(
        request: Request,
        assignment: str,
        student: str,
        parts: Parts,
        guard: CourseGuard = may_grade,
    ) -> Response:
        def check() -> None:
            with guard.read() as (session, access):
                require_assignment(session, access, assignment)
                require_member(session, access, student)

        # Before a long body is taken in.
        await anyio.to_thread.run_sync(check)
        async with receive_arguments(request, parts) as (arguments, form):

            def work() -> None:
                at = parsed(arguments.body.get("timestamp"))
                with guard.read() as (session, access):
                    _submission(session, access, assignment, student, at)
                files = unpack(arguments.body.get("files"), parts)
                with guard.write() as (session, access):
                    of, found = _submission(session, access, assignment, student, at)
                    give_feedback(session, of, found, files)

            await form.work_on(work)
        return good()

    @router.get("/feedback/{course}/{assignment}/{student}", openapi_extra=descriptions.AT)
    def get_feedback(
        request: Request,
        assignment: str,
        student: str,
        parts: Parts,
        guard: CourseGuard = may_see_all_submissions_or_own,
    ) -> Response:
        parts.open.file(request)
        arguments = query_of(request)
        with guard.read() as (session, access):
            require_assignment(session, access, assignment)
            require_member(session, access, student)
            at = parsed(arguments.query.get("timestamp"))
            _, found = _submission(session, access, assignment, student, at)
            bundle = released_files(session, found)
        return packed(bundle, parts.blobs, arguments.get("list_only"), timestamp=written(found.submitted_at))

    return router


def _submission(
    session: Session, access: Access[orm.Course], assignment: str, student: str, at: datetime
) -> tuple[Access[orm.Assignment], orm.Submission]:
    of = require_assignment(session, access, assignment)
    require_member(session, access, student)
    found = find_hand_in(session, of, student, at)
    if found is None:
        raise NotFound("Submission not found")
    return of, found
