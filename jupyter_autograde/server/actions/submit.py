"""Submit: put the work into the outbox, and wait a little for the receipt."""

from __future__ import annotations

from typing import IO

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.events import OUTBOX_CHANGED
from jupyter_autograde.models.local import PendingState, SubmitReply, SubmitState
from jupyter_autograde.models.submission import Submission
from jupyter_autograde.server.outbox import OutboxEntry
from jupyter_autograde.server.parts import Parts, outbox_event
from jupyter_autograde.server.workspace.packing import pack_submission
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

PATIENCE = 10.0
"""Seconds that Submit waits for the service before it says *waiting to be sent*."""
TRIES = 2
"""Failed tries after which it says so at once: a service that is away does not come back in seconds."""


def submit_notebook(parts: Parts, path: str, *, patience: float = PATIENCE) -> SubmitReply:
    """Hand in the assignment that the notebook at an API path belongs to.

    When this returns, the submission is on the disk or acknowledged; when it raises, nothing was
    handed in.
    """
    clicked_at = now()
    place = parts.workspace.root.locate_file(path)
    folder = parts.workspace.folder_around(place)
    if folder is None:
        raise InvalidInput(
            "This notebook belongs to no assignment. Fetch the assignment from the Assignments "
            "panel and work in the "
            "folder it makes."
        )
    entry_id = new_ulid()

    def make(bundle: IO[bytes]) -> OutboxEntry:
        packed = pack_submission(folder.place, folder.record, bundle, parts.limits)
        return OutboxEntry(
            id=entry_id,
            assignment_id=folder.record.assignment_id,
            assignment=folder.record.assignment,
            course_id=folder.record.course_id,
            notebook=path.strip("/"),
            clicked_at=clicked_at,
            version=folder.record.version,
            sha256=packed.sha256,
            folder=str(folder.place),
        )

    entry = parts.outbox.add(entry_id, make)
    parts.announce(OUTBOX_CHANGED, outbox_event(entry, None))
    parts.sender.kick()
    submission, left = parts.sender.wait_for(entry_id, patience, tries=TRIES)
    return _reply(entry_id, submission, left)


def _reply(entry_id: str, submission: Submission | None, left: OutboxEntry | None) -> SubmitReply:
    if submission is not None:
        message = f"Submitted: attempt {submission.attempt}{', late' if submission.late else ''}."
        return SubmitReply(outbox_id=entry_id, state=SubmitState.ACKNOWLEDGED, submission=submission, message=message)
    why = left.last_error if left is not None and left.last_error else ""
    if left is not None and left.state is PendingState.REFUSED:
        return SubmitReply(outbox_id=entry_id, state=SubmitState.REFUSED, message=why, code=left.last_code)
    message = f"Waiting to be sent: your work is saved here and goes out by itself. {why}".strip()
    return SubmitReply(outbox_id=entry_id, state=SubmitState.WAITING, message=message)
