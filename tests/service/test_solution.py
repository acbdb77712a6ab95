"""The solution, for students once it is shown and nobody can hand in any more."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from jupyter_autograde.notebook.solution import readable_solution
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import draft, ok, release
from jupyter_autograde.timestamps import now


async def change(ask: Asking, assignment_id: str, **changes: Any) -> None:
    ok(await ask("ines").patch(f"/assignments/{assignment_id}", json=changes))


async def status(ask: Asking, assignment_id: str, who: str) -> int:
    return (await ask(who).get(f"/assignments/{assignment_id}/solution")).status_code


@pytest.mark.asyncio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_is_shown_when_all_have_ended_and_the_switch_is_on(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    assert [await status(ask, assignment_id, who) for who in ("ines", "tom", "sam")] == [200, 404, 404]
    await change(ask, assignment_id, state="closed")
    assert await status(ask, assignment_id, "sam") == 404
    await change(ask, assignment_id, state="released", solution_shown=True)
    assert await status(ask, assignment_id, "sam") == 404

    later = (now() + timedelta(days=1)).isoformat()
    await change(ask, assignment_id, due_at=now().isoformat(), closes_at=now().isoformat())
    opened = f"/assignments/{assignment_id}/outlook"
    assert not ok(await ask("ines").get(opened, params={"becomes": "released"}))["solution_hidden"]
    assert await status(ask, assignment_id, "sam") == 200  # also in the state "released": its time is over
    wanted = {"users": ["olga"], "due_at": later}
    (given,) = ok(await ask("ines").put(f"/assignments/{assignment_id}/extensions", json=wanted))
    assert await status(ask, assignment_id, "sam") == 404
    await change(ask, assignment_id, state="closed")
    said = ok(await ask("ines").get(f"/assignments/{assignment_id}/outlook", params={"becomes": "closed"}))
    assert (said["solution_shown"], said["solution_from"][:16]) == (True, later[:16])
    assert await status(ask, assignment_id, "sam") == 404
    ok(await ask("ines").delete(f"/assignments/{assignment_id}/extensions/{given['id']}"))
    (seen,) = ok(await ask("sam").get("/assignments"))
    assert (seen["solution_shown"], seen["solution_readable"]) == (True, True)
    fetched = await ask("sam").get(f"/assignments/{assignment_id}/solution")
    assert zipfile.ZipFile(io.BytesIO(fetched.content)).namelist() == ["hw1.ipynb"]

    for closes_at, hidden in ((now().isoformat(), False), (None, True)):
        await change(ask, assignment_id, closes_at=closes_at, due_at=None)
        assert ok(await ask("ines").get(opened, params={"becomes": "released"}))["solution_hidden"] is hidden
    await change(ask, assignment_id, state="released", closes_at=None, due_at=None)
    assert await status(ask, assignment_id, "sam") == 404


def test_it_has_nothing_of_what_students_never_receive() -> None:
    source = "def f():\n    ### BEGIN SOLUTION\n    return 42\n    ### END SOLUTION"
    secret = "assert f()\n### BEGIN HIDDEN TESTS\nassert f() == 42\n### END HIDDEN TESTS\nprint(1)"
    endless = "answer\n### BEGIN MARK SCHEME\ntwo points for each"
    output = {"output_type": "stream", "name": "stdout", "text": "secret"}
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": str(number),
                "metadata": {"otter": {"tests": ["q1"]}},
                "source": text,
                "outputs": [output],
                "execution_count": 3,
            }
            for number, text in enumerate([source, secret, endless])
        ],
        "metadata": {"otter": {"tests": {"q1": "hidden"}}, "kernelspec": {"name": "python3", "display_name": "P"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    shown = json.loads(readable_solution(json.dumps(notebook).encode(), "a.ipynb"))
    assert [cell["source"] for cell in shown["cells"]] == ["def f():\n    return 42", "assert f()\nprint(1)", "answer"]
    assert "otter" not in json.dumps(shown)
    assert "secret" not in json.dumps(shown)
