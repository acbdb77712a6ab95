"""`jupyter autograde assignment set`, for instructors."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from traitlets import Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.late_words import limit_in_words, policy_in_words, read_limit, read_policy
from jupyter_autograde.cli.local_times import read_time, show_time, zone_of, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.cli.visibility_words import read_choice, visibility_in_words
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment, AssignmentChange
from jupyter_autograde.models.visibility import HiddenTests, PublicTests, ScoreShown

COURSE = "course"
_TIMES = {"opens": "opens_at", "due": "due_at", "closes": "closes_at"}
"""Option -> field."""


class SetAssignmentApp(ClientApp):
    """Show or change times, attempts and what lateness costs."""

    name = "jupyter-autograde-assignment-set"
    description = """Show or change when an assignment opens, is due and closes, how often one submits, and
    what lateness costs.

    jupyter autograde assignment set COURSE/ASSIGNMENT [--opens=TIME] [--due=TIME] [--closes=TIME]
                                     [--timezone=ZONE] [--attempts=5] [--late='10%/day, cap 50%, grace 15m']
                                     [--score=WHEN] [--public-tests=WHAT] [--hidden-tests=WHAT]
                                     [--solution=show|hide]

    What is not named stays. A TIME is 2026-12-01T23:59, of ZONE (else of the course), or has an offset of its own; "-"
    takes it away. --attempts is 5, 3/day, 3/12h or none. --late has steps that add up, in percent of the maximum or in
    points (2pt/hour after 12h), and perhaps a cap and minutes of grace; none takes nothing off, course takes that of
    the course. Students see the --score at-once, with-feedback (once that is released), or when-final (once their
    grade of the course is). Of --public-tests they see none, the outcome, or the details; of --hidden-tests never
    anything, the names, or the outcome or details once nobody can hand in any more. --solution=show
    lets them read the solution then.
    """
    opens = Unicode("", help="Students see nothing of it before.").tag(config=True)
    due = Unicode("", help="What comes later is late.").tag(config=True)
    closes = Unicode("", help="Nothing is taken after it.").tag(config=True)
    timezone = Unicode("", help="Where the times are meant: Europe/Berlin. Default: the course's time zone.").tag(
        config=True
    )
    attempts = Unicode("", help="Attempts of each student: 5, 3/day, 3/12h or none.").tag(config=True)
    late = Unicode("", help="What lateness costs: '10%/day, cap 50%, grace 15m', none or course.").tag(config=True)
    score = Unicode("", help="When students see it: at-once, with-feedback or when-final.").tag(config=True)
    public_tests = Unicode("", help="What students see of them: none, outcome or details.").tag(config=True)
    solution = Unicode("", help="Let students read it once nobody can hand in any more: show or hide.").tag(config=True)
    hidden_tests = Unicode("", help="What students see of them: never, names, outcome or details.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        **{
            option: f"SetAssignmentApp.{option}"
            for option in (*_TIMES, "timezone", "attempts", "late", "score", "solution")
        },
        **{option.replace("_", "-"): f"SetAssignmentApp.{option}" for option in ("public_tests", "hidden_tests")},
    }

    def run(self) -> None:
        """Change what is named, and print all of it."""
        (name,) = self.arguments("assignment")
        zone = zone_of(self.timezone)
        with self.connect() as client:
            assignment = find_assignment(client, name)
            zone = zone or zone_of_course(assignment.timezone)
            wanted = self._wanted(zone) | self._rules(assignment)
            if wanted:
                assignment = client.change_assignment(assignment.id, AssignmentChange(**wanted))
        self._print(assignment, zone)

    def _wanted(self, zone: ZoneInfo | None) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            field: read_time(option, getattr(self, option), zone)
            for option, field in _TIMES.items()
            if getattr(self, option)
        }
        if self.attempts:
            wanted["attempt_limit"] = read_limit(self.attempts)
        if self.late:
            wanted["late_policy"] = None if self.late.strip().lower() == COURSE else read_policy(self.late)
        return wanted

    def _rules(self, assignment: Assignment) -> dict[str, Any]:
        chosen: dict[str, Any] = {}
        if self.score:
            chosen["score"] = read_choice(self.score, ScoreShown, "score")
        if self.public_tests:
            chosen["public_tests"] = read_choice(self.public_tests, PublicTests, "public-tests")
        if self.hidden_tests:
            chosen["hidden_tests"] = read_choice(self.hidden_tests, HiddenTests, "hidden-tests")
        rules: dict[str, Any] = {"visibility": assignment.visibility.model_dump() | chosen} if chosen else {}
        if self.solution:
            if self.solution not in ("show", "hide"):
                raise InvalidInput(f"--solution is show or hide, not {self.solution!r}.")
            rules["solution_shown"] = self.solution == "show"
        return rules

    def _print(self, assignment: Assignment, zone: ZoneInfo | None) -> None:
        if self.json:
            self.say(assignment.model_dump_json(indent=1))
            return
        rows = [[option, show_time(getattr(assignment, field), zone)] for option, field in _TIMES.items()]
        whose = " (the course's)" if assignment.late_policy_of_course and assignment.late_policy is not None else ""
        rows.append(["attempts", limit_in_words(assignment.attempt_limit)])
        rows.append(["late", f"{policy_in_words(assignment.late_policy)}{whose}"])
        rows.append(["visibility", visibility_in_words(assignment.visibility)])
        rows.append(["solution", "shown after the end" if assignment.solution_shown else "not shown"])
        self.table([["SETTING", "OF THIS ASSIGNMENT"], *rows])
