# ruff: noqa: E501 - data
"""The grammar, both ways: what the runner's codec makes, the scorer reads; what is not in it, ends the job."""

from __future__ import annotations

import datetime
import decimal
import fractions
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.grading.scorer.channel import Broken
from jupyter_autograde.grading.scorer.remote import Remote
from jupyter_autograde.grading.scorer.values import Decoder, Unknown, encode
from jupyter_autograde.sandbox.runner.codec import ROOM, Codec


class NoSide:
    def do(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None) -> Any:
        raise AssertionError("asked inside")

    def twin_asked(self) -> None: ...

    def twin_passed(self) -> None: ...


def through(value: Any) -> Any:
    """Send a value out of the box."""
    return Decoder(lambda number, name: Remote(NoSide(), number, name)).value(Codec().form(value))


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.complex_numbers(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_plain_values_arrive_with_their_types(value):
    got = through(value)
    assert got == value
    assert repr(got) == repr(value)


@given(plain)
def test_plain_values_go_in_as_they_are(value):
    assert repr(Codec().decode(encode(value))) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        range(2, 9, 3), Ellipsis, int, frozenset({1}), decimal.Decimal("1.20"), fractions.Fraction(2, 3),
        datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3, 4), pd.Timestamp("2026-01-02"),
        list(range(5000)), [0.5] * 3000, [2**70] * 1500, np.int64(3), np.float32(0.1), np.True_,
        np.array([[1, 2], [3, 4]]), np.array(["a", "bc"]), np.array([None, "x"], dtype=object), np.array([], dtype=bool),
        np.array(["2026-01-01"], dtype="datetime64[D]"),
        pd.Series([1, 2], index=["a", "b"], name="n"), pd.Series(["x", None]), pd.Index([1.5, 2.5], name="i"),
        pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[3, 4]), pd.DataFrame(),
        pd.Series(["a", "b"], dtype="category"), pd.Series([1, None], dtype="Int64"),
    ],
    ids=repr,
)  # fmt: skip
def test_library_values_print_alike(value):
    got = through(value)
    assert type(got) is type(value)
    assert repr(got) == repr(value)


@given(st.sets(st.integers()))
def test_sets_are_equal(value):
    """Their order of printing may differ, as it may between two runs of otter."""
    assert through(value) == Codec().decode(encode(value)) == value


def test_nan_is_nan():
    assert math.isnan(through(float("nan")))


def test_subclasses_keep_their_content_and_lose_their_methods():
    class Sly(int):
        def __eq__(self, other: object) -> bool:
            return True

        def __repr__(self) -> str:
            return "9"

        __hash__ = int.__hash__

    got = through(Sly(1))
    assert got == 1
    assert got != 9
    assert type(got) is not int


def test_other_objects_stay_inside():
    assert type(through(object())) is Remote
    assert type(through(lambda: 1)) is Remote


def test_a_value_that_is_too_large_stays_inside():
    assert type(through("x" * (ROOM + 1))) is Remote
    assert type(through([["x" * 1000]] * (ROOM // 1000 + 1))) is Remote


def test_a_circle_is_unknown():
    circle: list[Any] = []
    circle.append(circle)
    got = through(circle)
    while type(got) is list:
        (got,) = got
    assert type(got) is Unknown


forms = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(
            st.sampled_from(
                [
                    "n",
                    "b",
                    "i",
                    "f",
                    "s",
                    "y",
                    "c",
                    "l",
                    "t",
                    "S",
                    "Z",
                    "d",
                    "r",
                    "el",
                    "ty",
                    "mod",
                    "dec",
                    "fr",
                    "dt",
                    "ns",
                    "nd",
                    "no",
                    "Ix",
                    "Se",
                    "DF",
                    "ts",
                    "na",
                    "nat",
                    "sub",
                    "o",
                    "li",
                    "lf",
                ]
            ),
            inner,
            inner,
            inner,
        ).map(list)
    ),
    max_leaves=15,
)


@given(forms)
def test_hostile_forms_give_a_value_or_end_the_job(form):
    decoder = Decoder(lambda number, name: Remote(NoSide(), number, name))
    try:
        decoder.value(form)
    except Broken as fault:
        assert fault.reason == "protocol"


@pytest.mark.parametrize("form", [["mod", "os"], ["deep"], ["bad", "x"], ["nothing we know"]])
def test_what_is_unknown_equals_nothing(form):
    got = Decoder(lambda number, name: Remote(NoSide(), number, name)).value(form)
    assert type(got) is Unknown
    assert got != got.__class__() and not callable(got)


def test_private_things_are_never_sent():
    with pytest.raises(TypeError):
        encode(object())
    with pytest.raises(TypeError):
        encode(open)
