"""What comes from inside must not give orders to the scorer's Python: skip this, stop there, this class is that one."""

from __future__ import annotations

import pytest

CASES = {
    "run": "result = unittest.TestResult()\nT('test_a').run(result)\nassert result.wasSuccessful()",
    "runner": (
        "import io\nresult = unittest.TextTestRunner(stream=io.StringIO()).run("
        "unittest.TestLoader().loadTestsFromTestCase(T))\nassert result.wasSuccessful()"
    ),
    "counted": "result = unittest.TestResult()\nT('test_a').run(result)\nassert not result.failures + result.errors",
}
UNITTEST = """import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertEqual(f(2), 4)
"""
SKIPPING = {
    "skip": "unittest.SkipTest",
    "a kind of skip": "type('E', (unittest.SkipTest,), {})",
    "stop": "unittest.case._ShouldStop",
    "an expected failure": "unittest.case._UnexpectedSuccess",
    "another module's name for it": "numpy.testing.SkipTest",
    "a module's name that is not true": "type('SkipTest', (Exception,), {'__module__': 'numpy.testing'})",
    "interrupt": "KeyboardInterrupt",
}


@pytest.mark.parametrize("kind", SKIPPING)
@pytest.mark.parametrize("case", ["run", "counted"])
def test_a_test_case_is_not_skipped_by_what_it_tests(test_cell, kind, case):
    notebook = f"import unittest, numpy.testing\ndef f(x):\n    raise {SKIPPING[kind]}"
    assert test_cell([UNITTEST + CASES[case]], notebook).passed == [False]
    assert test_cell([UNITTEST + CASES[case]], "def f(x):\n    return 4").passed == [True]


def test_a_test_case_that_runs_inside_is_opaque(test_cell):
    run = test_cell([UNITTEST + CASES["runner"]], "def f(x):\n    return 4")
    assert (run.passed, run.assurance) == ([True], ["opaque"])


LOOPS = [
    "assert all(map(lambda i: f(i) == i * i, range(5)))",
    "for got in map(lambda i: f(i), [1, 2]):\n    assert got == 4",
    "assert len(list(filter(lambda i: f(i) != i, [1, 2]))) == 0",
    "assert [*map(lambda i: f(i), [1, 2])] in ([], [1, 4])",
]


@pytest.mark.parametrize("kind", ["StopIteration", "type('E', (StopIteration,), {})", "StopAsyncIteration"])
@pytest.mark.parametrize("test", LOOPS)
def test_a_loop_of_the_test_is_not_ended_from_inside(test_cell, kind, test):
    assert test_cell([test], f"def f(x):\n    raise {kind}").passed == [False]


COUNTDOWN = """
class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if not self.n:
            raise Done(17)
        self.n -= 1
        return self.n
"""
ENDS = [
    "c = Countdown(0)\ntry:\n    c.__next__()\n    assert False\nexcept StopIteration:\n    pass",
    "c = Countdown(0)\ntry:\n    c.__next__()\n    assert False\nexcept (KeyError, StopIteration) as e:\n"
    "    assert e.value == 17 and isinstance(e, StopIteration)",
    "import pytest\nwith pytest.raises(StopIteration):\n    Countdown(0).__next__()",
    "import unittest\nunittest.TestCase().assertRaises(StopIteration, lambda: Countdown(0).__next__())",
    "assert list(Countdown(3)) == [2, 1, 0]",
    "it = iter([1])\nnext(it)\ntry:\n    next(it)\n    assert False\nexcept StopIteration:\n    pass",
    "try:\n    raise StopIteration\nexcept StopIteration:\n    pass",
    "try:\n    raise StopIteration(3)\nexcept StopIteration as e:\n    assert e.value == 3",
]


@pytest.mark.parametrize("done", ["Done = StopIteration", "class Done(StopIteration):\n    pass"])
@pytest.mark.parametrize("test", ENDS)
def test_a_test_may_expect_the_end_of_an_iterator(test_cell, done, test):
    run = test_cell([test], done + COUNTDOWN)
    assert run.passed == [True], run.cases[0]["detail"]


SHADOWS = [
    ("try:\n    assert f(2) == 4\n    f(-1)\n    raise AssertionError\nexcept ValueError:\n    pass",
     "ValueError = (AssertionError,)\ndef f(x):\n    return 99"),
    ("import pytest\nwith pytest.raises(ValueError):\n    f(-1)",
     "ValueError = (KeyError,)\ndef f(x):\n    raise KeyError"),
    ("assert isinstance(x, int)", "int = (str,)\nx = 'a'"),
    ("assert isinstance(x, int)", "int = ((str,), ())\nx = 'a'"),
    ("assert isinstance(x, int)", "int = str | bytes\nx = 'a'"),
    ("assert not isinstance(x, str)", "str = ()\nx = 'a'"),
    ("assert isinstance(x, float)", "class T(tuple):\n    pass\nfloat = T((str,))\nx = 'a'"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "notebook"), SHADOWS)
def test_a_tuple_under_the_name_of_a_builtin_does_not_judge(test_cell, doctest_case, test, notebook):
    assert test_cell([test], notebook).passed == [False]
    if "\n" not in test:
        assert doctest_case(f">>> {test}\n", notebook).passed == [False]


def test_a_builtin_is_there_again_when_the_notebook_has_given_its_name_back(test_cell):
    notebook = "sum = 0\nfor i in range(3):\n    sum += i\nxs = [1, 2]"
    sources = ["def total(x):\n    return sum(x)\nassert sum == 3", "assert sum(xs) == 3 and total(xs) == 3"]
    assert test_cell(sources, notebook, ["del sum"]).passed == [True, True]
    assert test_cell(sources, notebook, ["pass"]).passed == [True, False]


def test_a_name_that_a_test_cell_has_bound_is_the_notebooks_too(test_cell):
    sources = ["sum = 5\nassert sum == 5", "assert sum == 7"]
    assert test_cell(sources, "x = 1", ["sum = sum + 2"]).passed == [True, True]


def test_a_function_of_an_earlier_cell_doubts_in_the_case_that_calls_it(test_cell):
    sources = ["def check(x):\n    assert not callable(x)\nassert f() == 3", "check(x)"]
    notebook = "def f():\n    return 3\nclass X:\n    pass\nx = X()"
    run = test_cell(sources, notebook)
    assert (run.passed, run.assurance) == ([True, True], ["blind", "opaque"])
