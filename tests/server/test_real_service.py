"""The extension and the real service, over HTTP; only the hub's accounts and the engine are stand-ins."""

from __future__ import annotations

import io
import json
import sys
import threading
import types
import zipfile

import pytest
import requests
from tornado.httpclient import HTTPClientError

from jupyter_autograde.bundles import write_bundle
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import DigestMismatch, IdempotencyKeyReused, InvalidInput, NotAuthenticated, NotFound
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest, VersionState
from jupyter_autograde.models.event import SaveEvent, SaveEventBatch
from jupyter_autograde.models.feedback import CommentRequest, FeedbackSelection, GenerateRequest
from jupyter_autograde.models.live import LiveSwitch, NotebookTail, TailCell
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.service import configured, hub_authenticator, serving
from jupyter_autograde.testing.small_notebooks import small_notebook
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


@pytest.fixture
def hub():
    fake = FakeHub()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def service_url(tmp_path, hub):
    service = configured(tmp_path, f"sqlite:///{tmp_path / 'autograde.db'}")
    components = service.build(authenticator=hub_authenticator(hub))
    with serving(components) as url:
        yield url
    components.database.close()


@pytest.fixture
def token(hub):
    return hub.add_user("sam")


@pytest.fixture
def person(hub, service_url):
    """Give the client of a person by name."""
    clients = []

    def client(name):
        clients.append(AutogradeClient(service_url, hub.add_user(name), timeout=10))
        return clients[-1]

    yield client
    for client in clients:
        client.close()


def zipped(files):
    target = io.BytesIO()
    write_bundle(target, files.items())
    return target


def released(staff, name="hw 1", **dates):
    """Release an assignment as its instructor; returns its id."""
    course = staff.list_courses()[0]
    after = staff.poll_events(wait=0).last_id
    assignment = staff.create_assignment(course.id, AssignmentRequest(name=name, **dates))
    version = staff.start_version(assignment.id, zipped({"hw1.ipynb": small_notebook("# read", "...")}))
    while version.state is VersionState.BUILDING:
        page = staff.poll_events(after=after, wait=10)
        after = page.last_id
        version = staff.get_version(version.id)
    assert version.state is VersionState.READY, version
    staff.release_version(version.id)
    return assignment.id


async def test_fetch_submit_and_the_score_by_push(api, heard, jp_root_dir, person):
    await heard.until(lambda e: e.get("state") == "sse")
    assignment_id = released(person("ines"))
    await heard.until(lambda e: e.get("type") == "assignment_released")
    _, listed = await api("GET", "local/assignments")
    assert [(a["id"], a["folder"]) for a in listed] == [(assignment_id, None)]
    status, fetched = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    assert (status, fetched["folder"]) == (200, "physics/hw-1")
    path = fetched["notebooks"][0]
    (jp_root_dir / path).write_bytes(small_notebook("# read", "# score: 7"))
    status, sent = await api("POST", "local/submit", body={"path": path})
    assert (status, sent["state"]) == (200, "acknowledged"), sent
    submission = sent["submission"]
    receipt = json.loads((jp_root_dir / "physics/hw-1/.autograde/receipts/1.json").read_bytes())
    assert receipt == submission["receipt"]
    await heard.until(lambda e: e.get("type") == "submission_graded" and e["data"]["submission_id"] == submission["id"])
    status, shown = await api("GET", "local/notebook", path=path)
    assert (shown["submission"]["state"], shown["grade"]["score"]) == ("graded", 7)
    assert shown["can"] == {"fetch": True, "submit": True, "release": False}
    _, grades = await api("GET", f"v1/submissions/{submission['id']}/grades")
    assert grades[0]["result"]["score"] == 7


