"""LTI 1.1: scores go out as `replaceResult` of Basic Outcomes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

import requests
from requests import PreparedRequest, Response

from jupyter_autograde.lti.basic_outcomes import (
    CONTENT_TYPE,
    SUCCESS,
    NotAReply,
    read_reply,
    replace_result,
    signed_headers,
)
from jupyter_autograde.models.base import is_plain
from jupyter_autograde.models.passback import USER, PassbackProblem
from jupyter_autograde.passback.channel import Delivery, Parcel
from jupyter_autograde.passback.platforms import Platform, Platforms
from jupyter_autograde.ulids import new_ulid

SECONDS = 10.0
"""For the whole answer; as long as otter-service waits."""
MOST_BYTES = 64 * 1024
"""Of an answer; one of Basic Outcomes has about one thousand."""
_MOST_DETAIL = 300
"""Characters of what a platform says."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that say that the platform can't answer now."""
_KEYS = frozenset({401, 403})


class Lti11Channel:
    """Sends to the platforms that the service's settings name, and nowhere else.

    Parameters
    ----------
    seconds : float
        For the whole answer of a platform.
    """

    def __init__(self, platforms: Platforms, *, seconds: float = SECONDS) -> None:
        self._platforms, self._seconds = platforms, seconds

    def send(self, parcel: Parcel) -> Delivery:
        """Bring a score there."""
        platform = self._platforms.get(parcel.platform)
        if platform is None or not platform.serves(parcel.course) or not platform.allows(parcel.outcome_url):
            return Delivery(PassbackProblem.NOT_ALLOWED)
        sourced_id = sourced_id_of(parcel.sourced_id, parcel.user)
        body = replace_result(sourced_id, parcel.score, new_ulid())
        found = self._post(parcel.outcome_url, body, platform)
        return Delivery(found.problem, _plain(found.detail, platform))

    def _post(self, url: str, body: str, platform: Platform) -> Delivery:
        until = time.monotonic() + self._seconds
        try:
            # A session of its own: nothing of one platform, as a cookie, comes to another.
            with (
                requests.Session() as session,
                session.post(
                    url,
                    data=body.encode(),
                    auth=_Signing(url, body, platform),
                    headers={"Content-Type": CONTENT_TYPE, "User-Agent": "jupyter-autograde"},
                    timeout=self._seconds,
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                return _delivery_of(answer, lambda: _content(answer, until))
        except requests.RequestException as fault:
            return Delivery(PassbackProblem.UNREACHABLE, _KINDS.get(type(fault), ""))


_KINDS: Mapping[type[Exception], str] = {
    requests.exceptions.ConnectTimeout: "no connection in time",
    requests.exceptions.ReadTimeout: "no answer in time",
    requests.exceptions.SSLError: "the certificate is not good",
}


class _Signing(requests.auth.AuthBase):
    """Signs; being there, it also keeps `requests` from sending a password of a .netrc file."""

    def __init__(self, url: str, body: str, platform: Platform) -> None:
        self._headers = signed_headers(url, body, platform.key, platform.secret)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers.update(self._headers)
        return request


def sourced_id_of(template: str, user: str) -> str:
    """Return the sourcedId of a student: `{user}` is the name as in an address, so that no `:` in it ends a part."""
    return template.replace(USER, quote(user, safe="@"))


def _delivery_of(answer: Response, content: Callable[[], bytes]) -> Delivery:
    status = answer.status_code
    said = f"HTTP {status}"
    if status in _AGAIN:
        return Delivery(PassbackProblem.UNREACHABLE, said)
    if status in _KEYS:
        return Delivery(PassbackProblem.NOT_AUTHORIZED, said)
    if 300 <= status < 400:
        return Delivery(PassbackProblem.REDIRECTED, said)
    if not 200 <= status < 300:
        return Delivery(PassbackProblem.NOT_UNDERSTOOD, said)
    try:
        reply = read_reply(content())
    except NotAReply as fault:
        return Delivery(PassbackProblem.NOT_UNDERSTOOD, str(fault))
    # `processing` is no success either: nobody would tell later what became of it.
    if reply.code_major == SUCCESS:
        return Delivery()
    return Delivery(PassbackProblem.REFUSED, reply.description or reply.code_major)


def _content(answer: Response, until: float) -> bytes:
    """Return a body that is neither long nor slow: a platform that sends byte by byte holds up all others."""
    content = bytearray()
    for chunk in answer.iter_content(1024):
        content += chunk
        if len(content) > MOST_BYTES:
            raise NotAReply("the answer is too long")
        if time.monotonic() > until:
            raise requests.exceptions.ReadTimeout
    return bytes(content)


def _plain(text: str, platform: Platform) -> str:
    """Return what staff may read of what a platform said: it may repeat what it was sent."""
    for word in (platform.secret, platform.key):
        text = text.replace(word, "…")
    text = "".join(char if is_plain(char) else " " for char in text)
    return text if len(text) <= _MOST_DETAIL else f"{text[:_MOST_DETAIL]}…"
