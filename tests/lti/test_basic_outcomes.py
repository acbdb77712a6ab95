"""Messages of LTI 1.1 Basic Outcomes: what is sent is well-formed whatever is in it, what comes back is not trusted."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from jupyter_autograde.lti.basic_outcomes import NotAReply, read_reply, replace_result

SPACE = "{http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0}"


def reply(code: str, said: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><imsx_POXEnvelopeResponse xmlns="{SPACE[1:-1]}"><imsx_POXHeader>'
        f"<imsx_POXResponseHeaderInfo><imsx_statusInfo><imsx_codeMajor>{code}</imsx_codeMajor>"
        f"<imsx_description>{said}</imsx_description></imsx_statusInfo></imsx_POXResponseHeaderInfo></imsx_POXHeader>"
        "<imsx_POXBody/></imsx_POXEnvelopeResponse>"
    ).encode()


@pytest.mark.parametrize(("score", "text"), [(0, "0"), (1, "1"), (0.7, "0.7"), (2 / 3, "0.666667"), (1e-9, "0")])
def test_names_are_escaped_and_scores_are_plain_decimals(score: float, text: str) -> None:
    sourced_id = 'a:b:</sourcedId><sourcedId>&"é'
    sent = replace_result(sourced_id, score, "M1")
    assert sent.startswith("<?xml")
    found = {one.tag.removeprefix(SPACE): one.text for one in fromstring(sent.encode()).iter()}
    assert found["sourcedId"] == sourced_id
    assert (found["textString"], found["language"], found["imsx_messageIdentifier"]) == (text, "en", "M1")


@pytest.mark.parametrize("score", [-0.1, 1.01, float("nan")])
def test_a_score_outside_of_the_protocol_is_no_message(score: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        replace_result("a", score, "M1")


def test_what_a_platform_says_is_read() -> None:
    found = read_reply(reply(" Failure ", "no\n  such user"))
    assert (found.code_major, found.description) == ("failure", "no such user")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>It works!</body></html>",
        b"not XML",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<!DOCTYPE a [<!ENTITY e "success">]>' + reply("&e;").removeprefix(b'<?xml version="1.0"?>'),
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
    ],
)
def test_what_is_no_reply_is_refused_and_expands_nothing(content: bytes) -> None:
    with pytest.raises(NotAReply):
        read_reply(content)
