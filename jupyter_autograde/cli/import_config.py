"""`jupyter autograde course import-config`: courses, assignments and grading packages of otter-service and gofer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traitlets import Float, Integer, List, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.course_config import ZIPS, Section, read_course_config
from jupyter_autograde.cli.git_materials import GitLimits, check_repository, cloned, is_repository
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import Assignment, AssignmentRequest
from jupyter_autograde.models.base import Reply
from jupyter_autograde.models.course import CourseRequest


class Imported(Reply):
    """What became of one assignment."""

    course: str
    assignment: str
    version: int | None
    """What is released now; None while it is a draft."""
    what: str


class ImportConfigApp(ClientApp):
    """Make courses and assignments of a course-config.json, and release their grading packages."""

    name = "jupyter-autograde-course-import-config"
    description = """Make what a course configuration of otter-service or gofer_service names, where it is missing.

    jupyter autograde course import-config course-config.json --materials=FOLDER
    jupyter autograde course import-config course-config.json --materials=https://HOST/REPOSITORY

    Each section becomes the course COURSE.SECTION. With --materials, each assignment's autograder.zip is released;
    run it again when packages have changed. Courses are created by administrators, the rest by instructors.
    """
    materials = Unicode(
        "",
        help="Folder with the course's materials, or the https address of their git repository. The configuration may "
        "lie in it.",
    ).tag(config=True)
    branch = Unicode("", help="Branch or tag of the repository. Default: its own.").tag(config=True)
    private_hosts = List(
        Unicode(), help="Hosts of repositories that may have a private address; others must have a public one."
    ).tag(config=True)
    git_seconds = Float(120.0, help="Seconds that fetching a repository may take.").tag(config=True)
    git_mib = Integer(512, help="MiB that a repository may take.").tag(config=True)
    zips = Unicode(
        ZIPS,
        help="Where a package lies in it: {subpath} (subpath_to_zips), {section}, {assignment}, {kind} (hw or lab).",
    ).tag(config=True)
    aliases = {
        **ClientApp.aliases,
        "materials": "ImportConfigApp.materials",
        "branch": "ImportConfigApp.branch",
        "zips": "ImportConfigApp.zips",
    }

    def run(self) -> None:
        """Make them and show them."""
        (path,) = self.arguments("course-config.json")
        with self._folder() as folder:
            self._import(_config(path, folder), folder)

    @contextmanager
    def _folder(self) -> Iterator[Path | None]:
        """Give the folder of the materials, None without any."""
        if is_repository(self.materials):
            repository = check_repository(self.materials, self.private_hosts)
            with cloned(repository, self.branch, GitLimits(self.git_seconds, self.git_mib << 20)) as folder:
                yield folder
            return
        folder = Path(self.materials)
        if self.materials and not folder.is_dir():
            raise InvalidInput(f"There is no folder {self.materials!r}.")
        yield folder if self.materials else None

    def _import(self, config: Path, folder: Path | None) -> None:
        sections = read_course_config(config)
        # All names and places first: a fault in one must not leave half of them made.
        places = {
            (section.name, name): section.package(folder, self.zips, name) if folder is not None else None
            for section in sections
            for name in section.assignments
        }
        with self.connect() as client:
            rows = [
                self._release(client, one, places[section.name, one.name], made)
                for section in sections
                for one, made in _assignments(client, section)
            ]
        self.show(rows, ["course", "assignment", "version", "what"])

    def _release(self, client: AutogradeClient, one: Assignment, package: Path | None, made: bool) -> Imported:
        what = ["created"] if made else []
        number = one.version
        if package is not None and package.is_file():
            try:
                with package.open("rb") as archive:
                    number = client.release_package(one.id, archive, notebook=f"{one.name}.ipynb").number
            except (InvalidInput, OSError) as fault:
                what.append(f"package refused: {fault}")
            else:
                what.append("package unchanged" if number == one.version else "package released")
        elif package is not None:
            what.append("no package found")
        return Imported(course=one.course, assignment=one.name, version=number, what=", ".join(what) or "was there")


def _config(path: str, folder: Path | None) -> Path:
    """Return the configuration: of this machine, else of the materials."""
    here = Path(path)
    if folder is None or here.exists():
        return here
    inside = (folder / path).resolve()
    return inside if inside.is_relative_to(folder.resolve()) else here


def _assignments(client: AutogradeClient, section: Section) -> list[tuple[Assignment, bool]]:
    """Return the assignments of a section, made where they are missing, and whether they were."""
    courses = client.list_courses(name=section.name)
    course = courses[0] if courses else client.create_course(CourseRequest(name=section.name))
    there = {one.name: one for one in client.list_assignments(course.id)}
    return [
        (there[name], False)
        if name in there
        else (client.create_assignment(course.id, AssignmentRequest(name=name)), True)
        for name in section.assignments
    ]
