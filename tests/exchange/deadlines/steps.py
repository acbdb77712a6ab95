"""Terms of an assignment, step by step: changed, extended, looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import change_course
from jupyter_autograde.courses.roster import enroll
from jupyter_autograde.exchange.assignments import change_assignment, describe
from jupyter_autograde.exchange.extensions import end_extension, grant_extensions, list_extensions
from jupyter_autograde.exchange.submissions import describe_submission, list_submissions
from jupyter_autograde.models.assignment import Assignment, AssignmentChange
from jupyter_autograde.models.course import CourseChange, EnrollmentRequest
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT, School

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PER_DAY = {"steps": [{"amount": 10, "every": "day"}], "cap": 50}
FREE: Any = {"steps": []}


def change(school: School, assignment_id: str, **changes: Any) -> Assignment:
    with school.database.write() as session:
        owner = access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT)
        return change_assignment(session, owner, AssignmentChange.model_validate(changes))


def change_of_course(school: School, **changes: Any) -> None:
    with school.database.write() as session:
        owner = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
        change_course(session, owner, CourseChange.model_validate(changes), ())


def in_section(school: School, section: str, user: str, role: Role = Role.STUDENT) -> None:
    with school.database.write() as session:
        owner = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        enroll(session, owner, user, EnrollmentRequest(role=role, section=section))


def extend(school: School, assignment_id: str, by: Asker = INSTRUCTOR, **given: Any) -> list[Extension]:
    with school.database.write() as session:
        found = access.assignment(session, by, assignment_id, Permission.EXTEND)
        return grant_extensions(session, found, ExtensionRequest.model_validate(given))


def end(school: School, assignment_id: str, extension_id: str, by: Asker = INSTRUCTOR) -> None:
    with school.database.write() as session:
        end_extension(session, access.assignment(session, by, assignment_id, Permission.EXTEND), extension_id)


def extensions(school: School, assignment_id: str, by: Asker = INSTRUCTOR, *, ended: bool = False) -> list[Extension]:
    with school.database.read() as session:
        found = access.assignment(session, by, assignment_id, Permission.EXTEND)
        return list_extensions(session, found, ended=ended)


def newest(school: School, assignment_id: str, user: Asker = STUDENT) -> Submission:
    """Return somebody's newest submission as lists have it; that it is the same alone and for its owner is asserted."""
    with school.database.read() as session:

        def listed(asker: Asker) -> Submission:
            found = access.assignment(session, asker, assignment_id, Permission.SEE_OWN_SUBMISSIONS)
            return list_submissions(session, found, user=user.name, latest=True)[0]

        row = listed(INSTRUCTOR)
        alone = describe_submission(session, access.submission(session, user, row.id, Permission.SEE_OWN_SUBMISSIONS))
        assert listed(user) == row
        assert alone.model_copy(update={"receipt": None, "position": None, "eta": None}) == row
        return row


def seen(school: School, assignment_id: str, asker: Asker = STUDENT) -> Assignment:
    with school.database.read() as session:
        found = access.assignment(session, asker, assignment_id, Permission.SEE_COURSE)
        return describe(session, asker, [found.object])[0]


def counts(one: Submission) -> tuple[bool, float | None, float | None, float | None]:
    return one.late, one.score, one.penalty, one.final_score
