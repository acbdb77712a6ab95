"""A student's day over HTTP: fetch, work, submit, see the score."""

from __future__ import annotations

import json
import re

import pytest

from jupyter_autograde.testing.small_notebooks import small_notebook as notebook
from tests.server.fetching import FILES, fetch


async def test_fetch_work_submit_and_the_score_comes_by_push(api, service, assignment_id, jp_root_dir, heard):
    await heard.until(lambda e: e.get("state") == "sse")
    reply = await fetch(api, assignment_id)
    assert reply["folder"] == "Data-8/hw-1"
    assert reply["notebooks"] == ["Data-8/hw-1/hw1.ipynb"]
    place = jp_root_dir / "Data-8" / "hw-1"
    assert (place / "data" / "a.csv").read_bytes() == b"1,2\n"

    status, shown = await api("GET", "local/notebook", path="Data-8/hw-1/hw1.ipynb")
    assert status == 200
    assert (shown["role"], shown["can"]) == ("student", {"fetch": True, "submit": True, "release": False})
    assert shown["assignment"]["fetched_version"] == 1
    assert shown["submission"] is None

    (place / "hw1.ipynb").write_bytes(notebook("# read", "x = 1"))
    (place / ".hidden").write_bytes(b"no")
    (place / "__pycache__").mkdir()
    (place / "__pycache__" / "x.pyc").write_bytes(b"no")
    status, sent = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert status == 200
    assert (sent["state"], sent["submission"]["attempt"]) == ("acknowledged", 1)
    assert [s["id"] for s in service.submissions] == [sent["submission"]["id"]]
    assert service.files_of(sent["submission"]["id"]) == {
        "hw1.ipynb": notebook("# read", "x = 1"),
        "data/a.csv": b"1,2\n",
    }
    receipt = json.loads((place / ".autograde" / "receipts" / "1.json").read_bytes())
    assert receipt == sent["submission"]["receipt"]
    await heard.until(lambda e: e["event"] == "outbox_changed" and e["state"] == "acknowledged")

    service.grade(sent["submission"]["id"], 8)
    await heard.until(lambda e: e.get("type") == "submission_graded" and e["data"]["score"] == 8)
    status, shown = await api("GET", "local/notebook", path="Data-8/hw-1/hw1.ipynb")
    assert (shown["grade"]["score"], shown["submission"]["state"]) == (8, "graded")


async def test_the_list_says_what_was_fetched(api, assignment_id):
    _, before = await api("GET", "local/assignments")
    assert (before[0]["folder"], before[0]["stale"]) == (None, False)
    await fetch(api, assignment_id)
    _, after = await api("GET", "local/assignments")
    assert (after[0]["folder"], after[0]["fetched_version"]) == ("Data-8/hw-1", 1)


async def test_a_link_in_place_of_a_course_hides_no_list(api, assignment_id, jp_root_dir, tmp_path):
    (jp_root_dir / "Data-8").symlink_to(tmp_path, target_is_directory=True)
    status, listed = await api("GET", "local/assignments")
    assert (status, listed[0]["name"], listed[0]["folder"]) == (200, "hw 1", None)
    status, reply = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    assert (status, reply["code"]) == (400, "unsafe_path")


async def test_without_the_service_the_last_list_is_shown_as_stale(api, service, assignment_id, heard):
    await fetch(api, assignment_id)
    await api("GET", "local/assignments")
    service.stop()
    status, listed = await api("GET", "local/assignments")
    assert (status, listed[0]["name"], listed[0]["stale"]) == (200, "hw 1", True)
    status, shown = await api("GET", "local/notebook", path="Data-8/hw-1/hw1.ipynb")
    assert (status, shown["can"]["submit"]) == (200, True)
    status, reply = await api("GET", "local/status")
    assert (reply["configured"], reply["reachable"]) == (True, False)
    status, reply = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    assert (status, reply["code"]) == (502, "service_unreachable")


