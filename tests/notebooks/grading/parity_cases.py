"""Honest work on the assignments that other tests use, too; the rest of the fidelity corpus is in `corpus.py`.

(assignment, name) -> (edits, first). `edits`: text in a cell of the solution -> its new source; `first`: a cell put in
front.
"""

from __future__ import annotations

import json
from pathlib import Path

SQUARE, EVENS, POINT, DIVIDE, FACTORIAL = "def square", "evens =", "class Point", "def divide", "def factorial"
LOAD, MEAN, SCALED, PLOT = "heights =", "mean =", "scaled =", "ax ="

Case = tuple[dict[str, str], str]

CASES: dict[tuple[str, str], Case] = {
    ("plain", "perfect"): ({}, ""),
    ("plain", "wrong square"): ({SQUARE: "def square(x):\n    return 9"}, ""),
    ("plain", "cell that raises"): ({SQUARE: "raise RuntimeError('no')\ndef square(x):\n    return x * x"}, ""),
    ("plain", "syntax error"): ({EVENS: "evens = [2, 4"}, ""),
    ("plain", "float instead of int"): ({SQUARE: "def square(x):\n    return float(x * x)"}, ""),
    ("plain", "printing function"): ({SQUARE: "def square(x):\n    print(x)\n    return x * x"}, ""),
    ("plain", "returns None"): ({DIVIDE: "def divide(a, b):\n    print(a / b)"}, ""),
    ("plain", "other exception"): ({DIVIDE: "def divide(a, b):\n    return a / b"}, ""),
    ("plain", "tuple instead of list"): ({EVENS: "evens = (0, 2, 4, 6, 8)"}, ""),
    ("plain", "numpy array"): ({EVENS: "import numpy as np\nevens = np.arange(0, 10, 2)"}, ""),
    ("plain", "range"): ({EVENS: "evens = range(0, 10, 2)"}, ""),
    ("plain", "subclass of list"): (
        {EVENS: "class Mine(list):\n    pass\nevens = Mine([0, 2, 4, 6, 8])"},
        "",
    ),
    ("plain", "named tuple"): (
        {POINT: "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')"},
        "",
    ),
    ("plain", "dataclass"): (
        {POINT: "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\n    y: int"},
        "",
    ),
    ("plain", "shadows len"): ({}, "len = 3"),
    ("plain", "shadows all with a value"): ({}, "all = 0"),
    ("plain", "chdir"): ({EVENS: "import os\nos.chdir('/')\nevens = []"}, ""),
    ("plain", "sys.exit"): ({EVENS: "import sys\nsys.exit(0)"}, ""),
    ("plain", "input"): ({EVENS: "evens = input('numbers?')"}, ""),
    ("plain", "magics and shell"): (
        {EVENS: "%pwd\n!true\n%timeit -n1 -r1 1 + 1\nevens = list(range(0, 10, 2))"},
        "%%capture out\nprint('hidden')",
    ),
    ("plain", "await"): ({EVENS: "import asyncio\nawait asyncio.sleep(0)\nevens = [0, 2, 4, 6, 8]"}, ""),
    ("plain", "checks before it is right"): (
        {SQUARE: "def square(x):\n    return 0", EVENS: "def square(x):\n    return x * x\nevens = [0, 2, 4, 6, 8]"},
        "",
    ),
    ("plain", "checks again later"): (
        {
            SQUARE: "def square(x):\n    return 0",
            EVENS: "def square(x):\n    return x * x\nevens = [0, 2, 4, 6, 8]\ngrader.check('square')",
        },
        "",
    ),
    ("plain", "no check cell"): ({'grader.check("square")': "", 'grader.check("point")': "square = None"}, ""),
    ("plain", "unknown question"): ({'grader.check("evens")': "grader.check('nothing')"}, ""),
    ("plain", "endless recursion"): ({FACTORIAL: "def factorial(n):\n    return factorial(n - 1)"}, ""),
    ("plain", "half of all or nothing"): ({FACTORIAL: "def factorial(n):\n    return [1, 1, 2, 6][n]"}, ""),
    ("plain", "big number"): ({SQUARE: "def square(x):\n    return 10 ** 5000"}, ""),
    ("tables", "perfect"): ({}, ""),
    ("tables", "renamed column"): (
        {LOAD: "heights = pd.read_csv('heights.csv').rename(columns={'name': 'n'})"},
        "",
    ),
    ("tables", "frame instead of series"): ({MEAN: "mean = heights.groupby('group')[['height']].mean()"}, ""),
    ("tables", "wrong mean"): ({MEAN: "mean = heights.groupby('group')['height'].median()"}, ""),
    ("tables", "list instead of array"): ({SCALED: "scaled = list(heights['height'] / 100)"}, ""),
    ("tables", "float32"): ({SCALED: "scaled = (heights['height'].to_numpy() / 100).astype('float32')"}, ""),
    ("tables", "no plot"): ({PLOT: "ax = None"}, ""),
    ("tables", "other numpy"): ({SCALED: "np = None\nscaled = heights['height'].to_numpy() / 100"}, ""),
    ("functions", "perfect"): ({}, ""),
    ("functions", "partly"): ({"def cube": "def cube(x):\n    return 8 if x == 2 else 0"}, ""),
    ("functions", "missing"): ({"def cube": "pass"}, ""),
}


def assignments() -> list[str]:
    """Return the assignments of the cases."""
    return sorted({assignment for assignment, _ in CASES})


def files(assignment: str) -> dict[str, bytes]:
    """Return the source of an assignment."""
    folder = Path(__file__).parent / assignment
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def submitted(assignment: str, case: str, student: bytes, solved: bytes) -> bytes:
    """Return the notebook of a submission, from the versions that `otter assign` made."""
    edits, first = CASES[assignment, case]
    notebook, left = json.loads(solved), dict(edits)
    # otter leaves the hidden tests in the metadata of the version with the solution.
    notebook["metadata"] = json.loads(student)["metadata"]
    for cell in notebook["cells"]:
        for start in list(left):
            if start in cell["source"]:
                cell["source"] = left.pop(start)
                break
    if left:
        raise ValueError(f"{assignment}: {case}: no cell has {left}")
    if first:
        cell = {"cell_type": "code", "id": "first", "metadata": {}, "source": first}
        notebook["cells"].insert(0, {**cell, "outputs": [], "execution_count": None})
    return json.dumps(notebook).encode()
