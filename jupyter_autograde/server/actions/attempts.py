"""Earlier attempts: what has changed since one was handed in, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_autograde.bundles import BundleReader, file_sha256, identity_of
from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.errors import DigestMismatch, FileMissing, InvalidNotebook, PermissionDenied
from jupyter_autograde.models.own_work import (
    Change,
    ComparedCell,
    ComparedFile,
    ComparedNotebook,
    Comparison,
    Restored,
    RestoreRequest,
)
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.notebook.budget import NotebookBudget
from jupyter_autograde.notebook.compare import compare_cells
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.collect import find_files, read_file
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.workspace import FetchedFolder

MOST_LINES = 4000
"""Of all cells together: nobody reads more, and a page has to show them."""
MOST_FILES = 200


def compare_attempt(parts: Parts, submission_id: str) -> Comparison:
    """Say what of the user's folder is not as it was handed in.

    Raises
    ------
    PermissionDenied
        The attempt is somebody else's.
    FileMissing
        The assignment is not fetched here.
    """
    submission, folder, before = _attempt(parts, submission_id)
    now = _now(parts, folder)
    differing = [path for path in sorted(before.keys() | now.keys()) if before.get(path) != now.get(path)]
    budget = _LineBudget(MOST_LINES)
    notebooks = [path for path in differing if path.endswith(".ipynb")]
    files = [path for path in differing if not path.endswith(".ipynb")]
    compared = [_compare_notebook(path, before.get(path), now.get(path), budget) for path in notebooks[:MOST_FILES]]
    return Comparison(
        submission_id=submission.id,
        assignment=submission.assignment,
        attempt=submission.attempt,
        submitted_at=submission.submitted_at,
        # Run and saved again, a notebook is another file and the same work.
        notebooks=[one for one in compared if one.change is not Change.CHANGED or one.cells or one.note],
        files=[ComparedFile(path=path, change=_change(path in before, path in now)) for path in files[:MOST_FILES]],
        truncated=budget.exceeded or max(len(files), len(notebooks)) > MOST_FILES,
    )


def restore_attempt(parts: Parts, request: RestoreRequest) -> Restored:
    """Put the files of an attempt back into the assignment's folder; what they replace is copied away first.

    Files that are not part of the attempt stay.

    Raises
    ------
    PermissionDenied, FileMissing
        As `compare_attempt`.
    DigestMismatch
        What arrived is not what was handed in; nothing was written.
    """
    submission, folder, files = _attempt(parts, request.submission_id)
    done = parts.workspace.restore(folder, files)
    return Restored(
        folder=folder.path,
        notebooks=folder.notebooks,
        attempt=submission.attempt,
        written=done.written,
        backup=parts.workspace.root.api_path(done.backup) if done.backup else None,
    )


def _attempt(parts: Parts, submission_id: str) -> tuple[Submission, FetchedFolder, dict[str, bytes]]:
    """Return an attempt of the user, the folder of its assignment, and its files."""
    submission = parts.client.get_submission(submission_id)
    if submission.user != parts.client.me().name:
        raise PermissionDenied("This attempt is somebody else's. Staff download it in the Formgrader.")
    assignment = parts.client.get_assignment(submission.assignment_id)
    folder = parts.workspace.fetched(assignment)
    if folder is None:
        raise FileMissing(f"{assignment.name!r} is not fetched here, so there is no folder for it. Fetch it first.")
    with disk_errors("download the attempt"), spooled() as archive:
        parts.patient.download_submission(submission.id, archive)
        archive.seek(0)
        files = dict(BundleReader(archive, parts.limits).files())
    if identity_of(files) != submission.sha256:
        raise DigestMismatch("The attempt was damaged on its way. Try again.")
    return submission, folder, files


def _now(parts: Parts, folder: FetchedFolder) -> dict[str, bytes]:
    """Return what would be handed in now; of files beyond the limits nothing, for they could not be."""
    with disk_errors("read the files of the assignment"):
        return {
            file.path: read_file(file, parts.limits)
            for file in find_files(folder.place)
            if file.size <= (parts.limits.notebook if file.path.endswith(".ipynb") else parts.limits.file)
        }


def _change(was: bool, is_now: bool) -> Change:
    if was and is_now:
        return Change.CHANGED
    return Change.ADDED if is_now else Change.REMOVED


class _LineBudget:
    """How many lines may still be shown."""

    def __init__(self, lines: int) -> None:
        self._left = lines
        self.exceeded = False

    def take(self, cells: Iterable[ComparedCell]) -> list[ComparedCell]:
        """Return as many as there are lines for; the others are not even compared."""
        taken = []
        for cell in cells:
            if len(cell.lines) > self._left:
                self.exceeded = True
                break
            self._left -= len(cell.lines)
            taken.append(cell)
        return taken


def _compare_notebook(path: str, before: bytes | None, now: bytes | None, lines: _LineBudget) -> ComparedNotebook:
    change = _change(before is not None, now is not None)
    if before is None or now is None or file_sha256(before) == file_sha256(now):
        return ComparedNotebook(path=path, change=change)
    budget = NotebookBudget()
    try:
        old = read_notebook(before, name="The notebook of the attempt", budget=budget)
        new = read_notebook(now, name="The notebook as it is now", budget=budget)
    except InvalidNotebook as error:
        return ComparedNotebook(path=path, change=change, note=error.message)
    return ComparedNotebook(path=path, change=change, cells=lines.take(compare_cells(old["cells"], new["cells"])))
