"""Courses and their people through ngshare's API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jupyter_autograde.testing.service import PREFIX, Asking
from jupyter_autograde.testing.walkthrough import course_id, ok
from tests.service.doors.ngshare_client import DOOR, NAMES, at, good, refused

pytestmark = pytest.mark.asyncio

NO_NAMES = {"first_name": None, "last_name": None, "email": None}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"ngshare": []}, "door_options": {"ngshare": {"admins": ["tom"]}}}


async def test_everybody_lists_their_courses_and_admins_all(knock: Asking) -> None:
    seen = {who: good(await knock(who).get(at("courses")))["courses"] for who in ("sam", "nobody", "root", "tom")}
    everything = ["chemistry", "physics"]
    assert seen == {"sam": ["physics"], "nobody": [], "root": everything, "tom": everything}


async def test_a_course_is_made_with_its_instructors(knock: Asking) -> None:
    form = {"user": "root", "instructors": json.dumps(["kevin", "ines"])}
    assert good(await knock("root").post(at("course", "Math\u00e9matiques 2"), data=form)) == {}
    people = good(await knock("ines").get(at("instructors", "Math\u00e9matiques 2")))["instructors"]
    assert people == [{"username": name, **NO_NAMES} for name in ("kevin", "ines")]
    again = await knock("root").post(at("course", "Math\u00e9matiques 2"), data={"instructors": "{"})
    assert refused(again) == (409, "Course already exists")


@pytest.mark.parametrize("text", ["{", "{}", "[1]", "", "[" * 40_000])
async def test_instructors_that_are_no_list_of_names(knock: Asking, text: str) -> None:
    reply = await knock("root").post(at("course", "new"), data={"instructors": text})
    assert refused(reply) == (400, "Instructors cannot be JSON decoded")
    assert refused(await knock("root").get(at("instructors", "new"))) == (404, "Course not found")


async def test_a_line_break_in_an_address_is_refused_in_ngshares_words(knock: Asking) -> None:
    assert refused(await knock("root").get(at("students", "a\nb"))) == (404, "Course not found")


async def test_names_that_can_not_be(knock: Asking) -> None:
    for name in ("a\0b", "x" * 129, "\u202eb"):
        status, message = refused(await knock("root").post(at("course", name)))
        assert (status, "can't be a name here" in message) == (400, True)
        assert refused(await knock("root").get(at("instructors", name))) == (404, "Course not found")
        assert refused(await knock("root").get(at("student", "physics", name))) == (404, "Student not found")
        assert refused(await knock("root").get(at("instructor", "physics", name))) == (404, "Instructor not found")
        assert refused(await knock("root").get(at("assignment", "physics", name))) == (404, "Assignment not found")


async def test_a_course_that_is_taken_away_is_archived(knock: Asking, ask: Asking) -> None:
    physics = await course_id(ask)
    assert refused(await knock("root").delete(at("course", "none"))) == (404, "Course not found")
    assert good(await knock("root").delete(at("course", "physics"))) == {}
    assert good(await knock("root").get(at("courses")))["courses"] == ["chemistry"]
    assert refused(await knock("ines").get(at("students", "physics"))) == (404, "Course not found")
    assert ok(await ask("root").get(f"/courses/{physics}"))["name"] == "physics"
    assert (await ask("ines").get(f"/courses/{physics}")).status_code == 404


async def test_new_staff_of_a_name_see_nothing_of_the_course_before(knock: Asking, ask: Asking) -> None:
    physics = await course_id(ask)
    hw, files = at("assignment", "physics", "hw"), {"files": "[]"}
    good(await knock("ines").post(hw, data=files))
    good(await knock("sam").post(at("submission", "physics", "hw"), data=files))
    (old,) = ok(await ask("ines").get("/assignments"))
    good(await knock("root").delete(at("course", "physics")))
    good(await knock("root").post(at("course", "physics"), data={"instructors": '["ines"]'}))
    ines = ask("ines")
    assert good(await knock("ines").get(at("students", "physics")))["students"] == []
    assert good(await knock("ines").get(at("assignments", "physics")))["assignments"] == []
    (course,) = ok(await ines.get("/courses"))
    assert (course["name"], course["role"], course["id"] == physics) == ("physics", "instructor", False)
    assert ok(await ines.get(f"/courses/{course['id']}/assignments")) == []
    for path in (f"/courses/{physics}", f"/assignments/{old['id']}", f"/assignments/{old['id']}/submissions"):
        assert (await ines.get(path)).status_code == 404
    # The same name for an assignment is free, and has nothing in it.
    good(await knock("ines").post(hw, data=files))
    assert good(await knock("ines").get(at("submissions", "physics", "hw")))["submissions"] == []
    # Nothing is lost.
    assert ok(await ask("root").get(f"/courses/{physics}"))["name"] == f"physics {physics}"
    assert len(ok(await ask("root").get(f"/assignments/{old['id']}/submissions"))) == 1
    good(await knock("root").delete(at("course", "physics")))
    good(await knock("root").post(at("course", "physics")))


async def test_an_instructors_names(knock: Asking) -> None:
    where = at("instructor", "physics", "kevin")
    assert good(await knock("root").post(where, data={"user": "root", **NAMES})) == {}
    assert good(await knock("sam").get(where)) == {"username": "kevin", **NAMES}
    good(await knock("root").post(where, data={**NAMES, "email": ""}))
    assert good(await knock("sam").get(where))["email"] == ""
    assert good(await knock("sam").get(at("instructor", "physics", "ines"))) == {"username": "ines", **NO_NAMES}
    people = good(await knock("sam").get(at("instructors", "physics")))["instructors"]
    assert [person["username"] for person in people] == ["tom", "ines", "kevin"]


@pytest.mark.parametrize("kind", ["instructor", "student"])
async def test_names_must_be_given_though_they_may_be_empty(knock: Asking, kind: str) -> None:
    form: dict[str, str] = {}
    for name, words in (("first_name", "first name"), ("last_name", "last name"), ("email", "email")):
        reply = await knock("root").post(at(kind, "physics", "new"), data=form)
        assert refused(reply) == (400, f"Please supply {words}")
        form[name] = ""
    good(await knock("root").post(at(kind, "physics", "new"), data=form))
    for bad in ("x" * 257, "a\0b"):
        assert refused(await knock("root").post(at(kind, "physics", "new"), data={**form, "email": bad}))[0] == 400


async def test_instructors_change_their_own_names_only(knock: Asking) -> None:
    ines = knock("ines")
    good(await ines.post(at("instructor", "physics", "ines"), data=NAMES))
    assert good(await ines.get(at("instructor", "physics", "ines"))) == {"username": "ines", **NAMES}
    for name in ("sam", "newcomer"):
        reply = await ines.post(at("instructor", "physics", name), data=NAMES)
        assert refused(reply) == (400, "Permission denied (cannot modify instructors)")
    reply = await ines.post(at("instructor", "physics", "tom"), data=NAMES)
    assert refused(reply) == (400, "Permission denied (cannot modify other instructors)")
    assert refused(await ines.delete(at("instructor", "physics", "ines"))) == (403, "Permission denied")


async def test_an_admin_takes_an_instructor_out(knock: Asking, ask: Asking) -> None:
    root = knock("root")
    assert refused(await root.delete(at("instructor", "none", "ines"))) == (404, "Course not found")
    assert refused(await root.delete(at("instructor", "physics", "sam"))) == (404, "Instructor not found")
    good(await root.request("DELETE", at("instructor", "physics", "ines"), data={"user": "root"}))
    assert refused(await root.get(at("instructor", "physics", "ines"))) == (404, "Instructor not found")
    assert refused(await knock("ines").get(at("students", "physics"))) == (403, "Permission denied")
    assert ok(await ask("ines").get("/courses")) == []


async def test_a_student_who_becomes_instructor_is_no_student(knock: Asking) -> None:
    good(await knock("root").post(at("instructor", "physics", "sam"), data=NAMES))
    assert refused(await knock("root").get(at("student", "physics", "sam"))) == (404, "Student not found")
    for name in ("sam", "tom"):
        reply = await knock("ines").post(at("student", "physics", name), data=NAMES)
        assert refused(reply) == (409, "Cannot add instructor as student")


async def test_students_come_and_go(knock: Asking, ask: Asking) -> None:
    ines, where = knock("ines"), at("student", "physics", "new")
    good(await ines.post(where, data={"user": "ines", **NAMES}))
    assert good(await ines.get(where)) == {"username": "new", **NAMES}
    assert good(await knock("sam").get(at("student", "physics", "sam"))) == {"username": "sam", **NO_NAMES}
    students = good(await ines.get(at("students", "physics")))["students"]
    assert [student["username"] for student in students] == ["sam", "olga", "new"]
    good(await ines.delete(where))
    assert refused(await ines.delete(where)) == (404, "Student not found")
    roster = ok(await ask("ines").get(f"/courses/{await course_id(ask)}/enrollments"))
    assert "new" not in [row["user"] for row in roster]
    good(await ines.post(where, data=NAMES))
    good(await ines.delete(where))


async def test_many_students_at_once(knock: Asking) -> None:
    # The last is half a character, which can't be repeated in UTF-8.
    people = [{"username": name, **NAMES} for name in ("sam", "ines", "new", "a/b", "\ud83e")]
    reply = await knock("ines").post(at("students", "physics"), data={"user": "ines", "students": json.dumps(people)})
    status = good(reply)["status"]
    assert status[:3] == [
        {"username": "sam", "success": True},
        {"username": "ines", "success": False, "message": "Cannot add instructor as student"},
        {"username": "new", "success": True},
    ]
    assert [(one["username"], one["success"]) for one in status[3:]] == [("a/b", False), ("\ud83e", False)]
    assert good(await knock("ines").get(at("student", "physics", "sam")))["first_name"] == "Ada"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "Please supply students"),
        ("", "Please supply students"),
        ("[]", "Please supply students"),
        ("[{", "Students cannot be JSON decoded"),
        ("{}", "Incorrect request format"),
        ("[1]", "Incorrect request format"),
        (json.dumps([{"username": "new", **NAMES}, {"username": "b"}]), "Incorrect request format"),
        (json.dumps([{"username": 1, **NAMES}]), "Incorrect request format"),
    ],
)
async def test_lists_of_students_that_are_none(knock: Asking, text: str | None, message: str) -> None:
    form = {} if text is None else {"students": text}
    assert refused(await knock("ines").post(at("students", "physics"), data=form)) == (400, message)
    assert refused(await knock("ines").get(at("student", "physics", "new"))) == (404, "Student not found")


async def test_arguments_come_by_query_form_or_multipart(knock: Asking) -> None:
    root, where = knock("root"), at("instructor", "physics", "ines")
    good(await root.post(where, params=NAMES))
    assert good(await root.get(where)) == {"username": "ines", **NAMES}
    good(await root.post(where, files={name: (None, value + " 2 ") for name, value in NAMES.items()}))
    assert good(await root.get(where))["last_name"] == "Lovelace 2"
    good(await root.post(f"{where}?email=query", data={**NAMES, "first_name": "1+1 =2&"}))
    assert good(await root.get(where)) == {"username": "ines", **NAMES, "first_name": "1+1 =2&"}
    assert refused(await root.post(where, json=NAMES)) == (400, "Please supply first name")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for content in (b"first_name=%ff", b"a=1&" * 200):
        assert refused(await root.post(where, content=content, headers=form))[0] == 400
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        assert refused(await root.post(where, content=b"nothing", headers={"Content-Type": kind}))[0] == 400


async def test_other_addresses_and_methods(knock: Asking) -> None:
    sam = knock("sam")
    for path in ("courses/", "nothing", "course", "courses/x"):
        reply = await sam.get(f"{DOOR}/{path}")
        assert (reply.status_code, reply.text) == (404, "<h1>404 Not Found</h1>\n"), path
    assert refused(await sam.put(at("courses")))[0] == 405
    assert refused(await sam.get(at("initialize-Data6ase"))) == (403, "Debug mode is off")
    for path in (at("healthz"), "/healthz"):
        assert good(await knock("").get(path)) == {}
    home = await sam.get(f"{DOOR}/")
    assert (home.status_code, home.text.startswith("<!doctype html>"), "sam" in home.text) == (200, True, True)
    assert {"default-src 'none'", "img-src 'self'"} <= set(home.headers["Content-Security-Policy"].split("; "))
    assert (await knock("sam").get(at("favicon.ico"))).content.startswith(b"\x89PNG")
    for path in ("", "oauth_callback?code=x"):
        reply = await knock("").get(f"{DOOR}/{path}")
        assert (reply.status_code, reply.headers["Location"]) == (302, f"{PREFIX}login?next={DOOR}/")


async def test_no_lab_needs_a_session_for_it(ask: Asking) -> None:
    assert ok(await ask("sam").get("/me"))["sign_in"] is None


async def test_too_large_a_list_is_refused_in_the_same_form(knock: Asking) -> None:
    assert refused(await knock("ines").post(at("students", "physics"), data={"students": "x" * (2 << 20)}))[0] == 413
