"""`jupyter autograde assignment create|release|versions|fetch|submit`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.selection import unpack_archive
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound, NotReleased, ReleaseNotReady
from jupyter_autograde.models.assignment import (
    Assignment,
    AssignmentRequest,
    AssignmentVersion,
    VersionState,
)
from jupyter_autograde.models.base import check_name
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid

_VERSION = ["number", "state", "max_score", "environment", "created_by", "created_at", "released_at", "id"]


class CreateAssignmentApp(ClientApp):
    """Create an assignment."""

    name = "jupyter-autograde-assignment-create"
    description = "Create an assignment, as a draft: jupyter autograde assignment create COURSE/NAME"

    def run(self) -> None:
        """Create it and show it."""
        (text,) = self.arguments("course/name")
        course, _, name = text.rpartition("/")
        if not course:
            raise InvalidInput("Say the course too: COURSE/NAME.")
        try:
            check_name(name)
        except ValueError as fault:
            raise InvalidInput(f"{name!r} can't be used: {fault}.") from fault
        with self.connect() as client:
            made = client.create_assignment(find_course(client, course).id, AssignmentRequest(name=name))
        self.show([made], ["course", "name", "state", "id"])


class ReleaseAssignmentApp(ClientApp):
    """Release an assignment from its source."""

    name = "jupyter-autograde-assignment-release"
    description = """Build and prove a version from a notebook and files beside it, show the report, and release it.

    jupyter autograde assignment release COURSE/ASSIGNMENT NOTEBOOK.ipynb [FILE…] [--environment=NAME] [--yes]
    jupyter autograde assignment release COURSE/ASSIGNMENT --built=NUMBER [--yes]

    Files keep their places below the notebook's folder. With --built, a version that was built before is released.
    """
    built = Integer(
        None, allow_none=True, min=1, help="Number of a version that is ready; nothing is sent and built then."
    ).tag(config=True)
    environment = Unicode("", help="Grading environment. Default: the course's.").tag(config=True)
    yes = Bool(False, help="Release it without being asked.").tag(config=True)
    aliases = {
        **ClientApp.aliases,
        "environment": "ReleaseAssignmentApp.environment",
        "built": "ReleaseAssignmentApp.built",
    }
    flags = {**ClientApp.flags, "yes": ({"ReleaseAssignmentApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Build, show, ask, release."""
        if self.built is not None:
            (name,) = self.arguments("assignment")
            paths: list[str] = []
        else:
            if len(self.extra_args) < 2:
                self.arguments("assignment", "notebook")
            name, *paths = self.extra_args
        with self.connect() as client:
            assignment = find_assignment(client, name)
            version = self._build(client, assignment, paths) if paths else self._find(client, assignment)
            self._report(version)
            if version.state is VersionState.REFUSED:
                raise ReleaseNotReady(version.refusal or "The version was refused.")
            question = f"Release version {version.number} of {assignment.name!r} to the students?"
            require_yes(question, f"Version {version.number} is ready and not released.", yes=self.yes)
            version = client.release_version(version.id)
        self.show([version], _VERSION)

    def _build(self, client: AutogradeClient, assignment: Assignment, paths: Sequence[str]) -> AssignmentVersion:
        with spooled() as source:
            _pack(source, paths)
            after = client.poll_events(wait=0).last_id
            version = client.start_version(
                assignment.id, source, notebooks=[Path(paths[0]).name], environment=self.environment or None
            )
            return _built(client, version, after)

    def _find(self, client: AutogradeClient, assignment: Assignment) -> AssignmentVersion:
        for version in client.list_versions(assignment.id):
            if version.number == self.built:
                return version
        raise NotFound(f"{assignment.name!r} has no version {self.built}. See: jupyter autograde assignment versions.")

    def _report(self, version: AssignmentVersion) -> None:
        report = version.report
        if report is None or self.json:
            return
        tested = report.max_score - report.manual_score
        self.say(
            f"The solution reaches {report.solution_score:g} of {tested:g}, the empty notebook {report.empty_score:g}."
        )
        for kind, lines in [("Warning", report.warnings), ("Leak", report.leaks), ("Fails", report.failing)]:
            for line in lines:
                first, *more = line.splitlines() or [""]
                self.table([[f"{kind}: {first}"], *([f"  {below}"] for below in more)])


