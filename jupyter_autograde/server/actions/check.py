"""Check: look at the work as Submit would, and hand nothing in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.errors import AutogradeError, HubUnreachable, InvalidInput, ServiceUnreachable
from jupyter_autograde.models.assignment import Assignment, AssignmentState
from jupyter_autograde.models.own_work import Finding, WorkCheck
from jupyter_autograde.notebook.limits import NotebookLimits, read_notebook
from jupyter_autograde.notebook.question_cells import missing_questions, repeated_questions
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.packing import Packed, pack_submission
from jupyter_autograde.server.workspace.paths import refuse_link
from jupyter_autograde.server.workspace.record import base_path
from jupyter_autograde.server.workspace.workspace import FetchedFolder
from jupyter_autograde.timestamps import in_words, now

_MOST_NAMES = 20
"""Of questions or files in one finding."""


def check_work(parts: Parts, path: str) -> WorkCheck:
    """Say what Submit would take along of the assignment of a notebook, and what should be seen to before.

    Raises
    ------
    FileMissing, UnsafePath, InvalidInput
        It is no notebook of an assignment.
    """
    place = parts.workspace.root.locate_file(path)
    folder = parts.workspace.folder_around(place)
    if folder is None:
        raise InvalidInput("This notebook belongs to no assignment, so there is nothing to check.")
    findings: list[Finding] = []
    packed: Packed | None = None
    with spooled() as bundle:
        try:
            packed = pack_submission(folder.place, folder.record, bundle, parts.limits)
        except AutogradeError as error:
            findings.append(Finding(code=error.code, blocks=True, message=error.message, details=error.details))
    known = parts.catalog.load()
    assignment = next((one for one in known.assignments if one.id == folder.record.assignment_id), None)
    asked = not known.stale
    if asked and assignment is not None:
        findings.extend(_refusals(assignment))
        same, asked = _same_as_last(parts, assignment, packed)
        findings.extend(same)
    findings.extend(_about_files(folder))
    findings.extend(_about_questions(folder))
    return WorkCheck(
        findings=sorted(findings, key=lambda one: not one.blocks),
        files=len(packed.paths) if packed else 0,
        size=packed.size if packed else 0,
        asked=asked,
    )


def _refusals(assignment: Assignment) -> Iterator[Finding]:
    """Yield why the service would take nothing now, as far as this server can tell."""
    if assignment.state is AssignmentState.CLOSED:
        message = "This assignment is closed: it takes no more submissions."
        yield Finding(code="assignment_closed", blocks=True, message=message)
        return
    if assignment.closes_at is not None and now() > assignment.closes_at:
        # The service's clock decides, and this one may be ahead of it (SEC-43).
        yield Finding(
            code="deadline_passed",
            blocks=False,
            message=f"The last moment to hand in was {in_words(assignment.closes_at, assignment.timezone)}.",
            details={"closes_at": assignment.closes_at.isoformat()},
        )
    if assignment.attempts_left == 0:
        again = assignment.attempts_again_at
        yield Finding(
            code="attempts_used_up",
            blocks=True,
            message="You have no attempt left." if again is None else "You have no attempt left for now.",
            details={} if again is None else {"again_at": again.isoformat()},
        )


def _same_as_last(parts: Parts, assignment: Assignment, packed: Packed | None) -> tuple[list[Finding], bool]:
    """Return the finding that nothing has changed, and whether the service could be asked."""
    if packed is None or assignment.my_submission is None:
        return [], True
    try:
        last = parts.client.get_submission(assignment.my_submission.id)
    except (ServiceUnreachable, HubUnreachable):
        return [], False  # it went away in this moment; the rest is worth saying
    if last.sha256 != packed.sha256:
        return [], True
    message = f"Your files are the same as in attempt {last.attempt}."
    return [Finding(code="same_as_last", blocks=False, message=message, details={"attempt": last.attempt})], True


def _about_files(folder: FetchedFolder) -> Iterator[Finding]:
    """Yield which files that came with the assignment are gone; packing speaks of notebooks."""
    notebooks = set(folder.record.notebooks)
    gone = [
        path for path in sorted(folder.record.files) if path not in notebooks and not (folder.place / path).is_file()
    ]
    if gone:
        yield _finding("released_file_missing", "Files that came with the assignment are gone", gone)


def _about_questions(folder: FetchedFolder) -> Iterator[Finding]:
    """Yield which questions lack a cell, or have one twice."""
    missing, repeated = list[str](), list[str]()
    for notebook in folder.record.notebooks:
        released = _cells(base_path(folder.place, notebook))
        mine = _cells(folder.place / notebook)
        if released is not None and mine is not None:
            missing += missing_questions(released, mine)
            repeated += repeated_questions(released, mine)
    if missing:
        yield _finding("question_missing", "Cells of these questions are gone", missing)
    if repeated:
        yield _finding("question_repeated", "Cells of these questions are there twice", repeated)


def _cells(place: Path) -> list[dict[str, Any]] | None:
    """Return the cells of a notebook; None of one that can't be read, of which packing says why."""
    try:
        refuse_link(place, place.name)
        with disk_errors("read the notebook"), place.open("rb") as stream:
            content = stream.read(NotebookLimits().size + 1)
        return list(read_notebook(content)["cells"])
    except AutogradeError:
        return None


def _finding(code: str, words: str, names: list[str]) -> Finding:
    shown = names[:_MOST_NAMES]
    message = f"{words}: {', '.join(shown)}{' …' if len(names) > len(shown) else ''}."
    return Finding(code=code, blocks=False, message=message, details={"names": shown, "count": len(names)})
