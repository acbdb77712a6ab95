"""Fetch: bring an assignment into the user's home."""

from __future__ import annotations

import logging

from jupyter_autograde.bundles import BundleReader, identity_of
from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.errors import AutogradeError, DigestMismatch, NotReleased
from jupyter_autograde.models.local import FetchMode, FetchReply, FetchRequest
from jupyter_autograde.server.parts import Parts
from jupyter_autograde.server.workspace.disk import disk_errors

_log = logging.getLogger(__name__)


def fetch_assignment(parts: Parts, request: FetchRequest) -> FetchReply:
    """Download the newest released version and write it below the course's folder.

    Raises
    ------
    NotReleased
        There is no version yet.
    DigestMismatch
        What arrived is not the version; nothing was written.
    """
    assignment = parts.client.get_assignment(request.assignment_id)
    if assignment.version_id is None:
        raise NotReleased(f"{assignment.name!r} is not released yet. Look again later.")
    version = parts.client.get_version(assignment.version_id)
    with disk_errors("download the assignment"), spooled() as archive:
        parts.patient.download_version(version.id, archive)
        archive.seek(0)
        files = dict(BundleReader(archive, parts.limits).files())
    if version.bundle_sha256 is not None and identity_of(files) != version.bundle_sha256:
        raise DigestMismatch("The assignment was damaged on its way. Try again.")
    folder, done = parts.workspace.fetch(
        assignment, version.number, version.notebooks, files, reset=request.mode is FetchMode.RESET
    )
    _remember(parts)
    return FetchReply(
        folder=folder.path,
        notebooks=folder.notebooks,
        version=version.number,
        written=done.written,
        merged=done.merged,
        kept=done.kept,
        backup=parts.workspace.root.api_path(done.backup) if done.backup else None,
    )


def _remember(parts: Parts) -> None:
    """Keep what the service says now, so that the notebooks can be submitted also when it is away from now on.

    The files are written whatever it answers, and that is what was asked for.
    """
    try:
        parts.catalog.load()
    except AutogradeError as error:
        _log.warning("The list of assignments was not kept after a fetch: %s", error.code)
