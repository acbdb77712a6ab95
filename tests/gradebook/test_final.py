"""Grades that are final."""

from __future__ import annotations

import pytest

from jupyter_autograde.errors import Conflict, NotFound
from jupyter_autograde.exchange.event_log import read_page
from jupyter_autograde.models.gradebook import FinalStep
from jupyter_autograde.storage.events import last_event_id
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA, School
from tests.gradebook.steps import change, close, finalise, graded, look, percents, row_of, take_back
from tests.grading.regrades.steps import apply, regraded


def steps(school: School, **request: object) -> dict[str, FinalStep]:
    return {row.user: row.step for row in look(school, **request).rows}


def test_a_final_grade_stays_when_scores_change(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8, olga=4)
    finalise(school, reason="end of term")
    apply(school, regraded(school, assignment_id, 1))
    row = row_of(school)
    assert row.final is not None
    assert (row.final.percent, row.final.created_by, row.final.reason, row.percent) == (80, "ines", "end of term", 10)


def test_the_preview_changes_nothing(school: School) -> None:
    graded(school, "hw1", sam=8)
    assert steps(school) == {"sam": FinalStep.SET, "olga": FinalStep.NOTHING}
    assert row_of(school).final is None


def test_what_is_still_to_be_graded_is_left_out_unless_that_is_wanted(school: School) -> None:
    graded(school, "hw1", sam=8, olga=4)
    second = graded(school, "hw2")
    school.submit(second, STUDENT)
    assert steps(school) == {"sam": FinalStep.UNFINISHED, "olga": FinalStep.SET}
    assert next(row.unfinished for row in look(school).rows if row.user == "sam") == ["hw2"]
    finalise(school)
    assert row_of(school).final is None
    finalise(school, users=["sam"], unfinished=True)
    assert (row_of(school).final or row_of(school)).percent == 80


def test_a_total_that_is_another_by_now_is_looked_at_again(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    seen = look(school).digest
    school.submit(assignment_id, STUDENT, text=b"score: 9")
    school.grade_everything()
    with pytest.raises(Conflict, match="has changed since you looked"):
        finalise(school, seen)
    assert row_of(school).final is None


def test_a_final_grade_is_replaced_and_taken_back(school: School) -> None:
    assignment_id = graded(school, "hw1", sam=8)
    finalise(school)
    assert steps(school)["sam"] is FinalStep.UNCHANGED
    school.submit(assignment_id, STUDENT, text=b"score: 9")
    school.grade_everything()
    assert steps(school)["sam"] is FinalStep.REPLACED
    finalise(school)
    assert (row_of(school).final or row_of(school)).percent == 90
    assert take_back(school, "sam", "olga").users == ["sam"]
    assert (row_of(school).final, percents(school)["sam"]) == (None, 90)
    with pytest.raises(NotFound, match="None of these students"):
        take_back(school, "sam")


def test_who_is_no_student_gets_no_grade(school: School) -> None:
    close(school, graded(school, "hw1", sam=8))
    with pytest.raises(NotFound, match="'tom' is not a student"):
        look(school, users=["sam", "tom"])


def test_staff_hear_of_it_and_students_do_not(school: School) -> None:
    graded(school, "hw1", sam=8)
    with school.database.read() as session:
        after = last_event_id(session)
    finalise(school)
    with school.database.read() as session:
        heard = {
            asker.name: [event.type for event in read_page(session, asker, after=after).events]
            for asker in (INSTRUCTOR, TA, STUDENT)
        }
    assert heard == {"ines": ["gradebook_changed"], "tom": ["gradebook_changed"], "sam": []}


def test_a_student_hears_when_a_score_that_waits_for_the_final_grade_is_shown_and_hidden(school: School) -> None:
    waiting = graded(school, "hw1", sam=8, olga=4)
    graded(school, "hw2", sam=8)
    change(school, waiting, visibility={"score": "when_final"})
    for step in (lambda: finalise(school, users=["sam"]), lambda: take_back(school, "sam")):
        with school.database.read() as session:
            after = last_event_id(session)
        step()
        with school.database.read() as session:
            heard, olgas = (read_page(session, who, after=after).events for who in (STUDENT, OTHER_STUDENT))
        assert [(one.type, one.assignment_id, one.user, one.data) for one in heard] == [
            ("gradebook_changed", waiting, "sam", {})
        ]
        assert olgas == []


def test_a_final_grade_in_place_of_another_shows_no_score_and_is_told_to_staff_alone(school: School) -> None:
    waiting = graded(school, "hw1", sam=8, olga=4)
    change(school, waiting, visibility={"score": "when_final"})
    finalise(school, users=["sam"])
    school.submit(waiting, STUDENT, text=b"score: 9")
    school.grade_everything()
    with school.database.read() as session:
        after = last_event_id(session)
    finalise(school, users=["sam"])
    with school.database.read() as session:
        staff, sams = (read_page(session, who, after=after).events for who in (TA, STUDENT))
    assert ([one.type for one in staff], sams) == (["gradebook_changed"], [])
