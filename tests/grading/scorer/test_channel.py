from __future__ import annotations

import json
import socket
import struct
import time

import pytest

from jupyter_autograde.grading.scorer.channel import Broken, Channel


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    yield Channel(ours, time.monotonic() + 5, 1000), theirs
    ours.close()
    theirs.close()


def say(sock: socket.socket, body: bytes) -> None:
    sock.sendall(struct.pack(">I", len(body)) + body)


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"7", b'{"id": NaN}', b"\xff", b"[" * 900, b'{"id": "other"}', b'{"x": ' + b"9" * 900]
)
def test_what_is_no_reply_breaks_the_channel(pair, body):
    channel, other = pair
    say(other, body)
    with pytest.raises(Broken, match="protocol"):
        channel.reply(1, "mine")


def test_a_frame_above_the_cap_is_not_read(pair):
    channel, other = pair
    other.sendall(struct.pack(">I", 1 << 31))
    with pytest.raises(Broken, match="protocol"):
        channel.get(1)


def test_an_end_is_a_death(pair):
    channel, other = pair
    other.sendall(b"\0\0")
    other.close()
    with pytest.raises(Broken, match="died"):
        channel.get(1)


def test_slow_drops_do_not_stretch_the_deadline(pair):
    channel, other = pair
    other.sendall(struct.pack(">I", 100) + b"x")
    began = time.monotonic()
    with pytest.raises(Broken, match="timeout"):
        channel.get(0.05)
    assert time.monotonic() - began < 2


def test_ids_are_fresh_and_random(pair):
    channel, other = pair
    seen = set()
    for _ in range(3):
        with pytest.raises(Broken):
            channel.ask(0.01, op="x")
        (size,) = struct.unpack(">I", other.recv(4))
        seen.add(json.loads(other.recv(size))["id"])
    assert len(seen) == 3
