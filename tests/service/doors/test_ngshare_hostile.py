"""Requests to ngshare's API that are made to cost much."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_autograde.service.doors.multipart import read_multipart
from jupyter_autograde.testing.service import Asking
from tests.service.doors.ngshare_client import NAMES, at, good, refused

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"doors": {"ngshare": []}}


async def test_long_times_and_bodies_of_strangers_are_not_read_and_no_sender_names_a_codec(knock: Asking) -> None:
    stamp = {"timestamp": "2020-01-01 00:00:00.000000" + " " * 50 + "UTC"}
    good(await knock("ines").post(at("assignment", "physics", "hw"), data={"files": "[]"}))
    where = at("feedback", "physics", "hw", "sam")
    assert refused(await knock("sam").get(where, params=stamp)) == (400, "Time format incorrect")
    broken = {"Content-Type": "multipart/form-data"}
    for path in (at("student", "physics", "x"), at("students", "physics"), at("instructor", "physics", "x")):
        assert refused(await knock("nobody").post(path, content=b"x", headers=broken))[0] == 403
    part = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    form = b"".join(part % (name.encode(), value.encode()) for name, value in NAMES.items()) + b"--b--\r\n"
    for codec in ("punycode", "undefined", "idna", "utf-16"):
        kind = f"multipart/form-data; boundary=b; charset={codec}"
        good(await knock("ines").post(at("student", "physics", "x"), content=form, headers={"Content-Type": kind}))
        assert dict(read_multipart(kind, [form])) == NAMES


async def test_a_form_is_decoded_as_browsers_encode_it_and_what_is_no_escape_stays(knock: Asking) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    where = at("student", "physics", "x")
    for sent, name in (
        (b"100%25+a=%c3%A9=3D=%3d.", "100% a=é=3D==."),
        (b"%zz+%4+50%+%3D=0A", "%zz %4 50% ==0A"),
    ):
        good(await knock("ines").post(where, content=b"first_name=" + sent + b"&last_name=&email=", headers=form))
        assert good(await knock("ines").get(where))["first_name"] == name
