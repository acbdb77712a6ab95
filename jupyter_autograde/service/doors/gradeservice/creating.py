"""Making an assignment from its source, and taking one away."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from datetime import datetime

import anyio
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import AlreadyExists, InvalidInput
from jupyter_autograde.exchange.archive import archive_assignment
from jupyter_autograde.exchange.begin import begin_assignment, find_assignment
from jupyter_autograde.exchange.release import choose_environment, release_version, start_release
from jupyter_autograde.models.assignment import AssignmentRequest, VersionState
from jupyter_autograde.models.grade import ReleaseReport
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.descriptions import reply
from jupyter_autograde.service.doors.gradeservice.guards import Guards, Place
from jupyter_autograde.service.doors.gradeservice.uploads import FILE, receive_file
from jupyter_autograde.service.doors.gradeservice.waiting import wait_for
from jupyter_autograde.service.doors.multipart import SentFile
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.database import Session


@dataclass(frozen=True)
class _Begun:
    """An assignment of which a version is being built."""

    course_id: str
    assignment_id: str
    restarted_at: datetime | None
    version_id: str


def creating_routes(guards: Guards, seconds: float) -> APIRouter:
    """Return `POST` and `DELETE` of an assignment; `seconds` is how long a client waits."""
    router = APIRouter()
    may_release = guards.place(Permission.RELEASE)
    may_edit_assignment = guards.place(Permission.EDIT_ASSIGNMENT)

    @router.post(
        "/{course_id}/{activity_id}", status_code=201, responses={201: reply({"type": "object"})}, openapi_extra=FILE
    )
    async def create(request: Request, parts: Parts, place: Place = may_release) -> Response:
        # Before a long body is taken in.
        await anyio.to_thread.run_sync(_require_free, parts, place)
        await anyio.to_thread.run_sync(parts.require_sandbox)
        sent = await receive_file(request, parts)
        try:
            begun = await parts.large.run(request, len(sent.content), lambda: _begin(parts, place, sent))
            try:
                built = await wait_for(
                    parts,
                    begun.course_id,
                    place.asker.name,
                    seconds,
                    lambda session: _built(session, begun),
                )
                if not built:
                    raise _Plain(f"Failed to submit test assignment: it was not graded within {seconds:g} seconds.")
                answer = await anyio.to_thread.run_sync(_release, parts, place, begun, sent.name)
            except BaseException:
                # As in the original, nothing is left where it would be in the way.
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(_give_up, parts, place, begun)
                raise
        except AlreadyExists:
            raise _exists(place) from None
        except _Plain:
            raise
        except InvalidInput as fault:
            raise InvalidInput(f"Failed to create assignment: {fault.message}") from fault
        return JSONResponse(answer, 201)

    @router.delete("/{course_id}/{activity_id}", status_code=204, response_class=Response)
    def delete(parts: Parts, place: Place = may_edit_assignment) -> Response:
        with parts.database.write() as session:
            course = place.find_course(session)
            found = find_assignment(session, course, place.assignment) if course is not None else None
            if found is None:
                raise InvalidInput("The assignment you tried to delete does not exist.")
            archive_assignment(session, place.right(found, Permission.EDIT_ASSIGNMENT))
        return Response(status_code=204)

    return router


class _Plain(InvalidInput):
    """Said as it is, without more before it."""


def _exists(place: Place) -> InvalidInput:
    return _Plain(f"Activity {place.said} already exists.")


def _require_free(parts: Components, place: Place) -> None:
    with parts.database.read() as session:
        course = place.find_course(session)
        if course is not None and find_assignment(session, course, place.assignment) is not None:
            raise _exists(place)


def _begin(parts: Components, place: Place, sent: SentFile) -> _Begun:
    if not sent.name.endswith(".ipynb"):
        raise _Plain(f"The file {sent.name} is not a .ipynb file.")
    if "/" in sent.name:
        raise _Plain("The name of the file has a '/'. Send its name only.")
    check_path(sent.name)
    read_notebook(sent.content)
    source = store_files(parts.blobs, [(sent.name, sent.content)])
    with parts.database.write() as session:
        course = place.require_course(session)
        row = begin_assignment(session, course, AssignmentRequest(name=place.assignment))
        access = place.right(row, Permission.RELEASE)
        environment = choose_environment(access, None, parts.environments)
        version = start_release(session, access, source, [sent.name], environment, parts.max_limits)
        return _Begun(row.course_id, row.id, row.restarted_at, version.id)


def _built(session: Session, begun: _Begun) -> bool | None:
    version = session.get_one(orm.AssignmentVersion, begun.version_id)
    return None if version.state == VersionState.BUILDING else True


def _release(parts: Components, place: Place, begun: _Begun, file_name: str) -> dict[str, object]:
    """Release what was built; returns the answer."""
    with parts.database.write() as session:
        version = session.get_one(orm.AssignmentVersion, begun.version_id)
        if version.state == VersionState.REFUSED:
            raise InvalidInput(version.refusal or "Your file does not match the Otter-Grader assignment syntax.")
        if not _is_mine(version.assignment, begun):
            raise InvalidInput("It was deleted meanwhile.")
        release_version(session, place.right(version, Permission.RELEASE))
        bundle = session.get_one(orm.Bundle, version.bundle_sha256)
        digest, _ = bundle.files[version.notebooks[0]]
        points = _points(ReleaseReport.model_validate(version.report))
    student = base64.b64encode(parts.blobs.get(str(digest))).decode()
    return {file_name: student, "total": math.fsum(points), "points": dict(enumerate(points, 1))}


def _give_up(parts: Components, place: Place, begun: _Begun) -> None:
    with parts.database.write() as session:
        row = session.get_one(orm.Assignment, begun.assignment_id)
        if _is_mine(row, begun):
            archive_assignment(session, place.right(row, Permission.EDIT_ASSIGNMENT))


def _is_mine(row: orm.Assignment, begun: _Begun) -> bool:
    """Say whether the assignment is still there as it was begun."""
    return row.archived_at is None and row.restarted_at == begun.restarted_at


def _points(report: ReleaseReport) -> list[float]:
    """Return what each question gives that tests grade, in the notebook's order."""
    found: dict[str, float] = {}
    for test in report.tests:
        found[test.question] = math.fsum([found.get(test.question, 0.0), test.points])
    return list(found.values())
