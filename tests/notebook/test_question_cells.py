from __future__ import annotations

import json

from jupyter_autograde.notebook.question_cells import missing_questions, question_cells, repeated_questions
from jupyter_autograde.testing.small_notebooks import small_notebook

OTTER = ("# Read", "import otter", "x = ...", 'grader.check("q1")', "y = ...", "grader.check('q2')", "own = 1")


def cells(*sources: str):
    return json.loads(small_notebook(*sources))["cells"]


def marked(*names: str):
    made = cells(*(f"# {name}" for name in names))
    for cell, name in zip(made, names, strict=True):
        cell["metadata"]["nbgrader"] = {"grade_id": name, "grade": False, "solution": True, "locked": False}
    return made


def test_the_answer_and_the_check_belong_to_an_otter_question():
    assert list(question_cells(cells(*OTTER))) == [(2, "q1"), (3, "q1"), (4, "q2"), (5, "q2")]


def test_a_question_without_its_answer_or_check_is_missing_one():
    released, mine = cells(*OTTER), cells(*OTTER)
    mine[2]["source"] = "x = 5"
    assert missing_questions(released, mine) == []
    assert missing_questions(released, mine[:2] + mine[3:]) == ["q1"]
    assert missing_questions(released, mine[:5] + mine[6:]) == ["q2"]
    assert missing_questions(released, mine[:-1]) == []


def test_a_cell_with_a_new_id_and_the_old_text_is_still_there():
    released, mine = cells(*OTTER), cells(*OTTER)
    mine[3]["id"] = "another"
    assert missing_questions(released, mine) == []


def test_marks_of_nbgrader_name_what_is_gone_and_what_is_there_twice():
    released = marked("a", "b", "c")
    copied = [dict(cell, id=f"n{i}") for i, cell in enumerate([*marked("a", "b"), *marked("b")])]
    assert missing_questions(released, marked("a", "b")) == ["c"]
    assert repeated_questions(released, copied) == ["b"]
    assert repeated_questions(released, released) == []


def test_marks_that_are_none_are_no_question():
    (cell,) = cells("x")
    for marks in ([], "x", {"grade_id": "a"}, {"grade_id": 3, "grade": True}):
        cell["metadata"]["nbgrader"] = marks
        assert list(question_cells([cell])) == []
