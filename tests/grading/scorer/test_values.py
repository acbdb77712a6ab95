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
from jupyter_autograde.grading.scorer.steps import Assurance
from jupyter_autograde.grading.scorer.values import Decoder, Unknown, encode
from jupyter_autograde.sandbox.runner.codec import ROOM, Codec


class NoSide:
    def ask(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None) -> Any:
        raise AssertionError("asked inside")

    def worsen(self, assurance: Assurance, construct: str) -> None: ...

    def tampered(self) -> None: ...

    def is_stand_in(self, value: Any) -> bool:
        return type(value) is Remote


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
        pd.Series(["a", "b"], dtype="category"), pd.Series([1, None], dtype="Int64"), np.array([[1, 2]]).view(np.matrix),
        pd.Series([1, 2], index=pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["x", "y"])),
        pd.Series([1, 2], index=pd.to_datetime(["2026-01-01", "2026-01-03"])),
        pd.Series([1, 2], index=pd.date_range("2026-01-01", periods=2)), pd.date_range("2026-01-31", periods=3, freq="ME"),
        pd.Timestamp("2026-01-02", tz="UTC"), pd.Timestamp("2026-07-02 12:00", tz="Europe/Berlin"),
        pd.Timedelta(days=2, seconds=3), pd.Timedelta(-1), pd.Series(pd.date_range("2026-01-01", periods=2, tz="UTC")),
    ],
    ids=repr,
)  # fmt: skip
def test_library_values_print_alike(value):
    got = through(value)
    assert type(got) is type(value)
    assert repr(got) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1.5, 2]), np.array(["a", None], dtype=object), np.array([[1]]).view(np.matrix), np.float32(0.5), range(3), len, ValueError,
        pd.Series([1, 2], name="n"), pd.DataFrame({"a": [1], "b": ["x"]}), pd.Timestamp("2026-01-02"), pd.Index(["a"]),
        pd.MultiIndex.from_tuples([(1, "a")]), decimal.Decimal("1.5"), fractions.Fraction(1, 3), frozenset({1}),
        datetime.datetime(2026, 1, 2, 3), pd.NA, pd.NaT, pd.Timestamp("2026-07-02", tz="Europe/Berlin"),
        pd.Timedelta(hours=5), pd.date_range("2026-01-01", periods=3), pd.Series(pd.date_range("2026-01-01", periods=2, tz="UTC")),
    ],
    ids=repr,
)  # fmt: skip
def test_library_values_go_in_as_they_are(value):
    got = Codec().decode(encode(value))
    assert type(got) is type(value)
    assert repr(got) == repr(value)


@pytest.mark.parametrize(
    "index",
    [pd.CategoricalIndex(["b", "a"]), pd.interval_range(0, 2), pd.date_range("2026-01-01", periods=2, tz="UTC")],
    ids=repr,
)
def test_a_table_whose_index_can_not_be_made_again_stays_inside(index):
    assert type(through(pd.Series([1, 2], index=index))) is Remote
    assert type(through(pd.DataFrame({"a": [1, 2]}, index=index))) is Remote


def test_an_exception_s_class_arrives_under_its_name():
    class Late(KeyError):
        pass

    assert through(ValueError) is ValueError
    got = through(Late)
    assert issubclass(got, KeyError) and got.__name__ == "Late"


def test_an_array_that_is_long_and_empty_stays_inside():
    value = np.empty((10**9, 0))
    assert type(through(value)) is Remote
    form = ["nd", "<f8", [10**9, 0], ""]
    with pytest.raises(Broken):
        Decoder(lambda number, name: Remote(NoSide(), number, name)).value(form)


@pytest.mark.parametrize("value", [range(10**29), decimal.Decimal("1E+999999999")], ids=repr)
def test_values_that_can_not_be_computed_with_in_time_are_not_taken(value):
    form = ["r", "0", str(10**29), "1"] if isinstance(value, range) else ["dec", str(value)]
    assert type(Decoder(lambda number, name: Remote(NoSide(), number, name)).value(form)) is Unknown


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


@pytest.mark.parametrize("form", [["deep"], ["bad", "x"], ["nothing we know"]])
def test_what_is_unknown_equals_nothing(form):
    got = Decoder(lambda number, name: Remote(NoSide(), number, name)).value(form)
    assert type(got) is Unknown
    assert got != got.__class__() and not callable(got)


def test_private_things_are_never_sent():
    with pytest.raises(TypeError):
        encode(object())
    with pytest.raises(TypeError):
        encode(open)