async def test_a_newer_version_is_merged_and_reset_makes_a_copy(api, service, assignment_id, jp_root_dir):
    await fetch(api, assignment_id)
    place = jp_root_dir / "Data-8" / "hw-1"
    (place / "hw1.ipynb").write_bytes(notebook("# read", "mine"))
    service.release(assignment_id, {**FILES, "hw1.ipynb": notebook("# read more", "...")})
    reply = await fetch(api, assignment_id)
    assert (reply["version"], reply["merged"]) == (2, ["hw1.ipynb"])
    cells = json.loads((place / "hw1.ipynb").read_bytes())["cells"]
    assert [cell["source"] for cell in cells] == ["# read more", "mine"]
    assert (jp_root_dir / reply["backup"] / "hw1.ipynb").read_bytes() == notebook("# read", "mine")
    reply = await fetch(api, assignment_id, "reset")
    assert (place / "hw1.ipynb").read_bytes() == notebook("# read more", "...")
    assert reply["backup"]


async def test_two_assignments_whose_names_make_one_folder_name_get_two(api, service, course_id):
    first = await fetch(api, service.add_assignment(course_id, "hw?1", FILES))
    second = await fetch(api, service.add_assignment(course_id, "hw*1", FILES))
    assert first["folder"] == "Data-8/hw-1"
    assert re.fullmatch(r"Data-8/hw-1-[0-9a-z]{6}", second["folder"])


@pytest.mark.parametrize("name", ["..", ".hidden", "con", "a" * 128, "é" * 128, "‥", "🎉", "a\\b", "C:"])
async def test_no_name_becomes_a_path(api, service, course_id, jp_root_dir, name):
    service.assignments[service.add_assignment(course_id, "x", FILES)]["name"] = name
    assignment_id = next(iter(service.assignments))
    if name == "..":
        status, _ = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
        assert status == 502  # the model refuses what the service may never send
        return
    reply = await fetch(api, assignment_id)
    folder = jp_root_dir / reply["folder"]
    assert folder.parent == jp_root_dir / "Data-8"
    assert not folder.name.startswith(".")


async def test_an_assignment_without_a_version_can_not_be_fetched(api, service, course_id):
    assignment_id = service.add_assignment(course_id, "draft")
    service.assignments[assignment_id]["state"] = "released"
    status, reply = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    assert (status, reply["code"]) == (409, "not_released")


@pytest.mark.parametrize(("status", "code"), [(401, "not_authenticated"), (429, "too_many_requests"), (500, "error")])
async def test_what_fails_after_the_files_are_written_is_no_failure_to_fetch(
    api, service, assignment_id, jp_root_dir, status, code
):
    service.fail("GET me$", status=status, body={"message": "No.", "code": code}, times=10)
    reply = await fetch(api, assignment_id)
    assert reply["notebooks"] == ["Data-8/hw-1/hw1.ipynb"]
    assert (jp_root_dir / "Data-8" / "hw-1" / "hw1.ipynb").exists()


async def test_a_damaged_bundle_is_not_written(api, service, assignment_id, jp_root_dir):
    service.damage_bundles = True
    status, reply = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    assert (status, reply["code"]) == (400, "digest_mismatch")
    assert not (jp_root_dir / "Data-8").exists()


async def test_a_refused_submission_stays_with_its_reason_and_can_be_forgotten(api, service, assignment_id, heard):
    await fetch(api, assignment_id)
    body = {"message": "The assignment is closed.", "code": "assignment_closed"}
    service.fail("POST .*/submissions", status=409, body=body)
    status, sent = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert (status, sent["state"], sent["message"]) == (200, "refused", "The assignment is closed.")
    _, listed = await api("GET", "local/outbox")
    assert [(e["id"], e["state"], e["last_code"]) for e in listed] == [
        (sent["outbox_id"], "refused", "assignment_closed")
    ]
    await heard.until(lambda e: e.get("state") == "refused")
    assert (await api("DELETE", f"local/outbox/{sent['outbox_id']}"))[0] == 204
    assert (await api("GET", "local/outbox"))[1] == []
    assert (await api("DELETE", f"local/outbox/{sent['outbox_id']}"))[0] == 404


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("big.bin", b"\0" * (51 << 20), "bundle_too_large"),
        ("bad\u202ename.txt", b"x", "unsafe_path"),
        ("own.ipynb", b"not a notebook", "invalid_notebook"),
    ],
)
async def test_what_can_not_be_submitted_is_named_and_not_queued(api, assignment_id, jp_root_dir, name, content, code):
    await fetch(api, assignment_id)
    (jp_root_dir / "Data-8" / "hw-1" / name).write_bytes(content)
    status, reply = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert (status in {400, 413}, reply["code"]) == (True, code)
    assert repr(name) in reply["message"]
    assert (await api("GET", "local/outbox"))[1] == []


