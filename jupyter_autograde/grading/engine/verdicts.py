"""What one run of a notebook has given, from the scorer's events. The events are checked: they come out of a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_autograde.grading.formats import NotebookPlan, Question
from jupyter_autograde.grading.scorer.channel import PROTOCOL, Broken
from jupyter_autograde.models.grade import Assurance

_DETAIL = 4000
_RAISED = 1000
_OUTPUTS = 5 << 20
"""Characters of one cell's outputs."""

_ALL_OUTPUTS = 32 << 20
"""Of all cells' together: what a notebook shows must not fill the worker's memory."""
_CONSTRUCT = 40
_LINE = 200


@dataclass
class CaseVerdict:
    """Of one case; the default is that of a case that was never reached."""

    passed: bool = False
    share: float = 1.0
    """Of the case's points, that it gives when it has passed."""
    assurance: Assurance = Assurance.BLIND
    tampered: bool = False
    detail: str = ""
    raised: str = ""
    """The last line of the traceback, where an exception made it fail."""
    reached: bool = False
    construct: str = ""
    line: str = ""
    """What made it less than blind, in which line of the test; see `advice`."""


@dataclass
class NotebookRun:
    """Everything that a run of one notebook has given.

    Parameters
    ----------
    ended : str or None
        None: the scorer never said that it ended. Empty: it ran to its end. Else why it did not.
    """

    plan: NotebookPlan
    verdicts: dict[str, list[CaseVerdict]] = field(default_factory=dict)
    checked: list[str] = field(default_factory=list)
    """The questions in the order of their first checks."""
    outputs: dict[int, str] = field(default_factory=dict)
    """Number of the executed cell -> its outputs as JSON text."""
    cell_errors: list[tuple[int, str]] = field(default_factory=list)
    """Number of the notebook's cell, and the last line of what it raised; from its outputs, see `executed`."""
    ended: str | None = None
    limits_hit: set[str] = field(default_factory=set)
    cpu_seconds: float = 0.0
    scorer_seconds: float = 0.0
    """Processor time of the scorer, all notebooks before included."""
    peak_memory: int = 0
    log: str = ""
    many_checks: bool = False
    """The notebook has asked for one question's tests more often than anybody needs."""

    def __post_init__(self) -> None:
        self._room = _ALL_OUTPUTS
        for question in self.plan.questions:
            self.verdicts[question.key] = [CaseVerdict() for _ in question.cases]

    @property
    def tampered(self) -> bool:
        """Whether a must-fail twin passed anywhere."""
        return any(verdict.tampered for verdicts in self.verdicts.values() for verdict in verdicts)

    def take(self, event: dict[str, Any]) -> None:
        """Take one event.

        Raises
        ------
        Broken
            It breaks the grammar.
        """
        kind = event.get("event")
        if kind == "cell":
            self._cell(event)
        elif kind == "question":
            # Checked again: the last check counts, as in otter's GradingResults.
            key = self._key(event)
            if key not in self.checked:
                self.checked.append(key)
            self.verdicts[key] = [CaseVerdict() for _ in self.verdicts[key]]
        elif kind in {"case", "broken"}:
            self._case(event)
        elif kind == "end" and type(event.get("reason")) is str and type(event.get("cpu_seconds")) is float:
            self.ended, self.scorer_seconds = event["reason"], max(0.0, event["cpu_seconds"])
            self.many_checks = event.get("many_checks") is True
        else:
            raise Broken(PROTOCOL)

    def _cell(self, event: dict[str, Any]) -> None:
        number, outputs = event.get("number"), event.get("outputs")
        if type(number) is not int or type(outputs) is not str:
            raise Broken(PROTOCOL)
        self._room -= len(outputs)
        kept = len(outputs) <= _OUTPUTS and self._room >= 0
        self.outputs[number] = outputs if kept else "[]"
        if event.get("cut") is True or not kept:
            self.limits_hit.add("output")
        if event.get("timeout") is True:
            self.limits_hit.add("cell_time")

    def _case(self, event: dict[str, Any]) -> None:
        key, number = self._key(event), event.get("case")
        verdicts = self.verdicts[key]
        if type(number) is not int or not 0 <= number < len(verdicts):
            raise Broken(PROTOCOL)
        if event["event"] == "broken":
            verdicts[number] = CaseVerdict(detail="the notebook's process ended or did not answer", reached=True)
            return
        try:
            assurance = Assurance(str(event.get("assurance")))
        except ValueError:
            raise Broken(PROTOCOL) from None
        verdict = CaseVerdict(
            passed=event.get("passed") is True and event.get("tampered") is False,
            assurance=assurance,
            tampered=event.get("tampered") is True,
            detail=str(event.get("detail", ""))[:_DETAIL],
            raised=str(event.get("raised", ""))[:_RAISED],
            reached=True,
            construct=str(event.get("construct", ""))[:_CONSTRUCT],
            line=str(event.get("line", ""))[:_LINE],
        )
        partial = event.get("partial")
        if isinstance(partial, int | float):
            _give_part(verdict, partial, next(asked for asked in self.plan.questions if asked.key == key).max_score)
        verdicts[number] = verdict

    def _key(self, event: dict[str, Any]) -> str:
        key = event.get("question")
        if type(key) is not str or key not in self.verdicts:
            raise Broken(PROTOCOL)
        return key


def _give_part(verdict: CaseVerdict, points: float, max_score: float) -> None:
    """Take a part of the points for all of them. **Source:** nbgrader 0.9.6, `nbgrader.utils.get_partial_grade`."""
    if not points >= 0:
        return  # nbgrader finds it strange, and gives full points
    if points > max_score:
        # nbgrader's autograding ends here.
        verdict.passed = False
        verdict.detail = f"the test gave {points:g} points; the question has {max_score:g}"
    elif max_score > 0:
        verdict.share = points / max_score


def passed(question: Question, verdicts: Sequence[CaseVerdict]) -> list[bool]:
    """Return the pass vector of a question."""
    return [verdict.passed for verdict in verdicts]
