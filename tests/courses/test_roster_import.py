"""Rosters from CSV files, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen, remove

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.courses.roster import enroll, list_enrollments
from jupyter_autograde.courses.roster_import import import_roster, plan_roster, preview_roster
from jupyter_autograde.csv_cells import plain_cell, safe_cell
from jupyter_autograde.errors import Conflict, InvalidInput, PermissionDenied
from jupyter_autograde.models.course import Enrollment, EnrollmentRequest
from jupyter_autograde.models.roster import MAX_PEOPLE, RosterAction, RosterImport, RosterPreview
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR, STUDENT, TA, School
from jupyter_autograde.testing.statements import statements

ADMIN = Asker("root", admin=True)


def preview(school: School, text: str, *, missing: bool = False, by: Asker = INSTRUCTOR) -> RosterPreview:
    with school.database.read() as session:
        course = access.course(session, by, school.course_id, Permission.EDIT_ROSTER)
        return preview_roster(session, course, RosterImport(csv=text, withdraw_missing=missing))


def load(
    school: School, text: str, *, missing: bool = False, digest: str | None = None, by: Asker = INSTRUCTOR
) -> RosterPreview:
    with school.database.write() as session:
        course = access.course(session, by, school.course_id, Permission.EDIT_ROSTER)
        return import_roster(session, course, RosterImport(csv=text, withdraw_missing=missing, digest=digest))


def people(school: School) -> dict[str, Enrollment]:
    with school.database.read() as session:
        course = access.course(session, ADMIN, school.course_id, Permission.SEE_ROSTER)
        return {row.user: row for row in list_enrollments(session, course)}


@contextmanager
def read_people(school: School) -> Iterator[list[str]]:
    """Note whose enrollments become objects of the ORM, which takes long in the transaction of an import."""
    read: list[str] = []

    def note(row: orm.Enrollment, _context: Any) -> None:
        read.append(row.user)

    listen(orm.Enrollment, "load", note)
    yield read
    remove(orm.Enrollment, "load", note)


def faults(school: School, text: str) -> list[tuple[int, str]]:
    found = preview(school, text)
    assert found.changes == [] or not found.faults
    return [(fault.line, fault.message) for fault in found.faults]


def test_people_come_and_change_and_what_has_no_column_stays(school: School) -> None:
    done = load(school, "user,role,section,name,email\nnina,student,A,Nina Ono,nina@example.org\nsam,TA,,,\n")
    assert [(change.action, change.user) for change in done.changes] == [
        (RosterAction.ADDED, "nina"),
        (RosterAction.CHANGED, "sam"),
    ]
    there = people(school)
    nina = there["nina"]
    assert (nina.role, nina.section, nina.name, nina.email) == (Role.STUDENT, "A", "Nina Ono", "nina@example.org")
    assert {user: row.source for user, row in there.items()} == {
        "ines": "config", "tom": "config", "olga": "config", "nina": "csv", "sam": "csv",
    }  # fmt: skip
    load(school, "role;user;name\nstudent;nina;Nina Oh\n")
    nina = people(school)["nina"]
    assert (nina.section, nina.name, nina.email) == ("A", "Nina Oh", "nina@example.org")
    load(school, "user,role,section\nnina,student,\n")
    assert people(school)["nina"].section is None


def test_a_preview_changes_nothing_and_says_who_would_become_what(school: School) -> None:
    found = preview(school, "user,role,section\nsam,student,\nolga,student,B\n")
    (change,) = found.changes
    assert (change.user, change.before.section if change.before else 0, found.unchanged) == ("olga", None, 1)
    assert change.after is not None
    assert (change.after.section, change.after.source) == ("B", "csv")
    assert people(school)["olga"].section is None


def test_what_was_looked_at_is_what_is_applied(school: School) -> None:
    text = "user,role\nnina,student\n"
    seen = preview(school, text)
    load(school, "user,role\nnina,ta\n")
    with pytest.raises(Conflict):
        load(school, text, digest=seen.digest)
    assert people(school)["nina"].role is Role.TA
    load(school, text, digest=preview(school, text).digest)
    assert people(school)["nina"].role is Role.STUDENT


def test_the_missing_are_withdrawn_only_when_asked_and_their_rows_are_kept(school: School) -> None:
    load(school, "user,role\nnina,student\nkim,student\npat,ta\n")
    load(school, "user,role\nnina,student\n")
    assert "kim" in people(school)
    done = load(school, "user,role\nnina,student\n", missing=True)
    assert [(change.action, change.user) for change in done.changes] == [(RosterAction.WITHDRAWN, "kim")]
    assert done.kept == ["olga", "sam"]  # the configuration would bring them back
    assert set(people(school)) == {"ines", "tom", "sam", "olga", "nina", "pat"}
    with school.database.read() as session:
        (past,) = session.scalars(select(orm.PastEnrollment)).all()
        assert (past.user, past.source, past.ended_by) == ("kim", "csv", "ines")


def test_instructors_keep_their_own_key(school: School) -> None:
    assert faults(school, "user,role\nines,student\n")[0][0] == 2
    load(school, "user,role\npat,instructor\n")
    with school.database.write() as session:
        session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "ines")).one().source = "api"
    done = load(school, "user,role\npat,instructor\n", missing=True)
    assert done.kept == ["ines"]
    assert people(school)["ines"].role is Role.INSTRUCTOR


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("user,role\nnina,student\n\nkim,boss\n", 4, "the role is 'boss', not one of: student, ta, instructor."),
        ("user,role\nkim,admin\n", 2, "the role is 'admin'"),
        ("user,role\na/b,student\n", 2, "a name can't have '/'"),
        ("user,role\n,student\n", 2, "a name has 1 to 128"),
        ("user,role\nkim,ta\nkim,student\n", 3, "'kim' is on line 2 already."),
        ("user,role\nkim,ta,A\n", 2, "this line has 3 cells"),
        ("user,role,email\nkim,ta,\x1b[2J\n", 2, "control"),
        ("user,role,name\nkim,ta," + "n" * 257 + "\n", 2, "at most 256"),
        ("user,role,team\nkim,ta,1\n", 1, "no column 'team'"),
        ("user\nkim\n", 1, "'role' is missing"),
        ("user,role,role\nkim,ta,ta\n", 1, "twice"),
        ('user,role\n"kim,ta\n', 2, "not CSV"),
        ("user,role\n", 1, "nobody"),
        ("", 1, "nobody"),
        ('user,role,name\nkim,ta,"one\ntwo"\nnina,student,Nina\npat,x,\n', 2, "control"),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_imported(school: School, text: str, line: int, said: str) -> None:
    first = faults(school, text)[0]
    assert first[0] == line
    assert said in first[1]
    before = people(school)
    with pytest.raises(InvalidInput, match=f"Line {line}: ") as caught:
        load(school, text)
    assert caught.value.details["faults"][0]["line"] == line
    assert people(school) == before


def test_a_file_has_so_many_people_and_no_more(school: School) -> None:
    text = "user,role\n" + "".join(f"u{number},student\n" for number in range(MAX_PEOPLE + 2))
    assert [line for line, _ in faults(school, text)] == [MAX_PEOPLE + 2]
    whole = text.rpartition("u5000,")[0]
    with statements(school.database) as made:
        done = load(school, whole)
    assert (len(done.changes), len(people(school))) == (MAX_PEOPLE, MAX_PEOPLE + 4)
    # One by one they would keep everybody from writing for seconds.
    assert sum(statement.startswith("INSERT INTO enrollment") for statement in made) == 1
    with statements(school.database) as made:
        done = load(school, "user,role\nsam,student\n", missing=True)
    assert len(done.changes) == MAX_PEOPLE
    assert sum(statement.startswith(("INSERT INTO past_", "DELETE")) for statement in made) < 30
    assert set(people(school)) == {"ines", "tom", "sam", "olga"}


def test_a_plan_of_before_is_made_anew_where_the_course_is_another_one(school: School) -> None:
    def load_as_planned(meanwhile: str) -> RosterPreview:
        file = RosterImport(csv="user,role\nnina,student\n")
        with school.database.read() as session:
            plan = plan_roster(
                session, access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER), file
            )
        if meanwhile:
            load(school, meanwhile)
        with school.database.write() as session:
            course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
            return import_roster(session, course, file, plan)

    assert [change.action for change in load_as_planned("user,role\nnina,ta\n").changes] == [RosterAction.CHANGED]
    assert people(school)["nina"].role is Role.STUDENT
    assert load_as_planned("").changes == []


def test_a_course_has_so_many_people_and_no_more(school: School) -> None:
    def take(text: str, *, missing: bool = False, most: int = 5) -> RosterPreview:
        with school.database.write() as session:
            course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
            return import_roster(session, course, RosterImport(csv=text, withdraw_missing=missing), most=most)

    take("user,role\nnina,student\n")
    with pytest.raises(InvalidInput, match="at most 5 people here; this one has 5, and 2 would come"):
        take("user,role\nkim,student\npat,student\nsam,student\n")
    assert len(people(school)) == 5
    # Who changes, and who comes in somebody's place, needs no room.
    take("user,role\nnina,ta\n")
    assert len(take("user,role\nkim,ta\ntom,ta\n", missing=True).changes) == 2
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        with pytest.raises(InvalidInput, match="1 would come"):
            enroll(session, course, "pat", EnrollmentRequest(role=Role.STUDENT), most=5)
        enroll(session, course, "kim", EnrollmentRequest(role=Role.STUDENT), most=5)


def test_only_those_whom_the_file_is_about_are_read(school: School) -> None:
    load(school, "user,role\n" + "".join(f"u{number},student\n" for number in range(700)))
    with read_people(school) as read:
        assert len(load(school, "user,role\nu1,ta\nnina,student\n").changes) == 2
    assert read == ["u1"]
    with read_people(school) as read:
        assert len(load(school, "user,role\nu1,ta\n", missing=True).changes) == 0
    assert read == []
    assert len(people(school)) == 705


def test_lines_are_counted_as_an_editor_does(school: School) -> None:
    assert [line for line, _ in faults(school, 'user,role,name\nkim,ta,"a\nb"\n\npat,x,\n')] == [2, 5]
    assert len(faults(school, "user,role\n" + "kim,x\n" * 500)) == 100


def test_only_instructors_and_admins_import(school: School) -> None:
    for asker in (STUDENT, TA):
        with pytest.raises(PermissionDenied):
            load(school, "user,role\nkim,student\n", by=asker)
    load(school, "user,role\nkim,student\n", by=ADMIN)
    assert "kim" in people(school)


def test_a_row_of_a_group_belongs_to_the_file_that_has_it_too(school: School) -> None:
    with school.database.write() as session:
        session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one().source = "group"
    load(school, "user,role\nsam,student\nolga,student\n")
    assert {user: people(school)[user].source for user in ("sam", "olga")} == {"sam": "csv", "olga": "config"}


def test_a_name_of_two_parts_that_the_file_has_too_stays_in_its_parts(school: School) -> None:
    with school.database.write() as session:
        row = session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one()
        row.first_name, row.last_name = "Sam", "Lo"
    load(school, "user,role,name,section\nsam,student,Sam Lo,A\n")
    with school.database.read() as session:
        row = session.scalars(select(orm.Enrollment).where(orm.Enrollment.user == "sam")).one()
        assert (row.first_name, row.last_name, row.section) == ("Sam", "Lo", "A")


def test_the_configuration_has_the_last_word_at_the_next_start(school: School) -> None:
    load(school, "user,role\nsam,ta\n")
    with school.database.write() as session:
        load_courses(session, {"physics": {"students": ["sam"]}})
    assert (people(school)["sam"].role, people(school)["sam"].source) == (Role.STUDENT, "config")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''-", "O'Hara", "'quoted'", ""])
def test_no_cell_is_a_formula_and_all_come_back(text: str) -> None:
    safe = safe_cell(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain_cell(safe) == text


def test_a_section_means_something_else_in_another_role(school: School) -> None:
    load(school, "user,role,section\nnina,student,A\npat,ta,A; B\n")
    assert people(school)["pat"].section == "A; B"
    (change,) = preview(school, "user,role\nnina,ta\n").changes
    assert change.after is not None
    assert change.after.section is None
    load(school, "user,role\nnina,ta\npat,student\n")
    assert (people(school)["nina"].section, people(school)["pat"].section) == (None, None)
    load(school, "user,role,section\nnina,student,A\n")
    load(school, "user,role,section\nnina,ta,B\n")
    assert people(school)["nina"].section == "B"
    assert faults(school, "user,role,section\nkim,student,A;B\n")[0][0] == 2
