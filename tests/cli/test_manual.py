"""`jupyter autograde manual` against a running service."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import COURSES, archive, configured, serving
from jupyter_autograde.testing.walkthrough import notebook, work

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A service with an essay of sam's in physics/hw1; the environment has ines' token."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(
        tmp_path,
        database_url,
        standalone=True,
        prefix="/",
        load_courses=COURSES,
        engine="jupyter_autograde.testing.service.essay_engine",
    )
    components: Components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=False) for name in ("ines", "sam")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        with AutogradeClient(address, tokens["ines"]) as ines, AutogradeClient(address, tokens["sam"]) as sam:
            assignment = ines.create_assignment(ines.list_courses()[0].id, AssignmentRequest(name="hw1"))
            version = ines.start_version(assignment.id, io.BytesIO(archive({"hw1.ipynb": notebook()}).content))
            wait_for(ines, EventType.VERSION_BUILT)
            ines.release_version(version.id)
            sam.submit(assignment.id, io.BytesIO(work("score: 7").content), key="k")
            wait_for(sam, EventType.SUBMISSION_GRADED)
        yield


def wait_for(client: AutogradeClient, kind: EventType) -> None:
    with client.stream_events(after=0) as events:
        assert any(event is not None and event.type is kind for event in events)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Run a verb that works; returns its lines."""
    assert main(["manual", *words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out.splitlines()


def test_points_are_given_and_taken_back(service: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "status", "hw1")[1].split() == ["essay", "0", "1", "0", "4"]
    sam = ("--student=sam", "--question=essay")
    assert run(capsys, "give", "hw1", *sam, "--points=3")[1].split() == ["sam", "essay", "3", "4", "ines"]
    _, line, said = run(capsys, "status", "hw1")
    assert line.split() == ["essay", "1", "1", "0", "4"]
    assert said.startswith("ines: 1, the last at ")
    assert run(capsys, "list", "hw1", "--pending")[1:] == []
    run(capsys, "give", "hw1", *sam, "--take-back", "--reason=of another student")
    (row,) = json.loads("\n".join(run(capsys, "list", "hw1", "--pending", "--json")))
    assert (row["student"], row["score"], row["grader"]) == ("sam", 0, None)


def test_a_file_for_another_system_has_what_is_unfinished_when_asked(
    service: None, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["grades", "export", "physics", "--format=moodle"]
    for more, end, words in (([], ",,", "are empty cells"), (["--unfinished"], ",7.0,50.0", "are in it")):
        assert main([*command, *more]) == 0
        out, err = capsys.readouterr()
        assert out.splitlines()[-1].endswith(end)
        assert f"Still to be graded: 1 score and 1 total. They {words}" in err


def test_a_rubric_item_is_changed_with_the_work_graded_by_it(service: None, capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "rubric", "hw1", "--question=essay", "--text=Names the cause", "--points=3")
    item = lines[1].split()[0]
    run(capsys, "give", "hw1", "--student=sam", "--question=essay", f"--item={item}")
    lines = run(capsys, "change", "hw1", f"--item={item}", "--points=2", "--reason=too much")
    assert lines[0].startswith("rubric ") and ", question essay; started " in lines[0]
    assert lines[1] == "1 change, 1 go down (of 1)"
    assert lines[3].split()[3:5] == ["10/14", "9/14"]
    assert run(capsys, "change", "hw1", "--apply")[1] == "1 change, 1 go down; 1 applied (of 1)"
    assert run(capsys, "rubric", "hw1")[1].split()[2:4] == ["2", "1"]
    run(capsys, "change", "hw1", "--undo")
    assert run(capsys, "list", "hw1")[1].split()[2] == "3"


def test_a_code_stands_for_the_name_while_it_is_anonymous(service: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "anonymous", "hw1")[-1].startswith("Grading is anonymous")
    code = run(capsys, "list", "hw1")[1].split()[0]
    assert re.fullmatch(r"[0-9A-Z]{6}", code)
    run(capsys, "give", "hw1", f"--student={code}", "--question=essay", "--points=1")
    assert main(["manual", "give", "hw1", "--student=sam", "--question=essay", "--points=1"]) == 3
    assert "There is no work of 'sam'" in capsys.readouterr().err
    run(capsys, "anonymous", "hw1", "--off")
    assert run(capsys, "list", "hw1")[1].split()[0] == "sam"


@pytest.mark.parametrize("options", [["--points=1", "--take-back"], [], ["--points=1"]])
def test_what_is_unclear_is_refused(service: None, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    who = ["--student=sam", *([] if options == ["--points=1"] else ["--question=essay"])]
    assert main(["manual", "give", "hw1", *who, *options]) == 2
    assert "Give --points or --item" in (said := capsys.readouterr().err) or "--student and --question" in said
