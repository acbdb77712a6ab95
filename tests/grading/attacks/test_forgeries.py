"""A student's code forges what judges it: SEC-01 to SEC-10. No attack may win a point that is not its due.

`factorial - 2` and `point - 3` are opaque (they judge inside), which the release report says: SEC-11.
"""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.grading.engine import BuiltRelease
from jupyter_autograde.models.grade import GradeStatus, ReleaseReport, TestAssurance
from jupyter_autograde.models.visibility import BY_DEFAULT
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.grading.attacks.wins import NOTHING, won

# Cold boxes run the same programs; what tries to get out of a box is tried in both, see red_team/test_boundary.py.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")


FORGERIES = {
    "doctest": (
        "import doctest\n"
        "doctest.OutputChecker.check_output = lambda *a, **k: True\n"
        "doctest.DocTestRunner.run = lambda *a, **k: doctest.TestResults(0, 1)\n"
    ),
    "otter": (
        "import otter, sys\n"
        "otter.Notebook.check = lambda self, q, env=None: 'passed'\n"
        "for module in ('otter.execute', 'otter.test_files'):\n    sys.modules[module] = otter\n"
        "otter.score = otter.grade = 1.0\n"
    ),
    "builtins": (
        "import builtins\n"
        "builtins.len = lambda x: 5\nbuiltins.all = lambda x: True\nbuiltins.isinstance = lambda a, b: True\n"
        "builtins.type = lambda x: int\nbuiltins.repr = lambda x: 'True'\nbuiltins.bool = lambda x: True\n"
        "builtins.enumerate = lambda x: []\nbuiltins.range = lambda *a: []\n"
    ),
    "stdout": (
        "import json, os, sys\n"
        "for text in ('All tests passed!', json.dumps({'score': 100}), '{\"event\": \"case\", \"passed\": true}'):\n"
        "    print(text)\n    print(text, file=sys.stderr)\n    os.system('echo ' + repr(text))\n"
        "    os.write(1, text.encode())\n    os.write(2, text.encode())\n"
    ),
    "files": (
        "import json, os, pickle\n"
        "for folder in ('.', 'tests', '/tmp', '/box', os.path.expanduser('~')):\n"
        "    for name in ('results.json', 'results.pkl', '.OTTER_LOG', 'square.py', 'otter_config.json'):\n"
        "        try:\n            open(os.path.join(folder, name), 'w').write(json.dumps({'score': 100}))\n"
        "        except OSError:\n            pass\n"
        "for name in ('square', 'evens', 'point', 'divide', 'factorial'):\n"
        "    open(f'tests/{name}.py', 'w').write('OK_FORMAT = True\\ntest = {\"name\": \"x\", \"points\": 100}')\n"
    ),
    "shadow modules": (
        "for name in ('json', 'doctest', 'numpy', 'ast', 'struct', 'otter', 'autograde_runner', 'traceback'):\n"
        "    open(name + '.py', 'w').write('raise SystemExit')\n"
        "import sys\nsys.path.insert(0, '')\n"
        "for name in ('json', 'ast', 'struct', 'traceback'):\n    sys.modules.pop(name, None)\n"
    ),
    "ipython": (
        "ip = get_ipython()\n"
        "ip.run_cell = ip.run_cell_async = lambda *a, **k: None\n"
        "ip.events.register('pre_run_cell', lambda info: None)\n"
        "ip.ast_transformers.append(type('T', (), {'visit': lambda self, node: node})())\n"
    ),
    "trace": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\nsys.exit = lambda *a: None\n",
}


@pytest.mark.usefixtures("honest")
@pytest.mark.parametrize("name", FORGERIES)
def test_forged_machinery_wins_nothing(attack, name):
    outcome = attack(FORGERIES[name])
    assert won(outcome.result) == set()
    assert outcome.result.score == 0


@pytest.mark.usefixtures("honest")
def test_objects_that_say_yes_are_caught(attack):
    yes = (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n"
        "    def __lt__(self, other): return True\n    __le__ = __gt__ = __ge__ = __lt__\n"
        "    def __bool__(self): return True\n    def __repr__(self): return 'True'\n"
        "    def __call__(self, *a, **k): return self\n    def __getattr__(self, name): return self\n"
        "    def __len__(self): return 5\n    def __iter__(self): return iter(())\n"
        "    def __hash__(self): return 0\n    def __getitem__(self, key): return self\n"
        "    __class__ = bool\n"
    )
    outcome = attack(yes, dict.fromkeys(NOTHING, "square = evens = Point = divide = factorial = Yes()"))
    # `len(evens) == 5` is public, and 5 is what its length is.
    assert won(outcome.result) <= {"evens - 1"}
    assert outcome.result.status is GradeStatus.TAMPERED
    assert "canary" in outcome.result.flags
    seen = BY_DEFAULT.of(outcome.result)
    assert (seen.status, seen.flags) == (GradeStatus.OK, [])


