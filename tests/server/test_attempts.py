"""Earlier attempts: compared with what is here now, and put back."""

from __future__ import annotations

import pytest

from jupyter_autograde.testing.small_notebooks import small_notebook as notebook
from tests.server.fetching import FILES, fetch

PATH = "Data-8/hw-1/hw1.ipynb"
FIRST = notebook("# read", "x = 1")


@pytest.fixture
def place(jp_root_dir):
    return jp_root_dir / "Data-8" / "hw-1"


async def hand_in(api, assignment_id, place):
    """Return the id of an attempt with `x = 1`."""
    await fetch(api, assignment_id)
    (place / "hw1.ipynb").write_bytes(FIRST)
    _, sent = await api("POST", "local/submit", body={"path": PATH})
    return sent["submission"]["id"]


async def test_what_has_changed_since_is_shown_cell_by_cell(api, assignment_id, place):
    attempt = await hand_in(api, assignment_id, place)
    status, same = await api("GET", f"local/attempts/{attempt}/comparison")
    assert (status, same["attempt"], same["notebooks"], same["files"]) == (200, 1, [], [])
    (place / "hw1.ipynb").write_bytes(notebook("# read", "x = 2"))
    (place / "data" / "a.csv").unlink()
    (place / "notes.txt").write_text("new")
    (place / "more.ipynb").write_bytes(notebook())
    _, found = await api("GET", f"local/attempts/{attempt}/comparison")
    by_path = {one["path"]: one for one in found["notebooks"]}
    (cell,) = by_path["hw1.ipynb"]["cells"]
    assert cell["lines"] == [{"change": "removed", "text": "x = 1"}, {"change": "added", "text": "x = 2"}]
    assert by_path["more.ipynb"]["change"] == "added"
    assert found["files"] == [{"path": "data/a.csv", "change": "removed"}, {"path": "notes.txt", "change": "added"}]


async def test_a_notebook_that_can_not_be_read_is_said(api, assignment_id, place):
    attempt = await hand_in(api, assignment_id, place)
    (place / "hw1.ipynb").write_bytes(b"{")
    _, found = await api("GET", f"local/attempts/{attempt}/comparison")
    assert "is not a notebook" in found["notebooks"][0]["note"]


async def test_an_attempt_is_put_back_and_what_it_replaces_is_kept(api, assignment_id, place, jp_root_dir):
    attempt = await hand_in(api, assignment_id, place)
    work = notebook("# read", "x = 2")
    (place / "hw1.ipynb").write_bytes(work)
    (place / "notes.txt").write_text("mine")
    status, done = await api("POST", "local/restore", body={"submission_id": attempt})
    assert status == 200, done
    assert (done["written"], done["notebooks"], done["attempt"]) == (["hw1.ipynb"], [PATH], 1)
    assert (place / "hw1.ipynb").read_bytes() == FIRST
    assert (jp_root_dir / done["backup"] / "hw1.ipynb").read_bytes() == work
    assert (place / "notes.txt").read_text() == "mine"
    # A reset still knows what was released.
    await fetch(api, (await api("GET", "local/assignments"))[1][0]["id"], "reset")
    assert (place / "hw1.ipynb").read_bytes() == FILES["hw1.ipynb"]


async def test_restoring_what_is_there_already_changes_nothing(api, assignment_id, place):
    attempt = await hand_in(api, assignment_id, place)
    _, done = await api("POST", "local/restore", body={"submission_id": attempt})
    assert (done["written"], done["backup"]) == ([], None)
    assert not list(place.glob("autograde-backup-*"))


async def test_the_attempt_of_somebody_else_is_not_brought_into_ones_own_folder(api, service, assignment_id, place):
    attempt = await hand_in(api, assignment_id, place)
    (place / "hw1.ipynb").write_bytes(notebook("mine"))
    service.submission_of(attempt)["user"] = "bob"
    for method, address, body in [
        ("GET", f"local/attempts/{attempt}/comparison", None),
        ("POST", "local/restore", {"submission_id": attempt}),
    ]:
        status, reply = await api(method, address, body=body)
        assert (status, reply["code"]) == (403, "permission_denied")
    assert (place / "hw1.ipynb").read_bytes() == notebook("mine")


async def test_a_link_in_the_folder_is_not_followed(api, assignment_id, place, tmp_path):
    attempt = await hand_in(api, assignment_id, place)
    target = tmp_path / "target.ipynb"
    target.write_bytes(b"precious")
    (place / "hw1.ipynb").unlink()
    (place / "hw1.ipynb").symlink_to(target)
    status, reply = await api("POST", "local/restore", body={"submission_id": attempt})
    assert (status, reply["code"]) == (400, "unsafe_path")
    assert target.read_bytes() == b"precious"
    _, found = await api("GET", f"local/attempts/{attempt}/comparison")
    assert found["notebooks"] == [{"path": "hw1.ipynb", "change": "removed", "cells": [], "note": ""}]


async def test_a_bundle_that_is_not_the_attempt_is_not_written(api, service, assignment_id, place):
    attempt = await hand_in(api, assignment_id, place)
    (place / "hw1.ipynb").write_bytes(notebook("mine"))
    service.submission_of(attempt)["sha256"] = "0" * 64
    status, reply = await api("POST", "local/restore", body={"submission_id": attempt})
    assert (status, reply["code"]) == (400, "digest_mismatch")
    assert (place / "hw1.ipynb").read_bytes() == notebook("mine")


async def test_without_its_folder_an_attempt_is_not_put_anywhere(api, assignment_id, place, jp_root_dir):
    attempt = await hand_in(api, assignment_id, place)
    place.rename(jp_root_dir / "elsewhere")
    status, reply = await api("POST", "local/restore", body={"submission_id": attempt})
    assert (status, reply["code"]) == (404, "file_missing")
