"""`jupyter autograde grades show|weights|final|audit` against a running service."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving
from tests.cli.test_grades import give

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A service with physics/hw1, where sam has 7 of 10 points; ines' token is set."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=name == "root") for name in ("ines", "sam", "root")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        give(address, tokens, "physics", {"sam": ["score: 7"]})
        yield


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert main(["grades", *words]) == code, capsys.readouterr().err
    out, err = capsys.readouterr()
    return err if code else out


def test_weights_final_grades_and_their_trail(
    service: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "its points" in said(capsys, "weights", "physics")
    file = tmp_path / "weights.json"
    wanted = {
        "categories": [{"name": "home", "weight": 40.0, "drop_lowest": 1}],
        "assignments": {"hw1": {"category": "home", "weight": 2.0}},
    }
    file.write_text(json.dumps(wanted))
    assert "--yes" in said(capsys, "weights", "physics", str(file), code=2)
    assert "Done" in said(capsys, "weights", "physics", str(file), "--yes", "--reason=announced")
    assert json.loads(said(capsys, "weights", "physics", "--json")) == wanted

    assert "70.00 %" in said(capsys, "show", "physics")
    assert "1 grades are final now" in said(capsys, "final", "physics", "--yes", "--reason=end of term")
    (row,) = (row for row in json.loads(said(capsys, "show", "physics", "--json"))["rows"] if row["user"] == "sam")
    assert (row["final"]["percent"], row["final"]["created_by"]) == (70, "ines")
    assert "Not final any more: sam" in said(capsys, "final", "physics", "sam", "--take-back", "--yes")

    trail = said(capsys, "audit", "physics", "--by=ines").splitlines()
    assert [line.split()[2] for line in trail[1:]] == ["gradebook"] * 3
    assert "70 %" in trail[2] and "end of term" in trail[2]
    assert "7/10" in said(capsys, "audit", "physics", "--assignment=hw1", "--user=sam")
    assert "autograded" in said(capsys, "audit", "physics", "--action=autograded")
    written = tmp_path / "trail.csv"
    assert "4 changes" in said(capsys, "audit", "physics", str(written))
    assert len(list(csv.reader(io.StringIO(written.read_text())))) == 5


def test_a_file_for_another_system_and_one_of_questions(service: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "export", "physics", "--format=canvas").splitlines()[1].startswith("Points Possible,")
    questions = said(capsys, "export", "physics", "--format=questions", "--assignment=hw1")
    assert questions.startswith("user,name,section,q1,")
    rows = json.loads(said(capsys, "export", "physics", "--format=moodle", "--json"))
    assert [(row["Username"], row["hw1"]) for row in rows][-1] == ("sam", 7)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["weights", "physics", "missing.json"], 2, "can't be read"),
        (["final", "physics"], 2, "--yes"),
        (["final", "physics", "--take-back"], 2, "names of students"),
        (["final", "physics", "tom", "--yes"], 3, "'tom' is not a student"),
        (["export", "physics", "--format=questions"], 2, "go together"),
        (["export", "physics", "--format=csv", "--unfinished"], 2, "moodle, canvas or edx"),
        (["audit", "physics", "--since=yesterday"], 2, "--since takes"),
    ],
)
def test_refusals(service: None, words: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert message in said(capsys, *words, code=code)


def test_a_file_that_is_no_weights_is_refused_with_what_is_wrong(
    service: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "weights.json"
    for content, message in (
        ({"categories": [{"name": "home"}]}, "categories.0.weight"),
        ({"assignments": {"hw9": {}}}, "no assignment 'hw9'. It has: hw1"),
        ({"assignments": {"hw1": {"category": "exam"}}}, "category that there is not"),
    ):
        file.write_text(json.dumps(content))
        assert message in said(capsys, "weights", "physics", str(file), "--yes", code=2)


def test_insight_shows_how_an_assignment_went(service: None, capsys: pytest.CaptureFixture[str]) -> None:
    def shown(*words: str) -> str:
        assert main(["insight", *words]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    everything = shown("physics/hw1")
    assert "physics/hw1: 2 students, 1 handed in, 1 graded" in everything
    assert "mean 70.0" in everything
    assert "THAT COUNT" in everything
    assert "Nothing was raised." in everything
    (line,) = (line for line in shown("physics/hw1", "--only=tests").splitlines() if "q1 - 2" in line)
    assert "0 %" in line and "mean" not in line
    assert json.loads(shown("physics/hw1", "--json"))["scores"]["mean"] == 70
    assert main(["insight", "physics/hw9"]) == 3
