"""Anonymous grading: codes in place of names and ids, the same ones every time."""

from __future__ import annotations

import pytest

from jupyter_autograde.errors import NotFound
from jupyter_autograde.grading.manual.scores import history
from jupyter_autograde.testing.school import OTHER_STUDENT, STUDENT, School
from tests.grading.manual.grader import Grader, essay


def test_neither_names_nor_ids_are_shown(tom: Grader) -> None:
    named = {work.id for work in tom.works().values()}
    tom.anonymous()
    works = tom.works()
    assert tom.overview().anonymous
    assert not {"sam", "olga"} & set(works)
    assert not named & {work.id for work in works.values()}
    shown = "".join(work.model_dump_json() for work in works.values())
    assert "sam" not in shown and "olga" not in shown
    assert not any(one in shown for one in named)


def test_the_id_with_the_name_behind_it_leads_nowhere(tom: Grader) -> None:
    named = tom.works()["sam"].id
    tom.anonymous()
    with pytest.raises(NotFound):
        tom.does(history, named, "essay")


def test_codes_stay_the_same_also_after_a_break(tom: Grader) -> None:
    tom.anonymous()
    first = {student: work.id for student, work in tom.works().items()}
    tom.anonymous(False)
    assert set(tom.works()) == {"sam", "olga"}
    tom.anonymous()
    assert {student: work.id for student, work in tom.works().items()} == first


def test_another_assignment_has_other_codes(tom: Grader, school: School) -> None:
    other = school.draft("hw2")
    school.release(other.id)
    for student in (STUDENT, OTHER_STUDENT):
        school.submit(other.id, student, text=essay("x", 1))
    school.grade_everything()
    second = Grader(school, other.id)
    tom.anonymous()
    second.anonymous()
    assert len(set(tom.works()) | set(second.works())) == 4


def test_a_student_keeps_the_code_over_attempts(tom: Grader) -> None:
    tom.anonymous()
    before = {student: work.id for student, work in tom.works().items()}
    tom.school.submit(tom.assignment_id, STUDENT, text=essay("Something else.", 8))
    tom.school.grade_everything()
    after = {student: work.id for student, work in tom.works().items()}
    assert set(before) == set(after)
    assert len(set(before.values()) & set(after.values())) == 1


def test_work_is_graded_by_its_code(tom: Grader) -> None:
    tom.anonymous()
    best = next(student for student, work in tom.works().items() if work.score == 7)
    tom.give(best, 3)
    tom.copy(best, *(work.id for work in tom.works().values() if work.student != best))
    assert tom.totals() == {"sam": (10, 14, 0), "olga": (7, 14, 0)}
