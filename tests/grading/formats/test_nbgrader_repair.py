"""A submission's metadata has no authority (SEC-10): what is the instructor's comes from the release."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from jupyter_autograde.grading.formats import NbgraderFormat, NotebookWork

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "grading"
FORMAT = NbgraderFormat()

TESTS = ["test_mean", "test_mean_of_nothing", "test_primes", "test_push", "test_pop"]


@pytest.fixture(scope="module")
def made():
    content = (NOTEBOOKS / "nbgrader_functions" / "functions.ipynb").read_bytes()
    return FORMAT.make({"functions.ipynb": content}, ["functions.ipynb"], None)  # type: ignore[arg-type] # no tool is needed


@pytest.fixture(scope="module")
def plan(made):
    (plan,) = FORMAT.read(made.package)
    return plan


@pytest.fixture
def submission(made):
    """The solution, to be changed."""
    return json.loads(made.solution["functions.ipynb"])


def named(notebook: dict, name: str) -> dict:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def place(work: NotebookWork, name: str) -> int:
    return work.notebook["cells"].index(named(work.notebook, name))


def asked(work: NotebookWork) -> list[str]:
    return [cell.question for cell in work.cells if cell.question]


def honest(plan, submission) -> list[str]:
    """What is asked and run of an honest submission."""
    return [cell.question or cell.source for cell in FORMAT.prepare(plan, submission).cells]


def test_an_honest_submission_needs_no_repair(plan, submission):
    work = FORMAT.prepare(plan, submission)
    assert not work.repairs and not work.unanswered
    assert asked(work) == TESTS
    assert [cell.number for cell in work.cells] == sorted({cell.number for cell in work.cells})
    for cell in work.cells:
        assert work.notebook["cells"][cell.number]["source"] == cell.source


def test_each_test_is_asked_with_its_hidden_part_in(plan, submission):
    work = FORMAT.prepare(plan, submission)
    assert "mean([-7]) == -7" in next(cell.source for cell in work.cells if cell.question == "test_mean")
    assert "BEGIN HIDDEN TESTS" not in named(submission, "test_mean")["source"]


def test_what_was_submitted_is_left_as_it_is(plan, submission):
    before = copy.deepcopy(submission)
    named(submission, "test_pop")["source"] = before_text = "pass"
    FORMAT.prepare(plan, submission)
    assert named(submission, "test_pop")["source"] == before_text
    named(submission, "test_pop")["source"] = named(before, "test_pop")["source"]
    assert submission == before


@pytest.mark.parametrize("name", ["test_mean", "setup", "own"])
def test_an_edited_locked_cell_is_restored(plan, submission, name):
    expected = FORMAT.prepare(plan, submission)
    named(submission, name)["source"] = "pass"
    work = FORMAT.prepare(plan, submission)
    assert work.notebook["cells"] == expected.notebook["cells"]
    assert work.cells == expected.cells
    assert [repair for repair in work.repairs if name in repair and "restored" in repair]


@pytest.mark.parametrize("name", ["test_mean", "setup", "own"])
def test_a_deleted_locked_cell_is_put_back_in_its_place(plan, submission, name):
    expected = honest(plan, submission)
    submission["cells"].remove(named(submission, name))
    work = FORMAT.prepare(plan, submission)
    assert [cell.question or cell.source for cell in work.cells] == expected
    assert any(name in repair and "put back" in repair for repair in work.repairs)


def test_all_cells_deleted_are_put_back_in_order(plan, submission):
    submission["cells"] = []
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == TESTS
    assert work.cells[0].source.startswith("import math")
    assert len(work.repairs) == 12


def test_neighbours_deleted_together_are_put_back_in_order(plan, submission):
    for name in ("primes", "test_primes", "stack", "test_push"):
        submission["cells"].remove(named(submission, name))
    assert asked(FORMAT.prepare(plan, submission)) == TESTS


def test_tests_stay_where_the_student_has_put_them(plan, submission):
    moved = named(submission, "test_mean")
    submission["cells"].remove(moved)
    submission["cells"].append(moved)
    assert asked(FORMAT.prepare(plan, submission)) == [*TESTS[1:], "test_mean"]


def test_of_copies_the_last_counts_and_the_others_run_as_the_students_own(plan, submission):
    twin = {**copy.deepcopy(named(submission, "test_push")), "id": "twin", "source": "print('mine')"}
    submission["cells"].insert(0, twin)
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == TESTS
    assert (work.cells[0].source, work.cells[0].question) == ("print('mine')", None)
    assert "nbgrader" not in work.notebook["cells"][0]["metadata"]
    assert any("2 times (cells 1, 13); cell 13 counts" in repair for repair in work.repairs)


def test_a_copy_behind_the_tests_takes_their_place(plan, submission):
    submission["cells"].append({**copy.deepcopy(named(submission, "test_mean")), "id": "twin", "source": "pass"})
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == [*TESTS[1:], "test_mean"]
    assert "mean([-7])" in work.cells[-1].source


@pytest.mark.parametrize(
    "change",
    [
        {"points": 1000}, {"points": "x"}, {"points": None}, {"grade": False}, {"solution": True},
        {"locked": False, "grade": False}, {"task": True}, {"schema_version": 99}, {"checksum": "0" * 32},
        {"grade": [1], "solution": {"a": 1}},
    ],
    ids=str,
)  # fmt: skip
def test_changed_metadata_changes_nothing(plan, submission, change):
    expected = FORMAT.prepare(plan, submission)
    named(submission, "test_mean")["metadata"]["nbgrader"].update(change)
    work = FORMAT.prepare(plan, submission)
    assert (work.cells, work.notebook, work.unanswered) == (expected.cells, expected.notebook, expected.unanswered)


def test_other_points_are_reported(plan, submission):
    named(submission, "test_mean")["metadata"]["nbgrader"]["points"] = 1000
    assert "other points than 2" in FORMAT.prepare(plan, submission).repairs[0]


def test_a_tag_does_not_skip_a_test(plan, submission):
    for cell in submission["cells"]:
        cell["metadata"]["tags"] = ["skip-execution"]
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == TESTS
    assert not any("Stack" in cell.source for cell in work.cells if not cell.question)  # the student's own wish
    assert work.cells[0].source.startswith("import math")


def test_a_changed_type_is_restored(plan, submission):
    named(submission, "test_mean").update(cell_type="markdown")
    named(submission, "mean").update(cell_type="raw")
    named(submission, "why").update(cell_type="code")
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == TESTS
    assert any(cell.source.startswith("def mean") for cell in work.cells)
    assert named(work.notebook, "why")["cell_type"] == "markdown"
    assert sum("its type was restored" in repair for repair in work.repairs) == 3


def test_cells_without_their_metadata_are_told_by_their_ids(plan, submission):
    expected = FORMAT.prepare(plan, submission)
    for cell in submission["cells"]:
        cell["metadata"] = {}
    work = FORMAT.prepare(plan, submission)
    assert work.cells == expected.cells
    assert work.notebook["cells"] == expected.notebook["cells"]
    assert len(work.repairs) == 12


def test_a_cell_id_does_not_beat_the_metadata(plan, submission):
    impostor = {"cell_type": "code", "id": named(submission, "test_mean")["id"], "metadata": {}, "source": "pass"}
    submission["cells"].insert(0, impostor)
    work = FORMAT.prepare(plan, submission)
    assert asked(work) == TESTS and work.cells[0].question is None


def test_an_id_of_no_cell_is_reported(plan, submission):
    named(submission, "mean")["metadata"]["nbgrader"]["grade_id"] = "<b>other</b>"
    assert "'<b>other</b>'" in FORMAT.prepare(plan, submission).repairs[0]


@pytest.mark.parametrize("odd", [None, 3, [], "x", {"grade_id": ["test_mean"]}, {"grade_id": None}])
def test_metadata_of_any_shape_is_survived(plan, submission, odd):
    for cell in submission["cells"]:
        cell["metadata"] = {"nbgrader": odd, "tags": odd}
        cell.pop("id")
    assert asked(FORMAT.prepare(plan, submission)) == TESTS


def test_an_unchanged_answer_is_no_answer(plan, made):
    work = FORMAT.prepare(plan, json.loads(made.student["functions.ipynb"]))
    assert work.unanswered == {"why", "use"}
    assert not work.repairs


def test_a_changed_answer_waits_for_a_person(plan, made):
    notebook = json.loads(made.student["functions.ipynb"])
    named(notebook, "why")["source"] += " "
    assert FORMAT.prepare(plan, notebook).unanswered == {"use"}


def test_a_forged_checksum_makes_no_answer(plan, made):
    notebook = json.loads(made.student["functions.ipynb"])
    named(notebook, "why")["metadata"]["nbgrader"]["checksum"] = "0" * 32
    assert "why" in FORMAT.prepare(plan, notebook).unanswered


def test_a_deleted_answer_is_for_a_person_to_look_at(plan, submission):
    submission["cells"].remove(named(submission, "why"))
    work = FORMAT.prepare(plan, submission)
    assert "why" not in work.unanswered
    assert "The answer 'why' was missing." in work.repairs


def test_of_copies_of_an_answer_the_last_that_was_written_counts(plan, made):
    notebook = json.loads(made.student["functions.ipynb"])
    untouched = named(notebook, "why")
    written = {**copy.deepcopy(untouched), "id": "twin", "source": "Because."}
    notebook["cells"].insert(notebook["cells"].index(untouched), written)
    work = FORMAT.prepare(plan, notebook)
    assert "why" not in work.unanswered
    assert named(work.notebook, "why")["source"] == "Because."


def test_a_notebook_in_another_language_is_not_run():
    metadata = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    role = {"schema_version": 3, "grade_id": "a", "grade": True, "solution": True, "locked": False, "points": 1}
    cell = {"cell_type": "code", "metadata": {"nbgrader": role}, "source": "x <- 1", "outputs": []}
    content = json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}).encode()
    made = FORMAT.make({"hw.ipynb": content}, ["hw.ipynb"], None)  # type: ignore[arg-type] # no tool is needed
    (plan,) = FORMAT.read(made.package)
    assert FORMAT.prepare(plan, json.loads(made.solution["hw.ipynb"])).cells == ()
