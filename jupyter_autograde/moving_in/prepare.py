"""Check what a source has by our own rules, and read its files, before the database is held for anything."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jupyter_autograde.bundles import BundleLimits, file_sha256
from jupyter_autograde.bundles.paths import check_path, collision_key
from jupyter_autograde.errors import UnsafePath
from jupyter_autograde.models.base import check_name, is_plain
from jupyter_autograde.models.course import check_section
from jupyter_autograde.moving_in.haul import Assignment, Course, Files, Haul, Person, Score, UnreadableFiles, Work
from jupyter_autograde.storage.bundle_store import StoredFiles

Keep = Callable[[Mapping[str, bytes]], StoredFiles]
"""Stores contents, or only reckons what they would be stored as."""
OnProgress = Callable[[int], None]

_AT_LAST = datetime.max.replace(tzinfo=UTC)
KEYS = "import-"
"""What the keys of imported submissions begin with; students' servers send ULIDs."""
_MAX_TEXT = 256
"""Of a person's names."""


@dataclass(frozen=True)
class ReadyWork:
    """A submission that can be written."""

    where: str
    key: str
    """The same whenever the same work is read again, from whichever source."""
    user: str
    at: datetime | None
    files: StoredFiles | None
    feedback: StoredFiles | None
    score: Score | None


@dataclass
class ReadyAssignment:
    """An assignment that can be written."""

    where: str
    name: str
    due_at: datetime | None
    files: StoredFiles | None
    works: list[ReadyWork] = field(default_factory=list)
    """The oldest first."""


@dataclass
class ReadyCourse:
    """A course that can be written."""

    where: str
    name: str
    people: list[Person]
    assignments: list[ReadyAssignment] = field(default_factory=list)


def reckon(files: Mapping[str, bytes]) -> StoredFiles:
    """Return what files would be stored as, and store nothing."""
    return StoredFiles({path: (file_sha256(content), len(content)) for path, content in files.items()})


def prepare(haul: Haul, keep: Keep, limits: BundleLimits, on_progress: OnProgress) -> list[ReadyCourse]:
    """Return what can be brought in; what can't is added to the problems of `haul`."""
    preparing = _Preparing(haul, keep, limits, on_progress)
    return [preparing.course(course) for course in haul.courses.values() if preparing.may_be_named(course)]


class _Preparing:
    def __init__(self, haul: Haul, keep: Keep, limits: BundleLimits, on_progress: OnProgress) -> None:
        self._haul, self._keep, self._limits, self._on_progress = haul, keep, limits, on_progress
        self._done = 0

    def may_be_named(self, one: Course | Assignment | Work | Person) -> bool:
        """Say whether our names may be like this; note it where not."""
        name = one.name if isinstance(one, Course | Assignment) else one.user
        try:
            check_name(name)
        except ValueError as fault:
            where = f"person {name!r}" if isinstance(one, Person) else one.where
            self._haul.fail(where, f"{name[:80]!r} can't be a name here: {fault}.")
            return False
        return True

    def course(self, course: Course) -> ReadyCourse:
        people = [person for person in course.people.values() if self._may_be_enrolled(person)]
        ready = ReadyCourse(course.where, course.name, people)
        for assignment in course.assignments.values():
            if self.may_be_named(assignment):
                ready.assignments.append(self._assignment(course, assignment))
        return ready

    def _may_be_enrolled(self, person: Person) -> bool:
        if not self.may_be_named(person):
            return False
        for text in filter(None, (person.first_name, person.last_name, person.email)):
            if len(text) > _MAX_TEXT:
                self._haul.fail(f"person {person.user!r}", f"{text[:40]!r}… has more than {_MAX_TEXT} characters.")
                return False
            if not is_plain(text):
                self._haul.fail(f"person {person.user!r}", f"{text[:40]!r} has control or bidirectional characters.")
                return False
        return person.section is None or self._may_be_in(person, person.section)

    def _may_be_in(self, person: Person, section: str) -> bool:
        # gofer's is what the student's notebook said.
        try:
            check_section(person.role, check_name(section))
        except ValueError as fault:
            self._haul.fail(f"person {person.user!r}", f"{section[:40]!r} can't be a section here: {fault}.")
            return False
        return True

    def _assignment(self, course: Course, assignment: Assignment) -> ReadyAssignment:
        try:
            files = self._read(assignment.files)
        except UnreadableFiles as fault:
            self._haul.fail(assignment.where, str(fault))
            files = None
        ready = ReadyAssignment(assignment.where, assignment.name, assignment.due_at, files)
        seen: Counter[tuple[str, datetime | None]] = Counter()
        for work in assignment.works:
            self._done += 1
            self._on_progress(self._done)
            seen[work.user, work.at] += 1
            if not self.may_be_named(work):
                continue
            try:
                files, feedback = self._read(work.files), self._read(work.feedback)
            except UnreadableFiles as fault:
                self._haul.fail(work.where, str(fault))
                continue
            key = _key(course.name, assignment.name, work.at, seen[work.user, work.at])
            given = feedback if feedback is not None and feedback.files else None
            ready.works.append(ReadyWork(work.where, key, work.user, work.at, files, given, work.score))
        # Last what nobody noted the time of: it may belong to what is there by then.
        ready.works.sort(key=lambda work: work.at or _AT_LAST)
        return ready

    def _read(self, files: Files | None) -> StoredFiles | None:
        """Read and keep files; raises UnreadableFiles where they break the rules for bundles (SEC-21)."""
        if files is None:
            return None
        found = files()
        seen: dict[str, str] = {}
        for path, content in found.items():
            try:
                check_path(path)
            except UnsafePath as fault:
                raise UnreadableFiles(fault.message) from fault
            other = seen.setdefault(collision_key(path), path)
            if other != path:
                raise UnreadableFiles(f"{path!r} and {other!r} are the same name for some file systems.")
            most = self._limits.notebook if path.endswith(".ipynb") else self._limits.file
            if len(content) > most:
                raise UnreadableFiles(f"{path} has {len(content)} bytes, more than {most} (c.AutogradeService).")
        if len(found) > self._limits.files:
            raise UnreadableFiles(f"It has {len(found)} files, more than c.AutogradeService.max_files.")
        return self._keep(found)


def _key(course: str, assignment: str, at: datetime | None, number: int) -> str:
    said = "\0".join([course, assignment, at.isoformat() if at else "", str(number)])
    return f"{KEYS}{hashlib.sha256(said.encode()).hexdigest()[:40]}"
