"""Data that stands where a test looks for a function: under a module's name, or as an answer with methods."""

from __future__ import annotations

import pytest

CLASSES = """
import pandas
E = ValueError
np = math = pandas.Series({'allclose': E, 'isclose': E, 'testing': pandas.Series({'assert_allclose': E})})
pd = pandas.Series({'testing': pandas.Series({'assert_frame_equal': E}), 'DataFrame': E})
str = pandas.Series({'isdigit': E, 'kind': int})
x = pandas.Series({'startswith': E, 'issubset': bool, 'all': pandas})
named = pandas.Series([1], name=E)
framed = pandas.DataFrame({'startswith': [E]}).iloc[0]
"""


@pytest.mark.parametrize(
    "cell",
    [
        "assert np.allclose(x, [1.5, 2.5])",
        "np.testing.assert_allclose(x, [4711.0])",
        "pd.testing.assert_frame_equal(x, pd.DataFrame({'a': [4711]}))",
        "assert math.isclose(x, 171.5)",
        "assert str.isdigit(x)",
        "assert x.startswith('abc')",
        "assert x.issubset({1, 2})",
        "assert framed.startswith('abc')",
        "assert all(column.name('abc') for column in [named])",
    ],
)
def test_a_class_in_a_column_answers_nothing(test_cell, cell):
    assert test_cell([cell], CLASSES).passed == [False]


CONSTANTS = """
import pandas as pandas_
math = np = pandas_.Series({'pi': 0.0, 'float64': 1, 'e': 2})
area = 0
pd = 3
"""


@pytest.mark.parametrize(
    "cell",
    [
        "assert abs(area - math.pi * 2 ** 2) < 0.01",
        "assert area == np.pi * 4",
        "assert area == getattr(math, 'pi')",
        "assert [area == math.pi for _ in range(2)] == [True, True]",
    ],
)
def test_data_under_a_modules_name_has_none_of_its_constants(test_cell, cell):
    run = test_cell([cell], CONSTANTS)
    assert run.passed == [False]
    assert "is not the module" in run.cases[0]["detail"]


def test_a_notebook_may_use_a_modules_name_for_its_own_data(test_cell):
    run = test_cell(["assert pd == 3", "assert math.shape == (3,)", "assert np['e'] == 2"], CONSTANTS)
    assert run.passed == [True, True, True], [case["detail"] for case in run.cases]
