"""LTI 1.1 against a platform that checks signature and body by itself, and against all that platforms may do."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_autograde.models.passback import PassbackProblem
from jupyter_autograde.passback.channel import Delivery, Parcel
from jupyter_autograde.passback.lti11 import MOST_BYTES, Lti11Channel
from jupyter_autograde.passback.platforms import platforms_of
from jupyter_autograde.testing.fake_lms import KEY, SECRET, Answer, FakeLms


@pytest.fixture
def lms() -> Iterator[FakeLms]:
    with FakeLms() as running:
        yield running


def send(lms: FakeLms, *, url: str | None = None, user: str = "sam", seconds: float = 10, **settings: Any) -> Delivery:
    channel = Lti11Channel(platforms_of({"edx": lms.settings | settings}), seconds=seconds)
    return channel.send(Parcel("physics", "edx", url or lms.url, "course-v1%3AX:edx-1:{user}", user, 0.92))


@pytest.mark.parametrize(
    ("user", "end"), [("sam", "sam"), ("a b&c<d>:é", "a%20b%26c%3Cd%3E%3A%C3%A9"), ("s@x.org", "s@x.org")]
)
def test_a_strict_platform_takes_the_score(lms: FakeLms, user: str, end: str) -> None:
    assert send(lms, user=user) == Delivery()
    # Query parameters are part of what is signed.
    assert send(lms, user=user, url=f"{lms.url}?b=2&a=1%201") == Delivery()
    assert lms.scores == [(f"course-v1%3AX:edx-1:{end}", 0.92)] * 2
    assert lms.refused == []


def test_a_platform_that_says_no_is_quoted_without_the_key(lms: FakeLms) -> None:
    lms.unknown.add(":sam")
    delivery = send(lms)
    assert delivery.problem is PassbackProblem.REFUSED
    assert delivery.detail == "No user for course-v1%3AX:edx-1:sam, says …"
    assert KEY not in repr(delivery)


def test_another_secret_is_refused_by_the_platform(lms: FakeLms) -> None:
    assert send(lms, secret="another").problem is PassbackProblem.NOT_AUTHORIZED
    assert (lms.scores, len(lms.refused)) == ([], 1)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(500), PassbackProblem.UNREACHABLE),
        (Answer(503, "busy"), PassbackProblem.UNREACHABLE),
        (Answer(403), PassbackProblem.NOT_AUTHORIZED),
        (Answer(404), PassbackProblem.NOT_UNDERSTOOD),
        (Answer(200, "<html/>"), PassbackProblem.NOT_UNDERSTOOD),
        (Answer(200, "x" * (MOST_BYTES + 1)), PassbackProblem.NOT_UNDERSTOOD),
    ],
)
def test_what_is_no_success_is_none(lms: FakeLms, answer: Answer, problem: PassbackProblem) -> None:
    lms.instead = lambda: answer
    assert send(lms).problem is problem


def test_no_redirect_is_followed(lms: FakeLms) -> None:
    with FakeLms() as other:
        lms.instead = lambda: Answer(307, headers={"Location": other.url})
        assert send(lms).problem is PassbackProblem.REDIRECTED
        assert other.asked == 0


def test_a_platform_that_does_not_answer_is_not_waited_for(lms: FakeLms) -> None:
    over = threading.Event()

    def silent() -> Answer:
        over.wait(10)
        return Answer()

    lms.instead = silent
    assert send(lms, seconds=0.2) == Delivery(PassbackProblem.UNREACHABLE, "no answer in time")
    over.set()


def test_nobody_listens(lms: FakeLms) -> None:
    with FakeLms() as gone:
        pass
    assert send(gone).problem is PassbackProblem.UNREACHABLE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/outcomes",
        "https://127.0.0.1:{port}/outcomes",
        "http://user@127.0.0.1:{port}/outcomes",
        "http://127.0.0.1:{port}/outcomes#x",
        "http://127.0.0.1:{port}@evil.example/outcomes",
        "http://127.0.0.1.evil.example:{port}/outcomes",
        "http://127.0.0.1:{port}\\@evil.example/outcomes",
        "http://127.0.0.1:{port}/below/../outcomes",
        "http://127.0.0.1:{port}/below/%2e%2e/outcomes",
        "http://127.0.0.1:{port}/below/..;/outcomes",
        "http://127.0.0.1:{port}/outcomes",
        "http://127.0.0.1:{port}/belowed",
        " http://127.0.0.1:{port}/below",
        "http://127.0.0.1:{port}/below/?a=%zz",
        "http://127.0.0.1:{port}/below/?a={b}",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_goes_to_an_address_that_is_not_allowed(lms: FakeLms, url: str) -> None:
    below = [f"http://127.0.0.1:{lms.port}/below/"]
    found = Lti11Channel(platforms_of({"edx": lms.settings | {"addresses": below}})).send(
        Parcel("physics", "edx", url.replace("{port}", str(lms.port)), "{user}", "sam", 1.0)
    )
    assert found == Delivery(PassbackProblem.NOT_ALLOWED)
    assert lms.asked == 0


def test_a_platform_for_other_courses_is_not_asked(lms: FakeLms) -> None:
    assert send(lms, courses=["chemistry"]).problem is PassbackProblem.NOT_ALLOWED
    assert send(lms, courses=["physics"]).problem is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"addresses": ["http://lms.example/"]}, "takes no scores"),
        ({"addresses": []}, "addresses"),
        ({"addresses": "https://lms.example/"}, "addresses"),
        ({"secret": ""}, "secret"),
        ({"password": "x"}, "nothing else"),
        ({"courses": "physics"}, "courses"),
    ],
)
def test_settings_that_can_not_be_meant_are_refused_without_the_secret(change: dict[str, Any], said: str) -> None:
    good = {"addresses": ["https://lms.example/"], "key": KEY, "secret": SECRET}
    assert SECRET not in repr(platforms_of({"edx": good}))
    with pytest.raises(ValueError, match=said) as refused:
        platforms_of({"edx": good | change})
    assert SECRET not in str(refused.value)
