"""A student's code takes the place of the runner, or breaks the channel: SEC-03, SEC-04, SEC-14."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import json

import pytest

from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.grading.attacks.wins import NOTHING, won

# Cold boxes run the same programs; what tries to get out of a box is tried in both, see red_team/test_boundary.py.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")


PUPPET = """
import gc, sys
examiner = sys.modules['autograde_runner.examiner']
reply = {%s}
examiner.Examiner.answer = lambda self, request: dict(reply)
examiner.Examiner.begin = lambda self, names, request: {'shadow': {}}
"""


@pytest.mark.parametrize(
    "reply",
    [
        "'v': ['b', True], 'out': 'True\\n', 'err': None",
        "'v': ['i', '5'], 'out': '', 'err': None",
        "'v': ['o', 0, 'x'], 'out': '', 'err': None",
        "'v': ['n'], 'out': '', 'err': None",
    ],
)
def test_a_puppet_runner_knows_no_answer(attack, reply):
    outcome = attack(PUPPET % reply)
    assert won(outcome.result) <= {"evens - 1"}  # a public test: its answer, 5, is no secret


@pytest.mark.parametrize(
    "form",
    [
        "None",
        "[]",
        "['l', 5]",
        "['i', 'x']",
        "['f', 'nan nan']",
        "['nd', 'O8', [1], '00']",
        "['nd', '<f8', [10**9, 10**9], '00']",
        "['no', '<U1', [3], [['s', 'a']]]",
        "['DF', ['l', []], [['category', ['l', [['l', []]]]]], ['l', []]]",
        "['sub', 'x', ['o', 1, 'y']]",
        "['mod', 'os']",
        "['ty', 'object']",
        "['dt', 'datetime', '99999']",
        "['S', [['l', []]]]",
        "['d', [[['l', []], ['n']]]]",
        "['i', '9' * 5000]",
        "['r', '0', '9' * 30, '1']",
    ],
)
def test_forms_outside_the_grammar_end_nothing_but_the_job(engine, release, submit, form):
    files = submit(release, NOTHING, first=PUPPET % f"'v': {form}, 'out': '', 'err': None")
    result = engine.grade(release.package, files, environment="default").result
    assert result.status in {GradeStatus.OK, GradeStatus.CONTAINED, GradeStatus.TAMPERED}
    assert won(result) == set()


@pytest.mark.parametrize(
    "noise",
    [
        "for fd in range(3, 256):\n    try:\n        os.write(fd, b'garbage' * 100)\n    except OSError:\n        pass",
        "for fd in range(3, 256):\n    try:\n        os.write(fd, struct.pack('>I', 1 << 31))\n    except OSError:\n        pass",
        "body = json.dumps({'id': 'x', 'v': ['b', True]}).encode()\n"
        "for fd in range(3, 256):\n    try:\n        os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "    except OSError:\n        pass",
        "body = b'[' * 200000\n"
        "for fd in range(3, 256):\n    try:\n        os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "    except OSError:\n        pass",
        "def shout():\n    while True:\n        for fd in range(3, 20):\n            try:\n                os.write(fd, b'x')\n"
        "            except OSError:\n                pass\nthreading.Thread(target=shout, daemon=True).start()",
        "runner = [o for o in gc.get_objects() if type(o).__name__ == 'Frames'][0]\n"
        "runner.send({'id': 'x', 'event': 'case', 'question': 'square', 'case': 1, 'passed': True})",
        "frames = [o for o in gc.get_objects() if type(o).__name__ == 'Frames'][0]\n"
        "runner = [o for o in gc.get_objects() if type(o).__name__ == 'Runner'][0]\n"
        "frames.send({'id': runner._current, 'outputs': 7})",
    ],
    ids=["garbage", "huge frame", "forged id", "deep json", "thread", "forged event", "wrong type"],
)
def test_a_broken_channel_is_contained(attack, noise):
    result = attack(f"import gc, json, os, struct, threading\n{noise}").result
    assert result.status is GradeStatus.CONTAINED
    assert result.score == 0


def test_a_puppet_can_not_tell_a_twin_by_its_fork(engine, submit, source_files):
    """`assert f(3) == 9` in a loop judges inside; a runner that fails what is forked only must not win it."""
    text = source_files("plain")["plain.ipynb"].decode()
    judging = "try:\n    assert square(-12) == 144\nfinally:\n    pass"
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if "".join(cell["source"]) == "# HIDDEN\nsquare(-12)":
            cell.update(source="# HIDDEN\n" + judging, outputs=[])
    built = engine.build({"plain.ipynb": json.dumps(notebook).encode()}, ["plain.ipynb"], environment="default")
    honest = engine.grade(built.package, submit(built), environment="default").result
    assert (honest.score, honest.status) == (8, GradeStatus.OK)
    puppet = (
        "import sys\n"
        "examiner = sys.modules['autograde_runner.examiner']\n"
        "no = ['AssertionError', 'AssertionError']\n"
        "examiner.Examiner.answer = lambda self, request: "
        "{'v': ['n'], 'out': '', 'err': no if request.get('fork') else None}"
    )
    result = engine.grade(built.package, submit(built, NOTHING, first=puppet), environment="default").result
    cases = {case.name: case.passed for question in result.questions for case in question.cases}
    assert cases["square - 2"] is False


@pytest.mark.usefixtures("honest")
def test_forked_twins_of_the_runner_do_not_confuse_the_scorer(attack):
    result = attack("import os\nfor n in range(3):\n    os.fork()").result
    assert result.status in {GradeStatus.CONTAINED, GradeStatus.OK}
    assert won(result) == set()


VALUES = {
    "deep list": "evens = []\nfor n in range(20000):\n    evens = [evens]",
    "circle": "evens = []\nevens.append(evens)",
    "not a number": "evens = float('nan')",
    "infinite": "import itertools\nevens = itertools.count()",
    "large": "evens = list(range(10 ** 6))",
    "surrogates": "evens = '\\ud800' * 10",
    "hostile hash": "class H:\n    def __hash__(self): raise MemoryError\nevens = [H(), type('X', (), {'__eq__': None})()]",
    "hostile metaclass": (
        "class M(type):\n    def __getattribute__(c, n): raise BaseException\n"
        "    def mro(c): return [c, list, object]\nclass K(list, metaclass=M): pass\nevens = K()"
    ),
    "structured array": "import numpy as np\nevens = np.zeros(3, dtype=[('a', 'f8'), ('b', 'O')])",
    "object array": "import numpy as np\nevens = np.array([[], {}, None], dtype=object)",
    "odd frame": "import pandas as pd\nevens = pd.DataFrame({'a': [1]}, index=pd.MultiIndex.from_tuples([(1, 2)]))",
    "lying module": "import sys, types\nevens = types.ModuleType('numpy')\nsys.modules['numpy'] = evens",
}


@pytest.mark.parametrize("name", VALUES)
def test_odd_values_stay_in_their_question(engine, release, submit, name):
    files = submit(release, {"evens =": VALUES[name]})
    result = engine.grade(release.package, files, environment="default").result
    assert result.status is GradeStatus.OK
    assert {question.name: question.score for question in result.questions} == {
        "square": 2, "evens": 0, "point": 2, "divide": 1, "factorial": 1,
    }  # fmt: skip
    assert not result.flags
