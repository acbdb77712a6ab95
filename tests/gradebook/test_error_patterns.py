"""Which errors say the same."""

from __future__ import annotations

import time

import pytest

from jupyter_autograde.gradebook.insight.error_patterns import pattern_of


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("NameError: name 'total' is not defined", "NameError: name '…' is not defined"),
        ("AssertionError", "AssertionError"),
        ("pandas.errors.EmptyDataError: No columns to parse", "EmptyDataError: No columns to parse"),
        ("KeyError: 'temp'", "KeyError: …"),
        ("KeyError: 4", "KeyError: …"),
        ("IndexError: 12 is out of bounds for axis 0 of size 5", "IndexError: # is out of bounds for axis # of size #"),
        (
            "ValueError: could not be broadcast with shapes (3,) (4,)",
            "ValueError: could not be broadcast with shapes (#,) (#,)",
        ),
        ("TypeError: <function f at 0x7f1a2b3c4d5e> is not iterable", "TypeError: <function f at 0x…> is not iterable"),
        (
            "FileNotFoundError: [Errno 2] No such file or directory: '/home/sam/data 1.csv'",
            "FileNotFoundError: [Errno #] No such file or directory: '…'",
        ),
        ("OSError: /tmp/box/x.csv is gone", "OSError: /… is gone"),
        (r"OSError: C:\Users\sam\x.csv is gone", "OSError: /… is gone"),
        (
            "ValueError: can't convert -1.5e-3 to int, it isn't whole",
            "ValueError: can't convert # to int, it isn't whole",
        ),
        (
            "AttributeError: 'numpy.ndarray' object has no attribute 'colour'",
            "AttributeError: '…' object has no attribute '…'",
        ),
        ("AssertionError: [1, 2, 3] != [1, 2]", "AssertionError: [#, …] != [#, …]"),
        ("UnicodeError: utf8 and sha256 stay", "UnicodeError: utf8 and sha256 stay"),
        ("something without a class: 3", "something without a class: #"),
        ("", ""),
    ],
)
def test_what_is_one_students_alone_is_left_out(text: str, pattern: str) -> None:
    assert pattern_of(text) == pattern


@pytest.mark.parametrize(
    "text",
    ["E: " + "'" * 500, "E: " + "/a" * 250, "E: " + "1 " * 250, "a." * 250, "E: " + "'a\" " * 120, "E: " + "a/ " * 160],
)
def test_no_text_takes_long(text: str) -> None:
    began = time.process_time()
    pattern_of(text)
    assert time.process_time() - began < 0.2
