"""The submissions of a course as a table: one list a column, for ten thousand rows in one small answer."""

from __future__ import annotations

from jupyter_autograde.models.base import Name, Reply, Ulid
from jupyter_autograde.models.submission import SubmissionState


class TablePerson(Reply):
    """Somebody with a submission in the table."""

    user: Name
    name: str | None = None
    """As the roster has it."""
    section: str | None = None


class TableAssignment(Reply):
    """An assignment that was asked about, with or without a submission in the table."""

    id: Ulid
    name: Name


class SubmissionTable(Reply):
    """Submissions, the newest first: the n-th value of each list below `assignments` belongs to the n-th of them."""

    course_id: Ulid
    people: list[TablePerson]
    assignments: list[TableAssignment]
    more: bool = False
    """Whether there are older ones that did not fit."""
    id: list[Ulid]
    person: list[int]
    """Place in `people`."""
    assignment: list[int]
    """Place in `assignments`."""
    attempt: list[int]
    submitted_by: list[Name | None]
    """Who of the staff handed it in in the place of its student; null: the student did."""
    newest: list[bool]
    """Whether it is its student's newest since the assignment began."""
    submitted_at: list[int]
    """Milliseconds since 1970-01-01 UTC."""
    late: list[bool]
    """By the due time and extension that hold now."""
    state: list[SubmissionState]
    score: list[float | None]
    max_score: list[float | None]
    pending: list[float | None]
    """Points of `max_score` that a person has not given or refused yet."""
    penalty: list[float | None]
    """Points of `score` that lateness costs."""
    released: list[bool]
    """Whether feedback on it is released; the rules of what students see may withhold it for now."""
