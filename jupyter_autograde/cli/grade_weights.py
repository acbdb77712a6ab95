"""`jupyter autograde grades weights`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pydantic
from pydantic import BaseModel, ConfigDict, Field
from traitlets import Bool, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.gradebook import (
    AssignmentWeightRequest,
    CourseWeights,
    GradeCategoryRequest,
    WeightsRequest,
)

MAX_FILE = 2**18
"""Bytes of a file of weights."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")
    category: str | None = None
    weight: float | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    categories: list[GradeCategoryRequest] = Field(default_factory=list)
    assignments: dict[str, _Part] = Field(default_factory=dict)
    """Name -> what it counts."""


class WeightsApp(ClientApp):
    """Show or set what the assignments of a course count."""

    name = "jupyter-autograde-grades-weights"
    description = """Show what the assignments of a course count, or set it from a file.

    jupyter autograde grades weights COURSE [FILE.json] [--yes] [--reason=TEXT]

    --json prints what holds as such a file, to be changed and set again; "-" reads the standard input. Without
    categories every assignment counts as many as it has points.
    """
    yes = Bool(False, help="Set them without asking.").tag(config=True)
    reason = Unicode("", help="Why; kept beside who did it and when.").tag(config=True)
    aliases = {**ClientApp.aliases, "reason": "WeightsApp.reason"}
    flags = {**ClientApp.flags, "yes": ({"WeightsApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Show them, or ask and set them."""
        if len(self.extra_args) not in (1, 2):
            self.arguments("course", "file.json")
        name, *paths = self.extra_args
        with self.connect() as client:
            course = find_course(client, name)
            names = {one.id: one.name for one in client.list_assignments(course.id)}
            held = client.get_weights(course.id)
            if paths:
                request = _request(_read(paths[0]), names, held, self.reason)
                self._show(request, names)
                require_yes("Let these weights hold?", "The weights are what they were.", yes=self.yes)
                held = client.set_weights(course.id, request)
        if self.json:
            self.say(json.dumps(_as_file(held, names), indent=1, ensure_ascii=False))
        elif paths:
            self.say("Done. Grades that are final stay what they are.")
        else:
            self._show(held, names)

    def _show(self, weights: CourseWeights | WeightsRequest, names: dict[str, str]) -> None:
        if self.json:
            return
        if weights.categories:
            head = ["CATEGORY", "WEIGHT", "DROPS LOWEST"]
            self.table([head, *([one.name, f"{one.weight:g}", one.drop_lowest] for one in weights.categories)])
        said = {one.assignment_id: one for one in weights.assignments}
        lines: list[list[object]] = [["ASSIGNMENT", "CATEGORY", "WEIGHT"]]
        for assignment_id, name in sorted(names.items(), key=lambda item: item[1]):
            one = said.get(assignment_id)
            weight = f"{one.weight:g}" if one is not None and one.weight is not None else "its points"
            lines.append([name, one.category if one else None, weight])
        self.table(lines)


def _request(file: _File, names: dict[str, str], held: CourseWeights, reason: str) -> WeightsRequest:
    ids = {name: assignment_id for assignment_id, name in names.items()}
    strange = [name for name in file.assignments if name not in ids]
    if strange:
        raise InvalidInput(f"The course has no assignment {strange[0]!r}. It has: {', '.join(sorted(ids)) or 'none'}.")
    try:
        return WeightsRequest(
            categories=tuple(file.categories),
            assignments=tuple(
                AssignmentWeightRequest(assignment_id=ids[name], category=part.category, weight=part.weight)
                for name, part in file.assignments.items()
            ),
            digest=held.digest,
            reason=reason,
        )
    except pydantic.ValidationError as fault:
        raise InvalidInput(f"These are no weights: {_first(fault)}.") from fault


def _read(path: str) -> _File:
    try:
        with open(sys.stdin.fileno() if path == "-" else Path(path), "rb", closefd=path != "-") as stream:
            content = stream.read(MAX_FILE + 1)
    except OSError as fault:
        raise InvalidInput(f"{path} can't be read: {fault.strerror}.") from fault
    if len(content) > MAX_FILE:
        raise InvalidInput(f"{path} is larger than {MAX_FILE >> 10} KiB.")
    try:
        return _File.model_validate_json(content)
    except pydantic.ValidationError as fault:
        raise InvalidInput(f"{path} is no file of weights: {_first(fault)}.") from fault


def _first(fault: pydantic.ValidationError) -> str:
    error = fault.errors()[0]
    where = ".".join(map(str, error["loc"]))
    return f"{where}: {error['msg']}" if where else error["msg"]


def _as_file(weights: CourseWeights, names: dict[str, str]) -> dict[str, Any]:
    return {
        "categories": [one.model_dump(mode="json") for one in weights.categories],
        "assignments": {
            names[one.assignment_id]: {"category": one.category, "weight": one.weight}
            for one in weights.assignments
            if one.assignment_id in names
        },
    }
