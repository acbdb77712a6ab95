"""`jupyter autograde regrade` and `void` against a running service."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest, VersionState
from jupyter_autograde.models.event import EventType
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import COURSES, SHARED_ENGINE, archive, configured, serving
from jupyter_autograde.testing.walkthrough import notebook, work

TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A service with sam's 7 points and olga's 4 in physics/hw1; the environment has ines' token."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    SHARED_ENGINE.score = None
    settings = configured(
        tmp_path,
        database_url,
        standalone=True,
        prefix="/",
        load_courses=COURSES,
        engine="jupyter_autograde.testing.service.shared_engine",
    )
    components: Components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=False) for name in ("ines", "tom", "sam", "olga")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        fill({name: AutogradeClient(address, token) for name, token in tokens.items()})
        yield tokens["tom"]


def fill(clients: dict[str, AutogradeClient]) -> None:
    ines = clients["ines"]
    assignment = ines.create_assignment(ines.list_courses()[0].id, AssignmentRequest(name="hw1"))
    version = ines.start_version(assignment.id, io.BytesIO(archive({"hw1.ipynb": notebook()}).content))
    wait_for(ines, EventType.VERSION_BUILT)
    assert ines.release_version(version.id).state is VersionState.RELEASED
    for name, score in (("sam", 7), ("olga", 4)):
        clients[name].submit(assignment.id, io.BytesIO(work(f"score: {score}").content), key="k")
        wait_for(clients[name], EventType.SUBMISSION_GRADED)
    for client in clients.values():
        client.close()


def wait_for(client: AutogradeClient, kind: EventType) -> None:
    with client.stream_events(after=0) as events:
        assert any(event is not None and event.type is kind for event in events)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Run a verb that works; returns its lines."""
    assert main(words) == 0, capsys.readouterr().err
    return capsys.readouterr().out.splitlines()


