"""The scorer's own computing ends in time, and the channel is in step after it."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jupyter_autograde.grading.scorer.alarm import TooLong, computing_limit
from jupyter_autograde.grading.scorer.asking import Asking
from jupyter_autograde.grading.scorer.channel import Broken, Channel

SECONDS = 0.05


def compute(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class Busy(Channel):
    """Computes between question and answer, as one that decodes a large one does."""

    seconds = 4 * SECONDS

    def reply(self, seconds: float, expected: str) -> dict[str, Any]:
        compute(self.seconds)
        return super().reply(seconds, expected)


@pytest.fixture
def channel() -> Iterator[Busy]:
    """One whose other end says each message again."""
    ours, theirs = socket.socketpair()

    def echo() -> None:
        with theirs, theirs.makefile("rb") as stream:
            while head := stream.read(4):
                theirs.sendall(head + stream.read(struct.unpack(">I", head)[0]))

    thread = threading.Thread(target=echo)
    thread.start()
    made = Busy(ours, time.monotonic() + 60, 1 << 20)
    yield made
    made.close()
    thread.join()


def test_what_computes_without_end_is_ended():
    with pytest.raises(TooLong), computing_limit(SECONDS):
        while True:
            pass


def test_an_alarm_between_question_and_answer_leaves_the_channel_in_step(channel):
    asking = Asking(channel, 10)
    with pytest.raises(TooLong), computing_limit(SECONDS):
        asking.request(op="first")
    channel.seconds = 0
    with computing_limit(SECONDS):
        assert asking.request(op="second")["op"] == "second"


def test_an_alarm_is_heard_right_after_the_answer(channel):
    asked = []
    with pytest.raises(TooLong), computing_limit(SECONDS):
        for number in range(100):
            asked.append(Asking(channel, 10).request(op=number)["op"])
    assert asked == []


def test_a_channel_that_breaks_is_not_hidden_by_the_alarm(channel, monkeypatch):
    monkeypatch.setattr(channel, "put", lambda message: Channel.put(channel, json.loads('{"id": "another"}')))
    with pytest.raises(Broken), computing_limit(SECONDS):
        Asking(channel, 10).request(op="first")
    with computing_limit(SECONDS):
        pass
