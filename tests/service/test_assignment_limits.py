"""Limits of assignments over HTTP, and the operator's maxima."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from traitlets import TraitError

from jupyter_autograde.testing.service import Asking, configured
from jupyter_autograde.testing.walkthrough import course_id, draft, ok


@pytest.fixture
def settings() -> dict[str, Any]:
    """An operator who allows ten minutes."""
    return {"max_limits": {"wall_seconds": 600}}


@pytest.mark.asyncio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_instructor_sets_limits_within_the_operators(ask: Asking) -> None:
    path = f"/assignments/{await draft(ask)}"
    assert ok(await ask("ines").get(path))["limits"] is None
    there = ok(await ask("ines").get("/limits"))
    assert (there["own"]["wall_seconds"], there["own"]["cell_seconds"], there["most"]["wall_seconds"]) == (150, 60, 600)
    changed = ok(await ask("ines").patch(path, json={"limits": {"wall_seconds": 600}}))
    assert changed["limits"]["wall_seconds"] == 600
    refused = await ask("ines").patch(path, json={"limits": {"wall_seconds": 601}})
    assert (refused.status_code, refused.json()["details"]) == (400, {"limit": "wall_seconds", "max": 600})
    assert (await ask("ines").patch(path, json={"limits": {"seconds": 1}})).status_code == 422
    assert ok(await ask("ines").patch(path, json={}))["limits"]["wall_seconds"] == 600
    assert ok(await ask("ines").patch(path, json={"limits": None}))["limits"] is None
    new = {"name": "big", "limits": {"wall_seconds": 601}}
    assert (await ask("ines").post(f"/courses/{await course_id(ask)}/assignments", json=new)).status_code == 400


@pytest.mark.parametrize(
    ("most", "said"), [({"wall": 1}, "wall: Extra"), ({"memory": "much"}, "memory: "), ({"output": 2**40}, "output: ")]
)
def test_maxima_that_can_not_be_are_named(tmp_path: Path, most: dict[str, Any], said: str) -> None:
    with pytest.raises(TraitError, match=said):
        configured(tmp_path, "sqlite://", max_limits=most)
