"""`jupyter autograde assignment set|extend|extensions` and `course set` against a running service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde.cli.late_words import limit_in_words, policy_in_words, read_limit, read_policy
from jupyter_autograde.cli.local_times import read_time, show_time, zone_of, zone_of_course
from jupyter_autograde.cli.main import main
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.course import EnrollmentRequest
from jupyter_autograde.permissions import Role
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import COURSES, configured, serving


class TestWords:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("10%/day, cap 50%, grace 15m", "10%/day, cap 50%, grace 15m"),
            ("  2pt / HOUR after 12h ", "2pt/hour after 12h"),
            ("5% after 1d, 10%/day after 2d, cap 80%", "5% after 24h, 10%/day after 48h, cap 80%"),
            ("1.5 points, grace 2h", "1.5pt, grace 120m"),
            ("none", "none"),
            ("grace 30min", "grace 30m"),
            ("999999.5pt, cap 1000000pt", "999999.5pt, cap 1000000pt"),
            ("0.0000001pt after 721m", "0.0000001pt after 721m"),
            ("5% after 90m, grace 0.1h", "5% after 90m, grace 6m"),
        ],
    )
    def test_a_policy_is_read_and_said_in_the_same_words(self, text: str, said: str) -> None:
        policy = read_policy(text)
        assert policy_in_words(policy) == said
        assert read_policy(said) == policy

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "10",
            "10%/week",
            "10%/day, 2pt",
            "cap 5%, cap 6%",
            "101%",
            "0%",
            "10%/day cap 50%",
            "-5%",
            "١%",
            "1e9pt",
            "grace 0.5m",
        ],
    )
    def test_what_is_no_policy_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(InvalidInput, match=r"^--late .*|^--late='"):
            read_policy(text)

    @pytest.mark.parametrize(("text", "said"), [("5", "5"), ("3/day", "3/24h"), ("2 / 12h", "2/12h"), ("none", "none")])
    def test_a_limit_is_read_and_said(self, text: str, said: str) -> None:
        assert limit_in_words(read_limit(text)) == said

    @pytest.mark.parametrize("text", ["0", "-1", "3/week", "1001", "2/0h", "many"])
    def test_what_is_no_limit_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput, match=r"^--attempts"):
            read_limit(text)


class TestTimes:
    @pytest.mark.parametrize(
        ("text", "zone", "utc"),
        [
            ("2026-12-01T23:59", "Europe/Berlin", "2026-12-01 22:59"),
            ("2026-07-01 23:59", "Europe/Berlin", "2026-07-01 21:59"),
            ("2026-12-01T23:59+05:30", "Europe/Berlin", "2026-12-01 18:29"),
            ("2026-12-01T23:59Z", None, "2026-12-01 23:59"),
            # Twice, and said which.
            ("2026-10-25T02:30+02:00", "Europe/Berlin", "2026-10-25 00:30"),
        ],
    )
    def test_a_local_time_is_a_moment(self, text: str, zone: str | None, utc: str) -> None:
        moment = read_time("due", text, zone_of(zone))
        assert moment is not None
        assert show_time(moment, None) == f"{utc} UTC"

    @pytest.mark.parametrize(
        ("text", "zone", "words"),
        [
            ("2026-12-01T23:59", None, "no time zone"),
            ("2026-12-01", "Europe/Berlin", "a day and a time"),
            ("tomorrow", "Europe/Berlin", "a day and a time"),
            ("0001-01-01T00:00+05:00", None, "before the year 1"),
            ("9999-12-31T23:59", "America/Los_Angeles", "after the year 9999"),
            ("2026-10-25T02:30", "Europe/Berlin", "twice or never"),
            ("2026-03-29T02:30", "Europe/Berlin", "twice or never"),
        ],
    )
    def test_what_is_no_one_moment_is_refused(self, text: str, zone: str | None, words: str) -> None:
        with pytest.raises(InvalidInput, match=words):
            read_time("due", text, zone_of(zone))

    @pytest.mark.parametrize("name", ["Berlin", "../../etc/passwd", "/etc/passwd", "Europe"])
    def test_a_zone_has_a_name_that_is_known(self, name: str) -> None:
        with pytest.raises(InvalidInput, match="no time zone"):
            zone_of(name)

    def test_a_zone_of_a_course_that_is_not_known_here_is_none(self) -> None:
        assert zone_of_course("Mars/Olympus") is None
        assert zone_of_course("Europe/Berlin") == zone_of("Europe/Berlin")

    def test_both_times_are_shown(self) -> None:
        zone = zone_of("Europe/Berlin")
        shown = show_time(read_time("due", "2026-12-01T23:59", zone), zone)
        assert shown == "Tue 2026-12-01 23:59 +0100 Europe/Berlin = 2026-12-01 22:59 UTC"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestVerbs:
    @pytest.fixture(autouse=True)
    def service(self, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """A service with physics/hw1, sam in section A; ines' token is set."""
        monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
        monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
        settings = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses=COURSES)
        components = settings.build(authenticator=LocalAuthenticator(settings.local_tokens))
        token = settings.local_tokens.issue("ines", admin=False)
        with serving(components) as address:
            monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
            monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", token)
            with AutogradeClient(address, token) as ines:
                course = ines.list_courses()[0].id
                ines.create_assignment(course, AssignmentRequest(name="hw1"))
                ines.enroll(course, "sam", EnrollmentRequest(role=Role.STUDENT, section="A"))
            yield

    @staticmethod
    def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
        assert main(words) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    @staticmethod
    def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
        assert main(words) != 0
        return capsys.readouterr().err

    def rows(self, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, str]:
        lines = [line.split(maxsplit=1) for line in self.run(capsys, *words).splitlines()]
        return {line[0]: line[1] for line in lines[1:]}

    def test_an_assignments_times_attempts_and_late_policy(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.rows(capsys, "assignment", "set", "hw1") == {
            **dict.fromkeys(["opens", "due", "closes"], "-"),
            **dict.fromkeys(["attempts", "late"], "none"),
            "visibility": "score at_once, public tests details, hidden tests never",
            "solution": "not shown",
        }
        assert "--timezone" in self.refused(capsys, "assignment", "set", "hw1", "--due=2026-12-01T23:59")
        course = self.rows(capsys, "course", "set", "physics", "--timezone=Europe/Berlin", "--late=20%")
        assert course == {"timezone": "Europe/Berlin", "late": "20%"}
        changed = self.rows(
            capsys,
            "assignment",
            "set",
            "hw1",
            "--due=2026-12-01T23:59",
            "--closes=2026-12-03T00:00Z",
            "--attempts=3/day",
        )
        assert changed == {
            "opens": "-",
            "due": "Tue 2026-12-01 23:59 +0100 Europe/Berlin = 2026-12-01 22:59 UTC",
            "closes": "Thu 2026-12-03 01:00 +0100 Europe/Berlin = 2026-12-03 00:00 UTC",
            "attempts": "3/24h",
            "late": "20% (the course's)",
            "visibility": "score at_once, public tests details, hidden tests never",
            "solution": "not shown",
        }
        own = ("assignment", "set", "hw1", "--late=10%/day, cap 50%, grace 15m", "--closes=-", "--attempts=none")
        changed = self.rows(capsys, *own)
        assert (changed["late"], changed["closes"], changed["attempts"]) == ("10%/day, cap 50%, grace 15m", "-", "none")
        back = json.loads(self.run(capsys, "assignment", "set", "hw1", "--late=course", "--json"))
        assert (back["due_at"], back["late_policy_of_course"]) == ("2026-12-01T22:59:00Z", True)
        course = self.rows(capsys, "course", "set", "physics", "--timezone=-", "--late=none")
        assert course == {"timezone": "UTC", "late": "none"}

    def test_extensions_are_given_shown_and_taken_back(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.run(capsys, "assignment", "set", "hw1", "--due=2026-12-01T22:59Z", "--attempts=2")
        berlin = "--timezone=Europe/Berlin"
        given = self.run(
            capsys, "assignment", "extend", "hw1", "sam", "olga", "--due=2026-12-05T12:00", berlin, "--reason=ill"
        )
        assert [line.split()[0] for line in given.splitlines()] == ["FOR", "olga", "sam"]
        assert "Sat 2026-12-05 12:00 +0100 Europe/Berlin = 2026-12-05 11:00 UTC" in given
        self.run(capsys, "assignment", "extend", "hw1", "--section=A", "--attempts=1")
        remove = ("assignment", "extend", "hw1", "sam", "--remove")
        assert "Nothing was changed. Say --yes" in self.refused(capsys, *remove)
        taken = json.loads(self.run(capsys, *remove, "--yes", "--json"))
        assert [(one["user"], one["ended_by"]) for one in taken] == [("sam", "ines")]

        def listed(*words: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = json.loads(
                self.run(capsys, "assignment", "extensions", "hw1", "--json", *words)
            )
            return found

        assert [(one["user"], one["section"], one["extra_attempts"]) for one in listed()] == [
            ("olga", None, 0),
            (None, "A", 1),
        ]
        assert {one["reason"] for one in listed("--ended") if one["user"]} == {"ill"}
        assert "section A" in self.run(capsys, "assignment", "extensions", "hw1")
        assert "Nothing was changed" in self.refused(capsys, "assignment", "extend", "hw1", "olga", "sam", "--remove")
        assert "it gives nothing" in self.refused(capsys, "assignment", "extend", "hw1", "sam")
        assert "STUDENT" in self.refused(capsys, "assignment", "extend", "hw1", "--due=2026-12-05T12:00Z")
        early = self.refused(capsys, "assignment", "extend", "hw1", "sam", "--due=2026-11-05T12:00Z")
        assert "would take time away" in early
        assert len(listed()) == 2
