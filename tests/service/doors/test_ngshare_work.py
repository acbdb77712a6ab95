"""Assignments, submissions and feedback through ngshare's API, and what they are in ours."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, notebook, ok, release, wait_for
from tests.service.doors.ngshare_client import at, good, listed, refused, tree

pytestmark = pytest.mark.asyncio

HW, SUBMIT = at("assignment", "physics", "hw"), at("submission", "physics", "hw")
CELL = {"cell_type": "code", "id": "a", "metadata": {"nbgrader": {"grade_id": "a"}}, "source": "", "outputs": []}
FILES = {
    "hw.ipynb": json.dumps(
        {"cells": [{**CELL, "execution_count": None}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode(),
    "data/a b.bin": bytes(range(256)) * 3,
}
WORK = {"hw.ipynb": notebook("mine"), "notes.txt": b"ok"}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"ngshare": []}}


async def give_out(knock: Asking, files: dict[str, bytes] = FILES) -> None:
    assert good(await knock("ines").post(HW, data={"user": "ines", "files": tree(files)})) == {}


async def hand_in(knock: Asking, by: str = "sam", files: dict[str, bytes] = WORK) -> str:
    answer = good(await knock(by).post(SUBMIT, data={"user": by, "files": tree(files)}))
    assert list(answer) == ["timestamp"]
    return str(answer["timestamp"])


def of(kind: str, who: str) -> str:
    return at(kind, "physics", "hw", who)


async def test_a_release_is_an_assignment_of_ours(knock: Asking, ask: Asking) -> None:
    await give_out(knock)
    assert good(await knock("sam").get(at("assignments", "physics"))) == {"assignments": ["hw"]}
    assert good(await knock("sam").get(HW)) == {"files": listed(FILES)}
    brief = {"files": listed(FILES, contents=False)}
    assert good(await knock("sam").get(HW, params={"list_only": "true"})) == brief
    assert good(await knock("sam").get(HW, params={"list_only": "True"})) == {"files": listed(FILES)}
    (ours,) = ok(await ask("sam").get(f"/courses/{await course_id(ask)}/assignments"))
    assert (ours["name"], ours["format"], ours["state"], ours["version"]) == ("hw", "nbgrader", "released", 1)
    version = ok(await ask("ines").get(f"/versions/{ours['version_id']}"))
    assert (version["notebooks"], version["state"]) == (["hw.ipynb"], "released")
    assert (await ask("sam").get(f"/versions/{ours['version_id']}/bundle")).is_success


async def test_a_release_of_ours_is_there_too(knock: Asking, ask: Asking) -> None:
    await release(ask, await draft(ask, "hw1"))
    await draft(ask, "secret")
    assert good(await knock("sam").get(at("assignments", "physics"))) == {"assignments": ["hw1"]}
    assert refused(await knock("sam").get(at("assignment", "physics", "secret"))) == (404, "Assignment not found")
    taken = await knock("ines").post(at("assignment", "physics", "secret"), data={"files": "[]"})
    assert refused(taken) == (409, "Assignment already exists")
    form = {"files": tree({"hw1.ipynb": notebook("score: 7")})}
    good(await knock("sam").post(at("submission", "physics", "hw1"), data=form))
    assignment = ok(await ask("sam").get("/assignments"))[0]
    assert (assignment["my_submission"]["attempt"], assignment["my_submission"]["state"] != "failed") == (1, True)
    await graded(ask, assignment["id"], by="olga")
    missing = await knock("sam").post(at("submission", "physics", "hw1"), data={"files": "[]"})
    assert (refused(missing)[0], "hw1.ipynb" in refused(missing)[1]) == (400, True)


async def test_a_submission_is_an_attempt_of_ours_with_a_receipt(knock: Asking, ask: Asking) -> None:
    await give_out(knock)
    first, second = await hand_in(knock), await hand_in(knock, files={"other.txt": b"1"})
    assert datetime.strptime(first, "%Y-%m-%d %H:%M:%S.%f") < datetime.strptime(second, "%Y-%m-%d %H:%M:%S.%f")
    own = [{"student_id": "sam", "timestamp": text} for text in (first, second)]
    assert good(await knock("sam").get(of("submissions", "sam"))) == {"submissions": own}
    other = {"student_id": "olga", "timestamp": await hand_in(knock, "olga", {})}
    assert good(await knock("ines").get(at("submissions", "physics", "hw"))) == {"submissions": [*own, other]}
    ines, where = knock("ines"), of("submission", "sam")
    assert good(await ines.get(where, params={"timestamp": first})) == {"files": listed(WORK), "timestamp": first}
    newest = {"files": listed({"other.txt": b"1"}, contents=False), "timestamp": second}
    for text in ("", second):
        assert good(await ines.get(where, params={"timestamp": text, "list_only": "true"})) == newest
    assert good(await ines.get(of("submission", "olga"))) == {"files": [], "timestamp": other["timestamp"]}
    (assignment,) = ok(await ask("sam").get("/assignments"))
    attempts = ok(await ask("sam").get(f"/assignments/{assignment['id']}/submissions"))
    facts = [(row["attempt"], row["state"], row["job_id"]) for row in attempts]
    assert facts == [(2, "queued", None), (1, "queued", None)]
    receipt = ok(await ask("sam").get(f"/submissions/{attempts[1]['id']}"))["receipt"]
    assert receipt["submitted_at"].startswith(first.replace(" ", "T"))
    again = await ask("ines").post(f"/submissions/{attempts[1]['id']}/jobs")
    assert (again.status_code, again.json()["code"]) == (409, "release_not_ready")


@pytest.mark.parametrize(
    "text", ["2020-01-01 00:00:00.000000", "noon", "2020-01-01 00:00:00.000000 UTC", "2020-1-1 0:0:0.0", "\0"]
)
async def test_a_time_at_which_nobody_handed_in(knock: Asking, text: str) -> None:
    await give_out(knock)
    await hand_in(knock)
    reply = await knock("ines").get(of("submission", "sam"), params={"timestamp": text})
    assert refused(reply) == (404, "Submission not found")


async def test_times_are_compared_as_text_for_work_and_read_for_feedback(knock: Asking) -> None:
    await give_out(knock)
    stamp, ines = await hand_in(knock), knock("ines")
    for text in (f"{stamp} UTC", stamp.replace(" ", "  ")):
        reply = await ines.get(of("submission", "sam"), params={"timestamp": text})
        assert refused(reply) == (404, "Submission not found")
    for text in (stamp, f"{stamp} UTC", f"{stamp} GMT", f"{stamp} "):
        assert good(await ines.get(of("feedback", "sam"), params={"timestamp": text})) == {
            "files": [],
            "timestamp": stamp,
        }


async def test_feedback_is_replaced_and_kept(knock: Asking) -> None:
    await give_out(knock)
    stamp, where = await hand_in(knock), of("feedback", "sam")
    later = await hand_in(knock)
    for text in (b"<p>one", b"<p>two"):
        form = {"timestamp": stamp, "files": tree({"hw.html": text})}
        assert good(await knock("ines").post(where, data=form)) == {}
    found = {"files": listed({"hw.html": b"<p>two"}), "timestamp": stamp}
    assert good(await knock("sam").get(where, params={"timestamp": stamp, "list_only": "false"})) == found
    assert good(await knock("sam").get(where, params={"timestamp": later})) == {"files": [], "timestamp": later}


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        ({}, 400, "Please supply timestamp"),
        ({"timestamp": "noon"}, 400, "Time format incorrect"),
        ({"timestamp": ""}, 400, "Time format incorrect"),
        ({"timestamp": "2020-01-01 00:00:00.000000", "files": "{"}, 404, "Submission not found"),
    ],
)
async def test_wrong_times_of_feedback(knock: Asking, form: dict[str, str], status: int, message: str) -> None:
    await give_out(knock)
    assert refused(await knock("ines").post(of("feedback", "sam"), data=form)) == (status, message)
    assert refused(await knock("sam").get(of("feedback", "sam"), params=form)) == (status, message)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (None, "Please supply files"),
        ("", "Files cannot be JSON decoded"),
        ("[{", "Files cannot be JSON decoded"),
        ("[" * 40_000, "Files cannot be JSON decoded"),
        ("{}", "Incorrect request format"),
        ("[1]", "Incorrect request format"),
        ('[{"path": "a"}]', "Incorrect request format"),
        ('[{"path": 1, "content": ""}]', "Incorrect request format"),
        *(
            (json.dumps([{"path": path, "content": ""}]), "Illegal path")
            for path in ("", "/a", "..", "a/../b", "./a", "a/", "a/.", "a\\b", "C:/x", "a\0b", "/".join("a" * 40))
        ),
        (tree({"a": b"", "A": b""}), "Illegal path"),
        (tree({"a": b"", "a/b/c": b""}), "Illegal path"),
        ('[{"path": "a", "content": "YQ"}]', "Content cannot be base64 decoded"),
        ('[{"path": "a", "content": "\u00e9"}]', "Content cannot be base64 decoded"),
    ],
)
async def test_files_that_are_refused(knock: Asking, files: str | None, message: str) -> None:
    form = {} if files is None else {"files": files}
    assert refused(await knock("ines").post(HW, data=form)) == (400, message)
    await give_out(knock)
    assert refused(await knock("ines").post(HW, data=form)) == (409, "Assignment already exists")
    assert refused(await knock("sam").post(SUBMIT, data=form)) == (400, message)
    stamp = await hand_in(knock)
    reply = await knock("ines").post(of("feedback", "sam"), data={**form, "timestamp": stamp})
    assert refused(reply) == (400, message)
    assert len(good(await knock("ines").get(at("submissions", "physics", "hw")))["submissions"]) == 1


async def test_files_that_are_taken(knock: Asking) -> None:
    content = base64.b64encode(b"hello").decode()
    entries = [
        {"path": "a//b", "content": "!" + content[:3] + "\n" + content[3:], "checksum": "wrong"},
        {"path": "twice", "content": ""},
        {"path": "twice", "content": content},
    ]
    good(await knock("ines").post(HW, data={"files": json.dumps(entries)}))
    assert good(await knock("sam").get(HW)) == {"files": listed({"a/b": b"hello", "twice": b"hello"})}


async def test_files_by_multipart_and_those_of_a_submission_never_by_query(knock: Asking) -> None:
    good(await knock("ines").post(HW, files={"files": (None, tree(FILES))}))
    assert good(await knock("sam").get(HW)) == {"files": listed(FILES)}
    assert refused(await knock("sam").post(SUBMIT, params={"files": "[]"})) == (400, "Please supply files")
    good(await knock("ines").post(at("assignment", "physics", "by query"), params={"files": "[]"}))


async def test_what_is_no_notebook_or_too_much(knock: Asking) -> None:
    await give_out(knock)
    for files, status in (({"a.ipynb": b"{}"}, 400), ({f"f{n}": b"" for n in range(501)}, 413)):
        assert refused(await knock("sam").post(SUBMIT, data={"files": tree(files)}))[0] == status
    reply = await knock("sam").post(SUBMIT, data={"files": tree({"big": b"0" * (51 << 20)})})
    assert refused(reply)[0] == 413


async def test_an_assignment_that_is_taken_away_keeps_all_work(knock: Asking, ask: Asking) -> None:
    await give_out(knock)
    old = await hand_in(knock)
    assert good(await knock("ines").delete(HW)) == {}
    assert refused(await knock("ines").delete(HW)) == (404, "Assignment not found")
    assert good(await knock("ines").get(at("assignments", "physics"))) == {"assignments": []}
    for path in (HW, at("submissions", "physics", "hw"), of("submission", "sam"), of("feedback", "sam")):
        assert refused(await knock("ines").get(path)) == (404, "Assignment not found")
    assert refused(await knock("sam").post(SUBMIT, data={"files": "[]"})) == (404, "Assignment not found")
    (ours,) = ok(await ask("sam").get("/assignments"))
    assert (ours["state"], ours["my_submission"]["attempt"]) == ("closed", 1)
    await give_out(knock, {"hw.ipynb": notebook("second")})
    assert good(await knock("ines").get(at("submissions", "physics", "hw"))) == {"submissions": []}
    reply = await knock("ines").get(of("submission", "sam"), params={"timestamp": old})
    assert refused(reply) == (404, "Submission not found")
    (ours,) = ok(await ask("sam").get("/assignments"))
    assert (ours["state"], ours["version"], ours["my_submission"]) == ("released", 2, None)
    assert await hand_in(knock) > old
    assert len(ok(await ask("ines").get(f"/assignments/{ours['id']}/submissions"))) == 2


async def test_a_closed_assignment_takes_nothing(knock: Asking, ask: Asking) -> None:
    await give_out(knock)
    (ours,) = ok(await ask("ines").get("/assignments"))
    ok(await ask("ines").patch(f"/assignments/{ours['id']}", json={"state": "closed"}))
    status, message = refused(await knock("sam").post(SUBMIT, data={"files": "[]"}))
    assert (status, "closed" in message) == (409, True)
    good(await knock("ines").delete(HW))
    ok(await ask("ines").patch(f"/assignments/{ours['id']}", json={"state": "released"}))
    await hand_in(knock)


async def test_extensions_attempts_and_openings_hold_here_too(knock: Asking, ask: Asking) -> None:
    await give_out(knock)
    (ours,) = ok(await ask("ines").get("/assignments"))
    path, form = f"/assignments/{ours['id']}", {"files": "[]"}
    closed = {"closes_at": "2020-01-01T00:00:00Z", "attempt_limit": {"attempts": 1}}
    ok(await ask("ines").patch(path, json=closed))
    status, message = refused(await knock("sam").post(SUBMIT, data=form))
    assert (status, "Wed 01 Jan 2020" in message) == (409, True)
    ok(await ask("tom").put(f"{path}/extensions", json={"users": ["sam"], "closes_at": "2999-01-01T00:00:00Z"}))
    await hand_in(knock)
    status, message = refused(await knock("sam").post(SUBMIT, data=form))
    assert (status, "all 1 attempt" in message) == (409, True)
    ok(await ask("ines").patch(path, json={"opens_at": "2999-01-01T00:00:00Z", "closes_at": None}))
    assert refused(await knock("sam").post(SUBMIT, data=form)) == (404, "Assignment not found")
    assert refused(await knock("sam").get(HW)) == (404, "Assignment not found")
    good(await knock("ines").get(HW))


async def test_work_of_who_has_left_stays(knock: Asking) -> None:
    await give_out(knock)
    stamp = await hand_in(knock)
    good(await knock("ines").delete(at("student", "physics", "sam")))
    everybody = good(await knock("ines").get(at("submissions", "physics", "hw")))["submissions"]
    assert everybody == [{"student_id": "sam", "timestamp": stamp}]
    for kind in ("submissions", "submission", "feedback"):
        assert refused(await knock("ines").get(of(kind, "sam"))) == (404, "Student not found")
    assert refused(await knock("sam").post(SUBMIT, data={"files": "[]"})) == (403, "Permission denied")


async def test_staff_hand_in_too(knock: Asking) -> None:
    await give_out(knock)
    stamp = await hand_in(knock, "ines")
    assert good(await knock("tom").get(of("submission", "ines")))["timestamp"] == stamp
    assert datetime.fromisoformat(f"{stamp}+00:00") <= datetime.now(UTC)


async def test_our_autograder_grades_it_once_there_are_tests(knock: Asking, ask: Asking) -> None:
    hw1 = at("assignment", "physics", "hw1")
    good(await knock("ines").post(hw1, data={"files": tree({"hw1.ipynb": notebook()})}))
    form = {"files": tree({"hw1.ipynb": notebook("score: 7")})}
    for who in ("sam", "olga"):
        good(await knock(who).post(at("submission", "physics", "hw1"), data=form))
    (ours,) = ok(await ask("sam").get("/assignments"))
    regrade = f"/assignments/{ours['id']}/regrades"
    assert (await ask("ines").post(regrade, json={})).json()["code"] == "release_not_ready"
    await release(ask, ours["id"])
    change = ok(await ask("ines").post(regrade, json={"students": ["sam"]}))
    await wait_for(ask("ines"), "regrade_ready", score_change_id=change["id"])
    ok(await ask("ines").post(f"/score-changes/{change['id']}/apply", json={}))
    (mine,) = ok(await ask("sam").get(f"/assignments/{ours['id']}/submissions"))
    assert (mine["state"], mine["score"], mine["version"]) == ("graded", 7, 1)
    ok(await ask("ines").post(f"/score-changes/{change['id']}/undo", json={}))
    (mine,) = ok(await ask("sam").get(f"/assignments/{ours['id']}/submissions"))
    assert (mine["state"], mine["score"]) == ("queued", None)
    (hers,) = ok(await ask("olga").get(f"/assignments/{ours['id']}/submissions"))
    ok(await ask("ines").post(f"/submissions/{hers['id']}/jobs"))
    await wait_for(ask("olga"), "submission_graded", submission_id=hers["id"])
    assert ok(await ask("olga").get(f"/submissions/{hers['id']}"))["score"] == 7


async def test_feedback_goes_from_either_side_to_the_other(knock: Asking, ask: Asking) -> None:
    assignment = await draft(ask, "hw1")
    await release(ask, assignment)
    submission = await graded(ask, assignment)
    path, where = f"/submissions/{submission['id']}/feedback", at("feedback", "physics", "hw1", "sam")
    ok(await ask("tom").post(f"/assignments/{assignment}/feedback/generate", json={}))
    await wait_for(ask("tom"), "feedback_generated", submission_id=submission["id"])
    stamp = good(await knock("ines").get(at("submission", "physics", "hw1", "sam")))["timestamp"]
    query = {"timestamp": stamp, "list_only": "true"}
    assert good(await knock("sam").get(where, params=query))["files"] == []
    ok(await ask("tom").post(f"/assignments/{assignment}/feedback/release", json={}))
    assert [one["path"] for one in good(await knock("sam").get(where, params=query))["files"]] == [
        "hw1.html",
        "hw1.ipynb",
    ]
    form = {"timestamp": stamp, "files": tree({"hw1.html": b"<p>theirs"})}
    good(await knock("ines").post(where, data=form))
    seen = ok(await ask("sam").get(path))
    assert (seen["state"], seen["files"], seen["result"], seen["outdated"]) == ("released", ["hw1.html"], None, False)
