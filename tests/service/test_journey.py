"""From a draft to a score, over HTTP."""

import io
import zipfile
from datetime import datetime

import pytest

from jupyter_autograde.models.submission import Receipt
from jupyter_autograde.receipts import verify
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import Asking, archive
from jupyter_autograde.testing.walkthrough import (
    build,
    course_id,
    draft,
    graded,
    notebook,
    ok,
    release,
    submit,
    wait_for,
    work,
)

pytestmark = pytest.mark.asyncio


async def test_release_fetch_submit_and_see_the_score(ask: Asking) -> None:
    assignment_id = await draft(ask)
    assert ok(await ask("sam").get("/assignments")) == []
    version = await release(ask, assignment_id)
    (seen,) = ok(await ask("sam").get("/assignments"))
    assert (seen["id"], seen["state"], seen["version"]) == (assignment_id, "released", 1)

    fetched = await ask("sam").get(f"/versions/{version['id']}/bundle")
    assert zipfile.ZipFile(io.BytesIO(fetched.content)).namelist() == ["hw1.ipynb"]
    assert fetched.headers["ETag"] == f'"{version["bundle_sha256"]}"'
    assert fetched.headers["Content-Digest"] == archive({"hw1.ipynb": notebook()}).headers["Content-Digest"]

    submission = await graded(ask, assignment_id, "sam", "score: 7")
    assert (submission["attempt"], submission["state"], submission["score"]) == (1, "graded", 7)
    (mine,) = ok(await ask("sam").get("/assignments"))
    assert mine["my_submission"]["score"] == 7
    listed = ok(await ask("tom").get(f"/assignments/{assignment_id}/submissions"))
    assert [(row["user"], row["score"]) for row in listed] == [("sam", 7)]
    returned = await ask("tom").get(f"/submissions/{submission['id']}/bundle")
    assert zipfile.ZipFile(io.BytesIO(returned.content)).read("hw1.ipynb") == notebook("score: 7")


async def test_students_see_no_hidden_test_and_no_log(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    submission = await graded(ask, assignment_id)
    (own,) = ok(await ask("sam").get(f"/submissions/{submission['id']}/grades"))
    (staff,) = ok(await ask("tom").get(f"/submissions/{submission['id']}/grades"))
    assert [case["name"] for case in own["result"]["questions"][0]["cases"]] == ["q1 - 1"]
    assert len(staff["result"]["questions"][0]["cases"]) == 2
    assert (own["log"], staff["log"]) == (None, "scored 7.0")
    (executed,) = ok(await ask("tom").get(f"/submissions/{submission['id']}/notebooks"))
    where = f"/submissions/{submission['id']}/notebooks/{executed['index']}"
    read = ok(await ask("tom").get(f"{where}/cells"))
    assert (read["path"], [cell["cell_type"] for cell in read["cells"]]) == (executed["path"], ["markdown"])
    content = await ask("tom").get(where)
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert content.content == notebook("score: 7")


async def test_grading_again_adds_a_grade(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    submission = await graded(ask, assignment_id)
    job = ok(await ask("tom").post(f"/submissions/{submission['id']}/jobs"))
    await wait_for(ask("tom"), "submission_graded", job_id=job["id"])
    assert len(ok(await ask("sam").get(f"/submissions/{submission['id']}/grades"))) == 2
    assert ok(await ask("sam").get(f"/jobs/{job['id']}"))["state"] == "done"


async def test_a_refused_build_says_why_and_can_not_be_released(ask: Asking) -> None:
    assignment_id = await draft(ask)
    version = await build(ask, assignment_id, notebook("unsolved"))
    assert version["state"] == "refused"
    assert version["report"]["failing"] == ["q1 - 1"]
    refused = await ask("ines").post(f"/versions/{version['id']}/release")
    assert (refused.status_code, refused.json()["code"]) == (409, "release_not_ready")


async def test_a_receipt_can_be_checked_with_the_public_key(ask: Asking, components: Components) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    receipt = Receipt.model_validate(ok(await submit(ask, assignment_id))["receipt"])
    (key,) = ok(await ask("").get("/keys"))
    assert key["key_id"] == receipt.key_id
    assert verify(receipt, components.signer.public_key)
    assert receipt.submitted_at <= datetime.now(receipt.submitted_at.tzinfo)


async def test_a_repeated_key_answers_with_the_first_submission(ask: Asking) -> None:
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    first = await submit(ask, assignment_id, key="k1")
    again = await submit(ask, assignment_id, key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["receipt"] == again.json()["receipt"]
    other = await submit(ask, assignment_id, key="k1", sent=work("score: 1"))
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_people_see_their_own_courses(ask: Asking) -> None:
    mine = ok(await ask("sam").get("/courses"))
    assert [(c["name"], c["role"]) for c in mine] == [("physics", "student")]
    assert ok(await ask("nobody").get("/courses")) == []
    everything = ok(await ask("root").get("/courses"))
    assert [(c["name"], c["role"]) for c in everything] == [("chemistry", "admin"), ("physics", "admin")]


async def test_an_admin_makes_a_course_and_its_instructor_enrols_people(ask: Asking) -> None:
    course = ok(await ask("root").post("/courses", json={"name": "biology"}))
    roster = f"/courses/{course['id']}/enrollments"
    ok(await ask("root").put(f"{roster}/nobody", json={"role": "instructor"}))
    ok(await ask("nobody").put(f"{roster}/sam", json={"role": "student"}))
    assert [(e["user"], e["role"]) for e in ok(await ask("nobody").get(roster))] == [
        ("nobody", "instructor"),
        ("sam", "student"),
    ]
    assert [c["name"] for c in ok(await ask("sam").get("/me"))["courses"]] == ["biology", "physics"]
    assert (await ask("ines").post("/courses", json={"name": "other"})).status_code == 403
    taken = await ask("root").post("/courses", json={"name": "biology"})
    assert (taken.status_code, taken.json()["code"]) == (409, "already_exists")


async def test_times_of_an_assignment_are_changed_one_by_one(ask: Asking) -> None:
    assignment_id = await draft(ask)
    path = f"/assignments/{assignment_id}"
    ok(await ask("ines").patch(path, json={"due_at": "2030-01-01T00:00:00+01:00"}))
    changed = ok(await ask("ines").patch(path, json={"closes_at": "2030-01-02T00:00:00Z"}))
    assert (changed["due_at"], changed["closes_at"]) == ("2029-12-31T23:00:00Z", "2030-01-02T00:00:00Z")
    assert len(ok(await ask("ines").get(f"/courses/{await course_id(ask)}/assignments"))) == 1


async def test_what_was_written_on_disk_is_not_readable_by_others(components: Components) -> None:
    assert components.upload_folder.stat().st_mode & 0o077 == 0
    assert components.upload_folder.parent.stat().st_mode & 0o077 == 0
