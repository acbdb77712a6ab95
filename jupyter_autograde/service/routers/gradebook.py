"""The gradebook of a course: weights, totals, final grades, files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from jupyter_autograde import access
from jupyter_autograde.gradebook import book, final, weights
from jupyter_autograde.gradebook.exports.registry import export_grades
from jupyter_autograde.models.base import Ulid
from jupyter_autograde.models.gradebook import (
    CourseWeights,
    ExportedFile,
    ExportFormat,
    FinalPreview,
    FinalPreviewRequest,
    FinalRequest,
    Gradebook,
    Unfinal,
    UnfinalRequest,
    WeightsRequest,
)
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.access import Guarded, Parts, authorize
from jupyter_autograde.service.large_answers import large_answer
from jupyter_autograde.service.routers.parameters import CourseId, errors
from jupyter_autograde.storage import orm

router = APIRouter(prefix="/courses/{course_id}/gradebook", tags=["gradebook"], responses=errors())
Guard = Guarded[orm.Course]
ForStaff = Annotated[Guard, authorize(access.course, Permission.SEE_ALL_SUBMISSIONS, of="course_id")]
ForInstructors = Annotated[Guard, authorize(access.course, Permission.CHANGE_SCORES, of="course_id")]


@router.get("", response_model=Gradebook)
async def get_gradebook(course_id: CourseId, request: Request, parts: Parts, guard: ForStaff) -> Response:
    """Return students and assignments with what counts; for staff, of a TA's sections where those are limited.

    What has its default is left out.
    """

    def work() -> Gradebook:
        with guard.read() as (session, found):
            return book.read_gradebook(session, found)

    return await large_answer(parts, request, work, sparse=True)


@router.get("/weights")
def get_weights(course_id: CourseId, guard: ForStaff) -> CourseWeights:
    """Return what the assignments of a course count; for staff."""
    with guard.read() as (session, found):
        return weights.read_weights(session, found)


@router.put("/weights", responses=errors(409, 507))
def set_weights(course_id: CourseId, request: WeightsRequest, guard: ForInstructors) -> CourseWeights:
    """Set what the assignments count, all of it at once; for instructors."""
    with guard.write() as (session, found):
        return weights.set_weights(session, found, request)


@router.post("/final/preview", response_model=FinalPreview)
async def preview_final(
    course_id: CourseId, request: Request, wanted: FinalPreviewRequest, parts: Parts, guard: ForInstructors
) -> Response:
    """Return what making totals final would do; changes nothing. For instructors."""

    def work() -> FinalPreview:
        with guard.read() as (session, found):
            return final.preview_final(session, found, wanted)

    return await large_answer(parts, request, work)


@router.post("/final", responses=errors(409, 507))
def make_final(course_id: CourseId, wanted: FinalRequest, guard: ForInstructors) -> FinalPreview:
    """Make totals final as the preview has shown; for instructors."""
    # Not among the large answers, whose one thread is not for what may wait for its turn to write.
    with guard.write() as (session, found):
        return final.make_final(session, found, wanted)


@router.post("/final/end", responses=errors(507))
def take_back_final(course_id: CourseId, request: UnfinalRequest, guard: ForInstructors) -> Unfinal:
    """Take final grades back; who had made them final, and when, is kept. For instructors."""
    with guard.write() as (session, found):
        return final.take_back_final(session, found, request)


@router.get("/export", response_model=ExportedFile)
async def export(
    course_id: CourseId,
    request: Request,
    parts: Parts,
    guard: ForStaff,
    format: Annotated[ExportFormat, Query(description="What reads the file.")] = ExportFormat.GRADEBOOK,
    assignment_id: Annotated[Ulid | None, Query(description="Whose questions; for `questions` alone.")] = None,
    rows: Annotated[bool, Query(description="JSON for programs instead of the file.")] = False,
    unfinished: Annotated[
        bool, Query(description="For Moodle, Canvas and Open edX: what is still to be graded is no empty cell.")
    ] = False,
) -> Response:
    """Return a file of grades; for staff, of a TA's sections where those are limited."""

    def work() -> ExportedFile:
        with guard.read() as (session, found):
            return export_grades(
                session, found, format, assignment_id=assignment_id, as_json=rows, unfinished=unfinished
            )

    return await large_answer(parts, request, work)
