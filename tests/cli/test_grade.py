"""`jupyter autograde grade` on real boxes: files, table, exit codes, refusals."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest

from jupyter_autograde.cli.local.grade.grader import Grader
from jupyter_autograde.cli.local.grade.request import Request
from jupyter_autograde.cli.main import main
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment
from jupyter_autograde.sandbox.environment import default_python
from tests.cli.conftest import Write

FILES = {"results.json", "record.json", "student.json", "executed.ipynb"}


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


def loaded(path: Path) -> dict:
    return json.loads(path.read_text())


def test_each_notebook_gets_its_files_and_bad_ones_do_not_stop_the_others(
    assignment: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solved = write("ada.ipynb")
    half = write("=ben.ipynb", {"def square": "def square(x):\n    return 9"})
    broken = tmp_path / "cleo.ipynb"
    broken.write_text("no notebook")
    out, table = tmp_path / "out", tmp_path / "grades.csv"
    (out / "dan").mkdir(parents=True)
    (out / "dan" / "record.json").write_text("of an earlier grading")
    words = [str(assignment / "autograder.zip"), str(solved), "-o", str(out), str(half), str(broken)]
    assert main(["grade", *words, str(tmp_path / "dan.ipynb"), f"--csv={table}", "--jobs", "2"]) == 1

    said = capsys.readouterr()
    head, *rows = [line.split() for line in said.out.splitlines()]
    assert head == ["NOTEBOOK", "SCORE", "OF", "STATUS", "NOTES"]
    assert [(row[0].rpartition("/")[2], *row[1:4]) for row in rows] == [
        ("ada.ipynb", "8", "8", "ok"),
        ("=ben.ipynb", "7", "8", "ok"),
        ("cleo.ipynb", "-", "-", "rejected"),
        ("dan.ipynb", "-", "-", "not"),
    ]
    assert "cleo.ipynb is not a notebook: it is no valid JSON. [invalid_notebook]" in said.err
    assert "There is no such file. [not_found]" in said.err
    assert "2 of 4 notebooks could not be graded" in said.err

    assert {path.name for path in (out / "ada").iterdir()} == FILES
    assert {path.name for path in (out / "cleo").iterdir()} == FILES - {"executed.ipynb"}
    assert not list((out / "dan").iterdir())

    record = loaded(out / "=ben" / "record.json")
    assert (record["status"], record["score"], record["max_score"]) == ("ok", 7, 8)
    assert (record["flags"], record["limits_hit"]) == ([], [])
    assert record["sandbox"].startswith("bubblewrap")
    failed = [test for test in record["tests"] if not test["passed"]]
    assert [(test["question"], test["hidden"], test["points"], test["assurance"]) for test in failed] == [
        ("square", True, 0, "blind")
    ]
    assert len(record["submission_sha256"]) == len(record["package_sha256"]) == 64
    assert record["package_sha256"] == loaded(out / "ada" / "record.json")["package_sha256"]

    student = loaded(out / "=ben" / "student.json")
    assert not [case for question in student["questions"] for case in question["cases"] if case["hidden"]]
    assert "-12" not in json.dumps(student)

    executed = loaded(out / "ada" / "executed.ipynb")
    assert len(executed["cells"]) == len(loaded(solved)["cells"])

    lines = list(csv.DictReader(table.read_text().splitlines()))
    assert [line["notebook"] for line in lines] == ["ada.ipynb", "'=ben.ipynb", "cleo.ipynb", "dan.ipynb"]
    assert [line["square"] for line in lines] == ["2.0", "1.0", "", ""]
    assert [line["code"] for line in lines] == ["", "", "invalid_notebook", "not_found"]


def test_results_are_those_of_otter_run(assignment: Path, write: Write, tmp_path: Path) -> None:
    edits = {
        "evens =": "evens = [0, 2, 4, 6, 7]",
        "def divide": "def divide(a, b):\n    return 31415\ngrader.check('factorial')",  # before its time
        'grader.check("evens")': "",  # so it is checked at the end
    }
    # Under another name its first cell fails in otter, and all tests are run at the end.
    wrong = write("plain.ipynb", edits)
    package = str(assignment / "autograder.zip")
    assert main(["grade", package, str(wrong), "-o", str(tmp_path)]) == 0
    python = default_python()
    subprocess.run(
        [str(python), "-m", "otter", "run", "-a", package, "-o", str(tmp_path), str(wrong)],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"},
        capture_output=True,
        check=True,
    )
    ours, otters = loaded(tmp_path / "plain" / "results.json"), loaded(tmp_path / "results.json")
    assert ours.keys() == otters.keys()

    def shape(test: dict) -> tuple:
        # What a failed test prints is doctest's own text there; here it says less to students (SEC-07).
        passed = "All test cases passed!" in test["output"]
        return test["name"], test.get("score"), test.get("max_score"), test["visibility"], test.get("status"), passed

    names = [test["name"] for test in otters["tests"]]
    assert names == ["Public Tests", "square", "point", "factorial", "divide", "evens"]
    assert list(map(shape, ours["tests"])) == list(map(shape, otters["tests"]))
    for summary in (ours["tests"][0]["output"], otters["tests"][0]["output"]):
        assert sorted(names[1:], key=lambda name: summary.index(f"{name} results:")) == names[1:]
    assert [test.keys() for test in ours["tests"]] == [test.keys() for test in otters["tests"]]
    public = ours["tests"][0]
    assert "31415" not in public["output"]
    assert "31415" in json.dumps(ours["tests"][1:])
    assert "[0, 2, 4, 6, 8]" not in public["output"]
    assert "[0, 2, 4, 6, 8]" in json.dumps(ours["tests"][1:])


def test_a_notebook_that_can_not_be_read_is_no_fault_of_the_results(
    assignment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(assignment / "autograder.zip"), str(tmp_path / ("n" * 300) / "ada.ipynb"), "-o", str(tmp_path / "out")]
    assert main(["grade", *words]) == 1
    assert "This can't be read: File name too long. [invalid_notebook]" in capsys.readouterr().err


def test_an_environment_that_is_built_again_is_used_at_once(assignment: Path, write: Write, tmp_path: Path) -> None:
    environments = {"astro": Environment("astro", default_python(), lock="a1" * 32)}
    grader = Grader(BubblewrapSandbox(), environments)
    request = Request(str(assignment / "autograder.zip"), [str(write("ada.ipynb"))], str(tmp_path / "out"))
    for lock in ("a1" * 32, "b2" * 32):
        environments["astro"] = Environment("astro", default_python(), lock=lock)
        (row,) = grader.run(request, on_done=lambda done: None)
        assert row.score == 8
        assert lock[:12] in loaded(tmp_path / "out" / "ada" / "record.json")["environment"]
    grader.close()


def test_what_students_may_see_never_came_out_of_the_sandbox(assignment: Path, write: Write, tmp_path: Path) -> None:
    package = tmp_path / "open.zip"
    with zipfile.ZipFile(assignment / "autograder.zip") as made, zipfile.ZipFile(package, "w") as archive:
        for name in made.namelist():
            config = name == "otter_config.json"
            archive.writestr(name, '{"show_hidden": true}' if config else made.read(name))
    wrong = write("eve.ipynb", {"def divide": "def divide(a, b):\n    return 31415"})
    assert main(["grade", str(package), str(wrong), "-o", str(tmp_path)]) == 0
    results = loaded(tmp_path / "eve" / "results.json")
    assert {test["visibility"] for test in results["tests"]} == {"visible", "after_published"}
    assert any("❌ Test case failed" in test["output"] for test in results["tests"][1:])
    assert "31415" not in json.dumps(results)


def test_a_folder_stands_for_its_notebooks(assignment: Path, write: Write, tmp_path: Path) -> None:
    folder = tmp_path / "submissions"
    folder.mkdir()
    write("ada.ipynb", folder=folder)
    write("ben.ipynb", folder=folder)
    out = tmp_path / "out"
    assert main(["grade", str(assignment / "autograder.zip"), str(folder), f"--output={out}"]) == 0
    assert {path.name for path in out.iterdir()} == {"ada", "ben"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Usage: jupyter autograde grade"),
        (["a.zip"], "Usage: jupyter autograde grade"),
        (["a.zip", "a.ipynb", "--jobs=many"], "--jobs takes a number"),
        (["a.zip", "a.ipynb", "--jobs=0"], "--jobs takes a number"),
        (["a.zip", "a.ipynb", "--jobs=00099999"], "--jobs takes a number"),
        (["a.zip", "a.ipynb", "--nonsense"], "There is no option '--nonsense'"),
        (["a.zip", "a.ipynb", "-o"], "-o needs a value"),
        (["a.zip", "a.ipynb", "--serve=s"], "--serve takes neither"),
        (["nothing.zip", "a.ipynb"], "There is no package 'nothing.zip'"),
        (["n" * 300 + "/a.zip", "a.ipynb"], "can't be read: File name too long"),
        (["text.zip", "a.ipynb"], "not a readable zip archive"),
        (["escape.zip", "a.ipynb"], "leaves its folder"),
        (["bomb.zip", "a.ipynb"], "compressed suspiciously well"),
        (["empty.zip", "a.ipynb"], "neither otter's tests nor, at its top, a notebook with nbgrader's metadata"),
        (["untested.zip", "a.ipynb"], "holds no tests"),
        (["plugins.zip", "a.ipynb"], "plugins"),
        (["empty.zip", "a.ipynb", "b/a.ipynb"], "Two notebooks are called 'a'"),
        (["empty.zip", "...ipynb"], "No folder can be named after"),
        (["empty.zip", "a.ipynb", "-o", "text.zip/below"], "Results can't be written"),
        (["empty.zip", "a.ipynb", "--csv=nowhere/grades.csv"], "There is no folder for"),
        (["good.zip", "a.ipynb", "--env=nothing"], "There is no grading environment 'nothing'; there are: default"),
        (["good.zip", "a.ipynb", "--env=./text.zip"], "does not start"),
    ],
)
def test_a_wrong_call_is_a_sentence_and_code_2(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    _packages(tmp_path)
    assert main(["grade", *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("present", "named"), [([], "no ipykernel, no IPython, "), (["ipykernel", "zmq"], "no IPython, no traitlets, ")]
)
def test_an_environment_that_runs_no_notebook_is_refused_with_what_it_lacks(
    present: list[str], named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _packages(tmp_path)
    venv.create("lean env", with_pip=False)
    (site,) = Path("lean env").glob("lib/python*/site-packages")
    for name in present:
        (site / name).mkdir()
        (site / name / "__init__.py").touch()
    assert main(["grade", "good.zip", "a.ipynb", "b.ipynb", "--env=lean env/bin/python"]) == 2
    out, err = capsys.readouterr()
    assert named in err and "/lean env/bin/python' -m pip install ipykernel" in err
    assert (out, err.count("\n")) == ("", 1)


def _packages(folder: Path) -> None:
    test = "OK_FORMAT = True\ntest = {'name': 'q', 'suites': [{'cases': [{'code': '>>> 1\\n1'}]}]}\n"
    contents: dict[str, dict[str, str]] = {
        "empty.zip": {"readme.txt": "nothing"},
        "untested.zip": {"otter_config.json": "{}"},
        "good.zip": {"tests/q.py": test},
        "plugins.zip": {"tests/q.py": test, "otter_config.json": '{"plugins": ["some.Plugin"]}'},
        "escape.zip": {"../tests/q.py": test},
        "bomb.zip": {"tests/q.py": "0" * (11 << 20)},
    }
    for name, files in contents.items():
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, text in files.items():
                archive.writestr(path, text)
    (folder / "text.zip").write_text("no archive")


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", "--help"]) == 0
    said = capsys.readouterr().out
    for word in ("PACKAGE", "--output", "--env", "--jobs", "--csv", "--serve", "--socket", "Exit code"):
        assert word in said


def test_limits_environments_and_sandbox_come_from_the_configuration(
    assignment: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "jupyter_autograde_config.py"
    config.write_text(
        f"c.AutogradeService.environments = {{'course': {str(default_python())!r}}}\n"
        "c.AutogradeService.limits = {'cell_seconds': 1}\n"
        "c.AutogradeService.sandbox = 'bubblewrap_cold'\n"
    )
    slow = write("slow.ipynb", {"evens =": "while True: pass"})
    words = [str(assignment / "autograder.zip"), str(slow), "-o", str(tmp_path), "--env=course", f"--config={config}"]
    assert main(["grade", *words]) == 0  # that its time ran out is a result
    record = loaded(tmp_path / "slow" / "record.json")
    assert (record["status"], record["score"]) == ("timeout", 6)
    assert record["sandbox"] == "bubblewrap"
    assert record["seconds"] < 30  # a cell has 60 where nothing is configured
    assert record["environment"].startswith("course (Python")
    assert "timeout" in capsys.readouterr().out
