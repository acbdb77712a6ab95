"""What a build makes of a source with real otter, and the proof of it."""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.grading.formats import OtterFormat
from jupyter_autograde.models.grade import Assurance, GradeStatus
from jupyter_autograde.sandbox import BubblewrapSandbox


def test_student_version_has_no_solution_and_no_hidden_test(plain):
    text = plain.student["plain.ipynb"].decode()
    assert "x * x" not in text
    assert "-12" not in text
    assert "square(3) == 9" in text


def test_package_holds_tests_and_manifest(plain):
    assert json.loads(plain.package["package.json"]) == {
        "format": "otter",
        "version": 1,
        "notebooks": [{"path": "plain.ipynb", "folder": "notebooks/1"}],
    }
    assert b"-12" in plain.package["notebooks/1/tests/square.py"]


def test_building_again_gives_the_same_release(engine, plain, source_files):
    again = engine.build(source_files("plain"), ["plain.ipynb"], environment="default")
    assert again.student == plain.student
    assert again.package == plain.package


def test_cells_of_the_source_keep_their_ids(plain):
    notebook = json.loads(plain.student["plain.ipynb"])
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert "cell-1" in ids


def test_several_notebooks_keep_their_folders(several):
    assert set(several.student) == {"numbers/numbers.ipynb", "numbers/data/values.txt", "words.ipynb"}


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("generate:\n  plugins:\n    - some.Plugin", "No module named 'some'"),
        ("generate:\n  points_possible: 10", "points_possible"),
        ("nonsense: 1", "nonsense"),
        ("files:\n  - data.csv", "^A file that the notebook needs did not come with it: 'data.csv'. Tick it"),
    ],
)
def test_unsupported_source_is_refused_with_its_reason(engine, source_files, config, reason):
    notebook = json.loads(source_files("plain")["plain.ipynb"])
    notebook["cells"][0]["source"] = f"# ASSIGNMENT CONFIG\n{config}"
    with pytest.raises(InvalidSource, match=reason):
        engine.build({"a.ipynb": json.dumps(notebook).encode()}, ["a.ipynb"], environment="default")


def test_files_beside_the_notebook_reach_students_and_those_for_the_grader_do_not(engine, source_files):
    notebook = json.loads(source_files("plain")["plain.ipynb"])
    notebook["cells"][0]["source"] += "\nautograder_files:\n  - secret.txt"
    source = {
        "plain.ipynb": json.dumps(notebook).encode(),
        "data/extra.csv": b"x\n1\n",
        "helper.py": b"TWO = 2\n",
        "secret.txt": b"for the grader",
    }
    built = engine.build(source, ["plain.ipynb"], environment="default")
    assert set(built.student) == {"plain.ipynb", "data/extra.csv", "helper.py"}
    (plan,) = OtterFormat().read(built.package)
    assert set(plan.files) == {"data/extra.csv", "helper.py", "secret.txt"}


def test_missing_notebook_is_refused_before_a_box_starts(environment):
    engine = GradingEngine(BubblewrapSandbox(search_path="/nowhere"), {"default": environment})
    with pytest.raises(InvalidSource, match=r"b\.ipynb"):
        engine.build({"a.txt": b""}, ["b.ipynb"], environment="default")


def test_proof_of_a_good_release(engine, plain, source_files):
    said: list[str] = []
    report = engine.prove(plain, source_files("plain"), environment="default", on_progress=said.append)
    assert (report.solution_score, report.max_score, report.empty_score) == (8, 8, 0)
    assert report.refusal is None
    assert not report.failing
    assert not report.leaks
    assurance = {test.case: test for test in report.tests}
    assert assurance["square - 2"].assurance is Assurance.BLIND
    assert assurance["point - 3"].assurance is Assurance.OPAQUE
    assert assurance["point - 3"].advice
    assert report.seconds > 0
    assert said


def test_proof_refuses_a_solution_that_fails(engine, source_files):
    files = source_files("plain")
    text = files["plain.ipynb"].decode().replace("return x * x  # SOLUTION", "return x + x  # SOLUTION")
    source = {"plain.ipynb": text.encode()}
    built = engine.build(source, ["plain.ipynb"], environment="default")
    report = engine.prove(built, source, environment="default")
    assert report.solution_score == 6
    assert report.refusal and "6 of 8" in report.refusal
    assert len(report.failing) == 2
    assert "-24" in report.failing[1]


def with_manual(source: bytes, *configurations: str) -> dict[str, bytes]:
    """Return the source with a question at its end for each configuration, answered in Markdown."""
    notebook = json.loads(source)
    for number, configuration in enumerate(configurations):
        parts = ["# BEGIN QUESTION\n" + configuration, "Why?", "# BEGIN SOLUTION", "Since.", "# END SOLUTION"]
        for place, text in enumerate([*parts, "# END QUESTION"]):
            kind = "raw" if text.startswith("#") else "markdown"
            cell = {"cell_type": kind, "id": f"manual-{number}-{place}", "metadata": {}, "source": text}
            notebook["cells"].append(cell)
    return {"plain.ipynb": json.dumps(notebook).encode()}


def test_a_manual_question_of_otter_waits_for_a_person(engine, source_files):
    original = source_files("plain")["plain.ipynb"]
    source = with_manual(original, "name: why\nmanual: true\npoints: 5", "name: aside\nmanual: true")
    # otter grades a manual question by its tests where it has some
    source["plain.ipynb"] = source["plain.ipynb"].replace(b"name: square\\n", b"name: square\\nmanual: true\\n")
    built = engine.build(source, ["plain.ipynb"], environment="default")
    report = engine.prove(built, source, environment="default")
    assert report.refusal is None
    assert (report.max_score, report.solution_score, report.manual_score) == (13, 8, 5)
    assert report.manual_questions == ["why", "aside"]

    result = engine.grade(built.package, {**built.student, **built.solution}, environment="default").result
    assert (result.status, result.score, result.max_score, result.pending) == (GradeStatus.OK, 8, 13, 5)
    assert [(one.name, one.max_score) for one in result.questions if one.needs_manual_grade] == [
        ("why", 5),
        ("aside", 0),
    ]
    assert "5 of the 13 points are given by the course staff" in result.message
    assert not engine.grade(built.package, {}, environment="default").result.needs_manual_grade


def test_proof_names_what_leaked(engine, several, source_files):
    source = source_files("several")
    leaky = {**several.student, "notes.txt": b"use total = sum(int(line) for line in file), please"}
    built = type(several)(leaky, several.package, several.notebooks, several.solution)
    report = engine.prove(built, source, environment="default")
    assert len(report.leaks) == 1
    assert report.leaks[0].startswith("notes.txt")
