"""A student's code attacks the grading: SEC-01 to SEC-10, SEC-14. No attack may win a point that is not its due.

`factorial - 2` and `point - 3` are opaque (they judge inside), which the release report says: SEC-11.
"""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import json
import socket

import pytest

from jupyter_autograde.grading.engine import BuiltRelease
from jupyter_autograde.models.grade import Assurance, GradeStatus, ReleaseReport, TestAssurance
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

# Cold boxes run the same programs; what tries to get out of a box is tried in both, see red_team/test_boundary.py.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")

SECRET = "sesame-4711"

NOTHING = {
    "def square": "square = None",
    "evens =": "evens = None",
    "class Point": "Point = None",
    "def divide": "divide = None",
    "def factorial": "factorial = None",
}


@pytest.fixture(scope="module")
def release(engine, source_files) -> BuiltRelease:
    """The plain assignment with a secret in a hidden test."""
    text = source_files("plain")["plain.ipynb"].decode().replace("no zero", SECRET)
    return engine.build({"plain.ipynb": text.encode()}, ["plain.ipynb"], environment="default")


LIMITS = Limits(cell_seconds=8, question_seconds=4, memory=1 << 30)


@pytest.fixture
def attack(engine, release, submit):
    """Grade a submission without any answer but the attack."""

    def run(code: str, edits: dict[str, str] | None = None):
        files = submit(release, {**NOTHING, **(edits or {})}, first=code)
        return engine.grade(release.package, files, environment="default", limits=LIMITS)

    return run


@pytest.fixture
def honest(engine, release, submit):
    """Grade an honest submission after the attack: it must score right and stay unflagged."""
    yield
    result = engine.grade(release.package, submit(release), environment="default").result
    assert (result.status, result.score, result.flags) == (GradeStatus.OK, 8, [])


def won(result) -> set[str]:
    """Return the cases that passed and claim more than opaque assurance."""
    cases = [case for question in result.questions for case in question.cases]
    return {case.name for case in cases if case.passed and case.assurance is not Assurance.OPAQUE}


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
    seen = outcome.result.student_view()
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
    assert sly.beside(proof).student_view().flags == []


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


HUNT = """
import gc, os, re, sys
pattern = re.compile(rb'sesame-[0-9]{4}')
found = []
for root, folders, names in os.walk('/'):
    if root.startswith(('/proc', '/sys', '/usr', '/dev', sys.prefix, sys.base_prefix)):
        folders.clear()
        continue
    for name in names:
        try:
            with open(os.path.join(root, name), 'rb') as file:
                found += [(root, name)] * bool(pattern.search(file.read(1 << 20)))
        except OSError:
            pass
for pid in filter(str.isdigit, os.listdir('/proc')):
    for name in ('environ', 'cmdline', 'maps'):
        try:
            with open(f'/proc/{pid}/{name}', 'rb') as file:
                found += [(pid, name)] * bool(pattern.search(file.read()))
        except OSError:
            pass
    if int(pid) != os.getpid():
        try:
            with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb', 0) as memory:
                for line in maps:
                    start, end = (int(part, 16) for part in line.split()[0].split('-'))
                    try:
                        memory.seek(start)
                        found += [(pid, line)] * bool(pattern.search(memory.read(min(end - start, 1 << 24))))
                    except (OSError, ValueError, OverflowError):
                        pass
        except OSError:
            pass
texts = [o for o in gc.get_objects() if isinstance(o, (str, bytes))]
for o in gc.get_objects():
    if isinstance(o, dict):
        texts += [v for v in list(o.values()) if isinstance(v, (str, bytes))]
frame = sys._getframe()
while frame:
    texts += [v for v in frame.f_locals.values() if isinstance(v, (str, bytes))]
    frame = frame.f_back
found += ['memory' for t in texts if pattern.search(t if isinstance(t, bytes) else t.encode('utf-8', 'replace'))]
found += [name for name in os.environ if 'TOKEN' in name or 'AUTOGRADE' in name]
"""


def test_hidden_tests_are_nowhere_to_be_found(attack):
    """Before, between and after the checks; what was found would stand in the outputs that staff see."""
    hunt = HUNT + "\nprint('FOUND', found)"
    outcome = attack(hunt, {"def factorial": hunt})
    text = outcome.notebooks["plain.ipynb"].decode()
    assert text.count("FOUND []") == 2
    assert SECRET not in text
    assert outcome.result.score == 0


