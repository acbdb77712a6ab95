"""What grading finds: a verdict per test case, and the score that follows from them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator


class _Plain(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Assurance(StrEnum):
    """How sure a passed case is (threat model, SEC-03, SEC-06, SEC-11)."""

    BLIND = "blind"
    CANARY = "canary"
    OPAQUE = "opaque"


class GradeStatus(StrEnum):
    """How the run ended (SEC-14)."""

    OK = "ok"
    TAMPERED = "tampered"
    CONTAINED = "contained"
    TIMEOUT = "timeout"
    LIMIT = "limit"
    REJECTED = "rejected"
    ERROR = "error"


_SEVERITY = (
    GradeStatus.OK,
    GradeStatus.LIMIT,
    GradeStatus.TIMEOUT,
    GradeStatus.CONTAINED,
    GradeStatus.TAMPERED,
    GradeStatus.ERROR,
    GradeStatus.REJECTED,
)


def worst(statuses: Iterable[GradeStatus]) -> GradeStatus:
    """Return the status that says most of what went wrong; OK of none."""
    return max(statuses, key=_SEVERITY.index, default=GradeStatus.OK)


class CaseResult(_Plain):
    """One test case."""

    name: str
    passed: bool
    hidden: bool
    points: float
    """Reached, 0 ≤ points ≤ max_points."""
    max_points: float
    share: float = Field(1.0, ge=0, le=1)
    """Of `max_points` that a pass gives: nbgrader's partial credit."""
    assurance: Assurance = Assurance.BLIND
    message: str = ""
    """From the assignment (success or failure message), safe for the student."""


class QuestionResult(_Plain):
    """One question: its cases in the order of the test file."""

    name: str
    notebook: str
    score: float
    max_score: float
    cases: list[CaseResult]
    all_or_nothing: bool = False
    """Nothing has points unless every case passes."""
    hidden_names: list[str] = Field(default_factory=list)
    """Of hidden tests that are not in `cases`, where the student may know that there are some."""
    one_cell: bool = False
    """The cases are parts of one test cell: after one that fails, those behind it are not asked."""
    manual: bool = False
    """A person gives the points, so it has no cases."""
    needs_manual_grade: bool = False
    """Nobody has given the points yet; `score` is 0 until then."""
    message: str = ""
    """Of a question that a person grades: how it stands, safe for the student."""

    @model_validator(mode="before")
    @classmethod
    def _from_before(cls, data: Any) -> Any:
        """Read results that were stored before they said what is all or nothing: something passed, nothing has points.

        They stay as they are in the database, for they are signed.
        """
        if not isinstance(data, dict) or "all_or_nothing" in data:
            return data
        worth = [case for case in data.get("cases") or () if isinstance(case, dict) and case.get("max_points")]
        held_back = any(case.get("passed") for case in worth) and not any(case.get("points") for case in worth)
        return {**data, "all_or_nothing": True} if held_back else data


def pending_sentence(questions: Sequence[QuestionResult]) -> str:
    """Return a sentence about the points that a person will give; empty when there are none."""
    points = math.fsum(question.max_score for question in questions if question.needs_manual_grade)
    if not points:
        return ""
    whole = math.fsum(question.max_score for question in questions)
    return f"{points:g} of the {whole:g} points are given by the course staff; they are not in the score yet."


class GradeResult(_Plain):
    """The result of one autograde; scores are points."""

    status: GradeStatus
    score: float = Field(ge=0, allow_inf_nan=False)
    max_score: float = Field(ge=0, allow_inf_nan=False)
    questions: list[QuestionResult]
    flags: list[str] = Field(default_factory=list)
    """For staff: what was noticed, e.g. `canary`, `weaker_assurance`."""
    limits_hit: list[str] = Field(default_factory=list)
    """E.g. `time`, `memory`, `output`."""
    repairs: list[str] = Field(default_factory=list)
    """For staff: what of the submission was brought back to what was released, a sentence each."""
    message: str = ""
    """One safe sentence for the student about how the run ended; empty when it ended well."""
    sandbox: str
    environment: str
    package_sha256: str
    engine: str
    seconds: float
    cpu_seconds: float = 0.0
    peak_memory: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def needs_manual_grade(self) -> bool:
        """Whether a person has to give points before the score is the whole one."""
        return any(question.needs_manual_grade for question in self.questions)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def pending(self) -> float:
        """The points of `max_score` that a person has not given or refused yet."""
        return math.fsum(question.max_score for question in self.questions if question.needs_manual_grade)

    def automatic(self) -> tuple[float, float]:
        """Return score and maximum of the questions that tests grade."""
        questions = [question for question in self.questions if not question.manual]
        return math.fsum(each.score for each in questions), math.fsum(each.max_score for each in questions)

    def beside(self, report: ReleaseReport) -> GradeResult:
        """Return the result with the flag `weaker_assurance` where a passed case is less sure than the solution was.

        A test that is blind for a number trusts an object that a notebook puts in the number's place. Staff should
        look at it; it accuses nobody, for honest objects do the same (SEC-06, SEC-11).
        """
        ranks = list(Assurance)
        proven = {(test.question, test.case): ranks.index(test.assurance) for test in report.tests}
        weaker = any(
            case.passed and ranks.index(case.assurance) > proven.get((question.name, case.name), len(ranks))
            for question in self.questions
            for case in question.cases
        )
        return self.model_copy(update={"flags": [*self.flags, "weaker_assurance"]}) if weaker else self

    def with_questions(self, questions: list[QuestionResult]) -> GradeResult:
        """Return the result with other questions; totals and what is said of pending points follow (SEC-09)."""
        ending = self.message.removesuffix(pending_sentence(self.questions)).rstrip()
        return self.model_copy(
            update={
                "questions": questions,
                "score": math.fsum(question.score for question in questions),
                "max_score": math.fsum(question.max_score for question in questions),
                "message": " ".join(filter(None, [ending, pending_sentence(questions)])),
            }
        )


class TestAssurance(_Plain):
    """How one test of a package will be scored, for the release report."""

    __test__ = False  # not a test class of pytest

    question: str
    case: str
    assurance: Assurance
    advice: str = ""
    part_of_cell: bool = False
    """One of several parts of a test cell, which stand and fall together."""
    points: float = 0.0
    """What it gives when it passes; 0 in reports of releases before this was noted."""


class ReleaseReport(_Plain):
    """The proof of a release version: what the solution and the untouched student version score."""

    format: str = "otter"
    """How the source marks solutions and tests."""
    max_score: float
    manual_score: float = 0.0
    """The points of `max_score` that a person gives; the two scores below are of the rest."""
    manual_questions: list[str] = Field(default_factory=list)
    """Names of the questions that a person grades; the others are in `tests`."""
    solution_score: float
    empty_score: float
    seconds: float
    """Of the slower of the two runs."""
    peak_memory: int
    """Bytes, of the larger of the two runs."""
    tests: list[TestAssurance]
    warnings: list[str] = Field(default_factory=list)
    leaks: list[str] = Field(default_factory=list)
    """Places of the student version that hold solution text or a hidden test."""
    failing: list[str] = Field(default_factory=list)
    """Tests that the solution does not pass."""
    refusal: str | None = None
    """Why the version can't be released; None = it may."""