async def test_too_many_files_name_the_folder(api, assignment_id, jp_root_dir):
    await fetch(api, assignment_id)
    crowd = jp_root_dir / "Data-8" / "hw-1" / "crowd"
    crowd.mkdir()
    for i in range(501):
        (crowd / f"{i}.txt").write_bytes(b"")
    status, reply = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert (status, reply["details"]["path"]) == (413, "crowd")


async def test_links_are_not_submitted(api, service, assignment_id, jp_root_dir, tmp_path):
    await fetch(api, assignment_id)
    (tmp_path / "secret").write_bytes(b"secret")
    (jp_root_dir / "Data-8" / "hw-1" / "link.txt").symlink_to(tmp_path / "secret")
    (jp_root_dir / "Data-8" / "hw-1" / "folder").symlink_to(tmp_path)
    _, sent = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert set(service.files_of(sent["submission"]["id"])) == set(FILES)


async def test_a_missing_notebook_is_said(api, assignment_id, jp_root_dir):
    await fetch(api, assignment_id)
    place = jp_root_dir / "Data-8" / "hw-1"
    (place / "hw1.ipynb").rename(place / "renamed.ipynb")
    status, reply = await api("POST", "local/submit", body={"path": "Data-8/hw-1/renamed.ipynb"})
    assert (status, reply["code"], reply["details"]) == (404, "file_missing", {"missing": ["hw1.ipynb"]})


async def test_a_deleted_notebook_is_listed_as_missing_and_comes_back_by_a_fetch(api, assignment_id, jp_root_dir):
    await fetch(api, assignment_id)
    place = jp_root_dir / "Data-8" / "hw-1" / "hw1.ipynb"
    _, before = await api("GET", "local/assignments")
    place.unlink()
    _, after = await api("GET", "local/assignments")
    assert (before[0]["missing"], after[0]["missing"]) == ([], ["Data-8/hw-1/hw1.ipynb"])
    status, reply = await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    assert (status, reply["code"]) == (404, "file_missing")
    assert "'Data-8/hw-1/hw1.ipynb'" in reply["message"]
    await fetch(api, assignment_id)
    _, again = await api("GET", "local/assignments")
    assert (again[0]["missing"], place.read_bytes()) == ([], FILES["hw1.ipynb"])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("own.ipynb", 400, "invalid_input"),
        ("missing.ipynb", 404, "file_missing"),
        ("../../etc/passwd", 400, "unsafe_path"),
        ("/etc/../passwd", 400, "unsafe_path"),
        ("link/hw1.ipynb", 400, "unsafe_path"),
    ],
)
async def test_paths_that_are_no_work_are_refused(api, jp_root_dir, tmp_path, assignment_id, path, status, code):
    (jp_root_dir / "own.ipynb").write_bytes(notebook())
    (jp_root_dir / "link").symlink_to(tmp_path)
    got, reply = await api("POST", "local/submit", body={"path": path})
    assert (got, reply["code"]) == (status, code)


async def test_a_notebook_of_no_assignment_offers_nothing_to_a_student(api, jp_root_dir, assignment_id):
    (jp_root_dir / "own.ipynb").write_bytes(notebook())
    _, shown = await api("GET", "local/notebook", path="own.ipynb")
    assert (shown["assignment"], shown["can"]) == (None, {"fetch": False, "submit": False, "release": False})


async def test_a_submission_is_one_line_in_the_servers_log(api, assignment_id, caplog):
    await fetch(api, assignment_id)
    await api("POST", "local/submit", body={"path": "Data-8/hw-1/hw1.ipynb"})
    log = caplog.text
    assert log.count(f"Submitted assignment {assignment_id}") == 1
    assert "student-token" not in log
