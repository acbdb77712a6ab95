"""Course configurations of otter-service and gofer_service, in both of their formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import check_name

_MOST = 1 << 20
"""Bytes of a file."""
_OLD = ("sourcedid", "outcomes_url")
ZIPS = "{subpath}/{assignment}-autograder.zip"
"""Where otter-service looks for a grading package."""


@dataclass(frozen=True)
class Section:
    """A section of a course: a course of its own here."""

    course: str
    section: str
    subpath: str
    """`subpath_to_zips`; empty in the old format."""
    assignments: tuple[str, ...]

    @property
    def name(self) -> str:
        """Of the course here, as the door looks for it."""
        return f"{self.course}.{self.section}"

    def package(self, materials: Path, template: str, assignment: str) -> Path:
        """Return where an assignment's grading package lies.

        Raises
        ------
        InvalidInput
            Outside of `materials`, or the template has an unknown word.
        """
        kind = "hw" if "hw" in assignment else "lab"
        try:
            path = template.format(subpath=self.subpath, section=self.section, assignment=assignment, kind=kind)
        except (KeyError, IndexError, ValueError, AttributeError) as fault:
            raise InvalidInput(
                f"--zips={template} can't be used: it takes {{subpath}}, {{section}}, {{assignment}} and {{kind}}."
            ) from fault
        found = (materials / path.lstrip("/")).resolve()
        if not found.is_relative_to(materials.resolve()):
            raise InvalidInput(f"The package {path!r} lies outside of {materials}.")
        return found


def read_course_config(path: Path) -> list[Section]:
    """Read a configuration.

    Raises
    ------
    InvalidInput
        It can't be read; the message names the place.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except OSError as fault:
        raise InvalidInput(f"{path} can't be read: {fault.strerror}.") from fault
    try:
        if len(content) > _MOST:
            raise InvalidInput(f"it is larger than {_MOST >> 20} MiB")
        courses = _object(json.loads(content.decode("utf-8-sig")), "it")
        return [section for course, config in courses.items() for section in _sections(course, config)]
    except InvalidInput as fault:
        raise InvalidInput(f"{path} is no course configuration: {fault.message}.") from fault
    except (ValueError, RecursionError) as fault:
        raise InvalidInput(f"{path} is no course configuration: it is not JSON.") from fault


def _sections(course: str, config: Any) -> Iterator[Section]:
    of_course = _object(config, f"course {course!r}")
    old = [_object(of_course[key], f"{key} of {course!r}") for key in _OLD if key in of_course]
    if old:
        for section in dict.fromkeys(name for each in old for name in each):
            places = [_object(each.get(section, {}), f"section {section!r} of {course!r}") for each in old]
            yield _checked(course, section, "", [name for place in places for name in place])
        return
    for section, value in of_course.items():
        where = f"section {section!r} of {course!r}"
        found = _object(value, where)
        subpath = found.get("subpath_to_zips", "")
        if not isinstance(subpath, str):
            raise InvalidInput(f"subpath_to_zips in {where} is no text")
        yield _checked(course, section, subpath.strip("/"), list(_object(found.get("assignments", {}), where)))


def _checked(course: str, section: str, subpath: str, assignments: list[str]) -> Section:
    for name in (f"{course}.{section}", course, section, *assignments):
        try:
            check_name(name)
        except ValueError as fault:
            raise InvalidInput(f"{name[:200]!r} can't be a name here: {fault}") from None
    return Section(course, section, subpath, tuple(dict.fromkeys(assignments)))


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput(f"{what} is no object")
    return value
