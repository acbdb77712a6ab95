"""What is saved in the lab reaches the service, and the staff of a course that lets them."""

from __future__ import annotations

import io
import json
import sys
import types

import pytest

from jupyter_autograde.models.live import LiveSwitch
from jupyter_autograde.testing.small_notebooks import small_notebook
from tests.server.real_service.releasing import released


async def test_saves_reach_the_service(api, heard, jp_fetch, person):
    await a_save_is_heard_of(api, heard, jp_fetch, person)


class TestAnotherExtensionsContentsManager:
    """As jupytext brings one, when it is loaded after us."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config, monkeypatch):
        def load(app):
            app.contents_manager = type(app.contents_manager)(parent=app, log=app.log)
            app.web_app.settings["contents_manager"] = app.contents_manager

        module = types.ModuleType("late_contents")
        module._jupyter_server_extension_points = lambda: [{"module": "late_contents"}]
        module._load_jupyter_server_extension = load
        monkeypatch.setitem(sys.modules, "late_contents", module)
        jp_server_config["ServerApp"]["jpserver_extensions"]["late_contents"] = True
        return jp_server_config

    async def test_saves_reach_the_service(self, api, heard, jp_fetch, jp_serverapp, person):
        # As the server does when it has started.
        await jp_serverapp.extension_manager.start_all_extensions()
        await a_save_is_heard_of(api, heard, jp_fetch, person)


async def a_save_is_heard_of(api, heard, jp_fetch, person):
    staff = person("ines")
    assignment_id = released(staff)
    await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    staff.switch_live(staff.list_courses()[0].id, LiveSwitch(enabled=True, days=7))
    after = staff.poll_events(wait=0).last_id
    await jp_fetch(
        *["api", "contents", "physics", "hw-1", "hw1.ipynb"],
        method="PUT",
        body=json.dumps({"type": "notebook", "content": json.loads(small_notebook("x"))}),
    )
    await heard.until(lambda e: e.get("type") == "notebook_saved")
    event = staff.poll_events(after=after, wait=10).events[0]
    assert (event.type, event.user, event.assignment_id) == ("notebook_saved", "sam", assignment_id)


async def test_staff_see_what_is_saved_while_the_course_lets_them(api, jp_fetch, jp_root_dir, person):
    staff = person("ines")
    assignment_id = released(staff)
    course = staff.list_courses()[0].id
    staff.switch_live(course, LiveSwitch(enabled=True, days=7))
    _, fetched = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    _, shown = await api("GET", "local/notebook", path=fetched["notebooks"][0])
    assert shown["assignment"]["live"] is True
    after = staff.poll_events(wait=0).last_id
    cell = json.loads(small_notebook("1 / 0"))
    error = {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": []}
    cell["cells"][0] |= {"outputs": [error], "execution_count": 1}
    await jp_fetch(
        *["api", "contents", "physics", "hw-1", "hw1.ipynb"],
        method="PUT",
        body=json.dumps({"type": "notebook", "content": cell}),
    )
    errors = []
    while not errors:
        page = staff.poll_events(after=after, wait=10)
        assert page.events
        after, errors = page.last_id, [event.data["error"] for event in page.events if event.data.get("error")]
    assert errors == ["ZeroDivisionError"]
    (notebook,) = staff.show_live(course, assignment_id=assignment_id).notebooks
    assert (notebook.user, notebook.run, notebook.error.message) == ("sam", 1, "division by zero")
    tail = staff.read_live_tail(course, "sam", notebook.path)
    assert tail.cells[0].outputs[0].text == "ZeroDivisionError: division by zero"
    page = io.BytesIO()
    staff.export_live(course, page)
    assert b"division by zero" in page.getvalue()
