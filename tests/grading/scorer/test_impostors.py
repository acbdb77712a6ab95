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
