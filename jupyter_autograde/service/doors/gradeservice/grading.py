"""Grading what somebody hands in: an attempt of ours, answered when it is graded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import indent

import anyio
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from jupyter_autograde.access import Asker
from jupyter_autograde.courses.members import find_member, was_withdrawn
from jupyter_autograde.courses.roster import set_role
from jupyter_autograde.errors import Conflict, InvalidBundle, InvalidInput, InvalidNotebook, PermissionDenied
from jupyter_autograde.exchange.archive import find_released
from jupyter_autograde.exchange.submit import HandIn, look_ahead, submit_assignment
from jupyter_autograde.grading.grades import list_grades
from jupyter_autograde.models.grade import GradeResult, GradeStatus, QuestionResult
from jupyter_autograde.models.grade_record import Grade
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.models.visibility import ShownResult
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.permissions import Permission, Role, allows
from jupyter_autograde.service.access import Parts
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.gradeservice.guards import SOURCE, Guards, Place, person_of
from jupyter_autograde.service.doors.gradeservice.uploads import FILE, receive_file
from jupyter_autograde.service.doors.gradeservice.waiting import wait_for
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.storage.database import Session
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

_LATER = "received and graded; the score is shown later, as your course has set it."
_NOT_GRADED = frozenset({GradeStatus.REJECTED, GradeStatus.ERROR})


@dataclass(frozen=True)
class _Kept:
    """A submission that is stored, with its job."""

    id: str
    course_id: str


def grading_routes(guards: Guards, seconds: float) -> APIRouter:
    """Return `POST` of a submission; `seconds` is how long a client waits."""
    router = APIRouter()
    may_grade = guards.place(Permission.GRADE, own=Permission.SUBMIT)

    @router.post("/{course_id}/{activity_id}/{student_id}", openapi_extra=FILE)
    async def grade(request: Request, student_id: str, parts: Parts, place: Place = may_grade) -> Response:
        student = person_of(student_id)
        with _in_its_words():  # before a long body is taken in
            await anyio.to_thread.run_sync(_look, parts, place, student)
        content = (await receive_file(request, parts)).content
        with _in_its_words():
            kept = await parts.large.run(request, len(content), lambda: _hand_in(parts, place, student, content))
        grade = await wait_for(
            parts, kept.course_id, student.name, seconds, lambda session: _result(session, place, student, kept)
        )
        if grade is None:
            raise HTTPException(408, "Notebook grading timed out")
        result = grade.result or grade.tests
        if result is None:
            raise HTTPException(408, "Notebook grading timed out")
        if result.status in _NOT_GRADED:
            raise _failed(result.message)
        return JSONResponse(_answer(result) if isinstance(result, GradeResult) else _without_score(result))

    return router


@contextmanager
def _in_its_words() -> Iterator[None]:
    try:
        yield
    except (Conflict, InvalidNotebook, InvalidBundle) as fault:
        raise _failed(fault.message) from fault


def _failed(reason: str) -> InvalidInput:
    return InvalidInput(f"Failed to grade assignment: {reason}")


def _find(session: Session, place: Place) -> orm.Assignment:
    course = place.find_course(session)
    found = find_released(session, course, place.assignment) if course is not None else None
    if found is None:
        raise _missing(place)
    return found


def _missing(place: Place) -> InvalidInput:
    return InvalidInput(f"Activity {place.said} doesn't exist.")


def _is_new(session: Session, place: Place, course: orm.Course, student: Asker) -> bool:
    """Say whether a student has to be enrolled first.

    Raises
    ------
    InvalidInput
        The token brings nobody into the course: who is not in it has no such assignment.
    PermissionDenied
        The student was taken out of the course, and the token does not say that it is an instructor's.
    """
    if find_member(session, course, student.name) is not None:
        return False
    if not place.admits:
        raise _missing(place)
    if was_withdrawn(session, course, student.name) and not allows(place.said_role, Permission.EDIT_ROSTER):
        raise PermissionDenied(
            f"{student.name} was withdrawn from the course {course.name}. An instructor can enroll them again."
        )
    return True


def _look(parts: Components, place: Place, student: Asker) -> str:
    """Return how the assignment calls what is handed in, whatever its sender calls it, if it takes something in."""
    with parts.database.read() as session:
        found = _find(session, place)
        _is_new(session, place, found.course, student)
        version = found.released_version
        if version is None or version.package_sha256 is None or not version.notebooks:
            raise _failed("This version of it came without its tests.")
        look_ahead(session, place.right_of(student, found), now(), attempts_a_day=parts.attempts_a_day)
        return version.notebooks[0]


def _hand_in(parts: Components, place: Place, student: Asker, content: bytes) -> _Kept:
    received_at = now()
    read_notebook(content)
    path = _look(parts, place, student)
    hand_in = HandIn(store_files(parts.blobs, [(path, content)]), new_ulid(), received_at)
    with parts.database.write() as session:
        assignment = _find(session, place)
        if _is_new(session, place, assignment.course, student):
            set_role(session, assignment.course, student.name, Role.STUDENT, source=SOURCE)
        access = place.right_of(student, assignment)
        kept, _ = submit_assignment(session, access, hand_in, parts.signer, attempts_a_day=parts.attempts_a_day)
        return _Kept(kept.id, assignment.course_id)


def _result(session: Session, place: Place, student: Asker, kept: _Kept) -> Grade | None:
    """Return what the student may read of the result; None while there is none."""
    submission = session.get_one(orm.Submission, kept.id)
    if submission.status.state == SubmissionState.FAILED:
        raise _failed("The service could not grade it; it is kept. Ask who runs the service.")
    if submission.status.state != SubmissionState.GRADED:
        return None
    return list_grades(session, place.right_of(student, submission))[0]


def _answer(result: GradeResult) -> dict[str, object]:
    # As in the original, what a person grades is not among them.
    questions = [question for question in result.questions if not question.manual]
    return {
        "total": math.fsum(question.score for question in questions),
        "points": {number: question.score for number, question in enumerate(questions, 1)},
        "output": {number: _text(question, result.message) for number, question in enumerate(questions, 1)},
    }


def _without_score(result: ShownResult) -> dict[str, object]:
    """Return the answer while the score is not shown: `null` stands where points would, and the words say why."""
    questions = [question for question in result.questions if not question.manual]
    return {
        "total": None,
        "points": {number: None for number, _ in enumerate(questions, 1)},
        "output": {number: f"{question.name}: {_LATER}" for number, question in enumerate(questions, 1)},
    }


def _text(question: QuestionResult, ending: str) -> str:
    """Return a question's result in otter's words; of hidden tests nothing is said.

    **Source:** otter-grader, `TestFile.summary`.
    """
    before = f"{ending}\n\n" if ending else ""
    if all(case.passed for case in question.cases) and question.score >= question.max_score:
        told = [f"\n{case.name} message: {case.message}" for case in question.cases if case.message]
        return f"{before}{question.name} results: All test cases passed!{''.join(told)}"
    cases = []
    for case in question.cases:
        message = f"{case.name} message: {case.message}\n\n" if case.message else ""
        outcome = "✅ Test case passed" if case.passed else "❌ Test case failed"
        cases.append(f"{message}{case.name} result:\n{indent(outcome, '    ')}")
    return f"{before}{question.name} results:\n{indent(chr(10).join(cases), '    ')}"
