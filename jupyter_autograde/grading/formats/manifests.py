"""`package.json`: which format a grading package is of, and its notebooks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_autograde.bundles import check_path
from jupyter_autograde.errors import InvalidSource, UnsafePath

NAME = "package.json"
VERSION = 1

_FORKS = "fork_hidden_tests"


def make(format_name: str, folders: Mapping[str, str]) -> bytes:
    """Return the manifest of notebooks, path in the assignment -> folder in the package."""
    listed = [{"path": path, "folder": folder} for path, folder in folders.items()]
    content = {"format": format_name, "version": VERSION, "notebooks": listed}
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def with_forks(package: Mapping[str, bytes], notebooks: Sequence[str]) -> dict[str, bytes]:
    """Return a package whose manifest says that hidden tests of some notebooks run in a fork each."""
    if not notebooks:
        return dict(package)
    content = {**_content(package), _FORKS: list(notebooks)}
    return {**package, NAME: json.dumps(content, indent=1, ensure_ascii=False).encode()}


def forks(package: Mapping[str, bytes]) -> frozenset[str]:
    """Return the paths of the notebooks whose hidden tests run in a fork each.

    Raises
    ------
    InvalidSource
        The manifest can't be read.
    """
    listed = _content(package).get(_FORKS, [])
    if not isinstance(listed, list) or not all(isinstance(path, str) for path in listed):
        raise _unreadable()
    return frozenset(listed)


def format_name(package: Mapping[str, bytes]) -> str:
    """Return the name of a package's format.

    Raises
    ------
    InvalidSource
        There is no manifest that can be read.
    """
    return str(_content(package).get("format"))


def read(format_name: str, package: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return the path of each notebook and its folder in the package.

    Raises
    ------
    InvalidSource
        The manifest can't be read, or is of another format or version.
    """
    content = _content(package)
    if content.get("format") != format_name or content.get("version") != VERSION:
        raise InvalidSource("The grading package is of another format or version.")
    try:
        listed = [(check_path(entry["path"]), check_path(entry["folder"])) for entry in content["notebooks"]]
    except (KeyError, TypeError, AttributeError, UnsafePath) as fault:
        raise _unreadable() from fault
    if not listed or len({path for path, _ in listed}) != len(listed):
        raise InvalidSource("The grading package names no notebook, or one twice.")
    return listed


def _content(package: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        content = json.loads(package[NAME])
    except (KeyError, ValueError, RecursionError) as fault:
        raise _unreadable() from fault
    if not isinstance(content, dict):
        raise _unreadable()
    return content


def _unreadable() -> InvalidSource:
    return InvalidSource(f"The grading package has no readable {NAME}.")