def test_regrade_preview_apply_and_undo(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    SHARED_ENGINE.score = 6.0
    about, counts, head, olga, sam, hint = run(capsys, "regrade", "physics/hw1", "--reason=a better engine")
    assert re.fullmatch(rf"regrade \w{{26}}; started {TIME} by ines: a better engine", about)
    assert counts == "2 change, 1 go down (of 2)"
    assert head.split() == ["STUDENT", "ATTEMPT", "STATE", "BEFORE", "AFTER", "QUESTIONS"]
    assert olga.split() == ["olga", "1", "ready", "4/10", "6/10", "q1", "4/10", "->", "6/10"]
    assert sam.startswith("sam ")
    assert "--apply" in hint and "--discard" in hint
    assert run(capsys, "regrade", "hw1", "--preview")[:2] == [about, counts]
    assert run(capsys, "regrade", "hw1", "--apply", "--up")[1] == "2 change, 1 go down; 1 applied (of 2)"
    undone = run(capsys, "regrade", "hw1", "--undo")
    assert [part.split()[0] for part in undone[0].split("; ")] == ["regrade", "started", "applied", "undone"]
    assert undone[1] == "2 change, 1 go down; 1 undone (of 2)"
    assert undone[3].split() == ["olga", "1", "undone", "6/10", "4/10", "q1", "6/10", "->", "4/10"]


def test_regrade_of_one_student_with_another_version(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "regrade", "hw1", "--student=sam", "--version", "1", "--question=q1", "--all")
    assert ", question q1, version 1; started " in lines[0]
    assert lines[1] == "0 change, 0 go down (of 1)"
    assert lines[3].split()[:5] == ["sam", "1", "ready", "7/10", "7/10"]
    (discarded,) = run(capsys, "regrade", "hw1", "--discard")
    assert discarded.startswith(f"{lines[0]}; discarded ")


def test_void_a_test(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "void", "hw1", "--question=q1", "--test=q1 - 2", "--reason=it was wrong")
    assert ", question q1, test q1 - 2, policy drop; started " in lines[0] and lines[0].endswith(": it was wrong")
    assert lines[1] == "2 change, 0 go down (of 2)"
    assert lines[4].split()[3:5] == ["7/10", "5/5"]
    found = json.loads("\n".join(run(capsys, "void", "hw1", "--apply", "--json")))
    assert (found["state"], found["counts"]["applied"], found["policy"]) == ("applied", 2, "drop")
    assert found["steps"][0]["reason"] == "it was wrong"


def made_for(capsys: pytest.CaptureFixture[str], *students: str) -> list[str]:
    """Return the ids of a regrade for each student."""
    return [run(capsys, "regrade", "hw1", f"--student={name}")[0].split("; ")[0].split()[1] for name in students]


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_undo_takes_back_what_was_applied_last(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = made_for(capsys, "sam", "olga")
    for one in (second, first):
        run(capsys, "regrade", "hw1", "--apply", f"--id={one}")
    for one in (first, second):
        assert run(capsys, "regrade", "hw1", "--undo")[0].startswith(f"regrade {one};")


@pytest.mark.parametrize("decision", ["--preview", "--apply", "--discard"])
def test_of_several_that_are_open_one_has_to_be_named(
    service: str, decision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ids = made_for(capsys, "sam", "olga")
    said = refused(capsys, "regrade", "hw1", decision)
    assert "2 regrades of 'hw1' are open" in said and "--id" in said
    assert [line.split(";")[0].split()[1] for line in said.splitlines()[1:]] == ids
    assert run(capsys, "regrade", "hw1", decision, f"--id={ids[0]}")[0].startswith(f"regrade {ids[0]};")


def test_a_second_apply_does_not_take_an_older_preview(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    forgotten, meant = made_for(capsys, "sam", "olga")
    run(capsys, "regrade", "hw1", "--apply", f"--id={meant}")
    said = refused(capsys, "regrade", "hw1", "--apply")
    assert "older than what was decided last" in said and forgotten in said
    listed = run(capsys, "regrade", "hw1", "--list")
    assert [re.findall(r"regrade (\w+)|(started|applied) ", line) for line in listed] == [
        [(forgotten, ""), ("", "started")],
        [(meant, ""), ("", "started"), ("", "applied")],
    ]


def test_the_next_command_can_be_pasted(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "regrade", "hw1", "--student=sam")
    hint = run(capsys, "regrade", "physics/ hw1", "--student=olga")[-1]  # blanks: a shell would split it
    apply, discard = (shlex.split(one) for one in hint.split("Next: ")[1].split(", or "))
    assert apply[:2] == discard[:2] == ["jupyter", "autograde"]
    assert "; applied " in run(capsys, *apply[2:])[0]
    assert main(apply[2:]) != 0  # once more: not the other one
    assert main(discard[2:]) != 0
    assert "; started " in run(capsys, "regrade", "hw1", "--list")[0]
    assert "; applied " not in run(capsys, "regrade", "hw1", "--list")[0]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["regrade", "hw9"], 3, "no assignment 'hw9'"),
        (["regrade", "biology/hw1"], 3, "no course 'biology'"),
        (["regrade", "hw1", "--apply"], 3, "has no regrade that is open"),
        (["void", "hw1", "--undo"], 3, "has no void that is applied"),
        (["regrade", "hw1", "--apply", "--undo"], 2, "Choose one of --apply and --undo"),
        (["regrade", "hw1", "--apply", "--student=sam"], 2, "--student begin a new one"),
        (["regrade", "hw1", "--up"], 2, "--up goes with --apply"),
        (["regrade", "hw1", "--undo", "--up"], 2, "--up goes with --apply"),
        (["void", "hw1", "--apply", "--policy=full-marks"], 2, "--policy begin a new one"),
        (["void", "hw1", "--apply", "--policy=drop"], 2, "--policy begin a new one"),
        (["regrade", "hw1", "--test=x"], 2, "a test needs its question"),
        (["regrade", "hw1", "--student=ghost"], 2, "ghost"),
        (["regrade", "hw1", "--apply", "--id=7"], 3, "no regrade with this id"),
        (["regrade", "hw1", "--apply", "--list"], 2, "Choose one of --apply and --list"),
        (["regrade", "hw1", "--version=7"], 3, "no version 7"),
        (["void", "hw1", "--question=q1"], 2, "needs --question and --reason"),
        (["void", "hw1", "--question=q7", "--reason=x"], 2, "There are: q1"),
        (["regrade"], 2, "Usage"),
    ],
)
def test_refusals(service: str, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == code
    out, err = capsys.readouterr()
    assert said in err
    assert out == ""


def test_tas_look_and_do_not_decide(
    service: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "regrade", "hw1")
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service)
    assert run(capsys, "regrade", "hw1", "--preview")[1].startswith("0 change")
    assert main(["regrade", "hw1", "--apply"]) == 4
    assert "instructor" in capsys.readouterr().err
