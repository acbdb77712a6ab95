"""`jupyter autograde grade` with nbgrader's source notebooks."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.main import main


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


def cell(grade_id: str, source: str, **role: Any) -> dict[str, Any]:
    role = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, **role}
    metadata = {"nbgrader": {"grade_id": grade_id, "cell_type": "code", **role}}
    empty: dict[str, Any] = {"outputs": [], "execution_count": None}
    return {"cell_type": "code", "id": grade_id, "metadata": metadata, "source": source, **empty}


def notebook(*cells: dict[str, Any]) -> str:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content)


def double(body: str) -> str:
    """A notebook with one function and its test; the source has its solution in it."""
    return notebook(
        cell(
            "double", f"def double(x):\n    ### BEGIN SOLUTION\n    return {body}\n    ### END SOLUTION", solution=True
        ),
        cell(
            "test_double",
            "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(-31) == -62\n### END HIDDEN TESTS",
            grade=True,
            locked=True,
            points=3,
        ),
    )


def lines(body: str) -> str:
    """A notebook that reads a file which lies beside its source."""
    return notebook(
        cell("count", f"### BEGIN SOLUTION\ncount = {body}\n### END SOLUTION", solution=True),
        cell("test_count", "assert count == 2", grade=True, locked=True, points=2),
    )


READ = "len(open('data/words.txt').read().split())"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An assignment of two notebooks."""
    folder = tmp_path / "source" / "ps1"
    (folder / "data").mkdir(parents=True)
    (folder / "double.ipynb").write_text(double("2 * x"))
    (folder / "lines.ipynb").write_text(lines(READ))
    (folder / "data" / "words.txt").write_text("one two")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "double.ipynb").write_text("of an editor")
    return folder


def entries(folder: Path) -> list[tuple[str, float, float]]:
    tests = json.loads((folder / "results.json").read_text())["tests"]
    return [(test["name"], test["score"], test["max_score"]) for test in tests]


def test_a_source_notebook_is_a_package(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = tmp_path / "right.ipynb", tmp_path / "wrong.ipynb"
    right.write_text(double("x + x"))
    wrong.write_text(double("4"))
    out = tmp_path / "out"
    assert main(["grade", str(source / "double.ipynb"), str(right), str(wrong), "-o", str(out)]) == 0
    assert entries(out / "right") == [("test_double", 3, 3)]
    assert entries(out / "wrong") == [("test_double", 0, 3)]
    record = json.loads((out / "wrong" / "record.json").read_text())
    assert [(test["hidden"], test["passed"]) for test in record["tests"]] == [(False, True), (True, False)]
    for name in ("student.json", "results.json"):
        assert "-31" not in (out / "wrong" / name).read_text()


def test_points_that_a_person_gives_are_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    essay = cell("why", "The solution.", grade=True, solution=True, points=5)
    source, submission, out = tmp_path / "ps1.ipynb", tmp_path / "ada.ipynb", tmp_path / "out"
    source.write_text(notebook(*json.loads(double("2 * x"))["cells"], essay))
    answer = {**essay, "source": "Because."}
    submission.write_text(notebook(*json.loads(double("2 * x"))["cells"], answer))
    assert main(["grade", str(source), str(submission), "-o", str(out), f"--csv={tmp_path / 'grades.csv'}"]) == 0
    row = capsys.readouterr().out.splitlines()[1].split(maxsplit=4)
    assert row[1:4] == ["3", "3", "ok"]
    assert row[4].startswith("5 more by hand")
    student = json.loads((out / "ada" / "student.json").read_text())
    assert (student["score"], student["max_score"], student["pending"]) == (3, 8, 5)
    (line,) = csv.DictReader((tmp_path / "grades.csv").read_text().splitlines())
    assert (line["score"], line["max_score"], line["pending"]) == ("3.0", "8.0", "5.0")


def test_each_submission_finds_its_notebook_in_a_folder(source: Path, tmp_path: Path) -> None:
    submitted = tmp_path / "submitted"
    submitted.mkdir()
    (submitted / "lines.ipynb").write_text(lines(READ))  # by its name
    (submitted / "ada.ipynb").write_text(double("2 * x"))  # by its cells
    out = tmp_path / "out"
    assert main(["grade", str(source), str(submitted), "-o", str(out)]) == 0
    assert entries(out / "lines") == [("test_count", 2, 2)]
    assert entries(out / "ada") == [("test_double", 3, 3)]


def test_a_zip_of_sources_is_a_package_too(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / "ps1.zip"
    with zipfile.ZipFile(package, "w") as archive:
        for name in ("double.ipynb", "lines.ipynb", "data/words.txt"):
            archive.write(source / name, f"ps1/{name}")
    submission, other = tmp_path / "lines.ipynb", tmp_path / "other.ipynb"
    submission.write_text(lines(READ))
    other.write_text(notebook())
    assert main(["grade", str(package), str(submission), str(other), "-o", str(tmp_path / "out")]) == 1
    assert entries(tmp_path / "out" / "lines") == [("test_count", 2, 2)]
    assert "belongs to none of the notebooks double.ipynb, lines.ipynb. [invalid_notebook]" in capsys.readouterr().err


def test_a_source_with_a_fault_is_refused_by_name(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (source / "double.ipynb").read_text().replace('"points": 3', '"points": -3')
    (source / "double.ipynb").write_text(content)
    assert main(["grade", str(source), str(tmp_path / "lines.ipynb"), "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "The package 'ps1' can't be used" in said
    assert "Cell 2 of double.ipynb has the points -3" in said


def test_a_submission_is_never_taken_for_a_source(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cheat = double("4").replace("assert double(2) == 4", "assert True").replace("double(-31) == -62", "True")
    for folder in (source / "submitted", tmp_path / "elsewhere"):
        folder.mkdir()
        (folder / "ada.ipynb").write_text(cheat)
    out = tmp_path / "out"
    for words in (
        [str(source / "submitted"), "-o", str(out)],
        [str(source / "submitted" / "ada.ipynb"), "-o", str(out)],
        [str(tmp_path / "elsewhere"), "-o", str(source / "graded")],
    ):
        assert main(["grade", str(source), *words]) == 2
        assert "must lie elsewhere" in capsys.readouterr().err
    assert not out.exists()
    assert not (source / "graded").exists()
    assert main(["grade", str(source), str(tmp_path / "elsewhere"), "-o", str(out)]) == 0
    assert entries(out / "ada") == [("test_double", 0, 3)]


def test_a_folder_of_tests_beside_a_source_is_data(source: Path, tmp_path: Path) -> None:
    (source / "tests").mkdir()
    (source / "tests" / "check.py").write_text("limit = 2\n")
    right = tmp_path / "double.ipynb"
    right.write_text(double("2 * x"))
    assert main(["grade", str(source), str(right), "-o", str(tmp_path / "out")]) == 0
    assert entries(tmp_path / "out" / "double") == [("test_double", 3, 3)]
