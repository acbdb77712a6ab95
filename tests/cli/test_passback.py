"""`jupyter autograde passback` against a running service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.fake_lms import FakeLms
from jupyter_autograde.testing.service import COURSES, configured, serving

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def lms() -> Iterator[FakeLms]:
    with FakeLms() as running:
        yield running


@pytest.fixture
def service(tmp_path: Path, database_url: str, lms: FakeLms, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings = configured(
        tmp_path, database_url, standalone=True, load_courses=COURSES, lti11_platforms={"edx": lms.settings}
    )
    tokens = settings.local_tokens
    components = settings.build(authenticator=LocalAuthenticator(tokens))
    with serving(components) as url:
        token = tokens.issue("ines", admin=False)
        with AutogradeClient(url, token) as ines:
            ines.create_assignment(ines.list_courses()[0].id, AssignmentRequest(name="hw1"))
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", url)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", token)
        yield


def test_a_place_is_set_shown_and_ended(service: None, lms: FakeLms, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["passback", "target", "physics/hw1"]) == 0
    assert "go to no LMS. Platforms of this service: edx." in capsys.readouterr().out
    place = ["--platform=edx", f"--outcome-url={lms.url}", "--sourced-id=a:b:{user}"]
    assert main(["passback", "target", "physics/hw1", *place]) == 0
    assert f"edx: {lms.url}\nsourcedId: a:b:{{user}}" in capsys.readouterr().out
    assert main(["passback", "target", "physics/hw1", "--platform=edx"]) == 2
    assert "--outcome-url" in capsys.readouterr().err
    assert main(["passback", "list", "physics", "--state=all"]) == 0
    assert capsys.readouterr().out.split() == ["ID", "ASSIGNMENT", "STUDENT", "SCORE", "STATE", "SINCE", "WHY"]
    assert main(["passback", "retry", "physics/hw1"]) == 0
    assert "0 grades are sent again." in capsys.readouterr().out
    assert main(["passback", "retry", "physics", "nonsense"]) == 2
    assert "`passback list` shows the ids" in capsys.readouterr().err
    assert main(["passback", "end", "physics/hw1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["platform"] is None