async def test_feedback_is_fetched_shown_and_not_handed_in(api, heard, jp_root_dir, person):
    await heard.until(lambda e: e.get("state") == "sse")
    staff = person("ines")
    assignment_id = released(staff)
    body = {"assignment_id": assignment_id}
    status, refused = await api("POST", "local/feedback", body=body)
    assert (status, refused["code"]) == (404, "file_missing")
    _, fetched = await api("POST", "local/fetch", body=body)
    path = fetched["notebooks"][0]
    status, refused = await api("POST", "local/feedback", body=body)
    assert (status, refused["code"]) == (404, "not_found")
    _, sent = await api("POST", "local/submit", body={"path": path})
    submission = sent["submission"]["id"]
    await heard.until(lambda e: e.get("type") == "submission_graded" and e["data"]["submission_id"] == submission)
    staff.add_comment(submission, CommentRequest(text="Well done"))
    after = staff.poll_events(wait=0).last_id
    staff.generate_feedback(assignment_id, GenerateRequest())
    made = False
    while not made:
        page = staff.poll_events(after=after)
        after, made = page.last_id, any(event.type == "feedback_generated" for event in page.events)
    _, shown = await api("GET", "local/notebook", path=path)
    assert (shown["assignment"]["my_submission"]["feedback_attempt"], shown["feedback"]) == (None, None)
    staff.release_feedback(assignment_id, FeedbackSelection())
    await heard.until(lambda e: e.get("type") == "feedback_released" and e["data"]["submission_id"] == submission)
    _, shown = await api("GET", "local/notebook", path=path)
    assert shown["assignment"]["my_submission"]["feedback_attempt"] == 1
    assert [one["text"] for one in shown["feedback"]["comments"]] == ["Well done"]

    status, got = await api("POST", "local/feedback", body=body)
    assert (status, got) == (
        200,
        {
            "folder": "physics/hw-1/feedback",
            "pages": ["physics/hw-1/feedback/1/hw1.html"],
            "attempts": [1],
            "kept": [],
        },
    )
    place = jp_root_dir / "physics" / "hw-1" / "feedback" / "1" / "hw1.html"
    assert "Well done" in place.read_text()
    place.write_text("my notes")
    _, again = await api("POST", "local/feedback", body=body)
    (kept,) = again["kept"]
    assert (jp_root_dir / kept / "hw1.html").read_text() == "my notes"
    assert "Well done" in place.read_text()

    (jp_root_dir / path).write_bytes(small_notebook("# read", "# score: 3"))
    _, sent = await api("POST", "local/submit", body={"path": path})
    target = io.BytesIO()
    staff.download_submission(sent["submission"]["id"], target)
    assert zipfile.ZipFile(target).namelist() == ["hw1.ipynb"]


async def test_a_solution_lies_beside_the_work_and_is_no_work(api, heard, jp_root_dir, person):
    await heard.until(lambda e: e.get("state") == "sse")
    staff = person("ines")
    assignment_id = released(staff)
    body = {"assignment_id": assignment_id}
    status, refused = await api("POST", "local/solution", body=body)
    assert (status, refused["code"]) == (404, "file_missing")
    await api("POST", "local/fetch", body=body)
    place = jp_root_dir / "physics" / "hw-1"
    status, refused = await api("POST", "local/solution", body=body)
    assert (status, refused["code"]) == (404, "not_found")
    # Students may have chosen the name for themselves.
    (place / "solution").mkdir()
    (place / "solution" / "notes.txt").write_text("mine")
    staff.change_assignment(assignment_id, AssignmentChange(state="closed", solution_shown=True))
    await heard.until(lambda e: e.get("type") == "assignment_changed")
    _, listed = await api("GET", "local/assignments")
    assert [one["solution_readable"] for one in listed] == [True]

    status, got = await api("POST", "local/solution", body=body)
    folder = "physics/hw-1/solution-2"
    assert (status, got) == (200, {"folder": folder, "notebooks": [f"{folder}/hw1.ipynb"], "kept": None})
    assert (place / "solution" / "notes.txt").read_text() == "mine"
    _, shown = await api("GET", "local/notebook", path=f"{folder}/hw1.ipynb")
    assert (shown["assignment"], shown["can"]["submit"]) == (None, False)
    # Run and saved it is what it was: it stays, and nothing is put aside.
    (jp_root_dir / folder / "hw1.ipynb").write_bytes(small_notebook("# my notes"))
    _, again = await api("POST", "local/solution", body=body)
    assert (again, len(list(place.glob("solution*")))) == (got, 2)
    assert b"my notes" in (jp_root_dir / folder / "hw1.ipynb").read_bytes()
    # Gone, it comes again, and what else was changed is kept.
    (jp_root_dir / folder / "hw1.ipynb").rename(jp_root_dir / folder / "notes.ipynb")
    _, again = await api("POST", "local/solution", body=body)
    assert b"my notes" in (jp_root_dir / again["kept"] / "notes.ipynb").read_bytes()

    staff.change_assignment(assignment_id, AssignmentChange(state="released"))
    _, sent = await api("POST", "local/submit", body={"path": "physics/hw-1/hw1.ipynb"})
    target = io.BytesIO()
    staff.download_submission(sent["submission"]["id"], target)
    assert sorted(zipfile.ZipFile(target).namelist()) == ["hw1.ipynb", "solution/notes.txt"]