class VersionsApp(ClientApp):
    """Show the versions of an assignment."""

    name = "jupyter-autograde-assignment-versions"
    description = "Show the versions of an assignment: jupyter autograde assignment versions COURSE/ASSIGNMENT"

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            self.show(client.list_versions(find_assignment(client, name).id), _VERSION)


class FetchAssignmentApp(ClientApp):
    """Fetch what students get."""

    name = "jupyter-autograde-assignment-fetch"
    description = """Fetch the released files of an assignment into a folder of their own.

    jupyter autograde assignment fetch COURSE/ASSIGNMENT FOLDER

    A folder whose files were changed since it was fetched is kept beside the new one. In the lab, *Fetch* merges.
    """

    def run(self) -> None:
        """Fetch it."""
        name, folder = self.arguments("assignment", "folder")
        with self.connect() as client, spooled() as archive:
            assignment = find_assignment(client, name)
            if assignment.version_id is None:
                raise NotReleased(f"{assignment.name!r} is not released yet.")
            client.download_version(assignment.version_id, archive)
            state = unpack_archive(archive, Path(folder))
        self.say(f"{folder}: version {assignment.version}, {state}")


class FetchSolutionApp(ClientApp):
    """Fetch the solution."""

    name = "jupyter-autograde-assignment-solution"
    description = """Fetch the notebooks of an assignment with their solutions into a folder of their own.

    jupyter autograde assignment solution COURSE/ASSIGNMENT FOLDER

    Students can once their instructor shows it and nobody can hand in any more.
    """

    def run(self) -> None:
        """Fetch it."""
        name, folder = self.arguments("assignment", "folder")
        with self.connect() as client, spooled() as archive:
            client.download_solution(find_assignment(client, name).id, archive)
            state = unpack_archive(archive, Path(folder))
        self.say(f"{folder}: the solution, {state}")


class SubmitApp(ClientApp):
    """Hand in files."""

    name = "jupyter-autograde-assignment-submit"
    description = """Hand in files as the next attempt, and show its receipt.

    jupyter autograde assignment submit COURSE/ASSIGNMENT NOTEBOOK.ipynb [FILE…] [--student=NAME --reason=TEXT]

    Files keep their places below the first one's folder. Staff hand in for a student with --student, after the deadline
    too: it is marked as theirs, is on the audit trail with the reason, and uses up none of the student's attempts.
    """
    student = Unicode("", help="For staff: hand in in the place of this student.").tag(config=True)
    reason = Unicode("", help="Why, with --student; for the audit trail.").tag(config=True)
    aliases = {**ClientApp.aliases, "student": "SubmitApp.student", "reason": "SubmitApp.reason"}

    def run(self) -> None:
        """Hand in."""
        if len(self.extra_args) < 2:
            self.arguments("assignment", "notebook")
        name, *paths = self.extra_args
        if bool(self.student) != bool(self.reason):
            raise InvalidInput("--student and --reason go together: say for whom you hand in, and why.")
        with self.connect() as client, spooled() as bundle:
            _pack(bundle, paths)
            assignment = find_assignment(client, name)
            if self.student:
                made = client.submit_for(assignment.id, self.student, bundle, key=new_ulid(), reason=self.reason)
            else:
                made = client.submit(assignment.id, bundle, key=new_ulid(), claimed_at=now())
        self.show([made], ["user", "attempt", "submitted_at", "late", "state", "sha256", "id"])


def _pack(target: IO[bytes], paths: Sequence[str]) -> None:
    """Write files into an archive, with their paths below the folder of the first."""
    root = Path(paths[0]).absolute().parent
    files: dict[str, bytes] = {}
    for path in paths:
        place = Path(path).absolute()
        if not place.is_relative_to(root):
            raise InvalidInput(f"{path} lies outside the folder of {paths[0]}. Move it there.")
        try:
            files[place.relative_to(root).as_posix()] = place.read_bytes()
        except OSError as fault:
            raise InvalidInput(f"{path} can't be read: {fault.strerror}.") from fault
    write_bundle(target, sorted(files.items()))


def _built(client: AutogradeClient, version: AssignmentVersion, after: int) -> AssignmentVersion:
    """Return the version when it is built and proved, or refused."""
    while version.state is VersionState.BUILDING:
        after = client.poll_events(after=after).last_id
        version = client.get_version(version.id)
    return version
