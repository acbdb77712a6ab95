"""The user's files as the rest of the server extension sees them."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from jupyter_autograde.bundles import file_sha256
from jupyter_autograde.bundles.unpack import MARK, Unpacked, unpack, was_unpacked
from jupyter_autograde.errors import Conflict, InvalidInput, UnsafePath
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.server.workspace.collect import FoundFile, find_files
from jupyter_autograde.server.workspace.disk import disk_errors
from jupyter_autograde.server.workspace.fetch import Fetched, fetch_into, restore_into
from jupyter_autograde.server.workspace.paths import Root
from jupyter_autograde.server.workspace.record import RECORD, FolderRecord, read_record
from jupyter_autograde.server.workspace.slugs import fill_template
from jupyter_autograde.timestamps import now

_LOCK_WAIT = 10.0
_CANDIDATE_DEPTH = 3
FEEDBACK = "feedback"
"""Folder in that of an assignment, with a folder an attempt."""
SOLUTION = "solution"
"""Folder in that of an assignment; where students have one of that name it gets a number."""


@dataclass(frozen=True)
class FetchedFolder:
    """A folder of the user that an assignment was fetched into."""

    place: Path
    path: str
    """Relative to the server's root."""
    record: FolderRecord

    @property
    def notebooks(self) -> list[str]:
        """The assignment's notebooks, relative to the server's root."""
        return [f"{self.path}/{notebook}" for notebook in self.record.notebooks]

    @property
    def missing(self) -> list[str]:
        """Those of `notebooks` that are not there any more."""
        gone = [notebook for notebook in self.record.notebooks if not (self.place / notebook).is_file()]
        return [f"{self.path}/{notebook}" for notebook in gone]


class Workspace:
    """Fetched assignments below a server's root.

    Parameters
    ----------
    root : Path
        The folder that the server shows.
    template : str
        Where an assignment goes, with `{course}` and `{assignment}`.
    lock_file : Path
        Keeps two servers of one user from fetching at once.
    """

    def __init__(self, root: Path, template: str, lock_file: Path) -> None:
        self.root = Root(root)
        self._template = template
        self._lock = threading.Lock()
        self._lock_file = lock_file

    def folder_of(self, path: str) -> FetchedFolder | None:
        """Return the fetched folder that a file (API path) lies in, the innermost one."""
        place = self.root.locate(path)
        return self.folder_around(place)

    def folder_around(self, place: Path) -> FetchedFolder | None:
        """Return the fetched folder that a file lies in; None also for files outside the root."""
        for folder in place.parents:
            if folder == self.root.folder or not folder.is_relative_to(self.root.folder):
                return None
            record = read_record(folder)
            if record is not None:
                return FetchedFolder(folder, self.root.api_path(folder), record)
            if os.path.lexists(folder / MARK):
                return None  # a solution is nobody's work
        return None

    def fetched(self, assignment: Assignment) -> FetchedFolder | None:
        """Return the folder of an assignment, when it was fetched and still lies where it was put."""
        for path in self._places(assignment):
            try:
                place = self.root.locate(path)
            except UnsafePath:
                # Somebody put a link there: nothing was fetched into it, and fetching says why.
                continue
            record = read_record(place)
            if record is not None and record.assignment_id == assignment.id:
                return FetchedFolder(place, path, record)
        return None

    def fetch(
        self,
        assignment: Assignment,
        version: int,
        notebooks: list[str],
        files: Mapping[str, bytes],
        *,
        reset: bool,
    ) -> tuple[FetchedFolder, Fetched]:
        """Bring the files of a version into the assignment's folder; see `fetch_into`."""
        record = FolderRecord(
            assignment_id=assignment.id,
            course_id=assignment.course_id,
            course=assignment.course,
            assignment=assignment.name,
            version=version,
            notebooks=notebooks,
            files={path: file_sha256(content) for path, content in sorted(files.items())},
        )
        with self._locked():
            path = self._target(assignment)
            place = self.root.locate(path)
            done = fetch_into(place, record, files, reset=reset, moment=now())
        return FetchedFolder(place, path, record), done

    def restore(self, folder: FetchedFolder, files: Mapping[str, bytes]) -> Fetched:
        """Put the files of an attempt back; see `restore_into`."""
        with self._locked():
            return restore_into(self.root.locate(folder.path), files, moment=now())

    def put_feedback(self, folder: FetchedFolder, attempt: int, files: Mapping[str, bytes]) -> tuple[str, str | None]:
        """Write the feedback on an attempt into its folder; return that (API path), and where changed files went."""
        with self._locked(), disk_errors("write the feedback"):
            place = self.root.locate(f"{folder.path}/{FEEDBACK}/{attempt}")
            place.parent.mkdir(exist_ok=True)
            done = unpack(place, files)
        return self.root.api_path(place), self.root.api_path(done.kept) if done.kept else None

    def put_solution(self, folder: FetchedFolder, files: Mapping[str, bytes]) -> tuple[str, str | None]:
        """Write a solution into a folder of its own; return that (API path), and where changed files of it went.

        One that is there already stays, run or not.
        """
        with self._locked(), disk_errors("write the solution"):
            place = self.root.locate(f"{folder.path}/{_free_name(folder.place, SOLUTION)}")
            done = Unpacked(False) if was_unpacked(place, files) else unpack(place, files)
        return self.root.api_path(place), self.root.api_path(done.kept) if done.kept else None

    def candidates(self, path: str) -> list[FoundFile]:
        """Return files beside a notebook that a release could take along; paths from the server's root."""
        notebook = self.root.locate_file(path)
        folder = notebook.parent
        if folder == self.root.folder:
            # Somebody's home: only what lies directly beside it.
            found = find_files(folder, depth=1)
        else:
            found = find_files(folder, depth=_CANDIDATE_DEPTH)
        with disk_errors("list the folder"):
            return [
                FoundFile(self.root.api_path(file.place), file.place, file.size)
                for file in found
                if file.place != notebook
            ]

    def _places(self, assignment: Assignment) -> Iterator[str]:
        first = fill_template(self._template, assignment.course, assignment.name)
        yield first
        # Another assignment whose name makes the same folder name came first.
        yield f"{first}-{assignment.id[-6:].lower()}"

    def _target(self, assignment: Assignment) -> str:
        found = self.fetched(assignment)
        if found is not None:
            return found.path
        for path in self._places(assignment):
            place = self.root.locate(path)
            if not place.exists():
                return path
            if place.is_dir() and not (place / RECORD).exists():
                return path
        raise InvalidInput(f"The folder {path!r} belongs to another assignment. Rename it and fetch again.")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with disk_errors("write to its own folder"):
            self._lock_file.parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            try:
                with filelock.FileLock(self._lock_file, timeout=_LOCK_WAIT):
                    yield
            except filelock.Timeout:
                raise Conflict("Another server of yours is fetching just now. Try again in a moment.") from None


def _free_name(folder: Path, name: str) -> str:
    """Return a name for a bundle of ours in `folder`: nothing else lies there."""
    names = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(one for one in names if not os.path.lexists(folder / one) or _is_ours(folder / one))


def _is_ours(place: Path) -> bool:
    return not place.is_symlink() and (place / MARK).is_file()
