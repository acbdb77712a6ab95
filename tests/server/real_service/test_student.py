"""What a student does in the lab, and the service says to it."""

from __future__ import annotations

import io
import json
import zipfile

from jupyter_autograde.models.assignment import AssignmentChange, AssignmentRequest
from jupyter_autograde.models.feedback import CommentRequest, FeedbackSelection, GenerateRequest
from jupyter_autograde.testing.small_notebooks import small_notebook
from tests.server.real_service.releasing import released


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