async def test_a_link_in_the_place_of_the_solution_is_left_alone(api, heard, jp_root_dir, person, tmp_path):
    staff = person("ines")
    assignment_id = released(staff)
    body = {"assignment_id": assignment_id}
    await api("POST", "local/fetch", body=body)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".autograde-bundle").write_text("0")
    (jp_root_dir / "physics/hw-1/solution").symlink_to(elsewhere)
    staff.change_assignment(assignment_id, AssignmentChange(state="closed", solution_shown=True))
    status, got = await api("POST", "local/solution", body=body)
    assert (status, got["folder"]) == (200, "physics/hw-1/solution-2")
    assert [file.name for file in elsewhere.iterdir()] == [".autograde-bundle"]


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


async def test_a_closed_assignment_refuses_with_a_sentence(api, jp_root_dir, person):
    staff = person("ines")
    assignment_id = released(staff)
    _, fetched = await api("POST", "local/fetch", body={"assignment_id": assignment_id})
    staff.change_assignment(assignment_id, AssignmentChange(state="closed"))
    _, sent = await api("POST", "local/submit", body={"path": fetched["notebooks"][0]})
    assert sent["state"] == "refused"
    _, listed = await api("GET", "local/outbox")
    assert (listed[0]["last_code"], listed[0]["last_error"]) == ("assignment_closed", sent["message"])


async def test_a_draft_is_not_there_for_a_student(api, person):
    staff = person("ines")
    draft = staff.create_assignment(staff.list_courses()[0].id, AssignmentRequest(name="draft"))
    status, reply = await api("POST", "local/fetch", body={"assignment_id": draft.id})
    assert (status, reply["code"]) == (404, "not_found")


