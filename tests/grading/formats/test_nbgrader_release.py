"""What is made of an nbgrader source: the versions, and the sentences about sources that can't be made into one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.engine.build import format_of
from jupyter_autograde.grading.formats import MadeFiles, NbgraderFormat, OtterFormat

NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "grading"


def files_of(name: str) -> dict[str, bytes]:
    folder = NOTEBOOKS / name
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def make(source: dict[str, bytes]) -> MadeFiles:
    notebooks = sorted(path for path in source if path.endswith(".ipynb"))
    return NbgraderFormat().make(source, notebooks, None)  # type: ignore[arg-type] # no tool is needed


def cell(kind: str, text: str, metadata: dict | None = None, **nbgrader) -> dict:
    role = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, **nbgrader}
    made = {"cell_type": kind, "metadata": {**(metadata or {}), **({"nbgrader": role} if nbgrader else {})}}
    return {**made, "source": text, **({"outputs": [], "execution_count": None} if kind == "code" else {})}


def source(*cells: dict, language: str = "python") -> dict[str, bytes]:
    metadata = {"kernelspec": {"name": "x", "display_name": "x", "language": language}}
    notebook = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    return {"hw.ipynb": json.dumps(notebook).encode()}


def student(made: MadeFiles) -> list[dict]:
    return json.loads(made.student["hw.ipynb"])["cells"]


ANSWER = {"grade_id": "answer", "solution": True}
TEST = {"grade_id": "test", "grade": True, "locked": True, "points": 1}


@pytest.mark.parametrize("name", ["functions", "weather"])
def test_the_student_version_is_nbgraders_own(name):
    ours = json.loads(make(files_of(f"nbgrader_{name}")).student[f"{name}.ipynb"])
    theirs = json.loads((NOTEBOOKS / "nbgrader_releases" / f"{name}.ipynb").read_text())
    for made, expected in zip(ours["cells"], theirs["cells"], strict=True):
        source = expected["source"]
        assert made == {**expected, "source": source if isinstance(source, str) else "".join(source)}
    assert ours["metadata"] == theirs["metadata"]


def test_files_beside_the_notebook_go_to_students_and_into_the_package():
    made = make(files_of("nbgrader_weather"))
    assert set(made.student) == {"weather.ipynb", "units.py", "data/days.csv"}
    (plan,) = NbgraderFormat().read(made.package)
    assert set(plan.files) == {"units.py", "data/days.csv"}


def test_the_solution_is_what_a_perfect_student_would_submit():
    made = make(files_of("nbgrader_functions"))
    solution = json.loads(made.solution["functions.ipynb"])["cells"]
    released = json.loads(made.student["functions.ipynb"])["cells"]
    changed = {cell["metadata"]["nbgrader"]["grade_id"] for cell, other in zip(solution, released) if cell != other}  # noqa: B905
    assert changed == {"mean", "primes", "stack", "why", "use"}
    assert "HIDDEN" not in str(solution) and "MARK SCHEME" not in str(solution)


def test_building_again_gives_the_same_files():
    files = source(cell("code", "x = 1"), cell("code", "x = 1"), cell("code", "y", **ANSWER))
    first, second = make(files), make(files)
    assert (first.student, first.package, first.solution) == (second.student, second.package, second.solution)
    ids = [made["id"] for made in student(first)]
    assert len(set(ids)) == 3
    assert ids == [made["id"] for made in json.loads(first.solution["hw.ipynb"])["cells"]]


def test_cell_ids_are_made_unique_and_valid():
    named = [{**cell("code", f"x = {number}"), "id": own} for number, own in enumerate(["a", "a", "b c", "a" * 65, 7])]
    ids = [made["id"] for made in student(make(source(*named)))]
    assert ids[0] == "a" and len(set(ids)) == 5
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", own) for own in ids)


def test_points_and_questions_come_in_the_notebooks_order():
    (plan,) = NbgraderFormat().read(make(files_of("nbgrader_functions")).package)
    worth = {question.key: question.max_score for question in plan.in_order}
    assert worth == {
        "test_mean": 2, "test_mean_of_nothing": 1, "test_primes": 3, "test_push": 1, "test_pop": 1,
        "why": 3, "use": 2, "own": 2,
    }  # fmt: skip
    assert list(worth)[-1] == "own"


@pytest.mark.parametrize(
    ("language", "stub"),
    [
        ("python", "# YOUR CODE HERE\nraise NotImplementedError()"),
        ("R", "# YOUR CODE HERE\nfail()"),
        ("octave", "% YOUR CODE HERE\nerror('No Answer Given!')"),
        ("java", "// YOUR CODE HERE"),
    ],
)
def test_the_stub_is_in_the_notebooks_language(language, stub):
    made = make(source(cell("code", "whole answer", **ANSWER), language=language))
    assert student(made)[0]["source"] == stub


def test_a_stub_is_indented_as_the_region_was():
    text = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\nprint(f(1))"
    made = make(source(cell("code", text, **ANSWER)))
    stub = "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n\nprint(f(1))"
    assert student(made)[0]["source"] == stub


def test_outputs_and_pictures_of_a_solution_are_taken_away():
    shown = {**cell("code", "x", {"scrolled": True, "tags": ["keep"]}, **ANSWER), "execution_count": 3}
    shown["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    text = cell("markdown", "![proof](attachment:proof.png)", grade_id="why", grade=True, solution=True, points=1)
    text["attachments"] = {"proof.png": {"image/png": "AAAA"}}
    code, words = student(make(source(shown, text)))
    assert (code["outputs"], code["execution_count"]) == ([], None)
    assert "scrolled" not in code["metadata"] and code["metadata"]["tags"] == ["keep"]
    assert words["source"] == "YOUR ANSWER HERE" and "attachments" not in words


@pytest.mark.parametrize("version", [0, 1, 2])
def test_older_metadata_is_brought_to_the_newest(version):
    role = {"grade": True, "grade_id": "test", "locked": True, "points": "2" if version == 0 else 2}
    if version:
        role.update(schema_version=version, solution=False)
    made = make(source({**cell("code", "assert True"), "metadata": {"nbgrader": role}}))
    assert student(made)[0]["metadata"]["nbgrader"] == {
        "schema_version": 3, "grade_id": "test", "grade": True, "solution": False, "locked": True, "task": False,
        "points": 2, "cell_type": "code", "checksum": student(made)[0]["metadata"]["nbgrader"]["checksum"],
    }  # fmt: skip


def cases_of(text: str) -> list[tuple[bool, str, float]]:
    (plan,) = NbgraderFormat().read(make(source(cell("code", text, **{**TEST, "points": 2}))).package)
    (question,) = plan.questions
    assert question.all_or_nothing and question.max_score == 2
    return [(case.hidden, case.code, case.points) for case in question.cases]


BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def test_a_test_cell_without_hidden_region_is_one_case():
    assert cases_of("assert x == 1") == [(False, "assert x == 1", 2)]


def test_the_part_before_the_first_hidden_region_is_public():
    public, hidden = cases_of(f"a = f(1)\nassert a\n{BEGIN}\nassert f(2)\n{END}\nassert a == 1")
    assert public == (False, "a = f(1)\nassert a", 0)
    assert hidden == (True, f"{BEGIN}\nassert f(2)\n{END}\nassert a == 1", 2)


def test_a_statement_with_a_hidden_region_inside_is_hidden_as_a_whole():
    public, hidden = cases_of(
        f"import math\n@decorated\ndef check():\n    assert f(1)\n    {BEGIN}\n    assert f(2)\n    {END}\ncheck()"
    )
    assert public[1] == "import math"
    assert hidden[1].startswith("@decorated\ndef check")


def test_a_cell_that_is_hidden_from_its_first_line_has_no_public_case():
    assert [hidden for hidden, _, _ in cases_of(f"# Hidden\n{BEGIN}\nassert f(2)\n{END}")] == [True]


def test_a_hidden_region_without_code_makes_no_case():
    assert cases_of(f"assert f(1)\n{BEGIN}\n# nothing\n{END}") == [(False, "assert f(1)", 2)]


def test_a_cell_with_magics_is_parted_too():
    public, hidden = cases_of(f"%matplotlib inline\nassert f(1)\n{BEGIN}\nassert f(2)\n{END}")
    assert public[1] == "%matplotlib inline\nassert f(1)"
    assert "f(2)" in hidden[1]


def test_a_cell_beyond_the_parsers_stack_is_read():
    assert [hidden for hidden, _, _ in cases_of(f"{'-' * 200_000}1\n{BEGIN}\nassert 1\n{END}")] == [False, True]


def test_only_hidden_lines_are_secret():
    text = f"def check():\n    assert f(1)\n    {BEGIN}\n    assert f(2)\n    {END}\ncheck()"
    (plan,) = NbgraderFormat().read(make(source(cell("code", text, **TEST))).package)
    (case,) = plan.questions[0].cases
    assert "f(2)" in case.secret and "f(1)" not in case.secret


MANUAL = {"grade_id": "why", "grade": True, "solution": True, "points": 1}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (cell("code", "x", grade_id="", solution=True), "Cell 1 of hw.ipynb has no nbgrader id"),
        (cell("code", "x", grade_id="a b", solution=True), "other characters"),
        (cell("code", "x", grade_id="../x", solution=True), "other characters"),
        (cell("code", "x", grade_id=7, solution=True), "no nbgrader id"),
        (cell("code", "x", grade_id="t", grade=True), r"is graded but has no points"),
        (cell("code", "x", grade_id="t", grade=True, points=-1), "-1; points are a number from 0 on"),
        (cell("code", "x", grade_id="t", grade=True, points=True), "points are a number"),
        (cell("code", "x", grade_id="t", grade=True, points="2"), "points are a number"),
        (cell("code", "x", grade_id="t", grade="yes", points=2), "neither true nor false"),
        (cell("code", "x", grade_id="t", grade=True, points=2, schema_version=4), "version 4"),
        (cell("code", "x", grade_id="t", grade=True, points=2, schema_version="3"), "version '3'"),
        (cell("markdown", "x", grade_id="t", grade=True, points=2), "only code cells can be tests"),
        (cell("markdown", "x", grade_id="t", solution=True), "nobody grades"),
        (cell("code", "x", grade_id="t", task=True, points=2), "no Markdown cell"),
        (cell("markdown", "x", grade_id="t", task=True), "has no points"),
        (cell("markdown", "x", **{**MANUAL, "task": True}), "at once"),
        (cell("code", "### BEGIN SOLUTION\nx", **ANSWER), r"\(answer\) has `BEGIN SOLUTION` without `END SOLUTION`"),
        (cell("code", "x\n### END SOLUTION", **ANSWER), "`END SOLUTION` without `BEGIN SOLUTION`"),
        (cell("code", "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION", **ANSWER), "second `BEGIN SOLUTION`"),
        (cell("code", "### BEGIN SOLUTION\nx\n### END SOLUTION"), "not marked as an answer"),
        (cell("code", "### BEGIN SOLUTION\nx\n### END SOLUTION", **TEST), "not marked as an answer"),
        (cell("code", f"{BEGIN}\nx", **TEST), "`BEGIN HIDDEN TESTS` without"),
        (cell("code", f"{BEGIN}\nx\n{END}"), "not marked as autograder tests"),
        (cell("code", f"### BEGIN SOLUTION\n### END SOLUTION\n{BEGIN}\nx\n{END}", **ANSWER), "students edit it"),
        (cell("markdown", "### BEGIN MARK SCHEME\nx\n### END MARK SCHEME"), "not marked as a manually graded task"),
        (
            cell(
                "markdown", "### BEGIN MARK SCHEME\n![x](attachment:x.png)\n### END MARK SCHEME",
                grade_id="t", task=True, points=1,
            ),
            "attached picture",
        ),
        (cell("code", "### HASHED AUTOTEST x", **TEST), "AUTOTEST"),
        ({**cell("code", "x"), "metadata": {"nbgrader": 3}}, "no object"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused_in_a_sentence(bad, reason):
    with pytest.raises(InvalidSource, match=reason):
        make(source(bad))


def test_every_bad_cell_is_named():
    twice = cell("code", "assert x", **TEST)
    with pytest.raises(InvalidSource) as refusal:
        make(source(twice, twice, cell("code", "# BEGIN SOLUTION", **ANSWER)))
    assert refusal.value.message == (
        "Cell 2 of hw.ipynb (test) has the same nbgrader id as cell 1.\n"
        "Cell 3 of hw.ipynb (answer) has `BEGIN SOLUTION` without `END SOLUTION`."
    )


def test_a_kernel_without_a_stub_is_refused():
    with pytest.raises(InvalidSource, match="'cobol'"):
        make(source(cell("code", "x", **ANSWER), language="cobol"))


def test_tests_in_another_language_are_refused():
    with pytest.raises(InvalidSource, match="only Python is run"):
        make(source(cell("code", "x", **TEST), language="R"))


FORMATS = [OtterFormat(), NbgraderFormat()]
OTTER = {"cell_type": "raw", "metadata": {}, "source": "# ASSIGNMENT CONFIG\nseed: 1"}
PLAIN = source(cell("code", "x = 1"))["hw.ipynb"]
NBGRADER = source(cell("code", "x", **ANSWER))["hw.ipynb"]
OTTERS = source(OTTER)["hw.ipynb"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (NBGRADER, "nbgrader"), (OTTERS, "otter"), (PLAIN, "otter"),
        (source(cell("code", "x", grade_id="t", grade=True))["hw.ipynb"], "nbgrader"),
    ],
)  # fmt: skip
def test_the_format_is_told_by_its_marks(content, name):
    assert format_of(FORMATS, {"hw.ipynb": content}, ["hw.ipynb"]).name == name


def test_metadata_without_a_role_is_no_mark():
    bare = source(OTTER, cell("code", "x", grade_id="t"))["hw.ipynb"]
    assert format_of(FORMATS, {"hw.ipynb": bare}, ["hw.ipynb"]).name == "otter"


def test_a_notebook_without_marks_goes_with_the_others():
    assert format_of(FORMATS, {"a.ipynb": PLAIN, "b.ipynb": NBGRADER}, ["a.ipynb", "b.ipynb"]).name == "nbgrader"


def test_a_mix_of_formats_is_refused():
    mixed = source(OTTER, cell("code", "x", **ANSWER))["hw.ipynb"]
    with pytest.raises(InvalidSource, match=r"otter's `# ASSIGNMENT CONFIG` \(cell 1\) and nbgrader's .*\(cell 2\)"):
        format_of(FORMATS, {"hw.ipynb": mixed}, ["hw.ipynb"])
    with pytest.raises(InvalidSource, match=r"a\.ipynb is written for otter and b\.ipynb is written for nbgrader"):
        format_of(FORMATS, {"a.ipynb": OTTERS, "b.ipynb": NBGRADER}, ["a.ipynb", "b.ipynb"])


def test_a_source_notebook_among_the_other_files_is_refused():
    with pytest.raises(InvalidSource, match=r"more/b\.ipynb is no notebook of this assignment"):
        format_of(FORMATS, {"a.ipynb": NBGRADER, "more/b.ipynb": NBGRADER}, ["a.ipynb"])
    assert format_of(FORMATS, {"a.ipynb": NBGRADER, "b.ipynb": PLAIN, "c.ipynb": b"{"}, ["a.ipynb"])
