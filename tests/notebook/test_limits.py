from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_autograde.errors import BundleTooLarge, InvalidNotebook
from jupyter_autograde.notebook.budget import NotebookBudget
from jupyter_autograde.notebook.json_shape import JsonShape, nesting_depth, shape_of
from jupyter_autograde.notebook.limits import NotebookLimits, read_notebook


def notebook(**changes) -> bytes:
    cell = {"cell_type": "code", "source": ["a\n", "b"], "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **changes}).encode()


def test_source_becomes_one_string():
    assert read_notebook(notebook())["cells"][0]["source"] == "a\nb"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "UTF-8"),
        (b"{", "JSON"),
        (b"7", "no list of cells"),
        (notebook(nbformat=3), "format 4"),
        (notebook(cells=[7]), "cell 1"),
        (notebook(cells=[{"cell_type": "spell", "source": ""}]), "no known type"),
        (notebook(cells=[{"cell_type": ["code"], "source": ""}]), "no known type"),
        (notebook(cells=[{"cell_type": "code", "source": {"a": 1}}]), "without text"),
        (notebook(cells=[{"cell_type": "code", "source": "", "metadata": []}]), "metadata"),
        (notebook(metadata=[]), "metadata"),
        (notebook(x=float("nan")), "NaN"),
        (notebook(x=float("-inf")), "-Infinity"),
        (notebook()[:-1] + b', "x": 1e999}', "too large"),
        (notebook()[:-1] + b', "x": ' + b"1" * 500 + b"}", "500 digits"),
        (notebook()[:-1] + b', "nbformat": 4}', "twice"),
        (b'{"cells": ' + b"[" * 60 + b"]" * 60 + b"}", "deeper"),
        (b"[" * 100_000, "deeper"),
        (b'{"a":' * 100_000, "deeper"),
        (b"[" * 1_000_000, "200000 values"),
        (notebook(x=[[]] * 100_001), "200000 values"),
        (notebook(x=[""] * 200_001), "200000 values"),
        (notebook(x={str(n): 1 for n in range(200_001)}), "200000 values"),
        (b'"",' * 1_000_000, "200000 values"),
    ],
)
def test_what_is_refused_is_named(content, reason):
    with pytest.raises(InvalidNotebook, match=reason):
        read_notebook(content)


def test_what_stands_in_texts_is_no_value():
    long = notebook(x="[,{" * 200_000, y='"' * 1_000_000)
    assert read_notebook(long)["x"] == "[,{" * 200_000


def test_many_values_are_refused_before_they_take_memory():
    for piece in (b"[],", b'"",', b"1,"):
        content = notebook()[:-1] + b', "x": [' + piece * 2_000_000 + b"1]}"
        tracemalloc.start()
        try:
            with pytest.raises(InvalidNotebook, match="values"):
                read_notebook(content)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 5 * len(content)


def test_notebooks_of_a_bundle_have_a_budget_together():
    content = notebook(x=[1] * 50)
    values = shape_of(content, values=1000, depth=50).values or 0
    for budget in (
        NotebookBudget(notebooks=3),
        NotebookBudget(size=3 * len(content)),
        NotebookBudget(values=3 * values),
    ):
        for _ in range(3):
            read_notebook(content, budget=budget)
        with pytest.raises(BundleTooLarge, match="Clear large outputs"):
            read_notebook(content, budget=budget)


def test_limits_are_the_callers():
    with pytest.raises(InvalidNotebook, match="more than 3 values"):
        read_notebook(notebook(), limits=NotebookLimits(values=3))
    with pytest.raises(InvalidNotebook, match="MiB"):
        read_notebook(notebook(), limits=NotebookLimits(size=10))
    with pytest.raises(InvalidNotebook, match="cells"):
        read_notebook(notebook(), limits=NotebookLimits(cells=0))
    with pytest.raises(InvalidNotebook, match="characters"):
        read_notebook(notebook(), limits=NotebookLimits(string=1))


@pytest.mark.parametrize("times", [1, 1999, 2000, 5000])
def test_what_stands_in_strings_does_not_count_however_many_escapes_there_are(times):
    text = json.dumps({"a": ['"[\\,' * times, [1]]}).encode()
    assert shape_of(text, values=4, depth=3) == JsonShape(4, deep=False)
    assert shape_of(text, values=4, depth=2) == JsonShape(4, deep=True)
    assert shape_of(text, values=3, depth=3) == JsonShape(None, deep=False)


@given(
    st.recursive(st.text(alphabet='[]{}"\\a'), lambda inner: st.lists(inner) | st.dictionaries(st.text('"\\[]'), inner))
)
def test_depth_is_counted_without_parsing(value):
    def depth(part) -> int:
        if isinstance(part, dict):
            return 1 + max(map(depth, part.values()), default=0)
        return 1 + max(map(depth, part), default=0) if isinstance(part, list) else 0

    assert nesting_depth(json.dumps(value).encode(), 1000) == depth(value)


@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: ('{"cells": ' + text + "}").encode("utf-8", "replace"))
)
def test_anything_else_is_refused_not_a_crash(content):
    with pytest.raises(InvalidNotebook):
        read_notebook(content)


def test_real_notebooks_pass():
    for path in (Path(__file__).parents[1] / "notebooks").rglob("*.ipynb"):
        read_notebook(path.read_bytes())


def test_a_string_that_never_ends_is_read_once():
    """Begun again at each quote in it, this would take hours."""
    for ending in (b"", b"\\", b"\\\\"):
        content = b'{"' + b'\\"' * (1 << 20) + ending
        assert nesting_depth(content, 50) == 1
        with pytest.raises(InvalidNotebook, match="no valid JSON"):
            read_notebook(content)


def test_counting_brackets_takes_no_memory_for_what_is_in_texts() -> None:
    content = b'["' + b"\\n" * 500_000 + b'"]'
    tracemalloc.start()
    try:
        assert nesting_depth(content, 50) == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(content)


@pytest.mark.parametrize(
    ("content", "values", "deep"),
    [
        (b"1", 0, False),
        (b'{"a": [1, 2], "b,[{": "x,y"}', 4, False),
        (b"[[[]]]", 3, False),
        (b"[[[[]]]]", 4, True),
        (b"[[],[],[],[]]", 8, False),
        (b"[" * 11, None, False),
        (b'"",' * 11, None, False),
        (b"]" + b"[" * 9, 9, False),
    ],
)
def test_values_are_counted_as_far_as_asked(content: bytes, values: int | None, deep: bool) -> None:
    assert shape_of(content, values=10, depth=3) == JsonShape(values, deep)
