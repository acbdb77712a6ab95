"""The generated course of very many students, as staff see it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.exchange.submission_table import read_table
from jupyter_autograde.exchange.submissions import describe_submission
from jupyter_autograde.gradebook.book import read_gradebook
from jupyter_autograde.grading.grades import list_grades
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.receipts import verify
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.testing.crowd import ASSIGNMENTS, ATTEMPTS, UNFINISHED, Told, make_crowd
from jupyter_autograde.testing.school import School, make_school

STUDENTS = 30
INES = Asker("ines")


@pytest.fixture
def school(database: Database, blobs: BlobStore) -> School:
    return make_school(database, blobs)


def test_every_student_has_plausible_work_that_all_pages_take(school: School) -> None:
    like = school.draft()
    school.release(like.id)
    with pytest.raises(NotFound):
        _make(school, like.id)
    school.submit(like.id)
    school.grade_everything()
    course_id = _make(school, like.id)
    with pytest.raises(Conflict):
        _make(school, like.id)
    with school.database.read() as session:
        course = access.course(session, INES, course_id, Permission.SEE_ALL_SUBMISSIONS)
        table, book = read_table(session, course), read_gradebook(session, course)
        assert course.object.title == f"A course of {STUDENTS} students"
        newest = [n for n, is_newest in enumerate(table.newest) if is_newest]
        one = access.submission(session, INES, table.id[newest[0]], Permission.SEE_ALL_SUBMISSIONS)
        submission, grades = describe_submission(session, one), list_grades(session, one)
    assert len(table.id) == STUDENTS * ASSIGNMENTS * ATTEMPTS
    assert len(newest) == STUDENTS * ASSIGNMENTS
    assert len({person.section for person in table.people}) > 1
    scores = [score for score in table.score if score is not None]
    assert all(0 <= score <= 10 for score in scores)
    assert len(book.rows) == STUDENTS and len(book.columns) == ASSIGNMENTS
    assert submission.receipt is not None
    assert verify(submission.receipt, school.signer.public_key)
    assert [grade.result.score for grade in grades] == [submission.score]
    assert not school.worker.run_next()


def test_one_that_was_interrupted_can_be_told_from_a_whole_one(school: School) -> None:
    like = school.draft()
    school.release(like.id)
    school.submit(like.id)
    school.grade_everything()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _make(school, like.id, interrupt)
    with school.database.read() as session:
        assert session.scalars(select(orm.Course.title).where(orm.Course.name == "crowd")).all() == [UNFINISHED]


def _make(school: School, like: str, tell: Told = lambda *_: None) -> str:
    staff = {"ines": Role.INSTRUCTOR}
    return make_crowd(
        school.database, school.signer, like=like, course="crowd", staff=staff, students=STUDENTS, tell=tell
    )