def test_lists_that_say_yes(attack):
    lists = (
        "class Sly(list):\n"
        "    def __eq__(self, other): return True\n    def __repr__(self): return '[0, 2, 4, 6, 8]'\n"
        "    def __len__(self): return 5\n    def __iter__(self): return iter([0, 2, 4, 6, 8])\n"
        "class Number(int):\n"
        "    def __eq__(self, other): return True\n    def __repr__(self): return '144'\n    __hash__ = int.__hash__\n"
    )
    outcome = attack(lists, {"evens =": "evens = Sly()", "def square": "def square(x): return Number(0)"})
    assert won(outcome.result) == set()


DISGUISES = {
    "a module of the notebook's own": {
        "mean =": "mean = 0\nclass np: isclose = staticmethod(lambda *a: True)\nmath = pd = np",
    },
    "another genuine module": {"mean =": "import functools\nmean = 0\nnp = math = functools"},
    "a spy that is checked again": {
        "mean =": (
            "import otter\n"
            "class Spy:\n"
            "    seen = []\n"
            "    def __eq__(self, other): self.seen.append(other); return False\n"
            "    def __sub__(self, other): self.seen.append(other); return 1\n"
            "mean = Spy()\notter.Notebook().check('mean')\n"
            "mean = min((n for n in Spy.seen if type(n) is float), default=0)\n"
        ),
        "words =": (
            "words = Spy()\notter.Notebook().check('words')\n"
            "words = min((n for n in Spy.seen if type(n) is list), default=[])\n"
        ),
    },
}


@pytest.fixture(scope="module")
def usual(engine) -> BuiltRelease:
    """Tests as teachers write them: numbers within a tolerance, and a list."""
    cells = [
        ("raw", "# ASSIGNMENT CONFIG\ninit_cell: true"),
        ("code", "import math\nimport numpy as np\nimport pandas as pd"),
    ]
    for name, solution, tests in (
        ("mean", "171.5", ["bool(np.isclose(mean, 171.5))", "math.isclose(mean, 171.5)", "abs(mean - 171.5) < 0.01"]),
        ("words", "['tulip', 'rose']", ["words == ['tulip', 'rose']", "words[1] == 'rose'"]),
    ):
        cells += [("raw", f"# BEGIN QUESTION\nname: {name}\npoints: {len(tests)}"), ("raw", "# BEGIN SOLUTION")]
        cells += [("code", f"{name} = {solution}  # SOLUTION"), ("raw", "# END SOLUTION"), ("raw", "# BEGIN TESTS")]
        cells += [("code", f"# HIDDEN\n{test}") for test in tests]
        cells += [("raw", "# END TESTS"), ("raw", "# END QUESTION")]
    made = []
    for number, (kind, source) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source}
        if kind == "code":
            data = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}
            outputs = [{**data, "data": {"text/plain": "True"}}] if source.startswith("# HIDDEN") else []
            cell.update(outputs=outputs, execution_count=1)
        made.append(cell)
    notebook = {"cells": made, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    return engine.build({"usual.ipynb": json.dumps(notebook).encode()}, ["usual.ipynb"], environment="default")


@pytest.mark.parametrize("name", DISGUISES)
def test_what_stands_in_for_a_module_or_a_number_wins_nothing(engine, usual, submit, name):
    files = submit(usual, {"words =": "words = None", **DISGUISES[name]})
    result = engine.grade(usual.package, files, environment="default").result
    assert won(result) == set()
    assert result.score == 0


def test_a_number_that_judges_itself_is_shown_to_staff(engine, usual, submit):
    """`x - 171.5` is the notebook's own when x is: no blind verdict, and staff see that the solution's was."""
    solved = engine.grade(usual.package, submit(usual), environment="default").result
    proof = ReleaseReport(
        max_score=5, solution_score=5, empty_score=0, seconds=1, peak_memory=0,
        tests=[
            TestAssurance(question=question.name, case=case.name, assurance=case.assurance)
            for question in solved.questions
            for case in question.cases
        ],
    )  # fmt: skip
    assert (solved.score, solved.beside(proof).flags, won(solved)) == (5, [], {test.case for test in proof.tests})
    zero = "class Zero:\n    def __sub__(self, other): return 0\nmean = Zero()"
    sly = engine.grade(usual.package, submit(usual, {"mean =": zero}), environment="default").result
    assert not {case for case in won(sly) if case.startswith("mean")}
    assert sly.beside(proof).flags == ["weaker_assurance"]
    assert BY_DEFAULT.of(sly.beside(proof)).flags == []
