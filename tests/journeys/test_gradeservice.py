"""gradeservice's door on the real sandbox: with nothing but the original's variables, from the source to the score."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
import requests

from jupyter_autograde.cli.local.demo import ports
from jupyter_autograde.cli.local.demo.course.assignments import WORDS_AND_ACCOUNTS
from jupyter_autograde.cli.local.demo.notebook_work import fill_in_answers
from jupyter_autograde.testing.service_process import ServiceProcess

NOTEBOOK = WORDS_AND_ACCOUNTS.notebook
SECRET = "a secret that Moodle and we share, long enough"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[str]:
    url = f"http://127.0.0.1:{ports.draw(1)[0]}/"
    service = ServiceProcess(
        ["serve", "--standalone", "--doors=gradeservice", f"--url={url}", f"--data-dir={tmp_path / 'service'}"],
        {"JUPYTER_NO_CONFIG": "1", "JWT_SECRET": SECRET},
        url=url,
        log=tmp_path / "log",
    )
    service.start()
    yield f"{url}services/gradeservice/5/7"
    service.stop()


@pytest.mark.slow
def test_from_the_source_to_the_score(door: str) -> None:
    header = {"Authorization": jwt.encode({"name": "ruth"}, SECRET, algorithm="HS256")}

    def post(url: str, content: bytes) -> requests.Response:
        return requests.post(url, files={"file": (NOTEBOOK, content)}, headers=header, timeout=180)

    made = post(door, WORDS_AND_ACCOUNTS.files[NOTEBOOK])
    assert made.status_code == 201, made.text
    points = made.json()["points"]
    assert (made.json()["total"], sum(points.values()), len(points)) == (20, 20, len(WORDS_AND_ACCOUNTS.answers))

    empty = base64.b64decode(made.json()[NOTEBOOK])
    answers = {question: given["right"] for question, given in WORDS_AND_ACCOUNTS.answers.items()}
    graded = post(f"{door}/sven", fill_in_answers(empty, answers))
    assert (graded.status_code, graded.json()["total"], graded.json()["points"]) == (200, 20, points), graded.text
    graded = post(f"{door}/olga", empty)
    assert (graded.json()["total"], set(graded.json()["points"].values())) == (0, {0})
    assert "Test case failed" in graded.json()["output"]["1"]
    assert requests.delete(door, headers=header, timeout=30).status_code == 204
