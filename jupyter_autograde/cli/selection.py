"""Which submissions a verb is about: named by assignment, student, attempt, state, or by their id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from traitlets import CaselessStrEnum, Integer, List, Unicode

from jupyter_autograde.bundles import BundleReader
from jupyter_autograde.bundles.folder_names import folder_name
from jupyter_autograde.bundles.limits import BundleLimits
from jupyter_autograde.bundles.unpack import unpack
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.regrade import Attempts
from jupyter_autograde.models.submission import Submission, SubmissionState

PAGE = 1000
_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


class SelectionApp(ClientApp):
    """A verb about submissions of an assignment."""

    student = List(Unicode(), help="Only this student's; may be given several times.").tag(config=True)
    attempts = CaselessStrEnum(
        [one.value for one in Attempts], Attempts.LATEST.value, help="latest or all attempts of each student."
    ).tag(config=True)

    aliases = {**ClientApp.aliases, "student": "SelectionApp.student", "attempts": "SelectionApp.attempts"}

    def which(self) -> Attempts:
        """Return which attempts are meant."""
        return Attempts(self.attempts)


class SubmissionsApp(SelectionApp):
    """A verb about submissions one by one, which may be named by their ids too."""

    status = CaselessStrEnum(
        [one.value for one in SubmissionState], None, allow_none=True, help="Only queued, running, graded or failed."
    ).tag(config=True)
    failing = Unicode("", help="Only newest attempts that fail the test of this name; for staff.").tag(config=True)
    of_question = Unicode("", help="With --failing: the test is of this question.").tag(config=True)
    attempt = Integer(None, allow_none=True, help="Only the attempt of this number.").tag(config=True)

    aliases = {
        **SelectionApp.aliases,
        "status": "SubmissionsApp.status",
        "attempt": "SubmissionsApp.attempt",
        "failing": "SubmissionsApp.failing",
        "of-question": "SubmissionsApp.of_question",
    }

    def submissions(self, client: AutogradeClient, text: str) -> list[Submission]:
        """Return those that are meant, by student and attempt; NotFound where there is none."""
        if self.of_question and not self.failing:
            raise InvalidInput("--of-question goes with --failing, which names a test of it.")
        if _ID.fullmatch(text) and not self.failing and not self.student and self.attempt is None:
            by_id = _by_id(client, text)
            if by_id is not None:
                return [by_id]
        assignment = find_assignment(client, text)
        latest = self.which() is Attempts.LATEST and self.attempt is None
        users: Sequence[str | None] = self.student or [None]
        found = [one for user in users for one in every_submission(client, assignment.id, user=user, latest=latest)]
        if self.failing:
            works = set(client.failing_submissions(assignment.id, self.failing, self.of_question or None).submissions)
            found = [one for one in found if one.id in works]
        found = [
            one
            for one in found
            if self.status in (None, one.state)
            and self.attempt in (None, one.attempt)
            and (not self.student or one.user in self.student)
        ]
        if not found:
            raise NotFound(f"{assignment.course}/{assignment.name} has no such submission that you may see.")
        return sorted(found, key=lambda one: (one.user, one.attempt))

    def one_submission(self, client: AutogradeClient, text: str) -> Submission:
        """Return the one that is meant; InvalidInput names them where there are several."""
        found = self.submissions(client, text)
        if len(found) > 1:
            several = ", ".join(sorted({one.user for one in found})[:10])
            raise InvalidInput(f"Say whose with --student: there is work of {several}.")
        return found[0]


def every_submission(
    client: AutogradeClient, assignment_id: str, *, user: str | None = None, latest: bool = False
) -> Iterator[Submission]:
    """Yield the submissions of an assignment page by page, the newest first."""
    after = None
    while True:
        page = client.list_submissions(assignment_id, user=user, latest=latest, after=after, limit=PAGE)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].id


def place_of(folder: Path, user: str, attempt: int) -> Path:
    """Return where somebody's files go; no name is a path by itself."""
    return folder / folder_name(user) / str(attempt)


def unpack_archive(archive: IO[bytes], folder: Path) -> str:
    """Unpack a downloaded bundle into a folder; return a word for what became of it."""
    archive.seek(0)
    files = dict(BundleReader(archive, BundleLimits()).files())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        done = unpack(folder, files)
    except OSError as fault:
        raise InvalidInput(f"{folder} can't be written: {fault.strerror}.") from fault
    if done.kept is not None:
        return f"written; what you had changed is in {done.kept}"
    return "written" if done.changed else "unchanged"


def _by_id(client: AutogradeClient, text: str) -> Submission | None:
    try:
        return client.get_submission(text)
    except NotFound:
        return None  # an assignment's id, or its name, looks the same
