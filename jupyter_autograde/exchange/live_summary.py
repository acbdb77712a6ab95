"""How many of an assignment's students work, are idle or stuck, and on what. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from jupyter_autograde.models.live import LiveAssignment, LiveErrorCount, LiveNotebook, LiveState

_ERRORS = 10
"""Of an assignment, the most common ones."""


def summarize(notebooks: Iterable[LiveNotebook], names: Mapping[str, str]) -> list[LiveAssignment]:
    """Return a row for each assignment that has notebooks, by name; those of none come last.

    Parameters
    ----------
    notebooks : iterable of LiveNotebook
        Newest save first.
    names : mapping
        Assignment's id -> name.
    """
    of_assignment: dict[str | None, list[LiveNotebook]] = defaultdict(list)
    for notebook in notebooks:
        of_assignment[notebook.assignment_id].append(notebook)
    rows = [_row(key, names.get(key) if key else None, found) for key, found in of_assignment.items()]
    return sorted(
        rows, key=lambda row: (row.assignment_id is None, (row.name or "").casefold(), row.assignment_id or "")
    )


def _row(assignment_id: str | None, name: str | None, notebooks: list[LiveNotebook]) -> LiveAssignment:
    newest: dict[str, LiveNotebook] = {}
    for notebook in notebooks:
        newest.setdefault(notebook.user, notebook)
    states = Counter(notebook.state for notebook in newest.values())
    having = {(one.user, one.error.name, one.error.message) for one in notebooks if one.error is not None}
    errors = Counter((error, message) for _, error, message in having)
    common = sorted(errors.items(), key=lambda item: (-item[1], item[0]))[:_ERRORS]
    return LiveAssignment(
        assignment_id=assignment_id,
        name=name,
        working=states[LiveState.WORKING],
        idle=states[LiveState.IDLE],
        stuck=states[LiveState.STUCK],
        errors=[LiveErrorCount(name=error, message=message, people=people) for (error, message), people in common],
    )
