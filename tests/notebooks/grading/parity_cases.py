"""Honest work, plain and odd, that must score exactly as `otter run` scores it: name -> (assignment, edits, first).

`edits`: text in a cell of the solution -> its new source; `first`: a cell put in front.
"""

from __future__ import annotations

SQUARE, EVENS, POINT, DIVIDE, FACTORIAL = "def square", "evens =", "class Point", "def divide", "def factorial"
LOAD, MEAN, SCALED, PLOT = "heights =", "mean =", "scaled =", "ax ="

Case = tuple[str, dict[str, str], str]

CASES: dict[str, Case] = {
    "plain perfect": ("plain", {}, ""),
    "plain wrong square": ("plain", {SQUARE: "def square(x):\n    return 9"}, ""),
    "plain cell that raises": ("plain", {SQUARE: "raise RuntimeError('no')\ndef square(x):\n    return x * x"}, ""),
    "plain syntax error": ("plain", {EVENS: "evens = [2, 4"}, ""),
    "plain float instead of int": ("plain", {SQUARE: "def square(x):\n    return float(x * x)"}, ""),
    "plain printing function": ("plain", {SQUARE: "def square(x):\n    print(x)\n    return x * x"}, ""),
    "plain returns None": ("plain", {DIVIDE: "def divide(a, b):\n    print(a / b)"}, ""),
    "plain other exception": ("plain", {DIVIDE: "def divide(a, b):\n    return a / b"}, ""),
    "plain tuple instead of list": ("plain", {EVENS: "evens = (0, 2, 4, 6, 8)"}, ""),
    "plain numpy array": ("plain", {EVENS: "import numpy as np\nevens = np.arange(0, 10, 2)"}, ""),
    "plain range": ("plain", {EVENS: "evens = range(0, 10, 2)"}, ""),
    "plain subclass of list": (
        "plain",
        {EVENS: "class Mine(list):\n    pass\nevens = Mine([0, 2, 4, 6, 8])"},
        "",
    ),
    "plain named tuple": (
        "plain",
        {POINT: "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')"},
        "",
    ),
    "plain dataclass": (
        "plain",
        {POINT: "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\n    y: int"},
        "",
    ),
    "plain shadows len": ("plain", {}, "len = 3"),
    "plain shadows all with a value": ("plain", {}, "all = 0"),
    "plain chdir": ("plain", {EVENS: "import os\nos.chdir('/')\nevens = []"}, ""),
    "plain sys.exit": ("plain", {EVENS: "import sys\nsys.exit(0)"}, ""),
    "plain input": ("plain", {EVENS: "evens = input('numbers?')"}, ""),
    "plain magics and shell": (
        "plain",
        {EVENS: "%pwd\n!true\n%timeit -n1 -r1 1 + 1\nevens = list(range(0, 10, 2))"},
        "%%capture out\nprint('hidden')",
    ),
    "plain await": ("plain", {EVENS: "import asyncio\nawait asyncio.sleep(0)\nevens = [0, 2, 4, 6, 8]"}, ""),
    "plain checks before it is right": (
        "plain",
        {SQUARE: "def square(x):\n    return 0", EVENS: "def square(x):\n    return x * x\nevens = [0, 2, 4, 6, 8]"},
        "",
    ),
    "plain checks again later": (
        "plain",
        {
            SQUARE: "def square(x):\n    return 0",
            EVENS: "def square(x):\n    return x * x\nevens = [0, 2, 4, 6, 8]\ngrader.check('square')",
        },
        "",
    ),
    "plain no check cell": ("plain", {'grader.check("square")': "", 'grader.check("point")': "square = None"}, ""),
    "plain unknown question": ("plain", {'grader.check("evens")': "grader.check('nothing')"}, ""),
    "plain endless recursion": ("plain", {FACTORIAL: "def factorial(n):\n    return factorial(n - 1)"}, ""),
    "plain half of all or nothing": ("plain", {FACTORIAL: "def factorial(n):\n    return [1, 1, 2, 6][n]"}, ""),
    "plain big number": ("plain", {SQUARE: "def square(x):\n    return 10 ** 5000"}, ""),
    "tables perfect": ("tables", {}, ""),
    "tables renamed column": (
        "tables",
        {LOAD: "heights = pd.read_csv('heights.csv').rename(columns={'name': 'n'})"},
        "",
    ),
    "tables frame instead of series": ("tables", {MEAN: "mean = heights.groupby('group')[['height']].mean()"}, ""),
    "tables wrong mean": ("tables", {MEAN: "mean = heights.groupby('group')['height'].median()"}, ""),
    "tables list instead of array": ("tables", {SCALED: "scaled = list(heights['height'] / 100)"}, ""),
    "tables float32": ("tables", {SCALED: "scaled = (heights['height'].to_numpy() / 100).astype('float32')"}, ""),
    "tables no plot": ("tables", {PLOT: "ax = None"}, ""),
    "tables other numpy": ("tables", {SCALED: "np = None\nscaled = heights['height'].to_numpy() / 100"}, ""),
    "functions perfect": ("functions", {}, ""),
    "functions partly": ("functions", {"def cube": "def cube(x):\n    return 8 if x == 2 else 0"}, ""),
    "functions missing": ("functions", {"def cube": "pass"}, ""),
}
