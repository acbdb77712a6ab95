"""What the description of the API, and those of the doors, say of bodies: nothing in them is as long as one likes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_autograde.service.app import describe_app
from jupyter_autograde.service.doors.mounts import mount_doors
from tests.service.doors.gradeservice_client import SECRET
from tests.service.doors.test_fuzz import DOORS


def unbounded(description: dict[str, Any], part: Any, at: str, seen: set[str]) -> Iterator[str]:
    """Yield where in the schema of a body something may be as long as its sender likes."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from unbounded(description, one, f"{at}/{number}", seen)
    if not isinstance(part, dict):
        return
    reference = part.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        found: Any = description
        for key in reference.removeprefix("#/").split("/"):
            found = found[key]
        yield from unbounded(description, found, reference, seen)
    if part.get("type") == "array" and "maxItems" not in part:
        yield at
    if part.get("type") == "object" and part.get("additionalProperties") and "maxProperties" not in part:
        yield at
    for key, one in part.items():
        yield from unbounded(description, one, f"{at}/{key}", seen)


def test_every_list_that_somebody_may_send_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_URL", "http://hub.example")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "token")
    options = {"gradeservice": {"secret": SECRET}, "pipalhub": {"create_users": True}}
    doors = mount_doors({name: [] for name in DOORS}, options, "/", standalone=True)
    descriptions = [describe_app().openapi(), *(each.door.application().openapi() for each in doors)]
    bodies = 0
    endless: list[str] = []
    for description in descriptions:
        seen = set[str]()
        for path, operations in description["paths"].items():
            for method, operation in operations.items():
                if "requestBody" in operation:
                    bodies += 1
                    endless += unbounded(description, operation["requestBody"], f"{method} {path}", seen)
    assert endless == []
    assert bodies > 30
