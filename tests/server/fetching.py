"""Fetch an assignment as the lab does."""

from __future__ import annotations

from jupyter_autograde.testing.small_notebooks import small_notebook as notebook

FILES = {"hw1.ipynb": notebook("# read", "..."), "data/a.csv": b"1,2\n"}


async def fetch(api, assignment_id, mode="update"):
    status, reply = await api("POST", "local/fetch", body={"assignment_id": assignment_id, "mode": mode})
    assert status == 200, reply
    return reply
