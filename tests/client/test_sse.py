from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.client.sse import ServerSentEvent, parse_stream
from jupyter_autograde.errors import UpstreamError

STREAM = (
    ': hello\n\nid: 7\nevent: submission_graded\ndata: {"a":\ndata: 1}\n\n'
    "data:no space\r\n\r\nretry: 10\nid: 8\n\nid: 9\rdata: ü\u2028x\r\rdata: cut off\n"
).encode()

EXPECTED = [
    ServerSentEvent(None, "comment", None),
    ServerSentEvent('{"a":\n1}', "submission_graded", "7"),
    ServerSentEvent("no space", "message", "7"),
    ServerSentEvent("ü\u2028x", "message", "9"),
]


def test_events_comments_and_ids_are_read():
    assert list(parse_stream([STREAM])) == EXPECTED


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_the_cut_into_chunks_does_not_matter(cuts):
    edges = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[a:b] for a, b in itertools.pairwise(edges)]
    assert list(parse_stream(chunks)) == EXPECTED


def test_an_id_with_nul_is_ignored():
    assert list(parse_stream([b"id: 1\0\ndata: x\n\n"])) == [ServerSentEvent("x", "message", None)]


def test_a_byte_order_mark_is_skipped():
    assert list(parse_stream(["\ufeffdata: x\n\n".encode()])) == [ServerSentEvent("x", "message", None)]


@pytest.mark.parametrize("chunk", [b"data: xxxxxxxx\n", b"x" * 16])
def test_an_endless_event_is_refused(chunk):
    with pytest.raises(UpstreamError):
        list(parse_stream([chunk] * 100, limit=200))
