"""Files of grades."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import select

from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.gradebook import ExportFormat
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import TA, School
from jupyter_autograde.ulids import new_ulid
from tests.gradebook.steps import close, export, finalise, graded, late_by_a_day, put_in_section

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def course(school: School) -> str:
    """hw1 with 9 points for sam, who is late, and nothing of olga; returns its id."""
    assignment_id = graded(school, "hw1", sam=9)
    late_by_a_day(school, assignment_id)
    put_in_section(school, "sam", "=A")
    with school.database.write() as session:
        sam = session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one()
        sam.first_name, sam.last_name, sam.email = "Sam", "Sample", "sam@school.example"
    return assignment_id


def lines(school: School, wanted: ExportFormat, **how: str) -> list[list[str]]:
    file = export(school, wanted, **how)
    assert file.media_type == "text/csv"
    return list(csv.reader(io.StringIO(file.content)))


def test_a_spreadsheet_has_points_totals_and_final_grades(school: School, course: str) -> None:
    finalise(school, users=["sam"])
    head, olga, sam = lines(school, ExportFormat.GRADEBOOK)
    assert head == ["user", "name", "email", "section", "hw1 [10]", "total %", "final %", "final by", "final at"]
    assert olga == ["olga", "", "", "", "0.0", "0.0", "", "", ""]
    assert sam[:8] == ["sam", "Sam Sample", "sam@school.example", "'=A", "7.0", "70.0", "70.0", "ines"]


def test_moodle_canvas_and_edx_get_what_they_read(school: School, course: str) -> None:
    moodle = lines(school, ExportFormat.MOODLE)
    assert moodle[0] == ["Username", "Email address", "First name", "Section", "hw1", "Course total"]
    assert moodle[2] == ["sam", "sam@school.example", "Sam Sample", "'=A", "7.0", "70.0"]
    canvas = lines(school, ExportFormat.CANVAS)
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "hw1"]
    assert canvas[1] == ["Points Possible", "", "", "", "", "10.0"]
    assert canvas[3] == ["Sam Sample", "", "", "sam", "'=A", "7.0"]
    edx = lines(school, ExportFormat.EDX)
    assert edx[0] == ["Student ID", "Email", "Username", "Grade", "hw1"]
    assert edx[2] == ["", "sam@school.example", "sam", "0.7", "0.7"]


def test_the_total_of_other_systems_is_the_final_one(school: School, course: str) -> None:
    finalise(school, users=["sam"])
    school.submit(course, text=b"score: 3")
    school.grade_everything()
    assert lines(school, ExportFormat.MOODLE)[2][4:] == ["1.0", "70.0"]


def test_questions_have_a_column_each(school: School, course: str) -> None:
    head, olga, sam = lines(school, ExportFormat.QUESTIONS, assignment_id=course)
    assert head == ["user", "name", "section", "q1", "score", "penalty", "final score", "max score"]
    assert sam == ["sam", "Sam Sample", "'=A", "9.0", "9.0", "2.0", "7.0", "10.0"]
    assert olga == ["olga", "", "", "", "", "", "", ""]


def test_questions_are_of_an_assignment_of_the_course(school: School, course: str) -> None:
    with pytest.raises(InvalidInput, match="of one assignment"):
        export(school, ExportFormat.QUESTIONS)
    with pytest.raises(NotFound):
        export(school, ExportFormat.QUESTIONS, assignment_id=new_ulid())
    with pytest.raises(InvalidInput, match="leave it out"):
        export(school, ExportFormat.MOODLE, assignment_id=course)


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_a_ta_of_another_section_gets_nobodys_grades(school: School, course: str, wanted: ExportFormat) -> None:
    put_in_section(school, "tom", "B", Role.TA)
    how = {"assignment_id": course} if wanted is ExportFormat.QUESTIONS else {}
    assert export(school, wanted, TA, **how).rows == 0


def test_rows_are_json_for_programs(school: School, course: str) -> None:
    file = export(school, ExportFormat.MOODLE, as_json=True)
    assert json.loads(file.content)[1]["hw1"] == 7
    assert (file.name, file.media_type) == ("physics-moodle.json", "application/json")


def test_an_empty_cell_where_there_is_time_left(school: School) -> None:
    close(school, graded(school, "hw1", sam=9))
    graded(school, "hw2", sam=9)
    assert lines(school, ExportFormat.MOODLE)[1][4:] == ["0.0", "", "0.0"]


OTHER_SYSTEMS = [ExportFormat.MOODLE, ExportFormat.CANVAS, ExportFormat.EDX]


@pytest.mark.parametrize("wanted", OTHER_SYSTEMS)
def test_another_system_gets_what_is_unfinished_only_when_asked(school: School, wanted: ExportFormat) -> None:
    graded(school, "hw1", sam=8)
    school.engine.essay = 4
    graded(school, "hw2", sam=5, olga=5)
    file = export(school, wanted, as_json=True)
    assert (file.unfinished_scores, file.unfinished_totals) == (2, 2)
    olga, sam = json.loads(file.content)[-2:]
    assert (olga["hw2"], sam["hw2"]) == (None, None)
    assert sam["hw1"] == (0.8 if wanted is ExportFormat.EDX else 8)
    assert {olga.get(total) for total in ("Course total", "Grade")} == {None}
    finalise(school, users=["sam"], unfinished=True)
    olga, sam = json.loads(export(school, wanted, as_json=True, unfinished=True).content)[-2:]
    assert None not in (olga["hw2"], sam["hw2"])
    if wanted is not ExportFormat.CANVAS:
        total = "Course total" if wanted is ExportFormat.MOODLE else "Grade"
        assert None not in (olga[total], sam[total])
        olga, sam = json.loads(export(school, wanted, as_json=True).content)[-2:]
        assert olga[total] is None and sam[total] is not None  # somebody has made it final
