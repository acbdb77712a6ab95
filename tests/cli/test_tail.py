"""`jupyter autograde tail`, `course live` and `events`: of files, and against a running service."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.following import follow_saves
from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.event import SaveEvent, SaveEventBatch
from jupyter_autograde.models.live import LiveClassroom, NotebookError, NotebookTail, TailCell, TailOutput
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving
from jupyter_autograde.timestamps import now

Output = pytest.CaptureFixture[str]


def write(path: Path, *sources: str, text: str = "") -> Path:
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "source": source,
            "execution_count": number,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}] if text else [],
        }
        for number, source in enumerate(sources, start=1)
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}))
    return path


def test_the_ends_of_files_are_printed_under_their_names(tmp_path: Path, capsys: Output) -> None:
    ada = write(tmp_path / "ada.ipynb", *(f"x = {n}\ny" for n in range(1, 13)))
    assert main(["tail", str(ada)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("[3] x = 3\n    y\n\n[4]")
    assert out.count("y\n") == 10
    bob = write(tmp_path / "bob.ipynb", "print()", text="".join(f"\x1b[1m{n}\n" for n in range(9)))
    assert main(["tail", "-n", "1", "-l", "4", str(ada), str(bob)]) == 0
    assert capsys.readouterr().out == (
        f"## {ada}\n\n[12] x = 12\n     y\n\n"
        f"## {bob}\n\n[1] print()\n  | 0\n  | 1\n  | 2\n  | ...\n  | 6\n  | 7\n  | 8\n\n"
    )
    assert main(["tail", "-n", "1", "-l", "4", "--json", str(ada), str(bob)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [cell["source"] for cell in made["cells"]] == [f"## {ada}", "x = 12\ny", f"## {bob}", "print()"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "Name notebooks"),
        (["none.ipynb"], "can't be read"),
        (["{}"], "notebook"),
        (["--follow", "a.ipynb"], "Name notebooks"),
    ],
)
def test_what_can_not_be_shown_is_said(
    words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "{}").write_text("{}")
    assert main(["tail", *words]) == 2
    assert reason in capsys.readouterr().err


@dataclass
class School:
    """A service with the course `physics` and a draft `hw1` in it."""

    address: str
    tokens: dict[str, str]
    assignment_id: str

    def save(self, user: str, path: str, source: str, **more: Any) -> None:
        """Save a notebook of one cell as the hook would report it."""
        output = TailOutput(kind="text", text="\n".join(map(str, range(9))))
        tail = NotebookTail(cells=[TailCell(cell_type="code", source=source, execution_count=7, outputs=[output])])
        event = SaveEvent(path=path, saved_at=now(), assignment_id=self.assignment_id, tail=tail, **more)
        with AutogradeClient(self.address, self.tokens[user]) as client:
            client.send_save_events(SaveEventBatch(events=[event]))


@pytest.fixture
def school(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    tokens = {name: settings.local_tokens.issue(name, admin=False) for name in ("ines", "sam", "olga")}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        with AutogradeClient(address, tokens["ines"]) as ines:
            assignment = ines.create_assignment(ines.list_courses()[0].id, AssignmentRequest(name="hw1"))
        yield School(address, tokens, assignment.id)


class Counting(AutogradeClient):
    """Counts how often the classroom is asked for."""

    asked = 0

    def show_live(self, course_id: str, *, assignment_id: str | None = None) -> LiveClassroom:
        """Count, and ask."""
        self.asked += 1
        return super().show_live(course_id, assignment_id=assignment_id)


@contextmanager
def following(*words: str) -> Iterator[Iterator[str]]:
    """Run a verb that goes on for ever; gives the lines it prints, and interrupts it at the end."""
    command = [sys.executable, "-m", "jupyter_autograde.cli.main", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield iter(process.stdout)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestWithAService:
    def test_a_course_is_switched_on_shown_followed_and_switched_off(
        self, school: School, tmp_path: Path, capsys: Output
    ) -> None:
        assert main(["tail", "--course", "physics"]) == 2
        assert "jupyter autograde course live physics --on" in capsys.readouterr().err
        assert main(["course", "live", "physics", "--on", "--days=9"]) == 0
        assert "kept for 9 days. Students: 2." in capsys.readouterr().out
        school.save("sam", "old.ipynb", "first")
        school.save("olga", "b.ipynb", "second", error=NotebookError(name="E", message="no"))
        assert main(["tail", "--course=physics", "--assignment=hw1", "-l", "2"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.partition(",")[0] for line in lines if line.startswith("##")] == [
            "## sam: old.ipynb",
            "## olga: b.ipynb",
        ]
        assert next(line for line in lines if line.startswith("## olga")).endswith("working, E: no")
        assert lines[-7:] == ["[7] second", "  | 0", "  | 1", "  | ...", "  | 7", "  | 8", ""]
        assert main(["tail", "--course=physics", "--json"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(row["user"], row["tail"]["cells"][0]["source"]) for row in rows] == [
            ("sam", "first"),
            ("olga", "second"),
        ]
        page = tmp_path / "live.html"
        assert main(["course", "live", "physics", f"--html={page}"]) == 0
        shown = capsys.readouterr().out.splitlines()
        assert [line.split()[:2] for line in shown[2:]] == [["olga", "b.ipynb"], ["sam", "old.ipynb"]]
        assert '<h2 id="olga">' in page.read_text()
        assert page.stat().st_mode & 0o777 == 0o600
        with following("tail", "--course=physics", "--follow") as printed:
            assert any(line.startswith("## olga") for line in printed)
            assert "[7] second\n" in printed
            school.save("sam", "new.ipynb", "third")
            assert next(line for line in printed if line.startswith("##")).startswith("## sam: new.ipynb, saved")
            assert "[7] third\n" in printed
        assert main(["course", "live", "physics", "--off"]) == 2
        assert "It was not switched off. Say --yes" in capsys.readouterr().err
        assert main(["course", "live", "physics", "--off", "--yes"]) == 0
        assert capsys.readouterr().out == "The live classroom is off.\n"
        assert main(["course", "live", "physics", "--off", "--on"]) == 2

    def test_what_was_saved_several_times_is_asked_for_and_shown_once(self, school: School) -> None:
        assert main(["course", "live", "physics", "--on"]) == 0
        with Counting(school.address, school.tokens["ines"]) as ines:
            start = ines.poll_events(wait=0).last_id
            for user, path in (("sam", "a.ipynb"), ("sam", "a.ipynb"), ("olga", "b.ipynb"), ("sam", "a.ipynb")):
                school.save(user, path, "1")
            pages = follow_saves(ines, ines.list_courses()[0].id, start)
            assert [(saved.user, saved.path) for saved in next(pages)] == [("sam", "a.ipynb"), ("olga", "b.ipynb")]
            assert ines.asked == 1
            school.save("olga", "c.ipynb", "2")
            assert [saved.path for saved in next(pages)] == ["c.ipynb"]

    def test_events_are_listed_and_followed(self, school: School, capsys: Output) -> None:
        assert main(["course", "live", "physics", "--on"]) == 0
        school.save("sam", "a.ipynb", "1")
        capsys.readouterr()
        assert main(["events", "list", "--course", "physics", "--json"]) == 0
        switched, event = json.loads(capsys.readouterr().out)
        assert switched["type"] == "live_changed"
        before = f"--after={switched['id']}"
        assert (event["type"], event["user"], event["data"]["path"]) == ("notebook_saved", "sam", "a.ipynb")
        assert main(["events", "list", "--assignment", "physics/hw1", "--after", "0"]) == 0
        head, line = capsys.readouterr().out.splitlines()
        assert (head.split()[:2], line.split()[0]) == (["ID", "AT"], str(event["id"]))
        assert main(["events", "list", "--after", str(event["id"])]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1
        with following("events", "follow", "--course=physics", before, "--json") as printed:
            assert json.loads(next(printed))["id"] == event["id"]
            school.save("olga", "b.ipynb", "1")
            assert json.loads(next(printed))["user"] == "olga"
        with following("events", "follow", before) as printed:
            assert next(printed).split()[0] == str(event["id"])
        assert main(["events", "list", "--course", "none"]) == 3
