"""What staff do in the lab."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.event import SaveEvent, SaveEventBatch
from jupyter_autograde.models.live import NotebookTail, TailCell
from jupyter_autograde.testing.small_notebooks import small_notebook
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid
from tests.server.real_service.releasing import released, zipped


@pytest.fixture
def token(hub):
    return hub.add_user("ines")


async def test_the_live_classroom_and_its_page_in_the_lab(api, jp_fetch, person):
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


async def test_a_bundle_is_handed_in_for_a_student(api, jp_fetch, person):
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


async def test_the_files_of_many_come_as_one_archive(jp_fetch, person):
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


async def test_release_by_the_lab(api, heard, jp_root_dir):
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
