"""Changes of scores in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from jupyter_autograde.models.regrade import (
    ChangeCounts,
    ChangeRow,
    ChangeState,
    Points,
    ScoreChange,
)


def about(change: ScoreChange) -> str:
    """Return in a line which change it is: the one that is decided about may be another than one thinks."""
    what = []
    what += [f"question {change.question}"] if change.question is not None else []
    what += [f"test {change.test}"] if change.test is not None else []
    what += [f"version {change.version}"] if change.version is not None else []
    what += [f"policy {change.policy.replace('_', '-')}"] if change.policy is not None else []
    steps = [_step(one.action, one.user, one.at, one.reason) for one in change.steps]
    return "; ".join([", ".join([f"{change.kind} {change.id}", *what]), *steps])


def is_fresh(change: ScoreChange, changes: Iterable[ScoreChange]) -> bool:
    """Return whether nothing was decided about any of `changes` since `change` was started."""
    return all(step.at <= change.steps[-1].at for one in changes for step in one.steps)


def summary(counts: ChangeCounts, state: ChangeState) -> str:
    """Return a preview in a line."""
    parts = [f"{counts.changed} change, {counts.down} go down"]
    if state in (ChangeState.APPLIED, ChangeState.UNDONE):
        parts.append(f"{counts.applied} {state}")
    if counts.waiting:
        parts.append(f"{counts.waiting} still being graded")
    if counts.failed:
        parts.append(f"{counts.failed} could not be graded and keep their score")
    if counts.outdated:
        parts.append(f"{counts.outdated} got another score meanwhile and keep it")
    return f"{'; '.join(parts)} (of {counts.total})"


def cells(row: ChangeRow, state: ChangeState) -> Sequence[str]:
    """Return a submission's line of a preview: student, attempt, state, before, after, questions.

    Of what was undone, before is what the change had made of it: the scores went back.
    """
    back = state is ChangeState.UNDONE and row.applied
    questions = ", ".join(f"{one.name} {_way(one.before, one.after, back)}" for one in row.questions)
    done = state in (ChangeState.APPLIED, ChangeState.UNDONE) and row.applied
    return [
        row.user,
        str(row.attempt),
        str(state) if done else str(row.state),
        *_way(row.before, row.after, back).split(" -> "),
        questions or "-",
    ]


def _points(points: Points | None) -> str:
    return "-" if points is None else f"{points.score:g}/{points.max_score:g}"


def _way(before: Points | None, after: Points | None, back: bool) -> str:
    ends = [_points(before), _points(after)]
    return " -> ".join(reversed(ends) if back else ends)


def _step(action: str, user: str, at: datetime, reason: str) -> str:
    said = f"{action} {at:%Y-%m-%d %H:%M} UTC by {user}"
    return f"{said}: {' '.join(reason.split())}" if reason else said
