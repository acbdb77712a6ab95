"""Without a hub: `jupyter autograde serve --standalone`, its tokens, and the real sandbox."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.bundles import BundleLimits, BundleReader
from jupyter_autograde.cli.local.demo import ports
from jupyter_autograde.cli.local.demo.course.assignments import WORDS_AND_ACCOUNTS
from jupyter_autograde.cli.local.demo.filling import archive
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest, VersionState
from jupyter_autograde.models.submission import SubmissionState
from jupyter_autograde.testing.own_hub import until
from jupyter_autograde.testing.service_process import ServiceProcess

NOTEBOOK = WORDS_AND_ACCOUNTS.notebook


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    url = f"http://127.0.0.1:{ports.draw(1)[0]}/"
    service = ServiceProcess(
        ["serve", "--standalone", f"--url={url}", f"--data-dir={tmp_path / 'service'}"],
        {"JUPYTER_NO_CONFIG": "1"},
        url=url,
        log=tmp_path / "log",
    )
    service.start()
    yield url
    service.stop()


@pytest.mark.slow
def test_from_release_to_a_score(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def token(name: str, *flags: str) -> str:
        assert main(["token", name, f"--data-dir={tmp_path / 'service'}", *flags]) == 0
        return capsys.readouterr().out.strip()

    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", token("root", "--admin"))
    assert main(["course", "create", "maths"]) == 0
    assert main(["course", "enroll", "maths", "ruth", "--role=instructor"]) == 0
    assert main(["course", "enroll", "maths", "sven"]) == 0
    capsys.readouterr()

    with AutogradeClient(address, token("ruth")) as ruth, AutogradeClient(address, token("sven")) as sven:
        (course,) = ruth.list_courses()
        assignment = ruth.create_assignment(course.id, AssignmentRequest(name="Homework"))
        version = ruth.start_version(assignment.id, archive(WORDS_AND_ACCOUNTS.files))
        until(lambda: ruth.get_version(version.id).state is not VersionState.BUILDING, "the build", 120)
        ruth.release_version(version.id)

        bundle = io.BytesIO()
        sven.download_version(version.id, bundle)
        files = dict(BundleReader(bundle, BundleLimits()).files())
        answers = {question: given["right"] for question, given in WORDS_AND_ACCOUNTS.answers.items()}
        files[NOTEBOOK] = fill_in_answers(files[NOTEBOOK], answers)
        submission = sven.submit(assignment.id, archive(files), key="once")
        over = {SubmissionState.GRADED, SubmissionState.FAILED}
        until(lambda: sven.get_submission(submission.id).state in over, "the score")
        assert (sven.get_submission(submission.id).score, len(ruth.list_grades(submission.id))) == (20, 1)
