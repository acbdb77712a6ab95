"""`jupyter autograde feedback …` and `submission …` against a running service."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, archive, configured, serving
from jupyter_autograde.testing.walkthrough import notebook, work
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Says = Any


def wait_for(client: AutogradeClient, after: int, kind: str, count: int) -> None:
    for _ in range(30):
        page = client.poll_events(after=after)
        count -= sum(event.type == kind for event in page.events)
        if count <= 0:
            return
        after = page.last_id
    raise AssertionError(f"{count} events {kind} did not come")


@pytest.fixture
def tokens(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A service with physics/hw1: sam has handed in twice, olga once; ines' token is set, and all are given."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    monkeypatch.chdir(tmp_path)
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    people = {"ines": False, "sam": False, "olga": False, "root": True}
    made = {name: settings.local_tokens.issue(name, admin=admin) for name, admin in people.items()}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", made["ines"])
        with AutogradeClient(address, made["root"]) as root:
            (course,) = root.list_courses(name="physics")
            assignment = root.create_assignment(course.id, AssignmentRequest(name="hw1"))
            start = root.poll_events(wait=0).last_id
            version = root.start_version(assignment.id, io.BytesIO(archive({"hw1.ipynb": notebook()}).content))
            wait_for(root, start, "version_built", 1)
            root.release_version(version.id)
            start = root.poll_events(wait=0).last_id
            for user, text in [("sam", "score: 7"), ("sam", "score: 5"), ("olga", "score: 10")]:
                with AutogradeClient(address, made[user]) as student:
                    student.submit(assignment.id, io.BytesIO(work(text).content), key=new_ulid())
            wait_for(root, start, "submission_graded", 3)
        yield made


@pytest.fixture
def says(tokens: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Says:
    """Run a verb as somebody; give its exit code, output and complaints."""

    def say(*words: str, by: str = "ines") -> tuple[int, str, str]:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens[by])
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return say


def rows(said: tuple[int, str, str]) -> Any:
    assert said[0] == 0, said
    return json.loads(said[1])


def test_feedback_is_generated_released_fetched_and_hidden(says: Says, tmp_path: Path) -> None:
    comment = ("feedback", "comment", "physics/hw1", "--student=sam")
    assert says(*comment, "--text=Look at **units**", "--question=q1")[0] == 0
    counts, names = says("feedback", "release", "hw1")[1].splitlines()
    assert counts == "0 released; 2 have none, or an outdated one (of 2)"
    assert names == "Left out, with the attempt: olga (1), sam (2)."
    assert says("feedback", "generate", "hw1")[1] == "2 generated (of 2)\n"
    assert says("feedback", "generate", "hw1")[1] == "0 generated; 2 were so already (of 2)\n"
    assert rows(says("feedback", "generate", "hw1", "--attempts=all", "--json"))["done"] == 1
    assert says("feedback", "fetch", "hw1", by="sam")[0] == 3
    assert says("feedback", "release", "hw1", "--student=sam")[1] == "1 released (of 1)\n"
    states = {row["user"]: row["state"] for row in rows(says("feedback", "status", "hw1", "--json"))}
    assert states == {"olga": "generated", "sam": "released"}

    fetched = rows(says("feedback", "fetch", "hw1", "--json", by="sam"))
    assert [(row["attempt"], row["folder"], row["state"]) for row in fetched] == [(2, "feedback/sam/2", "written")]
    page = (tmp_path / "feedback" / "sam" / "2" / "hw1.html").read_text()
    assert "<strong>units</strong>" in page and "5 of 10 points" in page
    assert rows(says("feedback", "fetch", "hw1", "--json", by="sam"))[0]["state"] == "unchanged"

    code, _, complaint = says("feedback", "unrelease", "hw1")
    assert (code, "--yes" in complaint) == (2, True)
    assert says("feedback", "unrelease", "hw1", "--yes")[1] == "1 hidden; 1 were so already (of 2)\n"
    assert says("feedback", "fetch", "hw1", by="sam")[0] == 3
    assert says("feedback", "status", "hw1", by="sam")[0] == 4


def test_comments_are_added_shown_and_removed(says: Says) -> None:
    comment = ("submission", "comment", "hw1", "--student=sam")
    assert says(*comment, "--attempt=1", "--text=first")[0] == 0
    (one,) = rows(says(*comment, "--attempt=1", "--list", "--json"))
    assert (one["text"], one["author"], one["question"]) == ("first", "ines", None)
    assert rows(says(*comment, "--json")) == []
    assert says(*comment, "--attempt=1", f"--remove={one['id']}")[0] == 0
    assert rows(says(*comment, "--attempt=1", "--json")) == []
    for words, code in [
        (("--text=x", "--question=q9"), 2),
        (("--text=x", "--list"), 2),
        (("--question=q1",), 2),
        (("--text=\0",), 2),
        ((f"--remove={new_ulid()}",), 3),
    ]:
        assert says(*comment, *words)[0] == code, words
    assert says("submission", "comment", "hw1", "--text=whose?")[0] == 2
    assert says(*comment, "--text=mine", by="sam")[0] == 4


def test_a_student_asks_about_a_grade_and_the_staff_answer(says: Says) -> None:
    ask = ("requests", "ask", "hw1")
    code, _, complaint = says(*ask, "--text=Why?", by="sam")
    assert (code, "not released yet" in complaint) == (1, True)
    says("feedback", "generate", "hw1")
    says("feedback", "release", "hw1")
    (made,) = rows(says(*ask, "--text=Why?", "--question=q1", "--json", by="sam"))
    assert (made["user"], made["attempt"], made["question"], made["state"]) == ("sam", 2, "q1", "open")
    for words, code in [
        ((), 2),
        (("--text=\0",), 2),
        (("--text=x", "--question=q9"), 2),
        (("--text=x", "--attempt=9"), 3),
    ]:
        assert says(*ask, *words, by="sam")[0] == code, words

    (waiting,) = rows(says("requests", "list", "physics", "--json"))
    assert waiting == made == rows(says("requests", "list", "physics/hw1", "--json", by="sam"))[0]
    assert rows(says("requests", "list", "physics/hw1", "--json", by="olga")) == []
    assert rows(says("requests", "list", "physics/hw1", "--student=olga", "--json")) == []
    assert says("requests", "list", "physics", by="sam")[0] == 2
    todo = rows(says("todo", "physics", "--json"))
    assert [(item["kind"], item["count"], item["filter"]["state"]) for item in todo["items"]] == [
        ("grade_requests", 1, "asked")
    ]
    assert "asked about the grade" in says("todo", "physics")[1]
    assert says("todo", "physics", by="sam")[0] == 4

    answer = ("requests", "answer", made["id"])
    assert says(*answer, "--text=So.", by="sam")[0] == 4
    assert says(*answer)[0] == 2
    (answered,) = rows(says(*answer, "--text=So.", "--json"))
    assert (answered["state"], answered["answered_by"], answered["changed"]) == ("answered", "ines", False)
    assert "So." in says("requests", "list", "physics/hw1", "--state=all", by="sam")[1]
    assert says("requests", "withdraw", made["id"], by="sam")[0] == 1
    (again,) = rows(says(*ask, "--text=Really?", "--json", by="sam"))
    assert rows(says("requests", "withdraw", again["id"], "--json", by="sam"))[0]["state"] == "withdrawn"
    assert says("todo", "physics")[1] == "Nothing is to be done in physics.\n"


def test_submissions_are_listed_shown_and_downloaded(says: Says, tmp_path: Path) -> None:
    def listed(*words: str, by: str = "ines") -> list[tuple[str, int]]:
        found = rows(says("submission", "list", "hw1", "--json", *words, by=by))
        return [(row["user"], row["attempt"]) for row in found]

    assert listed() == [("olga", 1), ("sam", 2)]
    assert listed("--attempts=all") == [("olga", 1), ("sam", 1), ("sam", 2)]
    assert listed("--student=sam", "--attempts=all") == [("sam", 1), ("sam", 2)]
    assert listed("--attempt=1") == [("olga", 1), ("sam", 1)]
    assert listed("--status=graded", by="olga") == [("olga", 1)]
    assert listed("--failing=q1 - 2") == listed("--failing=q1 - 2", "--of-question=q1") == [("sam", 2)]
    assert says("submission", "list", "hw1", "--failing=q1 - 2", "--of-question=q9")[0] == 3
    assert says("submission", "list", "hw1", "--of-question=q1")[0] == 2
    assert says("submission", "list", "hw1", "--status=failed")[0] == 3
    assert says("submission", "list", "hw1", "--student=olga", by="sam")[0] == 3
    assert "olga  1" in says("submission", "list", "hw1")[1]

    shown = rows(says("submission", "show", "hw1", "--student=sam", "--json"))
    cases = [case["name"] for case in shown["grade"]["result"]["questions"][0]["cases"]]
    assert (shown["score"], cases) == (5, ["q1 - 1", "q1 - 2"])
    assert "(hidden)" in says("submission", "show", shown["id"])[1]
    assert "hidden" not in says("submission", "show", shown["id"], by="sam")[1]
    assert says("submission", "show", shown["id"], by="olga")[0] == 3

    assert [row["state"] for row in rows(says("submission", "download", "hw1", "--json"))] == ["written"] * 2
    assert "score: 5" in (tmp_path / "submissions" / "sam" / "2" / "hw1.ipynb").read_text()
    assert {row["state"] for row in rows(says("submission", "download", "hw1", "--json"))} == {"unchanged"}
    own = rows(says("submission", "download", "hw1", "--attempts=all", "-o", "own", "--json", by="sam"))
    assert [row["folder"] for row in own] == ["own/sam/1", "own/sam/2"]


def test_submissions_are_graded_again(says: Says, tokens: dict[str, str]) -> None:
    assert rows(says("submission", "grade", "hw1", "--student=olga", "--json"))[0]["state"] == "queued"
    assert says("submission", "grade", "hw1", "--student=olga", by="olga")[0] == 4
