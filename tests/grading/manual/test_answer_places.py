"""Which cells are the answer to a question."""

from __future__ import annotations

from typing import Any

from jupyter_autograde.grading.manual.answer_places import answer_places, asking_places, marked_questions


def markdown(source: str, **nbgrader: Any) -> dict[str, Any]:
    metadata = {"nbgrader": nbgrader} if nbgrader else {}
    return {"cell_type": "markdown", "metadata": metadata, "source": source}


BEGIN, END = "<!-- BEGIN QUESTION -->\n\n", "<!-- END QUESTION -->\n\n"


def test_nbgrader_names_the_cell() -> None:
    cells = [markdown("a"), markdown("b", grade_id="why", solution=True, grade=True), markdown("c")]
    assert answer_places(cells, "why", ["why"]) == [1]
    assert answer_places(cells, "how", ["why", "how"]) is None


def test_nbgrader_asks_in_the_text_before_the_answer() -> None:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": "1 + 1"},
        markdown("# Why?"),
        markdown("Say why.", grade_id="asked", locked=True),
        markdown("because", grade_id="why", solution=True, grade=True),
        markdown("so", grade_id="how", solution=True, grade=True),
    ]
    assert asking_places(cells, 3) == [1, 2]
    assert asking_places(cells, 4) == []
    assert asking_places(cells, 0) == []


def test_a_task_is_answered_in_the_cells_behind_it() -> None:
    cells = [
        markdown("do it", grade_id="task", task=True),
        markdown("done"),
        markdown("so"),
        markdown("next", grade_id="q2", grade=True),
    ]
    assert answer_places(cells, "task", ["task"]) == [0, 1, 2]


def test_otter_marks_begin_and_end() -> None:
    cells = [
        markdown("intro"),
        markdown(f"{BEGIN}**Question 1**"),
        markdown("mine"),
        markdown(f"{BEGIN}**Question 2**"),
        markdown("mine too"),
        markdown(END),
    ]
    assert answer_places(cells, "q1", ["q1", "q2"]) == [1, 2]
    assert answer_places(cells, "q2", ["q1", "q2"]) == [3, 4]


def test_marks_that_are_gone_are_not_guessed() -> None:
    cells = [markdown("intro"), markdown(f"{BEGIN}**Question 1**"), markdown("mine")]
    assert answer_places(cells, "q2", ["q1", "q2"]) is None


def test_metadata_of_any_shape_is_read() -> None:
    cells = [{"cell_type": "code", "metadata": None, "source": ["a", 1]}, {"cell_type": "code", "source": None}]
    assert answer_places(cells, "q1", ["q1"]) is None


def test_the_source_says_which_questions_are_marked() -> None:
    def raw(text: str) -> dict[str, Any]:
        return {"cell_type": "raw", "metadata": {}, "source": text}

    cells = [
        raw("# BEGIN QUESTION\nname: q1\npoints: 2"),
        raw("# END QUESTION"),
        raw("# BEGIN QUESTION\nname: 'q2'\nmanual: true"),
        markdown("# BEGIN QUESTION\nname: q3\nmanual: true"),
        raw("# begin question\nname: q4\nexport: True"),
        raw("# BEGIN QUESTION\nname: q5\nmanual: false"),
    ]
    assert marked_questions(cells) == ["q2", "q4"]
