"""In which order jobs are taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.exchange.assignments import create_assignment
from jupyter_autograde.grading import jobs
from jupyter_autograde.models.assignment import Assignment, AssignmentRequest
from jupyter_autograde.models.limits import MaxLimits
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, School
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


@pytest.fixture
def physics(school: School) -> Assignment:
    assignment = school.draft()
    school.release(assignment.id)
    return assignment


@pytest.fixture
def chemistry(school: School) -> Assignment:
    """An assignment of another course with the same people."""
    with school.database.write() as session:
        load_courses(session, {"chemistry": {"instructors": ["ines"], "students": ["sam", "olga"]}})
        (course_id,) = (row.id for row in session.query(orm.Course) if row.name == "chemistry")
        course = access.course(session, INSTRUCTOR, course_id, Permission.EDIT_ASSIGNMENT)
        assignment = create_assignment(session, course, AssignmentRequest(name="acids"), MaxLimits())
    school.release(assignment.id)
    return assignment


def regrade(school: School, submission: Submission) -> str:
    with school.database.write() as session:
        return jobs.enqueue_again(session, [session.get_one(orm.Submission, submission.id)], "tom")[0].id


def order(school: School, count: int) -> list[str | None]:
    """Take so many jobs; returns their ids."""
    return [school.lease().job_id for _ in range(count)]


def submit(school: School, assignment: Assignment, who: Asker, n: int) -> Submission:
    return school.submit(assignment.id, who, text=b"score: 1 attempt %d" % n)[0]


def test_a_course_does_not_wait_behind_anothers_regrades(
    school: School, physics: Assignment, chemistry: Assignment
) -> None:
    many = [submit(school, physics, INSTRUCTOR, n) for n in range(6)]
    few = [submit(school, chemistry, INSTRUCTOR, n) for n in range(2)]
    school.grade_everything()
    p = [regrade(school, one) for one in many]
    assert order(school, 2) == p[:2]
    c = [regrade(school, one) for one in few]
    assert order(school, 6) == [p[2], c[0], p[3], c[1], p[4], p[5]]


def test_a_course_that_asks_again_and_again_does_not_hold_up_the_other(
    school: School, physics: Assignment, chemistry: Assignment
) -> None:
    one = submit(school, chemistry, INSTRUCTOR, 0)
    others = [submit(school, physics, INSTRUCTOR, n) for n in range(3)]
    school.grade_everything()
    p = [regrade(school, other) for other in others]
    taken: list[str | None] = []
    asked = []
    for _ in range(3):
        asked.append(regrade(school, one))
        taken += order(school, 2)
    assert taken == [p[0], asked[0], p[1], asked[1], p[2], asked[2]]


def test_first_attempts_and_what_is_due_soon_come_first(
    school: School, physics: Assignment, chemistry: Assignment
) -> None:
    soon = school.draft("due soon", due_at=now() + timedelta(hours=2))
    past = school.draft("due yesterday", due_at=now() - timedelta(days=1))
    school.release(soon.id)
    school.release(past.id)
    graded = submit(school, physics, INSTRUCTOR, 0)
    school.grade_everything()
    asked = regrade(school, graded)
    again = submit(school, physics, INSTRUCTOR, 1)
    first = submit(school, physics, OTHER_STUDENT, 2)
    late = submit(school, past, OTHER_STUDENT, 0)
    first_soon = submit(school, soon, OTHER_STUDENT, 0)
    again_soon = submit(school, soon, OTHER_STUDENT, 1)
    with school.database.write() as session:
        version = session.get_one(orm.AssignmentVersion, session.get_one(orm.Submission, graded.id).version_id)
        build = jobs.enqueue_build(session, version).id
    wanted = [build, *(one.job_id for one in (first_soon, first, late, again_soon, again)), asked]
    assert order(school, len(wanted)) == wanted


def test_an_answer_that_is_known_waits_for_nobody(school: School, physics: Assignment, chemistry: Assignment) -> None:
    submit(school, physics, INSTRUCTOR, 0)
    school.grade_everything()
    waiting = submit(school, physics, OTHER_STUDENT, 1)
    known = submit(school, physics, INSTRUCTOR, 0)
    assert order(school, 2) == [known.job_id, waiting.job_id]


@pytest.mark.parametrize("status", ["timeout", "limit", "contained", "error", "rejected"])
def test_what_would_be_run_again_does_not_come_before_a_first_attempt(
    school: School, physics: Assignment, status: str
) -> None:
    submit(school, physics, INSTRUCTOR, 0)
    school.grade_everything()
    with school.database.write() as session:
        session.execute(update(orm.Grade).values(status=status))
    again = submit(school, physics, INSTRUCTOR, 0)
    first = submit(school, physics, OTHER_STUDENT, 1)
    assert order(school, 2) == [first.job_id, again.job_id]


def test_what_only_a_regrade_has_found_is_not_known(school: School, physics: Assignment) -> None:
    submit(school, physics, INSTRUCTOR, 0)
    school.grade_everything()
    with school.database.write() as session:
        session.execute(update(orm.Grade).values(score_change_id=new_ulid()))
    again = submit(school, physics, INSTRUCTOR, 0)
    first = submit(school, physics, OTHER_STUDENT, 1)
    assert order(school, 2) == [first.job_id, again.job_id]
