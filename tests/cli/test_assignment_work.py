"""From a source to a receipt, and to the archive, in the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving
from jupyter_autograde.testing.walkthrough import notebook

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Says = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def says(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a verb as somebody; give its exit code, its JSON or output, and its complaints."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.chdir(tmp_path)
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=name == "root") for name in ("ines", "sam", "root")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)

        def say(*words: str, by: str = "ines") -> tuple[int, Any, str]:
            monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens[by])
            code = main(list(words))
            said = capsys.readouterr()
            return code, json.loads(said.out) if code == 0 and "--json" in words else said.out, said.err

        yield say


def test_an_assignment_from_its_source_to_a_receipt(says: Says, tmp_path: Path) -> None:
    (tmp_path / "source" / "data").mkdir(parents=True)
    (tmp_path / "source" / "hw9.ipynb").write_bytes(notebook("score: 10"))
    (tmp_path / "source" / "data" / "a.csv").write_bytes(b"1")
    (tmp_path / "elsewhere.csv").write_bytes(b"1")
    assert says("assignment", "create", "physics/hw9", "--json")[1][0]["state"] == "draft"
    assert says("assignment", "create", "physics/hw9")[0] == 1
    assert says("assignment", "create", "hw9")[0] == says("assignment", "create", "physics/..")[0] == 2
    assert says("assignment", "create", "physics/hw8", by="sam")[0] == 4
    source = ("assignment", "release", "physics/hw9", "source/hw9.ipynb")
    assert says(*source, "elsewhere.csv")[0] == says(*source, "source/missing.csv")[0] == 2
    code, said, complaint = says(*source, "source/data/a.csv")
    assert (code, "--yes" in complaint, "10 of 10" in said) == (2, True, True)
    assert says("assignment", "fetch", "hw9", "work", by="sam")[0] == 3
    assert says(*source, "source/data/a.csv", "--yes")[0] == 0
    states = {row["number"]: row["state"] for row in says("assignment", "versions", "hw9", "--json")[1]}
    assert states == {1: "ready", 2: "released"}
    assert says("assignment", "versions", "hw9", by="sam")[0] == 4
    assert says("assignment", "release", "physics/hw9", "--built=7", "--yes")[0] == 3
    assert says("assignment", "release", "physics/hw9", "--built=1", "--yes")[0] == 1  # version 2 is released by now
    (tmp_path / "source" / "hw9.ipynb").write_bytes(notebook("unsolved"))
    assert says(*source, "--yes")[0] == 1

    assert "version 2, written" in says("assignment", "fetch", "hw9", "work", by="sam")[1]
    assert (tmp_path / "work" / "data" / "a.csv").read_bytes() == b"1"
    assert "unchanged" in says("assignment", "fetch", "hw9", "work", by="sam")[1]
    hand_in = ("assignment", "submit", "hw9", "work/hw9.ipynb", "--json")
    assert [says(*hand_in, by="sam")[1][0]["attempt"] for _ in range(2)] == [1, 2]
    receipts = ("receipt", "save", "hw9", "--attempts=all", "--json")
    (second, first) = sorted(says(*receipts, by="sam")[1], key=lambda row: -row["attempt"])
    assert says("receipt", "verify", first["file"], "--service")[0] == 0
    assert says("receipt", "verify", second["file"], "work")[0] == 1
    assert says("submission", "download", "hw9", by="sam")[0] == 0
    assert says("receipt", "verify", second["file"], "submissions/sam/2", "--service")[0] == 0
    (tmp_path / "keys.json").write_text(json.dumps(says("receipt", "keys", "--json")[1]))
    assert says("receipt", "verify", second["file"], "--keys=keys.json")[0] == 0
    assert "1 student has handed in" in says("assignment", "unrelease", "hw9", "--preview")[1]
    assert says("assignment", "unrelease", "hw9")[0] == 1
    assert says("assignment", "close", "hw9", "--preview")[1].splitlines()[0].startswith("It closes for ")
    assert says("assignment", "close", "hw9", "--preview", "--json")[1][0]["becomes"] == "closed"
    (holder,) = says("assignment", "holders", "hw9", "--json")[1]
    assert (holder["user"], holder["version"], holder["submitted"]) == ("sam", 2, True)
    assert "hw9" in says("assignment", "progress", "physics")[1]
    assert says("assignment", "close", "hw9", "--json")[1][0]["state"] == "closed"
    assert says(*hand_in, by="sam")[0] == 1
    says("assignment", "set", "hw9", "--solution=show")
    assert "who has read it by now knows it" in says("assignment", "open", "hw9", "--preview")[1]
    assert says("assignment", "open", "hw9", "--json")[1][0]["state"] == "released"
    assert says(*hand_in, by="sam")[1][0]["attempt"] == 3
    says("assignment", "set", "hw9", "--due=2026-01-01T00:00Z", "--closes=2026-01-02T00:00Z")
    extend = ("assignment", "extend", "hw9", "sam")
    for more, told in (("--closes=2099-01-02T00:00Z", True), ("--closes=2099-01-03T00:00Z", False)):
        # The second one finds the solution hidden.
        assert ("who has read it by now knows it" in says(*extend, more)[1]) is told


def test_a_course_is_copied_to_the_next_term(says: Says, tmp_path: Path) -> None:
    (tmp_path / "hw9.ipynb").write_bytes(notebook("score: 10"))
    says("assignment", "create", "physics/hw9")
    assert says("assignment", "release", "physics/hw9", "hw9.ipynb", "--yes")[0] == 0
    says("course", "set", "physics", "--timezone=Europe/Berlin")
    assert says("assignment", "set", "physics/hw9", "--due=2026-11-24T23:59")[0] == 0
    says("course", "create", "physics-next", by="root")
    says("course", "enroll", "physics-next", "ines", "--role=instructor", by="root")

    copy = ("course", "copy", "physics", "physics-next", "--shift-days=140")
    code, said, _ = says(*copy, "--preview")
    assert (code, "Tue 2026-11-24 23:59 +0100" in said, "Tue 2027-04-13 23:59 +0200" in said) == (0, True, True)
    assert "--yes" in says(*copy)[2]
    assert says("assignment", "list", "physics-next", "--json")[1] == []
    assert says(*copy, "--yes", by="sam")[0] == 3
    assert says("course", "copy", "physics", "physics", "--yes")[0] == 2
    assert says("course", "copy", "physics", "physics-next", "--shift-days=9999", "--yes")[0] == 2
    (plan,) = says(*copy, "--yes", "--json")[1]
    assert [(one["name"], one["version"], bool(one["copy_id"])) for one in plan["assignments"]] == [("hw9", 1, True)]
    assert (
        says("assignment", "release", "physics-next/hw9", "--built=1", "--yes", "--json")[1][0]["state"] == "released"
    )

    assert says("assignment", "copy", "physics/hw9", "physics-next", "--yes")[0] == 1
    assert says("assignment", "copy", "physics/hw9", "physics-next/hw9b", "--yes", "--json")[0] == 0
    assert {one["name"] for one in says("assignment", "list", "physics-next", "--json")[1]} == {"hw9", "hw9b"}
    assert "the name is taken" in says(*copy, "--preview")[1]


def test_a_course_is_archived_by_admins_who_say_so(says: Says) -> None:
    assert says("course", "archive", "physics", "--yes")[0] == 4
    assert says("course", "archive", "physics", by="root")[0] == 2
    assert says("course", "list", "--json")[1] != []
    assert says("course", "archive", "physics", "--yes", by="root")[0] == 0
    assert says("course", "list", "--json")[1] == []
    (archived,) = [one for one in says("course", "list", "--json", by="root")[1] if one["name"] == "physics"]
    assert archived["archived_at"] is not None
    assert says("course", "create", "physics", by="root")[0] == 1
    assert says("course", "unarchive", "physics")[0] == 3
    assert says("course", "unarchive", "physics", by="root")[0] == 0
    assert [one["name"] for one in says("course", "list", "--json")[1]] == ["physics"]
