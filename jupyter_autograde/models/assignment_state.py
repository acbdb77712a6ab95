"""How far an assignment is, who has which of its versions, and what another state of it would do."""

from __future__ import annotations

from pydantic import Field

from jupyter_autograde.models.assignment import AssignmentState
from jupyter_autograde.models.base import Name, Reply, Ulid, UtcTime


class AssignmentProgress(Reply):
    """How many students of the asker's sections have come how far at one assignment."""

    assignment_id: Ulid
    students: int = Field(ge=0)
    """All in the course, whether they have fetched it or not."""
    fetched: int = Field(ge=0)
    submitted: int = Field(ge=0)
    graded: int = Field(ge=0)
    """Of their newest attempts."""
    failed: int = Field(ge=0)
    """As `graded`: those whose grading failed."""
    extensions: int = Field(ge=0)
    """Those that count, of students and of sections."""


class VersionHolder(Reply):
    """A student, and the newest version that the student has fetched."""

    user: Name
    version: int = Field(ge=1)
    fetched_at: UtcTime
    """The first time."""
    submitted: bool
    """Whether the student has handed in."""


class StateOutlook(Reply):
    """What becomes of an assignment with another state, or with a newer version; nothing has changed yet."""

    assignment_id: Ulid
    state: AssignmentState
    """What it is now."""
    becomes: AssignmentState
    version: int | None = None
    """The version that students fetch afterwards."""
    students: int = Field(ge=0)
    submitted: int = Field(ge=0)
    """Students who have handed in."""
    may_submit: int = Field(ge=0)
    """Students who may hand in at this moment, with their own extensions."""
    may_submit_then: int = Field(ge=0)
    """Those who may afterwards."""
    missing: int = Field(ge=0)
    """Of `may_submit` those who have handed in nothing yet."""
    extended: int = Field(ge=0)
    """Of `may_submit` those with an extension."""
    holders: int = Field(ge=0)
    """Students who have fetched a version, and keep it whatever happens; for a newer version, those with an older."""
    opens_at: UtcTime | None = None
    """When students see it, where that is still to come."""
    solution_shown: bool = False
    """Whether students are to read the solution after the end."""
    solution_from: UtcTime | None = None
    """When they can read it with this state, if the dates and extensions stay; None: never, or nobody can say."""
    solution_hidden: bool = False
    """Whether students can read the solution now, and no longer with this state."""
    allowed: bool = True
    """False where it will be refused: students have handed in, so that it can't be a draft again."""
