"""What one run of a notebook has given, from the scorer's events. The events are checked: they come out of a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_autograde.grading.formats import NotebookPlan, Question
from jupyter_autograde.grading.scorer.channel import PROTOCOL, Broken
from jupyter_autograde.models.grade import Assurance

_DETAIL = 4000
_OUTPUTS = 5 << 20


@dataclass
class CaseVerdict:
    """Of one case; the default is that of a case that was never reached."""

    passed: bool = False
    share: float = 1.0
    """Of the case's points, that it gives when it has passed."""
    assurance: Assurance = Assurance.BLIND
    tampered: bool = False
    detail: str = ""
    reached: bool = False


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
    outputs: dict[int, str] = field(default_factory=dict)
    """Number of the executed cell -> its outputs as JSON text."""
    ended: str | None = None
    limits_hit: set[str] = field(default_factory=set)
    cpu_seconds: float = 0.0
    scorer_seconds: float = 0.0
    """Processor time of the scorer, all notebooks before included."""
    peak_memory: int = 0
    log: str = ""

    def __post_init__(self) -> None:
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
            self.verdicts[key] = [CaseVerdict() for _ in self.verdicts[key]]
        elif kind in {"case", "broken"}:
            self._case(event)
        elif kind == "end" and type(event.get("reason")) is str and type(event.get("cpu_seconds")) is float:
            self.ended, self.scorer_seconds = event["reason"], max(0.0, event["cpu_seconds"])
        else:
            raise Broken(PROTOCOL)

    def _cell(self, event: dict[str, Any]) -> None:
        number, outputs = event.get("number"), event.get("outputs")
        if type(number) is not int or type(outputs) is not str:
            raise Broken(PROTOCOL)
        self.outputs[number] = outputs if len(outputs) <= _OUTPUTS else "[]"
        if event.get("cut") is True or len(outputs) > _OUTPUTS:
            self.limits_hit.add("output")
        if event.get("timeout") is True:
            self.limits_hit.add("cell_time")

    def _case(self, event: dict[str, Any]) -> None:
        verdicts, number = self.verdicts[self._key(event)], event.get("case")
        if type(number) is not int or not 0 <= number < len(verdicts):
            raise Broken(PROTOCOL)
        if event["event"] == "broken":
            verdicts[number] = CaseVerdict(detail="the notebook's process ended or did not answer", reached=True)
            return
        try:
            assurance = Assurance(str(event.get("assurance")))
        except ValueError:
            raise Broken(PROTOCOL) from None
        verdicts[number] = CaseVerdict(
            passed=event.get("passed") is True and event.get("tampered") is False,
            assurance=assurance,
            tampered=event.get("tampered") is True,
            detail=str(event.get("detail", ""))[:_DETAIL],
            reached=True,
        )

    def _key(self, event: dict[str, Any]) -> str:
        key = event.get("question")
        if type(key) is not str or key not in self.verdicts:
            raise Broken(PROTOCOL)
        return key


def passed(question: Question, verdicts: Sequence[CaseVerdict]) -> list[bool]:
    """Return the pass vector of a question."""
    return [verdict.passed for verdict in verdicts]
