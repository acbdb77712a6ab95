"""Every role against every route of ngshare's API, and the order of what is checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_autograde.service.doors.ngshare import Ngshare
from jupyter_autograde.testing.service import Asking
from tests.service.doors.ngshare_client import DOOR, NAMES, at, good, refused, tree
from tests.service.routes import every_route

WHO = ["", "nobody", "mallory", "theo", "cleo", "olga", "sam", "tom", "ines", "root"]
"""Anonymous, in no course, another course's instructor, TA and student, this course's other student, the student, TA,
instructor, and a hub admin."""
IN = 200
EVERYBODY = dict.fromkeys(WHO, IN)
KNOWN = EVERYBODY | {"": 401}
MEMBERS = KNOWN | dict.fromkeys(["nobody", "mallory", "theo", "cleo"], 403)
STAFF = MEMBERS | dict.fromkeys(["olga", "sam"], 403)
OWN_AND_STAFF = STAFF | {"sam": IN}
INSTRUCTORS = STAFF | {"tom": 403}
ADMINS = INSTRUCTORS | {"ines": 403}
Row = tuple[str, str, dict[str, str], dict[str, int]]


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"ngshare": []}}


def table(stamp: str) -> Iterator[Row]:
    hw, files = ("physics", "hw"), {"files": "[]"}
    given = {"timestamp": stamp, **files}
    yield "GET", at("courses"), {}, KNOWN
    yield "POST", at("course", "new"), {}, ADMINS
    yield "DELETE", at("course", "new"), {}, ADMINS
    yield "POST", at("instructor", "physics", "kevin"), NAMES, ADMINS | {"ines": 400}
    yield "GET", at("instructor", "physics", "kevin"), {}, MEMBERS
    yield "GET", at("instructors", "physics"), {}, MEMBERS
    yield "DELETE", at("instructor", "physics", "kevin"), {}, ADMINS
    yield "POST", at("student", "physics", "sam"), NAMES, INSTRUCTORS
    yield "GET", at("student", "physics", "sam"), {}, OWN_AND_STAFF
    yield "GET", at("students", "physics"), {}, STAFF
    yield "POST", at("students", "physics"), {"students": "[]"}, INSTRUCTORS | {"ines": 400, "root": 400}
    yield "GET", at("assignments", "physics"), {}, MEMBERS
    yield "GET", at("assignment", *hw), {}, MEMBERS
    yield "POST", at("assignment", *hw), files, INSTRUCTORS | {"ines": 409, "root": 409}
    yield "POST", at("submission", *hw), files, MEMBERS
    yield "GET", at("submissions", *hw), {}, STAFF
    yield "GET", at("submissions", *hw, "sam"), {}, OWN_AND_STAFF
    yield "GET", at("submission", *hw, "sam"), {}, STAFF
    yield "POST", at("feedback", *hw, "sam"), given, STAFF
    yield "GET", at("feedback", *hw, "sam") + f"?timestamp={stamp}", {}, OWN_AND_STAFF
    yield "GET", at("healthz"), {}, EVERYBODY
    yield "GET", at("initialize-Data6ase"), {}, dict.fromkeys(WHO, 403) | {"": 401}
    yield "GET", f"{DOOR}/", {}, EVERYBODY | {"": 302}
    yield "GET", at("favicon.ico"), {}, KNOWN
    yield "GET", at("oauth_callback") + "?code=x", {}, dict.fromkeys(WHO, 302)
    # The last ones: they change what the others need.
    yield "DELETE", at("assignment", *hw), {}, INSTRUCTORS | {"root": 404}
    yield "DELETE", at("student", "physics", "sam"), {}, INSTRUCTORS | {"sam": 403, "root": 404}


@pytest.mark.asyncio
async def test_each_role_at_each_route(knock: Asking) -> None:
    good(await knock("ines").post(at("assignment", "physics", "hw"), data={"files": tree({"a": b"1"})}))
    stamp = good(await knock("sam").post(at("submission", "physics", "hw"), data={"files": "[]"}))["timestamp"]
    wrong = []
    for method, path, form, verdicts in table(stamp):
        # root last: only then is there what is made, and gone what is taken away.
        for who in WHO:
            reply = await knock(who).request(method, path, data=form or None)
            if reply.status_code != verdicts[who]:
                wrong.append(f"{method} {path} as {who or 'anonymous'}: {reply.status_code} {reply.text}")
            elif reply.status_code == 403 and "initialize" not in path:
                assert refused(reply) == (403, "Permission denied")
    assert wrong == []


@pytest.mark.asyncio
async def test_a_course_is_looked_for_before_rights_and_these_before_all_else(knock: Asking) -> None:
    for method, path, form, _ in table("noon"):
        if "physics" in path and not (method == "DELETE" and "instructor" in path):
            gone = path.replace("physics", "none")
            assert refused(await knock("nobody").request(method, gone, data=form)) == (404, "Course not found"), path
        if "/hw" in path:
            missing = path.replace("/hw", "/none")
            assert refused(await knock("nobody").request(method, missing, data=form))[0] == 403
            if (method, "/assignment/" in path) != ("POST", True):
                reply = await knock("root").request(method, missing, data=form)
                assert refused(reply) == (404, "Assignment not found"), path
    good(await knock("ines").post(at("assignment", "physics", "hw"), data={"files": "[]"}))
    for kind in ("submissions", "submission", "feedback"):
        reply = await knock("ines").get(at(kind, "physics", "hw", "cleo"))
        assert refused(reply) == (404, "Student not found")
        # Stricter than the original: who is in no course learns nothing of its assignments.
        reply = await knock("nobody").get(at(kind, "physics", "none", "nobody"))
        assert refused(reply)[0] == (403 if kind == "submission" else 404)


@pytest.mark.asyncio
async def test_a_bad_token_is_nobodys_whatever_the_form_says(knock: Asking) -> None:
    for header in ("token wrong", "Bearer wrong", "Basic x"):
        reply = await knock("").get(at("courses"), params={"user": "root"}, headers={"Authorization": header})
        assert refused(reply)[0] == 401


def test_every_route_is_in_the_table() -> None:
    walked = {(method, _blank(path.partition("?")[0].removeprefix(DOOR))) for method, path, _, _ in table("noon")}
    offered = {route.blank for route in every_route(Ngshare().application())}
    assert len(offered) > 20
    assert offered == walked


def _blank(path: str) -> str:
    """Return the path with its parameters blank: what follows the resource."""
    _, resource, *names = path.split("/")
    return "/".join(["", resource, *("{}" for _ in names)])
