"""`jupyter autograde insight`, for the staff of a course."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from traitlets import CaselessStrEnum, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local_times import NONE, show_time, zone_of, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.models.insight import AssignmentInsight, ErrorCluster, ErrorPlace, TestInsight

_PARTS = ("scores", "hand-ins", "tests", "errors")
_BAR = 40
"""Characters of the longest bar."""
_NAMED = 5
"""Students of one group of errors that the table names."""


class InsightApp(ClientApp):
    """Show how an assignment went."""

    name = "jupyter-autograde-insight"
    description = """Show how an assignment went: scores, hand-ins over time, tests, and errors that many have.

    jupyter autograde insight COURSE/ASSIGNMENT [--only=scores|hand-ins|tests|errors] [--timezone=ZONE]

    Of everybody's newest attempt; a TA with sections sees that of their students. PASSED is the share of the students
    that a test lets pass. DISC. is its point-biserial correlation with the score in everything else, and UPPER-LOWER
    the share that passes of the best 27 % less that of the last 27 %: near 0 or below, the test may be wrong.
    --json prints all of it, with everybody whom an error happened to.
    """
    only = CaselessStrEnum(list(_PARTS), None, allow_none=True, help="One part of it.").tag(config=True)
    timezone = Unicode("", help="Where times are shown. Default: the course's time zone.").tag(config=True)
    aliases = {**ClientApp.aliases, "only": "InsightApp.only", "timezone": "InsightApp.timezone"}

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("course/assignment")
        zone = zone_of(self.timezone)
        with self.connect() as client:
            assignment = find_assignment(client, name)
            found = client.get_insight(assignment.id)
            zone = zone or zone_of_course(find_course(client, assignment.course).timezone)
        if self.json:
            self.say(found.model_dump_json(indent=1))
            return
        self.say(
            f"{assignment.course}/{found.name}: {counted(found.students, 'student')}, {found.handed_in} handed in, "
            f"{found.graded} graded, {found.pending} still to be graded by hand"
        )
        parts = {"scores": self._scores, "tests": self._tests, "errors": self._errors}
        for part in (self.only,) if self.only else _PARTS:
            self.say("")
            if part == "hand-ins":
                self._hand_ins(found, zone)
            else:
                parts[part](found)

    def _scores(self, found: AssignmentInsight) -> None:
        scores = found.scores
        if not scores.students:
            self.say("Nobody has a score yet.")
            return
        self.say(
            f"Scores, % of the maximum: mean {scores.mean:.1f}, median {scores.median:.1f}, standard deviation "
            f"{scores.deviation:.1f}, from {scores.lowest:.1f} to {scores.highest:.1f}"
        )
        most = max(one.students for one in scores.bins)
        rows = [[f"{one.low:.0f} - {one.high:.0f}", one.students, _bar(one.students, most)] for one in scores.bins]
        self.table([["SCORE", "STUDENTS", ""], *rows])

    def _hand_ins(self, found: AssignmentInsight, zone: ZoneInfo | None) -> None:
        bins = found.hand_ins.bins
        if not bins:
            self.say("Nobody has handed in yet.")
            return
        self.say(f"Hand-ins in {counted(found.hand_ins.hours, 'hour')} each; due {show_time(found.due_at, zone)}")
        most = max(one.submissions for one in bins)
        rows = [[show_time(one.at, zone), one.submissions, one.newest, _bar(one.submissions, most)] for one in bins]
        self.table([["FROM", "ALL", "THAT COUNT", ""], *rows])

    def _tests(self, found: AssignmentInsight) -> None:
        if not found.tests:
            self.say("No test has run yet.")
            return
        head = ["QUESTION", "TEST", "STUDENTS", "PASSED", "DISC.", "UPPER-LOWER", "VOID"]
        self.table([head, *map(_test_line, found.tests)])

    def _errors(self, found: AssignmentInsight) -> None:
        errors = found.errors
        if errors.unknown:
            self.say(f"Of {counted(errors.unknown, 'attempt')} the errors are not known: grade them again to see them.")
        if not errors.clusters:
            self.say("Nothing was raised.")
            return
        head = ["STUDENTS", "ERROR", "WHERE", "WHO"]
        self.table(
            [head, *([len(one.students), one.pattern, _where(one), _who(one, found)] for one in errors.clusters)]
        )
        if errors.total > len(errors.clusters):
            self.say(f"And {errors.total - len(errors.clusters)} more that fewer have.")


def _bar(count: int, most: int) -> str:
    return "#" * round(_BAR * count / most) if most else ""


def _test_line(test: TestInsight) -> list[object]:
    return [
        test.question,
        test.test,
        test.students,
        f"{100 * test.pass_rate:.0f} %",
        _signed(test.discrimination),
        _signed(test.upper_lower),
        test.voided,
    ]


def _signed(value: float | None) -> str:
    return NONE if value is None else f"{value:+.2f}"


def _where(cluster: ErrorCluster) -> str:
    first, *others = cluster.places
    return _place(first) + (f" and {len(others)} more" if others else "")


def _place(place: ErrorPlace) -> str:
    return f"cell {place.cell}" if place.cell is not None else f"{place.test}"


def _who(cluster: ErrorCluster, found: AssignmentInsight) -> str:
    names = [found.people[number].user for number in cluster.students[:_NAMED]]
    more = len(cluster.students) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
