"""Fetch a solution: bring what students read after the end into a folder beside their work."""

from __future__ import annotations

from jupyter_autograde.bundles import BundleReader
from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.errors import FileMissing
from jupyter_autograde.models.local import FetchedSolution, FetchSolutionRequest
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors


def fetch_solution(parts: Parts, request: FetchSolutionRequest) -> FetchedSolution:
    """Write the solution to a folder of its own in that of the assignment; the user's files stay as they are.

    Raises
    ------
    NotFound
        It is not shown, or not yet.
    FileMissing
        The assignment was not fetched, so there is no folder for it; or no solution is kept of this version.
    """
    assignment = parts.client.get_assignment(request.assignment_id)
    folder = parts.workspace.fetched(assignment)
    if folder is None:
        raise FileMissing(f"{assignment.name!r} is not fetched here, so there is no folder for its solution. Fetch it.")
    with disk_errors("download the solution"), spooled() as archive:
        parts.patient.download_solution(assignment.id, archive)
        archive.seek(0)
        files = dict(BundleReader(archive, parts.limits).files())
    place, kept = parts.workspace.put_solution(folder, files)
    notebooks = [f"{place}/{path}" for path in sorted(files) if path.endswith(".ipynb")]
    return FetchedSolution(folder=place, notebooks=notebooks, kept=kept)
