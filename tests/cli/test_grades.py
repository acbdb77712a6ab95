"""`jupyter autograde grades export` against a running service."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.gradebook.exports.long import GoferRow, as_table
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.course import CourseRequest, EnrollmentRequest
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, archive, configured, serving
from jupyter_autograde.testing.walkthrough import notebook, work
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GOFER = ["userid", "grade", "section", "lab", "timestamp"]
STAMP = re.compile(r"\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d\.\d{3}")


@pytest.fixture
def service(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A service with physics/hw1: sam has handed in twice, olga once; ines' token is set, and all are given."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
    components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
    people = {"ines": False, "tom": False, "sam": False, "olga": False, "root": True}
    tokens = {name: settings.local_tokens.issue(name, admin=admin) for name, admin in people.items()}
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", tokens["ines"])
        with AutogradeClient(address, tokens["ines"]) as ines:
            course = ines.list_courses()[0].id
            ines.enroll(course, "sam", EnrollmentRequest(role=Role.STUDENT, section="A"))
        give(address, tokens, "physics", {"sam": ["score: 7", "score: 5"], "olga": ["score: 10"]})
        yield tokens


def give(address: str, tokens: dict[str, str], course: str, work_of: dict[str, list[str]]) -> None:
    """Release hw1 and hand in; returns when all is graded."""
    with AutogradeClient(address, tokens["root"]) as root:
        (found,) = root.list_courses(name=course)
        made = root.create_assignment(found.id, AssignmentRequest(name="hw1"))
        start = root.poll_events(wait=0).last_id
        version = root.start_version(made.id, io.BytesIO(archive({"hw1.ipynb": notebook()}).content))
        wait_for(root, start, "version_built", 1)
        root.release_version(version.id)
        start = root.poll_events(wait=0).last_id
        for user, texts in work_of.items():
            with AutogradeClient(address, tokens[user]) as student:
                for text in texts:
                    student.submit(made.id, io.BytesIO(work(text).content), key=new_ulid())
        wait_for(root, start, "submission_graded", sum(map(len, work_of.values())))


def wait_for(client: AutogradeClient, after: int, kind: str, count: int) -> None:
    for _ in range(30):
        page = client.poll_events(after=after)
        count -= sum(event.type == kind for event in page.events)
        if count <= 0:
            return
        after = page.last_id
    raise AssertionError(f"{count} events {kind} did not come")


def exported(capsys: pytest.CaptureFixture[str], *words: str) -> list[list[str]]:
    assert main(["grades", "export", *words]) == 0, capsys.readouterr().err
    return list(csv.reader(io.StringIO(capsys.readouterr().out)))


def test_gofers_files_have_a_row_for_each_graded_submission(
    service: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *rows = exported(capsys, "physics", "--format=gofer")
    assert head == GOFER
    graded = [["sam", "0.7", "A", "hw1"], ["sam", "0.5", "A", "hw1"], ["olga", "1.0", "", "hw1"]]
    assert [row[:4] for row in rows] == graded
    assert all(STAMP.fullmatch(row[4]) for row in rows)
    here = datetime.now(UTC).astimezone(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None)
    assert abs((datetime.strptime(rows[0][4], "%Y-%m-%d-%H:%M:%S.%f") - here).total_seconds()) < 600
    folder = tmp_path / "out"
    folder.mkdir()
    file, book = folder / "grades.csv", folder / "gradebook.db"
    assert exported(capsys, "physics", str(file), "--format=gofer") == [[f"{file}: 3 grades"]]
    assert file.read_bytes().startswith(b"userid,grade,section,lab,timestamp\r\nsam,0.7,A,hw1,")
    assert file.stat().st_mode & 0o777 == 0o600
    book.write_text("an older one")
    assert main(["grades", "export", "physics", str(book), "--format=gofer-db"]) == 2
    assert f"{book} is there already, and was kept. Say --yes" in capsys.readouterr().err
    assert book.read_text() == "an older one"
    exported(capsys, "physics", str(book), "--format=gofer-db", "--yes")
    with closing(sqlite3.connect(book)) as database:
        (table,) = database.execute("SELECT sql FROM sqlite_master").fetchall()
        stored = database.execute("SELECT * FROM grades").fetchall()
    assert table == ("CREATE TABLE grades (userid text, grade real, section text, lab text, timestamp text)",)
    assert [[str(cell) for cell in row] for row in stored] == rows
    assert sorted(path.name for path in folder.iterdir()) == ["gradebook.db", "grades.csv"]


def test_our_own_has_the_newest_attempt_of_everybody(
    service: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service["tom"])
    head, *rows = exported(capsys, "physics")
    olga = {"user": "olga", "section": "", "attempt": "1", "score": "10.0", "final_score": "10.0"}
    sam = {"user": "sam", "section": "A", "attempt": "2", "score": "5.0", "final_score": "5.0"}
    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {**_PLAIN, **olga, "submitted_at": rows[0][4]},
        {**_PLAIN, **sam, "submitted_at": rows[1][4]},
    ]
    assert datetime.fromisoformat(rows[0][4]).tzinfo is not None
    assert main(["grades", "export", "physics", "--json"]) == 0
    assert [row["score"] for row in json.loads(capsys.readouterr().out)] == [10.0, 5.0]


_PLAIN = {
    "assignment": "hw1",
    "late": "False",
    "state": "graded",
    "max_score": "10.0",
    "submitted_by": "",
    "pending": "0.0",
    "penalty": "0.0",
}


def test_late_work_has_its_score_its_penalty_and_what_counts(
    service: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    due = "2020-01-01T00:00:00Z"
    assert main(["assignment", "set", "hw1", f"--due={due}", "--late=20%/day, cap 30%"]) == 0
    capsys.readouterr()
    head, *rows = exported(capsys, "physics")
    wanted = [head.index(name) for name in ("user", "late", "score", "penalty", "final_score")]
    assert [[row[column] for column in wanted] for row in rows] == [
        ["olga", "True", "10.0", "3.0", "7.0"],
        ["sam", "True", "5.0", "3.0", "2.0"],
    ]
    # gofer's programs know no penalties, and get what they have always got.
    assert [row[1] for row in exported(capsys, "physics", "--format=gofer")[1:]] == ["0.7", "0.5", "1.0"]


def test_a_section_that_is_a_course_gives_its_name(service: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    address = os.environ["JUPYTER_AUTOGRADE_URL"]
    with AutogradeClient(address, service["root"]) as root:
        course = root.create_course(CourseRequest(name="8x.2"))
        root.enroll(course.id, "sam", EnrollmentRequest(role=Role.STUDENT))
        root.enroll(course.id, "ines", EnrollmentRequest(role=Role.TA))
    give(address, service, "8x.2", {"sam": ["score: 1"]})
    assert [row[:4] for row in exported(capsys, "8x.2", "--format=gofer")] == [GOFER[:4], ["sam", "0.1", "2", "hw1"]]


def test_no_cell_is_a_formula(database_url: str) -> None:
    row = GoferRow("=cmd()", 0.5, "@A", "-1", "2026-01-01-00:00:00.000")
    assert as_table(GoferRow, [row]).as_csv().splitlines()[1] == "'=cmd(),0.5,'@A,'-1,2026-01-01-00:00:00.000"


@pytest.mark.parametrize(
    ("who", "words", "code", "said"),
    [
        ("sam", ["physics"], 4, "Only the staff"),
        ("ines", ["chemistry"], 3, "no course 'chemistry'"),
        ("ines", [], 2, "Usage"),
        ("ines", ["physics", "--format=gofer-db"], 2, "name a file"),
        ("ines", ["physics", "/nowhere/grades.csv"], 2, "can't be written: No such file"),
    ],
)
def test_refusals(
    service: dict[str, str],
    who: str,
    words: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service[who])
    assert main(["grades", "export", *words]) == code
    out, err = capsys.readouterr()
    assert (said in err, out) == (True, "")
