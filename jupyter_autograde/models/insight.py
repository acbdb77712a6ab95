"""How an assignment went: scores, hand-ins over time, tests, and what went wrong for many."""

from __future__ import annotations

from pydantic import Field

from jupyter_autograde.models.base import Name, Reply, Ulid, UtcTime

MOST_CLUSTERS = 50
"""Groups of errors in one answer, those of the most students."""
MOST_PLACES = 10
"""Places of one group that are named."""


class ScoreBin(Reply):
    """The students whose score lies between two shares of the maximum; the last bin has those with all of it."""

    low: float
    """Percent of the maximum, included."""
    high: float
    """Percent of the maximum."""
    students: int


class ScoreSummary(Reply):
    """The scores that count, lateness taken off, as percent of the maximum."""

    students: int
    """Who has a score."""
    mean: float | None = None
    """null, as the others: nobody has one."""
    median: float | None = None
    deviation: float | None = None
    """Standard deviation of these students (divided by their number)."""
    lowest: float | None = None
    highest: float | None = None
    bins: list[ScoreBin]


class HandInBin(Reply):
    """What was handed in from `at` on, until the next bin may begin."""

    at: UtcTime
    submissions: int
    """All attempts."""
    newest: int
    """Of these, the ones that count: nobody's older attempt."""


class HandIns(Reply):
    """When students handed in."""

    hours: int
    """What one bin spans; days begin at midnight in the course's time zone."""
    bins: list[HandInBin]
    """Those in which something was handed in, the oldest first."""


class TestInsight(Reply):
    """How one test sorts the students whose newest attempt was graded with it."""

    __test__ = False  # not a test class of pytest

    notebook: str
    question: str
    test: str
    hidden: bool
    voided: bool
    """Whether it does not count any more."""
    max_points: float
    """As they count: 0 where the test was dropped."""
    students: int
    passed: int
    pass_rate: float
    """0 to 1."""
    discrimination: float | None = None
    """Point-biserial correlation, -1 to 1, with the score in everything else; null where it can't be said."""
    upper_lower: float | None = None
    """Share that passed of the best 27 % of the students less that of the last 27 %, -1 to 1; null as above."""


class ErrorPlace(Reply):
    """Where an error was raised: in a test, or in a cell of the students'."""

    notebook: str
    question: str | None = None
    test: str | None = None
    cell: int | None = None
    """Number in the notebook as it was handed in, from 1."""
    students: int


class ErrorCluster(Reply):
    """Errors that say the same but for numbers, names, addresses and paths."""

    id: str
    """The same wherever the same is said."""
    pattern: str
    """Exception first; what differs is left out: `NameError: name '…' is not defined`."""
    example: str
    """The message of the first student, in one plain line."""
    places: list[ErrorPlace]
    """The most frequent first, at most `MOST_PLACES`."""
    students: list[int]
    """Whom it happened to: places in `AssignmentInsight.people`."""


class InsightPerson(Reply):
    """A student, and the attempt that counts."""

    user: Name
    name: str | None = None
    section: str | None = None
    submission_id: Ulid


class ErrorSummary(Reply):
    """What was raised in the attempts that count."""

    clusters: list[ErrorCluster]
    """Those of the most students first, at most `MOST_CLUSTERS`."""
    total: int
    """Of clusters; there may be more than are listed."""
    unknown: int
    """Attempts that were graded before errors were noted: grade them again to see theirs."""


class AssignmentInsight(Reply):
    """How an assignment went, from the newest attempt of every student whom the asker's sections reach."""

    assignment_id: Ulid
    name: Name
    due_at: UtcTime | None = None
    closes_at: UtcTime | None = None
    students: int = Field(ge=0)
    """In the course, or in the asker's sections."""
    handed_in: int
    graded: int
    pending: int
    """Of these, who still waits for points of a person."""
    scores: ScoreSummary
    hand_ins: HandIns
    tests: list[TestInsight]
    errors: ErrorSummary
    people: list[InsightPerson]
    """Whom `errors` is about, by name."""


class FoundWorks(Reply):
    """Newest attempts that fail a test, or have raised an error."""

    submissions: list[Ulid]
    pattern: str | None = None
    """Of the error, as `ErrorCluster` has it; null: it was asked for a test, or nobody has raised it."""
