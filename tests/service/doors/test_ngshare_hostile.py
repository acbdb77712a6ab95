"""Requests to ngshare's API that are made to cost much."""

from __future__ import annotations

import tracemalloc
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


SIZE = 2 << 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOMBS = {
    "escapes": (b"files=", b"%41", 400, "Files cannot be JSON decoded"),
    "escapes of nothing": (b"files=", b"%", 400, "Files cannot be JSON decoded"),
    "escapes of no text": (b"files=", b"%ff", 400, "The form is not valid UTF-8 text."),
    "blanks": (b"files=[", b"+", 400, "Files cannot be JSON decoded"),
    "fields": (b"files=[]", b"&", 400, "A form has at most 100 fields."),
    "equals": (b"files", b"=", 400, "Files cannot be JSON decoded"),
    "lists": (b"files=[", b"[],", 413, "There are more than 50000 values in the JSON of this request."),
    "nested lists": (b"files=", b"[", 413, "There are more than 50000 values in the JSON of this request."),
    "objects": (b"files=[", b"{},", 413, "There are more than 50000 values in the JSON of this request."),
    "short texts": (b"files=[", b'"ab",', 413, "There are more than 50000 values in the JSON of this request."),
    "numbers": (b"files=[", b"1e5,", 413, "There are more than 50000 values in the JSON of this request."),
    "digits": (b"files=[", b"9", 400, "Files cannot be JSON decoded"),
    "escapes in a text": (b'files=["', b"\\n", 400, "Files cannot be JSON decoded"),
    "quotes in a text": (b'files=["', b'\\"', 400, "Files cannot be JSON decoded"),
    "a letter that makes all others wide": (
        b'files=["' + "\N{DUCK}".encode(),
        b"a",
        400,
        "Files cannot be JSON decoded",
    ),
    "base64": (b'files=[{"path": "a", "content": "', b"%0A", 400, "Files cannot be JSON decoded"),
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_form_takes_few_times_the_memory_of_its_bytes(knock: Asking, bomb: str) -> None:
    before, filling, status, sentence = BOMBS[bomb]
    content = before + filling * (SIZE // len(filling))
    where = at("assignment", "physics", "hw")
    assert refused(await knock("ines").post(where, data={"files": "{"}))[0] == 400  # what is loaded once is loaded
    tracemalloc.start()
    try:
        reply = await knock("ines").post(where, content=content, headers=FORM)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused(reply) == (status, sentence)
    assert peak < 10 * len(content), f"{peak / len(content):.1f} times its size"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_escape_may_lie_anywhere_in_a_body(knock: Asking) -> None:
    """Bodies are decoded in pieces of 64 KiB, and no piece ends in an escape."""
    for shift in range(4):
        content = b"first_name=" + b"x" * shift + b"&pad=" + b"%41" * 30_000
        content += b"&first_name=A%64a+B&last_name=%C3%A9%&email=%4"
        good(await knock("ines").post(at("student", "physics", "x"), content=content, headers=FORM))
        person = good(await knock("ines").get(at("student", "physics", "x")))
        assert person == {"username": "x", "first_name": "Ada B", "last_name": "é%", "email": "%4"}