def test_the_network_is_not_there(attack):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        code = (
            "import socket\n"
            f"for address in (('127.0.0.1', {port}), ('::1', {port}), ('1.1.1.1', 53), ('localhost', {port})):\n"
            "    try:\n        socket.create_connection(address, 1)\n        print('CONNECTED', address)\n"
            "    except OSError as fault:\n        pass\n"
            "try:\n    print('CONNECTED', socket.getaddrinfo('example.org', 80))\nexcept OSError:\n    print('nothing')"
        )
        text = attack(code).notebooks["plain.ipynb"].decode()
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert "CONNECTED', (" not in text.replace("print('CONNECTED'", "")
    assert "nothing\\n" in text


def test_no_socket_but_the_three_usual_families(attack):
    """Also not by a number that only the filter takes for another one."""
    code = (
        "import ctypes\n"
        "call = ctypes.CDLL(None).syscall\n"
        "opened = []\n"
        "for family in [*range(64), *(2 ** 32 + n for n in range(64))]:\n"
        "    for kind in (1, 2, 3, 5):\n"
        "        fd = call(ctypes.c_long(41), ctypes.c_long(family), ctypes.c_long(kind), ctypes.c_long(0))\n"
        "        opened += [family] * (fd >= 0)\n"
        "print('OPENED', sorted(set(opened)))"
    )
    assert "OPENED [1, 2, 10]" in attack(code).notebooks["plain.ipynb"].decode()


@pytest.mark.parametrize(
    "data", ["[" * 900 + "]" * 900, "NaN", "1e999", "[Infinity]"], ids=["deep", "nan", "huge", "inf"]
)
def test_the_executed_notebook_can_always_be_read(attack, data):
    forged = '[{"output_type": "display_data", "data": {"application/json": ' + data + "}}]"
    code = (
        "import sys\nrunner = sys.modules['autograde_runner.main']\n"
        f"runner.json.JSONEncoder.encode = lambda *a: {forged!r}\n"
        "import gc\nfor found in gc.get_objects():\n"
        f"    if type(found).__name__ == 'Runner':\n        found._dumps = lambda outputs: {forged!r}\n"
    )
    text = attack(code).notebooks["plain.ipynb"].decode()
    assert json.loads(text, parse_constant=pytest.fail)["cells"]


def test_what_a_cell_prints_is_not_kept_twice(attack):
    """A loop that prints too much costs its cell, not the notebook's memory."""
    result = attack("for n in range(3000):\n    print('x' * 65536)").result
    assert (result.status, result.limits_hit) == (GradeStatus.OK, ["output"])
    assert result.peak_memory < 150 << 20


def test_alarms_switched_off_do_not_help_an_endless_loop(engine, release, submit):
    code = (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nwhile True:\n    pass"
    )
    limits = Limits(cell_seconds=2, memory=1 << 30)
    files = submit(release, {"evens =": code})
    result = engine.grade(release.package, files, environment="default", limits=limits).result
    assert result.status is GradeStatus.TIMEOUT
    assert {q.name: q.score for q in result.questions}["square"] == 2


def test_metadata_of_a_submission_has_no_authority(engine, release, submit):
    files = submit(release, NOTHING)
    notebook = json.loads(files["plain.ipynb"])
    notebook["metadata"]["otter"] = {"OK_FORMAT": True, "tests": {"square": {"points": 100}}, "assignment_name": "x"}
    notebook["cells"][1]["metadata"] = {"otter": {"tests": ["square", 7, {"a": 1}]}, "tags": {"a": "b"}}
    files["plain.ipynb"] = json.dumps(notebook).encode()
    result = engine.grade(release.package, files, environment="default").result
    assert (result.status, result.score, result.max_score) == (GradeStatus.OK, 0, 8)


@pytest.mark.parametrize("path", ["tests/square.py", "tests", "conftest.py", "sitecustomize.py", "json.py", "x.pth"])
def test_files_of_a_submission_shadow_nothing(engine, release, submit, path):
    files = {**submit(release), path: b"raise SystemExit('shadow')"}
    result = engine.grade(release.package, files, environment="default").result
    assert (result.status, result.score) == (GradeStatus.OK, 8)