class TestInstructor:
    @pytest.fixture
    def token(self, hub):
        return hub.add_user("ines")

    async def test_the_live_classroom_and_its_page_in_the_lab(self, api, jp_fetch, person):
        course = person("ines").list_courses()[0].id
        status, shown = await api("PUT", f"v1/courses/{course}/live", body={"enabled": True, "days": 3})
        assert (status, shown["enabled"]) == (200, True)
        student = person("sam")
        assignment_id = released(person("ines"))
        tail = NotebookTail(cells=[TailCell(cell_type="code", source="<i>", outputs=[])])
        saved = SaveEvent(path="a b.ipynb", saved_at=now(), assignment_id=assignment_id, tail=tail)
        student.send_save_events(SaveEventBatch(events=[saved]))
        status, found = await api("GET", f"v1/courses/{course}/live/tail", user="sam", path="a b.ipynb")
        assert (status, found["cells"][0]["source"]) == (200, "<i>")
        answer = await jp_fetch(
            *["autograde", "api", "v1", "courses", course, "live", "export"], params={"assignment_id": assignment_id}
        )
        assert b"&lt;i&gt;" in answer.body
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        status, reply = await api("GET", f"v1/courses/{new_ulid()}/live/export")
        assert (status, reply["code"]) == (404, "not_found")

    async def test_a_bundle_is_handed_in_for_a_student(self, api, jp_fetch, person):
        assignment_id = released(person("ines"))
        _, told = await api("GET", f"v1/assignments/{assignment_id}/submissions/for/sam")
        assert (told["attempt"], told["notebooks"]) == (1, ["hw1.ipynb"])

        async def send(body, kind="application/zip", reason="was%20ill%3A%20%C3%BC"):
            return await jp_fetch(
                *["autograde", "api", "v1", "assignments", assignment_id, "submissions", "for", "sam"],
                method="POST",
                headers={"Content-Type": kind, "Idempotency-Key": "k1", "Autograde-Reason": reason},
                body=body,
            )

        bundle = zipped({"hw1.ipynb": small_notebook("# score: 3")}).getvalue()
        made = json.loads((await send(bundle)).body)
        assert (made["user"], made["submitted_by"], made["attempt"]) == ("sam", "ines", 1)
        assert json.loads((await send(bundle)).body)["id"] == made["id"]
        trail = person("ines").list_audit(person("ines").list_courses()[0].id)
        assert [entry.reason for entry in trail if entry.action == "handed_in"] == ["was ill: ü"]
        zip_ = "application/zip"
        for body, kind, reason in ((b"no archive", zip_, "ill"), (bundle, "text/plain", "ill"), (bundle, zip_, "%FF")):
            with pytest.raises(HTTPClientError) as refused:
                await send(body, kind, reason)
            assert 400 <= refused.value.code < 500
        with pytest.raises(InvalidInput):
            person("ines").submit_for(assignment_id, "sam", io.BytesIO(bundle), key="k2", reason="\udcff")

    async def test_the_files_of_many_come_as_one_archive(self, jp_fetch, person):
        assignment_id = released(person("ines"))
        files = zipped({"hw1.ipynb": small_notebook("# score: 3")})
        got = person("sam").submit(assignment_id, files, key="k", version=1)
        where = ["autograde", "api", "v1", "courses", got.course_id, "submissions", "archive"]
        answer = await jp_fetch(
            *where,
            method="POST",
            headers={"Content-Type": "application/json"},
            body=json.dumps({"submissions": [got.id]}),
        )
        assert answer.headers["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            assert [name.split("/")[1:] for name in archive.namelist()] == [["sam", "1", "hw1.ipynb"]]

    async def test_release_by_the_lab(self, api, heard, jp_root_dir):
        await heard.until(lambda e: e.get("state") == "sse")
        (jp_root_dir / "hw 2.ipynb").write_bytes(small_notebook("solution"))
        _, shown = await api("GET", "local/notebook", path="hw 2.ipynb")
        request = {
            "path": "hw 2.ipynb",
            "course_id": shown["teaches"][0]["id"],
            "name": "hw 2",
            "due_at": "2027-01-01T12:00:00+02:00",
        }
        status, version = await api("POST", "local/release", body=request)
        assert (status, version["state"]) == (202, "building"), version
        await heard.until(lambda e: e.get("type") == "version_built")
        _, version = await api("GET", f"v1/versions/{version['id']}")
        assert (version["state"], version["notebooks"]) == ("ready", ["hw 2.ipynb"])
        status, version = await api("POST", f"v1/versions/{version['id']}/release")
        assert (status, version["state"]) == (200, "released")


def test_the_clients_methods_fit_the_service(person, service_url):
    staff, student = person("ines"), person("sam")
    assert student.health().status == "ok"
    assert student.receipt_keys()
    assert student.me().name == "sam"
    course = staff.list_courses(name="physics")[0]
    assert staff.get_course(course.id).title == "Physics 1"
    assert {row.user for row in staff.list_enrollments(course.id)} >= {"sam", "tom"}
    assignment_id = released(staff)
    files = zipped({"hw1.ipynb": small_notebook("# score: 3")})
    got = student.submit(assignment_id, files, key="k", version=1)
    assert student.submit(assignment_id, files, key="k", version=1).id == got.id
    with pytest.raises(IdempotencyKeyReused):
        student.submit(assignment_id, zipped({"hw1.ipynb": small_notebook()}), key="k")
    assert [s.id for s in student.list_submissions(assignment_id, latest=True, limit=1)] == [got.id]
    assert [s.id for s in staff.list_submissions(assignment_id, user="sam")] == [got.id]
    with student.stream_events(after=0) as stream:
        for event in stream:
            if event is not None and event.type == "submission_graded":
                break
    assert student.list_grades(got.id)[0].result.score == 3
    (kept,) = staff.list_executed_notebooks(got.id)
    assert staff.download_executed_notebook(got.id, kept.index, io.BytesIO()).sha256 == kept.sha256
    assert staff.download_submission(got.id, io.BytesIO()).etag == got.sha256
    job = staff.grade_again(got.id)
    assert staff.get_job(job.id).submission_id == got.id
    assert len(staff.list_versions(assignment_id)) == 1
    with pytest.raises(NotFound):
        person("cleo").get_assignment(assignment_id)
    with pytest.raises(NotAuthenticated):
        AutogradeClient(service_url, "no-token").me()


def test_a_damaged_upload_is_refused(person, service_url, hub):
    assignment_id = released(person("ines"))
    answer = requests.post(
        f"{service_url}api/v1/assignments/{assignment_id}/submissions",
        data=zipped({"hw1.ipynb": small_notebook()}).getvalue(),
        headers={
            "Authorization": f"token {hub.add_user('sam')}",
            "Content-Type": "application/zip",
            "Content-Digest": f"sha-256=:{'A' * 43}=:",
            "Idempotency-Key": "k",
        },
        timeout=10,
    )
    assert answer.json()["code"] == DigestMismatch.code


def test_one_key_from_many_threads_is_one_submission(person):
    assignment_id = released(person("ines"))
    student = person("sam")
    got = []

    def submit():
        got.append(student.submit(assignment_id, zipped({"hw1.ipynb": small_notebook()}), key="k").id)

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 6
    assert len(set(got)) == 1
