"""Fetch feedback: bring what is released into the assignment's folder."""

from __future__ import annotations

from jupyter_autograde.bundles import BundleReader
from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.errors import FileMissing, NotFound
from jupyter_autograde.models.local import FetchedFeedback, FetchFeedbackRequest
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.workspace import FEEDBACK

MAX_ATTEMPTS = 20
"""The newest ones: somebody with a hundred attempts reads the last."""


def fetch_feedback(parts: Parts, request: FetchFeedbackRequest) -> FetchedFeedback:
    """Write the released feedback on the user's attempts to `feedback/<attempt>` in the assignment's folder.

    Each attempt is written whole or not at all, so a fetch that was broken off is completed by the next one.

    Raises
    ------
    NotFound
        None is released.
    FileMissing
        The assignment was not fetched, so there is no folder for it.
    """
    assignment = parts.client.get_assignment(request.assignment_id)
    folder = parts.workspace.fetched(assignment)
    if folder is None:
        raise FileMissing(f"{assignment.name!r} is not fetched here, so there is no folder for its feedback. Fetch it.")
    released = parts.client.list_own_feedback(assignment.id)[:MAX_ATTEMPTS]
    attempts, pages, kept = list[int](), list[str](), list[str]()
    for one in released:
        with disk_errors("download the feedback"), spooled() as archive:
            try:
                parts.patient.download_feedback(one.submission_id, archive)
            except NotFound:
                continue  # taken back in this moment
            archive.seek(0)
            files = dict(BundleReader(archive, parts.limits).files())
        place, aside = parts.workspace.put_feedback(folder, one.attempt, files)
        pages = pages or [f"{place}/{path}" for path in sorted(files) if path.endswith(".html")]
        kept += [aside] if aside else []
        attempts.append(one.attempt)
    if not attempts:
        raise NotFound(f"There is no feedback on {assignment.name!r} yet. Your instructor has to release it first.")
    return FetchedFeedback(folder=f"{folder.path}/{FEEDBACK}", pages=pages, attempts=attempts, kept=kept)
