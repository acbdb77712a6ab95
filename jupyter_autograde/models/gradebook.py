"""The gradebook of a course: what its assignments count, everybody's total, and the grades that are final."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Sha256, Ulid, UtcTime
from jupyter_autograde.models.regrade import Reason

MAX_CATEGORIES = 50
MAX_COLUMNS = 500
MAX_STUDENTS = 5000
"""Students whose grades one request makes final."""
_Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class GradeCategory(Reply):
    """Assignments that count together, such as all homework."""

    name: Name
    weight: _Weight
    """Its part of the total, as a share of the weights of all categories: 40 and 60, or 2 and 3."""
    drop_lowest: int = Field(0, ge=0, le=50)
    """How many of a student's lowest results in it do not count; one always does."""


class GradeCategoryRequest(GradeCategory):
    """A category as somebody sets it (SEC-42)."""

    model_config = ConfigDict(extra="forbid")


class AssignmentWeight(Reply):
    """What an assignment counts."""

    assignment_id: Ulid
    category: Name | None = None
    """None: where there are categories, it does not count."""
    weight: _Weight | None = None
    """Its part of its category; None: as many as it has points. 0: it does not count."""


class AssignmentWeightRequest(AssignmentWeight):
    """A weight as somebody sets it (SEC-42)."""

    model_config = ConfigDict(extra="forbid")


class Weights(Reply):
    """What makes the total of a course. Without categories all assignments count together."""

    categories: tuple[GradeCategory, ...] = Field((), max_length=MAX_CATEGORIES)
    assignments: tuple[AssignmentWeight, ...] = Field((), max_length=MAX_COLUMNS)
    """Those of which something is set; the others have no category and count as many as they have points."""

    @model_validator(mode="after")
    def _check(self) -> Weights:
        names = [category.name for category in self.categories]
        if len(set(names)) != len(names):
            raise ValueError("two categories have the same name")
        ids = [one.assignment_id for one in self.assignments]
        if len(set(ids)) != len(ids):
            raise ValueError("an assignment is named twice")
        unknown = {one.category for one in self.assignments if one.category is not None} - set(names)
        if unknown:
            raise ValueError("an assignment is in a category that there is not")
        if names and not any(category.weight for category in self.categories):
            raise ValueError("no category counts anything")
        return self


class WeightsRequest(Weights):
    """The weights of a course, all of them at once (SEC-42)."""

    model_config = ConfigDict(extra="forbid")

    categories: tuple[GradeCategoryRequest, ...] = Field((), max_length=MAX_CATEGORIES)
    assignments: tuple[AssignmentWeightRequest, ...] = Field((), max_length=MAX_COLUMNS)
    digest: Sha256 | None = None
    """Of the weights that these take the place of: refused when somebody else has set others meanwhile."""
    reason: Reason = ""


class CourseWeights(Weights):
    """The weights that hold, and who has set them."""

    digest: Sha256
    created_by: Name | None = None
    """None: nobody has set any."""
    created_at: UtcTime | None = None


class CellState(StrEnum):
    """What there is of a student's work at an assignment."""

    GRADED = "graded"
    PENDING = "pending"
    """Graded, but for points that a person gives."""
    WAITING = "waiting"
    """Handed in, and being graded; it does not count yet."""
    FAILED = "failed"
    """Handed in, and could not be graded; it does not count."""
    MISSING = "missing"
    """Not handed in, and the student's time is over: counts as nothing."""
    OPEN = "open"
    """Not handed in, and there is time left: does not count."""


WHOLE = frozenset({CellState.GRADED, CellState.MISSING, CellState.OPEN})
"""States after which nothing more is to come by itself."""


class GradebookCell(Reply):
    """A student's newest attempt at an assignment. What has its default is left out of answers: there are many."""

    state: CellState = CellState.GRADED
    score: float | None = None
    """Points that count, after the penalty."""
    max_score: float | None = None
    """Of this attempt, where it is not that of the column."""
    penalty: float = 0.0
    """Points that lateness has cost."""
    late: bool = False
    pending: float = 0.0
    """Points of the maximum that a person has not given yet."""
    dropped: bool = False
    """Among the lowest of its category, which do not count."""


