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


def test_a_name_of_a_type_is_not_the_type(test_cell):
    notebook = "import numpy\nfloat = 'int64'\nvalues = numpy.array([1, 2])"
    assert test_cell(["assert values.dtype == float"], notebook).passed == [False]


def test_a_notebook_may_use_a_types_name_for_its_own_data(test_cell):
    """Statistics has a word for it. Staff see that the notebook had a part in the verdict."""
    run = test_cell(["assert range == 5"], "range = 5")
    assert (run.passed, run.assurance) == ([True], ["opaque"])


FAILING = """
import unittest
class TestSquare(unittest.TestCase):
    def test_three(self):
        self.assertEqual(square(3), 9)
unittest.main(argv=[''], exit=False)
"""


@pytest.mark.parametrize("value", [9, 8])
def test_what_a_test_writes_to_stderr_counts_as_an_error(test_cell, value):
    """As in nbgrader, which sees no difference between a report of failures and one of success."""
    run = test_cell([FAILING], f"def square(n):\n    return {value}")
    assert run.passed == [False]
    assert "stderr" in run.cases[0]["detail"]


@pytest.mark.parametrize(
    "cell",
    ["assert (words.map(type) == str).all()", "assert set(words.map(type)) == {str}", "assert kinds.tolist() == [int]"],
)
def test_classes_of_a_column_without_labels_can_be_compared(test_cell, cell):
    notebook = "import numpy, pandas\nwords = pandas.Series(['a', 'b'])\nkinds = numpy.array([int], dtype=object)"
    run = test_cell([cell], notebook)
    assert run.passed == [True], run.cases[0]["detail"]


FUNCTIONS = """
import pandas
T = lambda *a, **k: True
x = pandas.Series({'startswith': T, 'issubset': T})
y = pandas.Series([list, list], index=pandas.MultiIndex.from_tuples([('startswith',), ('issubset',)]))
"""


@pytest.mark.parametrize("cell", ["assert {}.startswith('abc')", "assert {}.issubset({{1, 2}})"])
@pytest.mark.parametrize("name", ["x", "y"])
def test_a_function_with_a_label_is_no_method(test_cell, cell, name):
    assert test_cell([cell.format(name)], FUNCTIONS).passed == [False]


@pytest.mark.parametrize(
    "cell",
    [
        "assert kinds.equals(pd.Series({'a': int, 'b': str}))",
        "pd.testing.assert_series_equal(kinds, pd.Series({'a': int, 'b': str}))",
        "assert bytes == 1024",
        "assert object == 'ball'",
    ],
)
def test_honest_columns_of_classes_and_answers_with_builtin_names_count(test_cell, cell):
    notebook = "import pandas as pd\nkinds = pd.Series({'a': int, 'b': str})\nbytes, object = 1024, 'ball'"
    run = test_cell([cell], notebook)
    assert run.passed == [True], run.cases[0]["detail"]
