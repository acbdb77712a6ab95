"""Check: what is said about work before it is handed in."""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.testing.small_notebooks import small_notebook as notebook
from tests.server.fetching import fetch

PATH = "Data-8/hw-1/hw1.ipynb"
OTTER = ("# read", "x = ...", 'grader.check("q1")')


@pytest.fixture
def assignment_id(service, course_id):
    return service.add_assignment(course_id, "hw 1", {"hw1.ipynb": notebook(*OTTER), "data/a.csv": b"1,2\n"})


@pytest.fixture
def place(jp_root_dir):
    return jp_root_dir / "Data-8" / "hw-1"


async def check(api):
    status, reply = await api("POST", "local/check", body={"path": PATH})
    assert status == 200, reply
    return reply


async def test_sound_work_gives_no_finding_and_nothing_is_handed_in(api, service, assignment_id, place):
    await fetch(api, assignment_id)
    (place / "hw1.ipynb").write_bytes(notebook("# read", "x = 1", 'grader.check("q1")'))
    reply = await check(api)
    assert (reply["findings"], reply["files"], reply["asked"]) == ([], 2, True)
    assert reply["size"] == (place / "hw1.ipynb").stat().st_size + 4
    assert service.submissions == []


async def test_lost_cells_and_files_are_named_and_do_not_block(api, assignment_id, place):
    await fetch(api, assignment_id)
    (place / "hw1.ipynb").write_bytes(notebook("# read", "x = 1"))
    (place / "data" / "a.csv").unlink()
    found = {one["code"]: one for one in (await check(api))["findings"]}
    assert found["question_missing"]["details"]["names"] == ["q1"]
    assert found["released_file_missing"]["details"]["names"] == ["data/a.csv"]
    assert not any(one["blocks"] for one in found.values())


async def test_the_same_files_as_in_the_last_attempt_are_noticed(api, assignment_id, place):
    await fetch(api, assignment_id)
    await api("POST", "local/submit", body={"path": PATH})
    (same,) = (await check(api))["findings"]
    assert (same["code"], same["blocks"], same["details"]) == ("same_as_last", False, {"attempt": 1})
    (place / "hw1.ipynb").write_bytes(notebook(*OTTER, "more"))
    assert (await check(api))["findings"] == []


@pytest.mark.parametrize(("name", "content", "code"), [("hw1.ipynb", b"{", "invalid_notebook"), ("x.bin", None, None)])
async def test_what_submit_would_refuse_blocks(api, assignment_id, place, name, content, code):
    await fetch(api, assignment_id)
    if content is None:
        content, code = b"0" * (101 << 20), "bundle_too_large"
    (place / name).write_bytes(content)
    (first, *_) = (await check(api))["findings"]
    assert (first["code"], first["blocks"]) == (code, True)


async def test_what_the_service_said_blocks_and_a_time_that_seems_over_is_said(api, service, assignment_id):
    await fetch(api, assignment_id)
    service.assignments[assignment_id]["attempts_left"] = 0
    assert [one["code"] for one in (await check(api))["findings"] if one["blocks"]] == ["attempts_used_up"]
    service.assignments[assignment_id]["closes_at"] = "2020-01-02T03:04:00Z"
    (over,) = [one for one in (await check(api))["findings"] if one["code"] == "deadline_passed"]
    # The clock of a student's server may be ahead of the service's, which decides.
    assert (over["blocks"], over["details"]) == (False, {"closes_at": "2020-01-02T03:04:00+00:00"})
    service.assignments[assignment_id]["closes_at"] = "2099-01-02T03:04:00Z"
    assert [one["code"] for one in (await check(api))["findings"] if one["blocks"]] == ["attempts_used_up"]
    service.assignments[assignment_id]["state"] = "closed"
    assert [one["code"] for one in (await check(api))["findings"] if one["blocks"]] == ["assignment_closed"]


async def test_without_the_service_only_the_files_are_checked(api, service, assignment_id, place):
    await fetch(api, assignment_id)
    service.assignments[assignment_id]["state"] = "closed"
    await api("GET", "local/assignments")
    service.stop()
    reply = await check(api)
    assert (reply["asked"], reply["findings"]) == (False, [])


async def test_a_notebook_of_no_assignment_is_not_checked(api, jp_root_dir, tmp_path):
    (jp_root_dir / "own.ipynb").write_bytes(notebook())
    (jp_root_dir / "link").symlink_to(tmp_path)
    for path, code in [
        ("own.ipynb", "invalid_input"),
        ("link/own.ipynb", "unsafe_path"),
        ("../x", "unsafe_path"),
        ("no.ipynb", "file_missing"),
    ]:
        _, reply = await api("POST", "local/check", body={"path": path})
        assert reply["code"] == code


async def test_a_cell_is_given_as_it_was_released(api, assignment_id, place):
    await fetch(api, assignment_id)
    (place / "hw1.ipynb").write_bytes(notebook("mine", "mine", "mine"))
    status, cell = await api("GET", "local/released-cell", path=PATH, cell="c1")
    assert (status, cell) == (200, {"cell_type": "code", "source": "x = ..."})
    status, reply = await api("GET", "local/released-cell", path=PATH, cell="own")
    assert (status, reply["code"]) == (400, "invalid_input")


async def test_what_was_released_is_read_behind_no_link(api, assignment_id, place, tmp_path):
    await fetch(api, assignment_id)
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(notebook("secret"))
    base = place / ".autograde" / "base" / "hw1.ipynb"
    base.unlink()
    status, reply = await api("GET", "local/released-cell", path=PATH, cell="c0")
    assert (status, reply["code"]) == (404, "file_missing")
    base.symlink_to(secret)
    status, reply = await api("GET", "local/released-cell", path=PATH, cell="c0")
    assert (status, reply["code"]) == (400, "unsafe_path")
    assert "secret" not in json.dumps(await check(api))
