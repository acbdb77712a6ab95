from __future__ import annotations

import json

import pytest
from jupyter_events import EventLogger
from jupyter_server.services.contents.manager import ContentsManager

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.server import save_hook
from jupyter_autograde.server.save_hook import (
    BATCH,
    CONTENTS_EVENT,
    PAUSE,
    QUEUE_SIZE,
    SaveReporter,
    post_save_hook,
    watch_saves,
)
from jupyter_autograde.server.workspace import Workspace
from jupyter_autograde.testing.small_notebooks import small_notebook


async def save(jp_fetch, path, content):
    await jp_fetch(
        "api",
        "contents",
        *path.split("/"),
        method="PUT",
        body=json.dumps({"type": "notebook", "format": "json", "content": json.loads(content)}),
    )


async def test_saving_a_fetched_notebook_is_reported_and_another_one_is_not(
    api, jp_fetch, service, assignment_id, jp_root_dir
):
    await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    await save(jp_fetch, "private.ipynb", small_notebook("diary"))
    await save(jp_fetch, "Data-8/hw-1/hw1.ipynb", small_notebook("a", "b"))
    service.wait_for(lambda: len(service.saved) == 1)
    saved = service.saved[0]
    assert (saved["user"], saved["path"]) == ("ada", "Data-8/hw-1/hw1.ipynb")
    assert (saved["assignment_id"], saved["cells"]) == (assignment_id, 2)
    assert saved["size"] == (jp_root_dir / "Data-8" / "hw-1" / "hw1.ipynb").stat().st_size


async def test_a_save_works_while_the_service_is_away(api, jp_fetch, service, assignment_id, jp_root_dir):
    await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    port = service.port
    service.stop()
    await save(jp_fetch, "Data-8/hw-1/hw1.ipynb", small_notebook("a"))
    assert json.loads((jp_root_dir / "Data-8" / "hw-1" / "hw1.ipynb").read_bytes())["cells"]
    service.start(port)
    service.wait_for(lambda: len(service.saved) == 1)


@pytest.fixture
def reporter(service, tmp_path):
    client = AutogradeClient(service.url, "student-token", timeout=5, retries=0)
    workspace = Workspace(tmp_path, "{course}/{assignment}", tmp_path / "lock")
    reporter = SaveReporter(client, workspace, everything=True)
    yield reporter
    reporter.stop()
    if reporter.ident is not None:
        reporter.join(10)


def test_the_hook_only_remembers_the_path(reporter, service, tmp_path):
    """Neither the file nor the service is touched on the way of a save; `benchmarks.save_hook` has the time."""
    hook = post_save_hook(reporter)
    service.stop()
    for _ in range(QUEUE_SIZE * 2):
        hook(model={"type": "notebook", "path": "not-there.ipynb"}, os_path="/x", contents_manager=None)
    assert not reporter.is_alive()


@pytest.mark.parametrize("model", [None, 3, {}, {"type": "notebook"}, {"type": "notebook", "path": 3}])
def test_the_hook_does_not_raise(reporter, model):
    post_save_hook(reporter)(model=model, os_path=None, contents_manager=object(), more=1)


def test_a_flood_drops_the_oldest(reporter, service, tmp_path):
    for i in range(QUEUE_SIZE + 50):
        (tmp_path / f"{i}.ipynb").write_bytes(small_notebook())
        reporter.note(f"{i}.ipynb")
    reporter.start()
    service.wait_for(lambda: len(service.saved) == QUEUE_SIZE)
    paths = {event["path"] for event in service.saved}
    assert f"{QUEUE_SIZE + 49}.ipynb" in paths
    assert "49.ipynb" not in paths


def test_many_saves_of_one_notebook_are_one_event(reporter, service, tmp_path):
    (tmp_path / "a.ipynb").write_bytes(small_notebook())
    (tmp_path / "b.ipynb").write_bytes(b"not a notebook")
    for _ in range(10):
        reporter.note("a.ipynb")
    for path in ("b.ipynb", "gone.ipynb", "../outside.ipynb"):
        reporter.note(path)
    reporter.start()
    service.wait_for(lambda: len(service.saved) == 2)
    assert [(e["path"], e["cells"]) for e in service.saved] == [("a.ipynb", 0), ("b.ipynb", 0)]


def test_a_refusal_does_not_end_reporting(reporter, service, tmp_path):
    (tmp_path / "a.ipynb").write_bytes(small_notebook())
    service.fail("POST events", status=403, body={"message": "No.", "code": "permission_denied"})
    reporter.note("a.ipynb")
    reporter.start()
    service.wait_for(lambda: ("POST", "events") in service.requests)
    reporter.note("a.ipynb")
    service.wait_for(lambda: len(service.saved) == 1)


BUSY = [
    {"status": 429, "body": {"message": "Wait.", "code": "too_many_requests"}},
    {"status": 503, "body": {"message": "Wait.", "code": "storage_error"}},
    {"status": 507, "body": {"message": "Full.", "code": "storage_full"}},
    {"status": 503, "body": {"message": "Wait.", "code": "of_a_later_release"}},
]


@pytest.mark.parametrize("how", BUSY, ids=[f"{how['status']} {how['body']['code']}" for how in BUSY])
def test_what_the_service_can_not_take_now_is_sent_again(reporter, service, tmp_path, how):
    (tmp_path / "a.ipynb").write_bytes(small_notebook())
    service.fail("POST events", **how)
    reporter.note("a.ipynb")
    reporter.start()
    service.wait_for(lambda: [event["path"] for event in service.saved] == ["a.ipynb"])


