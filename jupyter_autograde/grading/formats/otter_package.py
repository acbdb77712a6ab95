"""The files of a grading package: `package.json`, one folder a notebook with tests, configuration and files.

Files of the assignment as a whole are below `files/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats import manifests
from jupyter_autograde.grading.formats.base import NotebookPlan
from jupyter_autograde.grading.formats.otter_config import OtterConfig, read_config
from jupyter_autograde.grading.formats.otter_manual import MANUAL, read_manual
from jupyter_autograde.grading.formats.otter_tests import read_test

FORMAT = "otter"
MANIFEST = manifests.NAME

_CONFIG = "otter_config.json"
_TESTS = "tests/"
_FILES = "files/"


def manifest(notebooks: Mapping[str, str]) -> bytes:
    """Return `package.json` for notebooks, path -> folder in the package."""
    return manifests.make(FORMAT, notebooks)


def kept(files: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    """Return what a package keeps of otter's archive and our list; scripts and requirements have no use (SEC-37)."""
    return {
        f"{folder}/{path}": content
        for path, content in files.items()
        if path in (_CONFIG, MANUAL) or path.startswith(_FILES) or (path.startswith(_TESTS) and path.endswith(".py"))
    }


def own_files(files: Mapping[str, bytes], home: str) -> set[str]:
    """Return the paths, in the source, of the files that otter's archive of a notebook in `home` holds."""
    return {f"{home}/{path[len(_FILES) :]}".lstrip("/") for path in files if path.startswith(_FILES)}


def shared(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files of the whole assignment, path in the assignment -> content, as a package holds them."""
    return {f"{_FILES}{path}": content for path, content in files.items()}


def read_package(package: Mapping[str, bytes]) -> list[NotebookPlan]:
    """Read a package.

    Raises
    ------
    InvalidSource
        It can't be graded here; the message names why.
    """
    common = {check_path(path[len(_FILES) :]): content for path, content in package.items() if path.startswith(_FILES)}
    return [_notebook(package, path, folder, common) for path, folder in manifests.read(FORMAT, package)]


def _notebook(package: Mapping[str, bytes], path: str, folder: str, common: Mapping[str, bytes]) -> NotebookPlan:
    inside = {
        name.removeprefix(f"{folder}/"): content for name, content in package.items() if name.startswith(f"{folder}/")
    }
    config = read_config(inside[_CONFIG]) if _CONFIG in inside else OtterConfig()
    questions = []
    for name in sorted(inside):
        if name.startswith(_TESTS) and name.endswith(".py") and "/" not in name[len(_TESTS) :]:
            try:
                source = inside[name].decode()
            except UnicodeDecodeError as fault:
                raise InvalidSource(f"The test file {name} is not valid UTF-8 text.") from fault
            questions.append(read_test(name[len(_TESTS) : -len(".py")], source))
    home = path.rpartition("/")[0]
    files = {
        check_path(f"{home}/{name[len(_FILES) :]}".lstrip("/")): content
        for name, content in inside.items()
        if name.startswith(_FILES)
    }
    manual = read_manual(inside[MANUAL], questions) if MANUAL in inside else ()
    return NotebookPlan(path, tuple(questions), {**common, **files}, {"config": config}, manual)