class GradebookColumn(Reply):
    """An assignment of the gradebook."""

    assignment_id: Ulid
    name: Name
    category: Name | None = None
    weight: float | None = None
    """As `AssignmentWeight`."""
    max_score: float | None = None
    """Of the version that is released."""
    due_at: UtcTime | None = None


class FinalGrade(Reply):
    """A total that was made final: it stays what it is, whatever becomes of the scores."""

    percent: float
    created_by: Name
    created_at: UtcTime
    reason: str = ""


class GradebookRow(Reply):
    """A student of the gradebook."""

    user: Name
    name: str | None = None
    email: str | None = None
    section: Name | None = None
    cells: list[GradebookCell]
    """In the order of the columns."""
    percent: float | None = None
    """The total by the scores of now, 0 to 100; None while nothing counts."""
    whole: bool = True
    """Whether nothing is still to be graded."""
    final: FinalGrade | None = None


class Gradebook(Reply):
    """Students and assignments of a course."""

    course_id: Ulid
    course: Name
    weights: CourseWeights
    columns: list[GradebookColumn]
    """By due time, then name."""
    rows: list[GradebookRow]
    """By name in the hub; for a TA with sections, their students."""

    def everything(self) -> Iterator[tuple[GradebookRow, GradebookColumn, GradebookCell]]:
        """Yield each cell with where it stands."""
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                yield row, column, cell


class FinalPreviewRequest(Request):
    """Whose totals shall become final."""

    users: list[Name] = Field(default_factory=list, max_length=MAX_STUDENTS)
    """Nobody named: all students."""
    unfinished: bool = False
    """Those too of whom something is still to be graded."""


class FinalRequest(FinalPreviewRequest):
    """Totals to be made final."""

    digest: Sha256
    """Of the preview that was looked at: refused when something has changed since."""
    reason: Reason = ""


class FinalStep(StrEnum):
    """What making final does with a student's grade."""

    SET = "set"
    """There is none yet."""
    REPLACED = "replaced"
    """Another one is final now."""
    UNCHANGED = "unchanged"
    UNFINISHED = "unfinished"
    """Left out: something is still to be graded."""
    NOTHING = "nothing"
    """Left out: nothing counts."""


class FinalRow(Reply):
    """What becomes of one student's grade."""

    user: Name
    step: FinalStep
    before: float | None = None
    """Percent that is final now."""
    after: float | None = None
    """Percent by the scores of now."""
    unfinished: list[Name] = Field(default_factory=list)
    """Assignments at which something is still to be graded."""


class FinalPreview(Reply):
    """What making totals final would do, or has done."""

    rows: list[FinalRow]
    digest: Sha256
    """Of `rows`."""


class UnfinalRequest(Request):
    """Final grades to be taken back; each student's total then follows the scores again."""

    users: list[Name] = Field(min_length=1, max_length=MAX_STUDENTS)
    reason: Reason = ""


class Unfinal(Reply):
    """Final grades that were taken back."""

    users: list[Name]
    """Who had one."""


class ExportFormat(StrEnum):
    """Files that the gradebook can be written as."""

    CSV = "csv"
    """A row for everybody's newest attempt at each assignment."""
    GRADEBOOK = "gradebook"
    """A row a student, a column an assignment."""
    MOODLE = "moodle"
    CANVAS = "canvas"
    EDX = "edx"
    QUESTIONS = "questions"
    """Of one assignment: a row a student, a column a question."""
    GOFER = "gofer"
    """A row for each graded submission, as gofer_service's grades.csv."""
    GOFER_DB = "gofer-db"
    """gofer_service's gradebook.db."""


FOR_OTHER_SYSTEMS = frozenset({ExportFormat.MOODLE, ExportFormat.CANVAS, ExportFormat.EDX})
"""Files that another system takes as what students have got: what may still change is left out of them."""


class Encoding(StrEnum):
    """How a file is written in JSON."""

    TEXT = "text"
    BASE64 = "base64"


class ExportedFile(Reply):
    """A file of grades."""

    name: str
    """For a download."""
    media_type: str
    encoding: Encoding = Encoding.TEXT
    content: str
    rows: int
    """Lines without the heads."""
    unfinished_scores: int = 0
    """Scores that lack points which a person gives: empty cells, unless they were asked for too."""
    unfinished_totals: int = 0
    """Totals of students of whom something is still to be graded; as above."""
