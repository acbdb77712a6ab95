"""What students see of tests and scores: the rules of an assignment, and what follows from them for one submission."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from jupyter_autograde.models.base import Reply, Request
from jupyter_autograde.models.grade import CaseResult, GradeResult, GradeStatus, QuestionResult


class PublicTests(StrEnum):
    """What students see of tests that they have themselves."""

    NONE = "none"
    OUTCOME = "outcome"
    """Passed or failed, without a message."""
    DETAILS = "details"


class HiddenTests(StrEnum):
    """What students see of tests that they never receive."""

    NEVER = "never"
    NAMES = "names"
    """That there are such tests, by name."""
    OUTCOME = "outcome"
    """Passed or failed, once nobody can hand in any more (SEC-60); until then nothing."""
    DETAILS = "details"
    """The message as well, and as late."""


class ScoreShown(StrEnum):
    """When students see their score."""

    AT_ONCE = "at_once"
    WITH_FEEDBACK = "with_feedback"
    """Of each attempt once its feedback is released."""
    WHEN_FINAL = "when_final"
    """Once the student's grade of the course is final; feedback tells the score, so it waits as well."""


class Visibility(Reply):
    """What students see of tests and scores of an assignment."""

    public_tests: PublicTests = PublicTests.DETAILS
    hidden_tests: HiddenTests = HiddenTests.NEVER
    score: ScoreShown = ScoreShown.AT_ONCE


class VisibilityRequest(Visibility, Request):
    """The rules as an instructor sends them (SEC-42); what is left out is as secure as it was always."""


class ShownCase(Reply):
    """What a student may read of a test while the score is not shown."""

    name: str
    passed: bool
    hidden: bool
    message: str = ""


class ShownQuestion(Reply):
    """A question without its points."""

    name: str
    notebook: str
    cases: list[ShownCase]
    hidden_names: list[str]
    """Hidden tests of which nothing else is said."""
    manual: bool
    """A person gives the points."""


class ShownResult(Reply):
    """What a student may read of a result while the score is not shown."""

    status: GradeStatus
    message: str
    limits_hit: list[str]
    questions: list[ShownQuestion]


class _Scored(Protocol):
    """What has a score: a row of a submission's state."""

    @property
    def score(self) -> float | None: ...
    @property
    def max_score(self) -> float | None: ...
    @property
    def pending(self) -> float | None: ...


class Points(NamedTuple):
    """What of a score may be seen."""

    score: float | None
    max_score: float | None
    pending: float | None


@dataclass(frozen=True)
class Sight:
    """What somebody sees of one submission at this moment."""

    public_tests: PublicTests = PublicTests.DETAILS
    hidden_tests: HiddenTests = HiddenTests.NEVER
    """What is only shown once nobody can hand in is here when that is so."""
    score_awaits: ScoreShown | None = None
    """What has to happen before the score is shown; None: it is."""

    @property
    def feedback(self) -> bool:
        """Whether released feedback, which tells the score, may be read."""
        return self.score_awaits is not ScoreShown.WHEN_FINAL

    def status(self, status: _Scored) -> Points:
        """Return what of a submission's score may be seen; the maximum is no secret."""
        if self.score_awaits is not None:
            return Points(None, status.max_score, None)
        return Points(status.score, status.max_score, status.pending)

    def covers(self, other: Sight) -> bool:
        """Say whether all that `other` shows of tests may be seen."""
        ranks = list(PublicTests), list(HiddenTests)
        return ranks[0].index(other.public_tests) <= ranks[0].index(self.public_tests) and (
            ranks[1].index(other.hidden_tests) <= ranks[1].index(self.hidden_tests)
        )

    def of(self, result: GradeResult) -> GradeResult:
        """Return a result with the tests that may be seen: neither flag nor repair nor the word of tampering (SEC-06).

        Points stay those of all tests.
        """
        questions = [self._of(question) for question in result.questions]
        status = GradeStatus.OK if result.status is GradeStatus.TAMPERED else result.status
        return result.model_copy(update={"questions": questions, "flags": [], "repairs": [], "status": status})

    def without_score(self, result: GradeResult) -> ShownResult:
        """Return what remains of a result while the score is not shown."""
        shown = self.of(result)
        return ShownResult(
            status=shown.status,
            message=shown.message,
            limits_hit=shown.limits_hit,
            questions=[
                ShownQuestion(
                    name=one.name,
                    notebook=one.notebook,
                    cases=[ShownCase.model_validate(case) for case in one.cases],
                    hidden_names=one.hidden_names,
                    manual=one.manual,
                )
                for one in shown.questions
            ],
        )

    def _of(self, question: QuestionResult) -> QuestionResult:
        cases = [shown for case in question.cases if (shown := self._case(case)) is not None]
        names = [*question.hidden_names, *(case.name for case in question.cases if case.hidden)]
        named = self.hidden_tests is HiddenTests.NAMES
        return question.model_copy(update={"cases": cases, "hidden_names": names if named else []})

    def _case(self, case: CaseResult) -> CaseResult | None:
        level = self.hidden_tests if case.hidden else self.public_tests
        match level:
            case PublicTests.DETAILS | HiddenTests.DETAILS:
                return case
            case PublicTests.OUTCOME | HiddenTests.OUTCOME:
                return case.model_copy(update={"message": ""})
            case _:
                return None


BY_DEFAULT = Sight()
"""What students see where nobody has set any rules."""
EVERYTHING = Sight(PublicTests.DETAILS, HiddenTests.DETAILS)
"""What staff see; flags and logs are theirs besides."""