def test_a_refusal_costs_its_own_batch_alone(reporter, service, tmp_path):
    for i in range(BATCH + 3):
        (tmp_path / f"{i}.ipynb").write_bytes(small_notebook())
        reporter.note(f"{i}.ipynb")
    service.fail("POST events", status=422, body={"message": "No.", "code": "invalid_input"})
    reporter.start()
    service.wait_for(lambda: len(service.saved) == 3)
    assert [event["path"] for event in service.saved] == [f"{BATCH + i}.ipynb" for i in range(3)]


def test_a_name_that_can_not_be_reported_costs_no_other_save(reporter, service, tmp_path):
    for name in ("a.ipynb", "b\x07.ipynb", "c.ipynb"):
        (tmp_path / name).write_bytes(small_notebook())
        reporter.note(name)
    reporter.start()
    service.wait_for(lambda: [event["path"] for event in service.saved] == ["a.ipynb", "c.ipynb"])


def test_while_saves_wait_the_newest_of_each_notebook_is_kept(reporter, service, tmp_path, monkeypatch):
    monkeypatch.setattr(save_hook, "LONGEST_PAUSE", PAUSE)
    (tmp_path / "a.ipynb").write_bytes(small_notebook())
    service.fail("POST events", times=1000, status=503, body={"message": "Wait.", "code": "storage_error"})

    def tries():
        return service.requests.count(("POST", "events"))

    reporter.note("a.ipynb")
    reporter.start()
    service.wait_for(lambda: tries() > 0)
    (tmp_path / "a.ipynb").write_bytes(small_notebook("more"))
    reporter.note("a.ipynb")
    before = tries()
    service.wait_for(lambda: tries() >= before + 2)  # the second of them began after the note
    with service.change():
        service.faults.clear()
    service.wait_for(lambda: len(service.saved) > 0)
    assert [event["cells"] for event in service.saved] == [1]


class WithoutHooks:
    """A contents manager that does not descend from Jupyter's."""


async def test_without_the_hook_the_contents_events_are_used(reporter, service, tmp_path):
    logger = EventLogger()
    from jupyter_server import DEFAULT_EVENTS_SCHEMA_PATH

    logger.register_event_schema(DEFAULT_EVENTS_SCHEMA_PATH / "contents_service" / "v1.yaml")
    assert ContentsManager.event_schema_id == CONTENTS_EVENT
    watch_saves(WithoutHooks(), logger, reporter)
    reporter.start()
    (tmp_path / "a.ipynb").write_bytes(small_notebook("x"))
    for data in ({"action": "save", "path": "a.ipynb"}, {"action": "get", "path": "b.ipynb"}):
        logger.emit(schema_id=CONTENTS_EVENT, data=data)
    await logger.gather_listeners()
    service.wait_for(lambda: len(service.saved) == 1)


BROKEN = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"id": "a", "cell_type": "markdown", "metadata": {}, "source": "# Text"},
        {
            "id": "b",
            "cell_type": "code",
            "metadata": {},
            "source": "x",
            "execution_count": 3,
            "outputs": [
                {"output_type": "error", "ename": "NameError", "evalue": "no x", "traceback": ["\x1b[31mno x"]}
            ],
        },
    ],
}


async def test_where_staff_watch_errors_and_the_end_of_a_notebook_are_sent(
    api, service, assignment_id, tmp_path, jp_root_dir
):
    await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    place = jp_root_dir / "Data-8" / "hw-1" / "hw1.ipynb"
    place.write_text(json.dumps(BROKEN))
    (jp_root_dir / "diary.ipynb").write_bytes(small_notebook("mine"))
    client = AutogradeClient(service.url, "student-token", timeout=5, retries=0)
    watched = SaveReporter(client, Workspace(jp_root_dir, "{course}/{assignment}", tmp_path / "l"), everything=True)
    for path in ("Data-8/hw-1/hw1.ipynb", "diary.ipynb"):
        watched.note(path)
    watched.start()
    try:
        service.wait_for(lambda: len(service.saved) == 2)
        assert not any("tail" in event or "error" in event for event in service.saved)
        service.live.add(assignment_id)
        # The answer to a save says that staff watch, and what they want to see is sent at once.
        watched.note("Data-8/hw-1/hw1.ipynb")
        service.wait_for(lambda: len(service.saved) == 4)
        told = service.saved[3]
        assert "tail" not in service.saved[2]
        assert (told["error"], told["run"], told["cells"]) == ({"name": "NameError", "message": "no x"}, 1, 2)
        assert [cell["source"] for cell in told["tail"]["cells"]] == ["# Text", "x"]
        assert told["tail"]["cells"][1]["outputs"] == [{"kind": "error", "text": "no x", "mime": None}]
        # From then on with each save; never of a notebook that belongs to no assignment.
        place.write_text(json.dumps(BROKEN | {"cells": BROKEN["cells"][:1]}))
        for path in ("Data-8/hw-1/hw1.ipynb", "diary.ipynb"):
            watched.note(path)
        service.wait_for(lambda: len(service.saved) == 6)
        newest, diary = service.saved[4:]
        assert (newest["error"], len(newest["tail"]["cells"])) == (None, 1)
        assert "tail" not in diary
        service.live.clear()
        watched.note("Data-8/hw-1/hw1.ipynb")
        service.wait_for(lambda: len(service.saved) == 7)
        watched.note("Data-8/hw-1/hw1.ipynb")
        service.wait_for(lambda: len(service.saved) == 8)
        assert "tail" not in service.saved[7]
    finally:
        watched.stop()
        watched.join(10)
