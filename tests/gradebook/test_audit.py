"""Every change of a grade is on the trail of the course."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.courses.course import change_course
from jupyter_autograde.courses.roster_import import import_roster
from jupyter_autograde.exchange.archive import archive_assignment
from jupyter_autograde.exchange.begin import begin_assignment
from jupyter_autograde.exchange.extensions import end_extension
from jupyter_autograde.exchange.ready_package import release_package
from jupyter_autograde.gradebook.audit import AuditFilter, export_audit, list_audit
from jupyter_autograde.grading.voiding import start_void
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.audit import AuditAction, AuditEntry
from jupyter_autograde.models.course import CourseChange
from jupyter_autograde.models.regrade import VoidRequest
from jupyter_autograde.models.roster import RosterImport
from jupyter_autograde.permissions import Permission, Role
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.school import INSTRUCTOR, TA, School
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.timestamps import now
from tests.exchange.deadlines.steps import extend
from tests.gradebook.steps import (
    DAY,
    change,
    close,
    finalise,
    graded,
    late_by_a_day,
    put_in_section,
    take_back,
    trail,
    weigh,
)
from tests.grading.regrades.steps import again, apply, regraded, undo


def said(entry: AuditEntry, *names: str) -> tuple[Any, ...]:
    """Return action and author of an entry, and what these points were and are."""
    before, after = entry.before or {}, entry.after or {}
    points = [(before.get(name), after.get(name)) for name in names or ("score",)]
    return (entry.action, entry.author, *points)


def newest(school: School, *names: str) -> tuple[Any, ...]:
    return said(trail(school)[-1], *names)


def late_policy_of_course(school: School) -> None:
    with school.database.write() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_COURSE)
        policy = {"unit": "points", "steps": [{"amount": 3}]}
        change_course(session, found, CourseChange.model_validate({"late_policy": policy}), ())


def test_an_autograde_is_on_the_trail_with_whose_it_is(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    (entry,) = trail(school)
    assert said(entry) == (AuditAction.AUTOGRADED, None, (None, 8))
    assert (entry.user, entry.assignment_id) == ("sam", assignment_id)


def test_a_grading_that_changes_nothing_leaves_nothing(school: School) -> None:
    graded(school, "hw1", sam=8)
    again(school, "sam", 8)
    school.grade_everything()
    assert len(trail(school)) == 1


def test_who_had_it_graded_again_is_named(school: School) -> None:
    graded(school, "hw1", sam=8)
    again(school, "sam", 5)
    school.grade_everything()
    assert newest(school) == (AuditAction.GRADED_AGAIN, "tom", (8, 5))


def test_a_regrade_counts_when_it_is_applied_and_when_it_is_undone(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    change_id = regraded(school, assignment_id, 6)
    assert len(trail(school)) == 1
    apply(school, change_id)
    entry = trail(school)[-1]
    assert said(entry) == (AuditAction.REGRADE, "ines", (8, 6))
    assert (entry.reason, entry.score_change_id) == ("agreed", change_id)
    undo(school, change_id)
    entry = trail(school)[-1]
    assert (*said(entry), entry.reason) == (AuditAction.REGRADE, "ines", (6, 8), "a mistake")


def test_a_void_is_on_the_trail_of_everybody_whom_it_changes(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8, olga=0)
    with school.database.write() as session:
        found = access.assignment(session, INSTRUCTOR, assignment_id, Permission.CHANGE_SCORES)
        void = start_void(session, found, VoidRequest(question="q1", policy="full_marks", reason="wrong"))
    apply(school, void.id)
    entries = trail(school, action=AuditAction.VOID)
    assert {(entry.user, entry.score_change_id) for entry in entries} == {("sam", void.id), ("olga", void.id)}


def test_terms_that_change_what_counts_are_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    late_by_a_day(school, assignment_id)
    assert newest(school, "final_score", "penalty") == (AuditAction.TERMS, "ines", (8, 6), (0, 2))
    (given,) = extend(school, assignment_id, users=["sam"], due_at=now() + DAY, reason="was ill")
    assert newest(school, "final_score") == (AuditAction.TERMS, "ines", (6, 8))
    assert trail(school)[-1].reason == "was ill"
    with school.database.write() as session:
        end_extension(session, access.assignment(session, TA, assignment_id, Permission.EXTEND), given.id)
    assert newest(school, "final_score") == (AuditAction.TERMS, "tom", (8, 6))
    count = len(trail(school))
    change(school, assignment_id, closes_at=now() + DAY)
    assert len(trail(school)) == count


def test_what_counts_as_nothing_by_closing_is_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    count = len(trail(school))
    close(school, assignment_id)
    (entry,) = trail(school)[count:]
    assert (entry.user, entry.action, entry.author, entry.submission_id) == ("olga", AuditAction.TERMS, "ines", None)
    assert (entry.before, entry.after, entry.reason) == (
        None,
        {"score": 0, "max_score": 10},
        "Changed: state.",
    )
    change(school, assignment_id, state="released")
    assert (trail(school)[-1].before, trail(school)[-1].after) == ({"score": 0, "max_score": 10}, None)
    change(school, assignment_id, due_at=now() - DAY, closes_at=None, late_policy=None, state="released")
    assert trail(school)[-1].user == "olga" and trail(school)[-1].after is not None
    assert trail(school)[-1].reason == "Changed: due time."
    count = len(trail(school))
    close(school, assignment_id)  # her time was over already
    assert len(trail(school)) == count
    extend(school, assignment_id, users=["olga"], due_at=now() + DAY)
    assert len(trail(school)) == count
    change(school, assignment_id, state="released")
    assert trail(school)[-1].after is None


def test_an_archived_assignment_is_on_the_trail_of_who_has_handed_in_nothing(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    with school.database.write() as session:
        archive_assignment(session, access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT))
    assert (trail(school)[-1].user, trail(school)[-1].reason) == ("olga", "The assignment was archived.")


def test_a_version_with_which_the_time_is_over_is_on_the_trail_of_who_has_handed_in_nothing(school: School) -> None:
    late = school.draft(due_at=now() - DAY)
    school.release(late.id)
    assert [(entry.user, entry.after, entry.reason) for entry in trail(school)] == [
        (user, {"score": 0, "max_score": 10}, "Version 1 was released.") for user in ("olga", "sam")
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ready_package_is_on_the_trail_as_every_version_is(school: School) -> None:
    late = school.draft(due_at=now() - DAY)
    for number, points in enumerate((10.0, 20.0), 1):
        package = store_files(school.blobs, [("tests/q1.py", f"# {number}".encode())])
        with school.database.write() as session:
            found = access.assignment(session, INSTRUCTOR, late.id, Permission.RELEASE)
            made, _ = release_package(session, found, package, package, "hw1.ipynb", points, "default")
        assert (made.state, made.released_at is not None, made.number) == ("released", True, number)
    nothing = [(entry.user, (entry.after or {})["max_score"], entry.reason) for entry in trail(school)]
    assert nothing == [
        (user, points, f"Version {number} was released.")
        for number, points in ((1, 10), (2, 20))
        for user in ("olga", "sam")
    ]


def test_scores_that_go_as_an_assignment_begins_anew_are_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    with school.database.write() as session:
        archive_assignment(session, access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT))
    count = len(trail(school))
    with school.database.write() as session:
        course = access.course(session, INSTRUCTOR, school.course_id, Permission.RELEASE)
        begin_assignment(session, course, AssignmentRequest(name="hw1"))
    gone = [(entry.user, (entry.before or {})["score"], entry.after, entry.reason) for entry in trail(school)[count:]]
    assert gone == [("olga", 0, None, "The assignment began anew."), ("sam", 8, None, "The assignment began anew.")]


def test_who_joins_or_leaves_has_no_other_terms(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    late_by_a_day(school, assignment_id)
    put_in_section(school, "sam", "A")
    extend(school, assignment_id, sections=["A"], due_at=now() + DAY)
    count = len(trail(school))
    put_in_section(school, "nina", "B")
    assert len(trail(school)) == count


def test_a_score_that_counts_otherwise_for_who_comes_back_is_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    late_by_a_day(school, assignment_id)
    put_in_section(school, "olga", "B")
    extend(school, assignment_id, sections=["B"], due_at=now() + DAY)
    count = len(trail(school))
    put_in_section(school, "sam", "A", Role.TA)
    put_in_section(school, "sam", "B")
    (entry,) = trail(school)[count:]
    assert (entry.user, *said(entry, "final_score")) == ("sam", AuditAction.TERMS, "ines", (6, 8))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_gets_other_scores_is_told_at_once_and_last(school: School) -> None:
    """As below: hand-ins of all courses would wait for the rest."""
    assignment_id = graded(school, "hw1", sam=8, olga=8)
    change_id = regraded(school, assignment_id, 6)
    with statements(school.database, "INSERT") as made:
        apply(school, change_id)
    assert len(trail(school, action=AuditAction.REGRADE)) == 2
    assert [one.split()[2] for one in made][-1:] == ["event"] == [one.split()[2] for one in made if " event " in one]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_archiving_tells_of_it_after_the_trail_is_written(school: School) -> None:
    """On PostgreSQL nobody else can tell of anything between an event and the end of its transaction."""
    assignment_id = graded(school, "hw1", sam=8)
    with statements(school.database, "INSERT") as made, school.database.write() as session:
        archive_assignment(session, access.assignment(session, INSTRUCTOR, assignment_id, Permission.EDIT_ASSIGNMENT))
    assert [one.split()[2] for one in made] == ["audit_entry", "event"]


def test_the_courses_late_policy_is_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    change(school, assignment_id, due_at=now() - DAY)
    assert [entry.user for entry in trail(school)] == ["sam", "olga"]
    late_policy_of_course(school)
    assert newest(school, "final_score") == (AuditAction.TERMS, "ines", (8, 5))


def test_a_section_with_more_time_is_on_the_trail_of_who_comes_into_it(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8, olga=8)
    late_by_a_day(school, assignment_id)
    put_in_section(school, "olga", "A")
    extend(school, assignment_id, sections=["A"], due_at=now() + DAY)
    put_in_section(school, "sam", "A")
    assert newest(school, "final_score") == (AuditAction.TERMS, "ines", (6, 8))
    with school.database.write() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.EDIT_ROSTER)
        import_roster(session, found, RosterImport(csv="user,role,section\nsam,student,B\n"))
    assert newest(school, "final_score") == (AuditAction.TERMS, "ines", (8, 6))
    assert trail(school)[-1].user == "sam"


def test_weights_and_final_grades_are_on_the_trail(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    weigh(school, assignments=[{"assignment_id": assignment_id, "weight": 2}], reason="as announced")
    entry = trail(school)[-1]
    assert (entry.action, entry.author, entry.user, entry.reason) == ("gradebook", "ines", None, "as announced")
    finalise(school, users=["sam"])
    assert newest(school, "final_percent") == (AuditAction.GRADEBOOK, "ines", (None, 80))
    take_back(school, "sam")
    assert newest(school, "final_percent") == (AuditAction.GRADEBOOK, "ines", (80, None))
    assert trail(school)[-1].reason == "a mistake"


def test_the_trail_is_filtered_and_read_page_by_page(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8, olga=4)
    finalise(school)
    assert {entry.user for entry in trail(school, user="sam")} == {"sam"}
    assert {entry.action for entry in trail(school, author="ines")} == {AuditAction.GRADEBOOK}
    assert len(trail(school, assignment_id=assignment_id)) == 2
    assert trail(school, since=now() + DAY) == trail(school, until=now() - DAY) == []
    with school.database.read() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        first = list_audit(session, found, AuditFilter(), limit=3)
        rest = list_audit(session, found, AuditFilter(), before=first[-1].id)
    assert [*rest[::-1], *first[::-1]] == trail(school)


def test_a_ta_of_a_section_reads_the_trail_of_its_students_alone(school: School) -> None:
    graded(school, "hw1", sam=8, olga=4)
    weigh(school, categories=[{"name": "home", "weight": 1}])
    put_in_section(school, "sam", "A")
    put_in_section(school, "tom", "A", Role.TA)
    assert {entry.user for entry in trail(school, TA)} == {"sam"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_trail_is_a_file_without_formulas(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    apply(school, regraded(school, assignment_id, 6))
    weigh(school, categories=[{"name": "home", "weight": 1}], reason="=cmd()")
    with school.database.read() as session:
        found = access.course(session, INSTRUCTOR, school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        file = export_audit(session, found, AuditFilter())
    head, *rows = csv.reader(io.StringIO(file.content))
    assert head[:5] == ["at", "action", "by", "student", "assignment"]
    assert [row[1:6] for row in rows] == [
        ["gradebook", "ines", "", "", ""],
        ["regrade", "ines", "sam", "hw1", ""],
        ["autograded", "", "sam", "hw1", ""],
    ]
    assert (rows[0][8], file.rows) == ("'=cmd()", 3)
