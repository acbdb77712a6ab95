"""What a notebook and its tests have loaded before they run."""

from __future__ import annotations

import json
from itertools import chain, combinations

import pytest

from jupyter_autograde.grading.engine.preload import LIBRARIES, preload, usual


def prepared(*cells: str, tests: tuple[str, ...] = (), figures: bool = True) -> bytes:
    code = [{"cell_type": "code", "source": source} for source in cells]
    text = [{"cell_type": "markdown", "source": "We do not use sympy or sklearn."}]
    return preload({"cells": text + code}, tests, figures=figures)


def loaded(*cells: str, tests: tuple[str, ...] = ()) -> set[str]:
    payload = prepared(*cells, tests=tests)
    return set(json.loads(payload)["imports"]) if payload else set()


@pytest.mark.parametrize(
    ("cells", "libraries"),
    [
        (["x = 1"], set()),
        (["import math  # not numpy"], set()),
        (["import numpy as np", "np.mean([1])"], {"numpy"}),
        (["import pandas as pd"], {"numpy", "pandas"}),
        (["%matplotlib inline\nimport matplotlib.pyplot as plt"], {"numpy", "matplotlib.pyplot"}),
        (["import pandas as pd\nimport matplotlib.pyplot as plt"], {"numpy", "pandas", "matplotlib.pyplot"}),
    ],
)
def test_ordinary_notebook_loads_little_more_than_it_names(cells, libraries):
    assert loaded(*cells) == libraries


def test_tests_count_too():
    assert loaded("x = 1", tests=(">>> import pandas",)) == {"numpy", "pandas"}


def test_what_is_kept_ready_is_what_usual_notebooks_ask_for():
    names = ["numpy", "pandas", "matplotlib.pyplot"]
    for figures in (True, False):
        asked = [prepared(*(f"import {name}" for name in some), figures=figures) for some in ([], names)]
        assert asked == usual(figures=figures)


def test_whatever_a_submission_names_it_gets_one_of_few_kinds():
    some = chain.from_iterable(combinations(LIBRARIES, number) for number in range(len(LIBRARIES) + 1))
    kinds = set()
    for names in some:
        source = "".join(f"import {name}\n" for name in names)
        assert loaded(source) >= set(names)
        kinds.add(prepared(source))
    assert len(kinds) <= 10
