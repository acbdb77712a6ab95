"""Write the nbgrader source notebooks beside this file again: `python make_nbgrader.py`.

They are notebooks as an instructor saves them after *Create Assignment*, run once, so they hold outputs.
"""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Cell = dict[str, Any]


def markdown(text: str, **nbgrader: Any) -> Cell:
    return {"cell_type": "markdown", "metadata": _metadata(nbgrader), "source": text}


def code(text: str, printed: str = "", **nbgrader: Any) -> Cell:
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    cell = {"cell_type": "code", "metadata": _metadata(nbgrader), "source": text}
    return {**cell, "outputs": outputs, "execution_count": 1}


def _metadata(nbgrader: dict[str, Any]) -> dict[str, Any]:
    if not nbgrader:
        return {}
    flags = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, **flags, **nbgrader}}


def answer(name: str, text: str) -> Cell:
    return code(text, grade_id=name, solution=True)


def tests(name: str, points: float, text: str) -> Cell:
    return code(text, grade_id=name, grade=True, locked=True, points=points)


def read_only(name: str, text: str) -> Cell:
    return code(text, grade_id=name, locked=True)


def notebook(*cells: Cell) -> dict[str, Any]:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "celltoolbar": "Create Assignment"}
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


FUNCTIONS = notebook(
    markdown("# Functions and classes\n\nFill in the cells that say *YOUR CODE HERE*. Do not delete cells."),
    read_only("setup", "import math\n\nTOLERANCE = 1e-9"),
    markdown("## Means\n\nWrite `mean(values)`. Of nothing there is no mean: raise a `ValueError`."),
    answer(
        "mean",
        'def mean(values):\n    """Return the arithmetic mean."""\n    ### BEGIN SOLUTION\n    if not values:\n        raise ValueError("no values")\n    return sum(values) / len(values)\n    ### END SOLUTION',
    ),
    tests(
        "test_mean",
        2,
        "assert mean([1, 2, 3]) == 2\nassert abs(mean([0.1, 0.2]) - 0.15) < TOLERANCE\n### BEGIN HIDDEN TESTS\nassert mean([-7]) == -7\nassert mean(range(101)) == 50\n### END HIDDEN TESTS",
    ),
    tests(
        "test_mean_of_nothing",
        1,
        'try:\n    mean([])\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError("mean([]) must raise a ValueError")',
    ),
    markdown("## Primes\n\nWrite `primes(n)`: the primes up to and with `n`, in order. Every part gives a point."),
    answer(
        "primes",
        "def primes(n):\n    found = []\n    for number in range(2, n + 1):\n        if all(number % prime for prime in found if prime <= math.isqrt(number)):\n            found.append(number)\n    return found",
    ),
    tests(
        "test_primes",
        3,
        "score = 0\nif primes(10) == [2, 3, 5, 7]:\n    score += 1\n### BEGIN HIDDEN TESTS\nif primes(1) == []:\n    score += 1\nif primes(29)[-1] == 29:\n    score += 1\n### END HIDDEN TESTS\nscore",
    ),
    markdown("## A stack\n\nWrite a class `Stack` with `push`, `pop` and `len`."),
    answer(
        "stack",
        "class Stack:\n    ### BEGIN SOLUTION\n    def __init__(self):\n        self._items = []\n\n    def push(self, item):\n        self._items.append(item)\n\n    def pop(self):\n        return self._items.pop()\n\n    def __len__(self):\n        return len(self._items)\n    ### END SOLUTION",
    ),
    tests("test_push", 1, 'stack = Stack()\nfor item in ("a", "b", "c"):\n    stack.push(item)\nassert len(stack) == 3'),
    tests("test_pop", 1, '# The stack of the cell above goes on.\nassert stack.pop() == "c"\nassert len(stack) == 2'),
    markdown("## In your own words\n\nWhy is the mean of nothing not 0?"),
    markdown(
        "The mean is the number that can stand for each value; where there are no values, every number could.",
        grade_id="why", grade=True, solution=True, points=3,
    ),
    markdown("Show a use of `Stack` that a list could not do as clearly."),
    code(
        "# Show it here\n### BEGIN SOLUTION\nundo = Stack()\nundo.push('typed a word')\nprint(undo.pop())\n### END SOLUTION",
        "typed a word\n", grade_id="use", grade=True, solution=True, points=2,
    ),
    markdown(
        "## Something of your own\n\nAdd cells below with a function that interests you, and test it.\n\n### BEGIN MARK SCHEME\n1 point for the function, 1 for tests that could fail.\n### END MARK SCHEME",
        grade_id="own", task=True, locked=True, points=2,
    ),
)  # fmt: skip

WEATHER = notebook(
    markdown("# Weather\n\n`data/days.csv` has a row a day."),
    read_only("setup", "import pandas as pd\n\nfrom units import fahrenheit"),
    markdown("Read the file into `days`, with `date` as a date."),
    answer("days", 'days = pd.read_csv("data/days.csv", parse_dates=["date"])'),
    tests(
        "test_days",
        1,
        'assert list(days.columns) == ["date", "city", "high", "rain"]\nassert len(days) == 8\nassert str(days["date"].dtype).startswith("datetime64")',
    ),
    markdown("Make `means`: the mean of `high` for each city, and a column `fahrenheit` beside it."),
    answer(
        "means",
        'means = days.groupby("city")[["high"]].mean()\n### BEGIN SOLUTION\nmeans["fahrenheit"] = means["high"].map(fahrenheit)\n### END SOLUTION',
    ),
    tests(
        "test_means",
        2.5,
        'assert means.loc["Bergen", "high"] == 9.5\n### BEGIN HIDDEN TESTS\nassert means.shape == (2, 2)\nassert abs(means.loc["Cordoba", "fahrenheit"] - 73.85) < 1e-6\n### END HIDDEN TESTS',
    ),
    markdown("Is Bergen wetter on days that are colder than its mean? Say how you found out."),
    markdown("YOUR ANSWER HERE", grade_id="wetter", grade=True, solution=True, points=2),
)

SOURCES = {
    "nbgrader_functions/functions.ipynb": FUNCTIONS,
    "nbgrader_weather/weather.ipynb": WEATHER,
}
FILES = {
    "nbgrader_weather/units.py": 'def fahrenheit(celsius):\n    """Return a temperature in degrees Fahrenheit."""\n    return celsius * 9 / 5 + 32\n',
    "nbgrader_weather/data/days.csv": "date,city,high,rain\n2024-03-01,Bergen,8,12.5\n2024-03-02,Bergen,9,3\n2024-03-03,Bergen,10,0\n2024-03-04,Bergen,11,1\n2024-03-01,Cordoba,21,0\n2024-03-02,Cordoba,24,0\n2024-03-03,Cordoba,25,0.5\n2024-03-04,Cordoba,23,0\n",
}


def main() -> None:
    for name, made in SOURCES.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    for name, text in FILES.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_text(text)


if __name__ == "__main__":
    main()
