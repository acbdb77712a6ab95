"""What staff do with a gradebook, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.roster import enroll
from jupyter_autograde.exchange.assignments import change_assignment
from jupyter_autograde.gradebook.audit import AuditFilter, list_audit
from jupyter_autograde.gradebook.book import read_gradebook
from jupyter_autograde.gradebook.exports.registry import export_grades
from jupyter_autograde.gradebook.final import make_final, preview_final, take_back_final
from jupyter_autograde.gradebook.weights import read_weights, set_weights
from jupyter_autograde.models.assignment import Assignment, AssignmentChange
from jupyter_autograde.models.audit import AuditEntry
from jupyter_autograde.models.course import EnrollmentRequest
from jupyter_autograde.models.gradebook import (
    CourseWeights,
    ExportedFile,
    ExportFormat,
    FinalPreview,
    FinalPreviewRequest,
    FinalRequest,
    Gradebook,
    GradebookCell,
    GradebookRow,
    Unfinal,
    UnfinalRequest,
    WeightsRequest,
)
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, School
from jupyter_autograde.timestamps import now

DAY = timedelta(days=1)


def graded(school: School, name: str, **scores: int) -> str:
    """Release an assignment, and hand in and grade these scores of 10; returns its id."""
    made: Assignment = school.draft(name)
    school.release(made.id)
    people = {STUDENT.name: STUDENT, OTHER_STUDENT.name: OTHER_STUDENT}
    for user, score in scores.items():
        school.submit(made.id, people[user], text=f"score: {score}".encode())
    school.grade_everything()
    return made.id


def close(school: School, assignment_id: str) -> None:
    change(school, assignment_id, state="closed")


def change(school: School, assignment_id: str, **changes: Any) -> None:
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        change_assignment(session, found, AssignmentChange.model_validate(changes))


def late_by_a_day(school: School, assignment_id: str) -> None:
    """Let everything that is there be late, at a price of two points a day."""
    policy = {"unit": "points", "steps": [{"amount": 2, "every": "day"}]}
    change(school, assignment_id, due_at=now() - timedelta(hours=1), late_policy=policy)


def put_in_section(school: School, user: str, section: str, role: Role = Role.STUDENT) -> None:
    with school.database.write() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        enroll(session, found, user, EnrollmentRequest(role=role, section=section))


def book(school: School, by: Asker = INSTRUCTOR) -> Gradebook:
    with school.database.read() as session:
        return read_gradebook(session, access.course(session, by, school.course_id, Permission.SEE_ALL_SUBMISSIONS))


def row_of(school: School, user: Asker = STUDENT) -> GradebookRow:
    return next(row for row in book(school).rows if row.user == user.name)


def cell_of(school: School, assignment: str, user: Asker = STUDENT) -> GradebookCell:
    return next(
        cell for row, column, cell in book(school).everything() if (row.user, column.name) == (user.name, assignment)
    )


def percents(school: School) -> dict[str, float | None]:
    return {row.user: row.percent for row in book(school).rows}


def weigh(school: School, by: Asker = INSTRUCTOR, **request: Any) -> CourseWeights:
    with school.database.write() as session:
        found = access.course(session, by, school.course_id, Permission.CHANGE_SCORES)
        return set_weights(session, found, WeightsRequest.model_validate(request))


def weights(school: School) -> CourseWeights:
    with school.database.read() as session:
        return read_weights(session, access.course(session, INSTRUCTOR, school.course_id, Permission.SEE_COURSE))


def look(school: School, **request: Any) -> FinalPreview:
    with school.database.read() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.CHANGE_SCORES)
        return preview_final(session, found, FinalPreviewRequest.model_validate(request))


def finalise(school: School, digest: str | None = None, **request: Any) -> FinalPreview:
    seen = digest or look(school, **{key: value for key, value in request.items() if key != "reason"}).digest
    with school.database.write() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.CHANGE_SCORES)
        return make_final(session, found, FinalRequest.model_validate(request | {"digest": seen}))


def take_back(school: School, *users: str) -> Unfinal:
    with school.database.write() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.CHANGE_SCORES)
        return take_back_final(session, found, UnfinalRequest(users=list(users), reason="a mistake"))


def export(school: School, wanted: ExportFormat, by: Asker = INSTRUCTOR, **how: Any) -> ExportedFile:
    with school.database.read() as session:
        found = access.course(session, by, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        return export_grades(session, found, wanted, **how)


def trail(school: School, by: Asker = INSTRUCTOR, **wanted: Any) -> list[AuditEntry]:
    """Return what the trail says, the oldest first."""
    with school.database.read() as session:
        found = access.course(session, by, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        return list_audit(session, found, AuditFilter(**wanted))[::-1]
