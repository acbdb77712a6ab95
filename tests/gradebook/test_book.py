"""The gradebook of a course: what counts, whose, and in how many queries."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.models.gradebook import CellState
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import STUDENT, TA, School
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.exchange.deadlines.steps import extend
from tests.gradebook.steps import (
    DAY,
    book,
    cell_of,
    change,
    close,
    graded,
    late_by_a_day,
    percents,
    put_in_section,
    row_of,
    weigh,
    weights,
)

STUDENTS, ASSIGNMENTS = 1000, 30


def test_the_newest_attempt_of_everybody_counts(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9, olga=4)
    school.submit(assignment_id, STUDENT, text=b"score: 6")
    school.grade_everything()
    found = book(school)
    assert [column.name for column in found.columns] == ["hw1"]
    assert [(row.user, row.cells[0].score, row.percent) for row in found.rows] == [("olga", 4, 40), ("sam", 6, 60)]


def test_what_lateness_costs_is_taken_off_by_the_terms_of_now(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=9)
    late_by_a_day(school, assignment_id)
    cell = row_of(school).cells[0]
    assert (cell.score, cell.penalty, cell.late) == (7, 2, True)
    extend(school, assignment_id, users=["sam"], due_at=now() + DAY)
    cell = row_of(school).cells[0]
    assert (cell.score, cell.penalty, cell.late) == (9, 0, False)


def test_what_is_not_handed_in_counts_when_the_students_time_is_over(school: School) -> None:
    graded(school, "hw1", sam=8)
    second = graded(school, "hw2")
    assert (cell_of(school, "hw2").state, percents(school)["sam"]) == (CellState.OPEN, 80)
    change(school, second, due_at=now() - DAY)
    assert (cell_of(school, "hw2").state, percents(school)["sam"]) == (CellState.MISSING, 40)
    extend(school, second, users=["sam"], due_at=now() + DAY)
    assert (cell_of(school, "hw2").state, percents(school)["sam"]) == (CellState.OPEN, 80)
    close(school, second)
    assert (cell_of(school, "hw2").state, percents(school)["sam"]) == (CellState.MISSING, 40)


def test_what_is_still_to_be_graded_does_not_count_and_is_said(school: School) -> None:
    graded(school, "hw1", sam=8)
    second = graded(school, "hw2")
    school.submit(second, STUDENT)
    row = row_of(school)
    assert (row.cells[1].state, row.percent, row.whole) == (CellState.WAITING, 80, False)
    school.engine.essay = 4
    school.grade_everything()
    row = row_of(school)
    assert (row.cells[1].state, row.cells[1].pending, row.whole) == (CellState.PENDING, 4, False)


def test_drafts_are_no_columns_and_staff_no_rows(school: School) -> None:
    school.draft("hw9")
    found = book(school)
    assert (found.columns, [row.user for row in found.rows]) == ([], ["olga", "sam"])
    assert {row.percent for row in found.rows} == {None}


def test_a_ta_of_a_section_sees_its_students_alone(school: School) -> None:
    graded(school, "hw1", sam=9, olga=4)
    put_in_section(school, "sam", "A")
    put_in_section(school, "tom", "A", Role.TA)
    assert [row.user for row in book(school, TA).rows] == ["sam"]


def test_weights_hold_at_once_and_say_what_is_dropped(school: School) -> None:
    ids = [graded(school, name, sam=score) for name, score in (("hw1", 2), ("hw2", 8), ("exam", 4))]
    set_now = weigh(
        school,
        categories=[{"name": "home", "weight": 50, "drop_lowest": 1}, {"name": "exam", "weight": 50}],
        assignments=[
            {"assignment_id": ids[0], "category": "home"},
            {"assignment_id": ids[1], "category": "home"},
            {"assignment_id": ids[2], "category": "exam"},
        ],
    )
    row = row_of(school)
    assert (row.percent, [cell.dropped for cell in row.cells]) == (60, [True, False, False])
    assert (set_now.created_by, weights(school)) == ("ines", set_now)


def test_of_two_who_set_weights_the_second_looks_again(school: School) -> None:
    seen = weights(school).digest
    weigh(school, categories=[{"name": "home", "weight": 1}], digest=seen)
    with pytest.raises(Conflict, match="ines has set other weights"):
        weigh(school, digest=seen)
    assert [one.name for one in weights(school).categories] == ["home"]


def test_another_courses_assignment_gets_no_weight(school: School) -> None:
    with pytest.raises(NotFound):
        weigh(school, assignments=[{"assignment_id": new_ulid(), "weight": 1}])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_thousand_students_are_as_few_queries_as_two(school: School) -> None:
    first = graded(school, "hw1", sam=9, olga=4)
    with statements(school.database, "SELECT") as few:
        book(school)
    fill(school, first)
    with statements(school.database, "SELECT") as many:
        found = book(school)
    assert (len(found.rows), len(found.columns)) == (STUDENTS + 2, ASSIGNMENTS + 1)
    assert len(many) == len(few) < 12
    # In characters of JSON: a cell is no more than its score.
    assert len(found.model_dump_json(exclude_defaults=True)) < 1_500_000
    assert percents(school)["s0001"] == pytest.approx(50)


def fill(school: School, like: str) -> None:
    """Put a thousand students with thirty graded assignments each in the course, past all use cases."""
    users = [f"s{number:04}" for number in range(STUDENTS)]
    course_id = school.course_id
    with school.database.write() as session:
        submission = session.scalars(select(orm.Submission).where(orm.Submission.assignment_id == like)).first()
        assert submission is not None
        model = session.get_one(orm.Assignment, like)
        copied = ("version_id", "submitted_at", "late", "bundle_sha256", "size", "receipt_key_id", "receipt_signature")
        common = {name: getattr(submission, name) for name in copied} | {"attempt": 1}
        assignments = [
            {
                "id": new_ulid(),
                "course_id": course_id,
                "name": f"a{number:02}",
                "format": model.format,
                "state": model.state,
                "released_version_id": model.released_version_id,
                "created_by": "ines",
            }
            for number in range(ASSIGNMENTS)
        ]
        works = [
            {"id": new_ulid(), "assignment_id": one["id"], "user": user, "idempotency_key": new_ulid(), **common}
            for one in assignments
            for user in users
        ]
        session.execute(
            insert(orm.Enrollment),
            [{"course_id": course_id, "user": user, "role": Role.STUDENT, "source": "csv"} for user in users],
        )
        session.execute(insert(orm.Assignment), assignments)
        session.execute(insert(orm.Submission), works)
        scored = {"state": "graded", "score": 5.0, "max_score": 10.0, "pending": 0.0}
        session.execute(insert(orm.SubmissionStatus), [{"submission_id": one["id"], **scored} for one in works])
        newest = ("assignment_id", "user", "attempt")
        session.execute(
            insert(orm.LatestSubmission),
            [{"submission_id": one["id"], **{name: one[name] for name in newest}} for one in works],
        )
