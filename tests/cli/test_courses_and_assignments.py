"""`jupyter autograde course environment` and `assignment limits` against a running service."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.sandbox.environment import default_python
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OWN = "the service's own"


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service with the environments `default` and `astro` and physics/hw1; gives tom's token, ines' is set."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    python = str(default_python())
    settings = configured(
        tmp_path,
        database_url,
        standalone=True,
        prefix="/",
        load_courses=COURSES,
        environments={"default": python, "astro": python},
    )
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=False) for name in ("ines", "tom")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        with AutogradeClient(address, tokens["ines"]) as ines:
            ines.create_assignment(ines.list_courses()[0].id, AssignmentRequest(name="hw1"))
        yield tokens["tom"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[list[str]]:
    """Run a verb that works; returns the cells of its lines."""
    assert main(words) == 0, capsys.readouterr().err
    return [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]


def limits(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
    head, *rows = run(capsys, "assignment", "limits", "physics/hw1", *words)
    assert head == ["LIMIT", "OF THIS ASSIGNMENT"]
    return dict(rows)


def test_a_course_takes_another_environment_and_the_default_again(
    service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "course", "environment", "physics") == [["NAME", "ENVIRONMENT"], ["physics", "-"]]
    assert run(capsys, "course", "environment", "physics", "astro")[1] == ["physics", "astro"]
    assert run(capsys, "course", "environment", "physics")[1] == ["physics", "astro"]
    assert run(capsys, "course", "environment", "physics", "--default")[1] == ["physics", "-"]


def test_limits_are_shown_changed_one_by_one_and_cleared(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    own = {"wall": "150 s", "cell": "60 s", "test": "10 s", "memory": "2048 MiB", "output": "10 MiB"}
    nothing = {name: f"{value}, {OWN}" for name, value in own.items()}
    assert limits(capsys) == nothing
    changed = {**nothing, "wall": "600 s", "memory": "1536 MiB"}
    assert limits(capsys, "--wall", "600", "--memory=1.5G") == changed
    assert limits(capsys, "--output=64KiB") == {**changed, "output": "64 KiB"}
    assert limits(capsys, "--clear", "--cell=2.5", "--test=1") == {**nothing, "cell": "2.5 s", "test": "1 s"}
    assert main(["assignment", "limits", "hw1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cell_seconds"] == 2.5
    assert limits(capsys, "--clear") == nothing


def test_assignments_are_listed_and_found_by_any_of_their_names(
    service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with AutogradeClient(os.environ["JUPYTER_AUTOGRADE_URL"], os.environ["JUPYTER_AUTOGRADE_TOKEN"]) as ines:
        course = ines.list_courses()[0].id
        made = ines.create_assignment(course, AssignmentRequest(name="Words and accounts"))
        for words in ([], ["physics"]):
            assert main(["assignment", "list", *words]) == 0
            head, first, second = capsys.readouterr().out.splitlines()
            assert head.split() == ["COURSE", "NAME", "STATE", "DUE", "AT", "CLOSES", "AT", "ID"]
            assert re.split("  +", first)[:3] == ["physics", "Words and accounts", "draft"]
            assert re.split("  +", second)[1] == "hw1"
        limits(capsys, "--wall=60")
        for name in ("words-and-accounts", "WORDS AND ACCOUNTS", made.id, "physics/words-and-accounts"):
            assert main(["assignment", "limits", name]) == 0
            assert OWN in capsys.readouterr().out
        ines.create_assignment(course, AssignmentRequest(name="words-and-Accounts"))
        assert main(["assignment", "limits", "Words and accounts"]) == 0
        assert main(["assignment", "limits", "words and accounts"]) == 2
        assert "physics/Words and accounts, physics/words-and-Accounts" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["course", "environment", "physics", "geo"], 2, "Choose one of: default, astro"),
        (["course", "environment", "physics", "a/b"], 2, "can't be used"),
        (["course", "environment", "physics", "astro", "--default"], 2, "either"),
        (["course", "environment", "biology", "astro"], 3, "no course 'biology' that you may see. There are: physics."),
        (["course", "environment"], 2, "Usage"),
        (
            ["assignment", "limits", "physics/hw9"],
            3,
            "no assignment 'hw9' in 'physics' that you may see. There are: physics/hw1.",
        ),
        (["assignment", "list", "biology"], 3, "There are: physics."),
        (["assignment", "list", "a", "b"], 2, "Usage"),
        (["assignment", "limits"], 2, "Usage"),
        (["assignment", "limits", "hw1", "--memory=" + "9" * 400], 2, "--memory takes a size such as 512M"),
        (["assignment", "limits", "hw1", "--memory=much"], 2, "--memory takes a size such as 512M"),
        (["assignment", "limits", "hw1", "--memory=1M"], 2, "--memory can't be 1 MiB: it takes at least 128M.\n"),
        (["assignment", "limits", "hw1", "--memory=300"], 2, "--memory can't be 300 bytes: it takes at least 128M.\n"),
        (["assignment", "limits", "hw1", "--output=9"], 2, "--output can't be 9 bytes: it takes at least 1K.\n"),
        (["assignment", "limits", "hw1", "--output=9000000T"], 2, "it takes at most 8192T.\n"),
        (["assignment", "limits", "hw1", "--cell=0"], 2, "--cell can't be 0 s: it takes at least 0.1 (seconds).\n"),
        (["assignment", "limits", "hw1", "--wall=nan"], 2, "--wall can't be nan s: it takes a number.\n"),
        (["assignment", "limits", "hw1", "--wall=99999"], 2, "may be at most 1800 s here, not 99999 s"),
        (["assignment", "limits", "hw1", "--wall=1801"], 2, "may be at most 1800 s here"),
        (["assignment", "limits", "hw1", "--wall=10", "--cell=20"], 2, "more time than the whole notebook"),
    ],
)
def test_refusals(service: str, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == code
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_tas_look_and_do_not_change(
    service: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service)
    assert limits(capsys)["wall"] == f"150 s, {OWN}"
    assert run(capsys, "course", "environment", "physics")[1] == ["physics", "-"]
    for words in (["assignment", "limits", "hw1", "--wall=60"], ["course", "environment", "physics", "astro"]):
        assert main(words) == 4
        assert "instructor" in capsys.readouterr().err
