"""Write the source notebooks beside this file again: `python make_sources.py`.

They are notebooks as an instructor saves them in otter's format, so the outputs of test cells are in them.
"""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Cell = dict[str, Any]


def raw(text: str) -> Cell:
    return {"cell_type": "raw", "metadata": {}, "source": text}


def markdown(text: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text: str, shown: str = "") -> Cell:
    outputs = []
    if shown:
        data = {"text/plain": shown}
        outputs = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": outputs, "execution_count": 1}


def public(text: str, shown: str = "") -> Cell:
    return code(text, shown)


def hidden(text: str, shown: str = "") -> Cell:
    return code(f"# HIDDEN\n{text}", shown)


def question(name: str, points: int, task: str, solution: str, *tests: Cell, more: str = "") -> list[Cell]:
    return [
        raw(f"# BEGIN QUESTION\nname: {name}\npoints: {points}{more}"),
        markdown(task),
        raw("# BEGIN SOLUTION"),
        code(solution),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        *tests,
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]


def notebook(config: str, *cells: Cell) -> dict[str, Any]:
    made = [raw(f"# ASSIGNMENT CONFIG\n{config}"), *cells]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write(path: str, content: dict[str, Any]) -> None:
    file = HERE / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1) + "\n")


PLAIN = [
    markdown("# Functions and lists"),
    *question(
        "square",
        2,
        "Write `square`.",
        "def square(x):\n    return x * x  # SOLUTION",
        public("square(3) == 9", "True"),
        hidden("square(-12)", "144"),
    ),
    *question(
        "evens",
        2,
        "Make `evens`, the even numbers below ten.",
        "evens = [n for n in range(10) if n % 2 == 0]  # SOLUTION",
        public("len(evens) == 5", "True"),
        hidden("evens == [0, 2, 4, 6, 8]", "True"),
    ),
    *question(
        "point",
        2,
        "Write the class `Point` with `x`, `y` and `==`.",
        "# BEGIN SOLUTION\n"
        "class Point:\n"
        "    def __init__(self, x, y):\n        self.x, self.y = x, y\n"
        "    def __eq__(self, other):\n        return (self.x, self.y) == (other.x, other.y)\n"
        "    def __repr__(self):\n        return f'Point({self.x}, {self.y})'\n"
        "# END SOLUTION",
        public("Point(1, 2).x == 1", "True"),
        hidden("Point(5, 7)", "Point(5, 7)"),
        hidden("Point(5, 7) == Point(5, 7)", "True"),
    ),
    *question(
        "divide",
        1,
        "Write `divide`, which raises `ValueError` for a zero divisor.",
        "def divide(a, b):\n"
        "    # BEGIN SOLUTION\n    if b == 0:\n        raise ValueError('no zero')\n    return a / b\n    # END SOLUTION",
        public("divide(8, 2)", "4.0"),
        hidden(
            "error = None\ntry:\n    divide(17, 0)\nexcept ValueError as found:\n    error = str(found)\nerror",
            "'no zero'",
        ),
    ),
    *question(
        "factorial",
        1,
        "Write `factorial`.",
        "def factorial(n):\n    return 1 if n == 0 else n * factorial(n - 1)  # SOLUTION",
        public("wanted = [1, 1, 2, 6]\nall(factorial(n) == wanted[n] for n in range(4))", "True"),
        hidden("for n, value in enumerate([1, 1, 2, 6, 24]):\n    assert factorial(n) == value"),
        more="\nall_or_nothing: true",
    ),
]

TABLES = [
    code("import matplotlib.pyplot as plt\nimport numpy as np\nimport pandas as pd"),
    *question(
        "load",
        2,
        "Read `heights.csv` into `heights`.",
        "heights = pd.read_csv('heights.csv')  # SOLUTION",
        public("heights.shape == (6, 3)", "True"),
        hidden("list(heights.columns)", "['name', 'group', 'height']"),
    ),
    *question(
        "mean",
        2,
        "Compute `mean`, the mean height of each group, as a Series.",
        "mean = heights.groupby('group')['height'].mean()  # SOLUTION",
        public("isinstance(mean, pd.Series)", "True"),
        hidden("bool(np.isclose(mean['a'], 171.66666666666666))", "True"),
        hidden("mean.round(1)", "group\na    171.7\nb    160.0\nName: height, dtype: float64"),
    ),
    *question(
        "scaled",
        1,
        "Make `scaled`: heights in metres as an array.",
        "scaled = heights['height'].to_numpy() / 100  # SOLUTION",
        public("scaled.dtype == float", "True"),
        hidden("bool(np.allclose(scaled, [1.6, 1.7, 1.75, 1.55, 1.65, 1.7]))", "True"),
    ),
    *question(
        "plot",
        1,
        "Plot the means as bars into the axes `ax`, with a y label.",
        "ax = mean.plot.bar()  # SOLUTION\nax.set_ylabel('cm')  # SOLUTION\nplt.show()",
        public("ax.get_ylabel() != ''", "True"),
        hidden("len(ax.patches)", "2"),
    ),
]

NUMBERS = [
    *question(
        "total",
        2,
        "Add the numbers of `data/values.txt` up into `total`.",
        "with open('data/values.txt') as file:\n    total = sum(int(line) for line in file)  # SOLUTION",
        public("type(total) == int", "True"),
        hidden("total", "42"),
    ),
]

WORDS = [
    *question(
        "total",
        1,
        "Count the letters of `word` into `total`.",
        "word = 'autograde'\ntotal = len(word)  # SOLUTION",
        public("total > 0", "True"),
        hidden("total == 9", "True"),
    ),
]

FUNCTIONS = [
    *question(
        "cube",
        3,
        "Write `cube`.",
        "def cube(x):\n    return x ** 3  # SOLUTION",
        public("def test_small(cube):\n    assert cube(2) == 8\n\ntest_small(cube)"),
        hidden(
            "def test_many(cube):\n    wanted = {0: 0, 3: 27}\n    for x in wanted:\n        assert cube(x) == wanted[x]\n\ntest_many(cube)"
        ),
        hidden(
            "def test_env(env):\n    close = abs(env['cube'](0.5) - 0.125) < 1e-9\n    assert close, 'not close'\n\ntest_env(globals())"
        ),
    ),
]


def main() -> None:
    write("plain/plain.ipynb", notebook("init_cell: true\nexport_cell: true", *PLAIN))
    write(
        "tables/tables.ipynb",
        notebook("files: [heights.csv]\nseed:\n  variable: seed\n  autograder_value: 1\n  student_value: 2", *TABLES),
    )
    (HERE / "tables/heights.csv").write_text(
        "name,group,height\nAda,b,160\nBob,a,170\nCem,a,175\nDee,b,155\nEve,b,165\nFay,a,170\n"
    )
    write("several/numbers/numbers.ipynb", notebook("files: [data/values.txt]", *NUMBERS))
    (HERE / "several/numbers/data").mkdir(exist_ok=True)
    (HERE / "several/numbers/data/values.txt").write_text("12\n14\n16\n")
    write("several/words.ipynb", notebook("export_cell: false", *WORDS))
    write("functions/functions.ipynb", notebook("tests:\n  ok_format: false", *FUNCTIONS))


if __name__ == "__main__":
    main()
