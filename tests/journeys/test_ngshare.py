"""nbgrader and ngshare-exchange from PyPI at a hub whose ngshare is ours: the whole cycle, and both ways into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_autograde.cli.local.demo.filling import archive
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.models.assignment import Assignment, AssignmentFormat, AssignmentRequest, VersionState
from jupyter_autograde.models.submission import Submission, SubmissionState
from jupyter_autograde.permissions import Role
from jupyter_autograde.testing.operators_page import door_snippet, managed_snippet
from jupyter_autograde.testing.own_hub import OwnHub, until
from tests.journeys.nbgrader_site import NbgraderUser, source_notebook

COURSE = "chemistry"
RIGHT = {"double": "def double(n):\n    return n + n"}
HALF = {"double": "def double(n):\n    return abs(n + n)"}
"""Passes what students see, and not the hidden test."""

pytestmark = pytest.mark.slow


class Site:
    """A hub with the service behind the name `ngshare`, and the people of a course with their terminals."""

    def __init__(self, folder: Path) -> None:
        self.hub = OwnHub(
            folder,
            managed_snippet() + door_snippet("ngshare"),
            admins=["ada"],
            people=["ruth", "sven", "olga", "leon"],
            settings={"autograde_options": ["--doors=ngshare"]},
        )

    def prepare(self) -> None:
        """Log everybody in at their terminals, and make the course with the old service's own tool."""
        url = f"{self.hub.settings.url}services/ngshare"
        self.people = {
            name: NbgraderUser(name, self.hub.token(name), self.hub.home(name), url, COURSE)
            for name in ("ada", "ruth", "sven", "olga")
        }
        self.people["ada"].run("ngshare-course-management", "create_course", COURSE, "ruth")
        roster = self.hub.home("ruth") / "students.csv"
        roster.write_text(
            "student_id,first_name,last_name,email\nsven,Sven,S,sven@example.org\nruth,R,R,r@example.org\n"
        )
        self.added = self["ruth"].run("ngshare-course-management", "add_students", COURSE, roster.name, "--no-gb")
        self["ruth"].run("ngshare-course-management", "add_student", COURSE, "olga", "-f", "Olga", "--no-gb")

    def __getitem__(self, name: str) -> NbgraderUser:
        return self.people[name]

    def assignment(self, client: AutogradeClient, name: str) -> Assignment:
        """Return what the service's own API says of an assignment."""
        (found,) = (one for one in client.list_assignments() if one.name == name)
        return found

    def release_with_tests(self, client: AutogradeClient, assignment_id: str) -> None:
        """Release from the source, as the button does."""
        version = client.start_version(assignment_id, archive({"work.ipynb": source_notebook()}))
        until(lambda: client.get_version(version.id).state is not VersionState.BUILDING, "a version to be built")
        client.release_version(version.id)


def graded(client: AutogradeClient, submission_id: str) -> Submission:
    """Wait until our autograder has graded a submission."""
    until(lambda: client.get_submission(submission_id).state is SubmissionState.GRADED, "a submission to be graded")
    return client.get_submission(submission_id)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("ngshare"))
    with made.hub.running():
        made.prepare()
        yield made


def test_courses_and_people_by_the_old_tool(site: Site) -> None:
    assert "sven was successfully added" in site.added
    assert "There was an error adding ruth" in site.added
    assert "Cannot add instructor as student" in site.added
    tool = (
        "ngshare-course-management",
        "add_instructor",
        COURSE,
        "leon",
        "-f",
        "Leon",
        "-l",
        "L",
        "-e",
        "l@example.org",
    )
    refused = site["ruth"].try_to_run(*tool)
    assert (refused.returncode != 0, "Permission denied" in refused.stdout) == (True, True)
    site["ada"].run(*tool)
    with site.hub.client("ruth") as ruth:
        (course,) = ruth.list_courses()
        people = {row.user: row.role for row in ruth.list_enrollments(course.id)}
    assert (course.name, people) == (
        COURSE,
        {"ruth": Role.INSTRUCTOR, "leon": Role.INSTRUCTOR, "sven": Role.STUDENT, "olga": Role.STUDENT},
    )
    site["ada"].run("ngshare-course-management", "remove_instructor", COURSE, "leon")
    with site.hub.client("leon") as leon:
        assert leon.list_courses() == []


def test_the_whole_cycle_of_nbgrader(site: Site) -> None:
    ruth, sven = site["ruth"], site["sven"]
    ruth.write_source("ps1", "work.ipynb", source_notebook())
    ruth.run("nbgrader", "generate_assignment", "ps1")
    ruth.run("nbgrader", "release_assignment", "ps1")
    assert f"{COURSE} ps1" in sven.run("nbgrader", "list")
    sven.run("nbgrader", "fetch_assignment", "ps1")
    sven.answer("ps1/work.ipynb", HALF)
    sven.run("nbgrader", "submit", "ps1")

    with site.hub.client("sven") as client:
        ours = site.assignment(client, "ps1")
        assert (ours.format, ours.state, ours.version) == (AssignmentFormat.NBGRADER, "released", 1)
        (submission,) = client.list_submissions(ours.id)
    assert (submission.attempt, submission.state) == (1, SubmissionState.QUEUED)

    ruth.run("nbgrader", "collect", "ps1")
    ruth.run("nbgrader", "autograde", "ps1")
    ruth.run("nbgrader", "generate_feedback", "ps1")
    ruth.run("nbgrader", "release_feedback", "ps1")
    assert "feedback ready to be fetched" in sven.run("nbgrader", "list", "--cached")
    sven.run("nbgrader", "fetch_feedback", "ps1")
    (page,) = (sven.home / "ps1" / "feedback").glob("*/work.html")
    assert re.search(r"Score: 1.0 / 2.0", page.read_text()), page.read_text()[-2000:]

    # It is an assignment of ours: as soon as we have the tests too, our autograder says the same.
    with site.hub.client("ruth") as client:
        site.release_with_tests(client, ours.id)
        client.grade_again(submission.id)
        found = graded(client, submission.id)
    assert (found.score, found.max_score) == (1, 2)

    ruth.run("nbgrader", "list", "--remove", "ps1")
    assert "ps1" not in sven.run("nbgrader", "list")
    with site.hub.client("sven") as client:
        assert (site.assignment(client, "ps1").state, len(client.list_submissions(ours.id))) == ("closed", 1)


def test_a_release_of_ours_is_worked_on_with_nbgrader(site: Site) -> None:
    with site.hub.client("ruth") as ruth, site.hub.client("olga") as olga:
        (course,) = ruth.list_courses()
        made = ruth.create_assignment(course.id, AssignmentRequest(name="ps2", format=AssignmentFormat.NBGRADER))
        site.release_with_tests(ruth, made.id)
        site["olga"].run("nbgrader", "fetch_assignment", "ps2")
        fetched = json.loads((site["olga"].home / "ps2" / "work.ipynb").read_text())
        assert "HIDDEN" not in json.dumps(fetched)
        site["olga"].answer("ps2/work.ipynb", RIGHT)
        site["olga"].run("nbgrader", "submit", "ps2")
        (submission,) = olga.list_submissions(made.id)
        found = graded(olga, submission.id)
        assert (found.score, found.max_score, found.attempt) == (2, 2, 1)
    site["ruth"].run("nbgrader", "collect", "ps2")
    collected = site["ruth"].home / "submitted" / "olga" / "ps2"
    assert RIGHT["double"] in json.loads((collected / "work.ipynb").read_text())["cells"][0]["source"]
    assert (collected / "timestamp.txt").read_text().startswith(f"{found.submitted_at:%Y-%m-%d %H:%M:%S}")
