"""Wrong answers that try to pass: objects that judge, oracles, what the tests themselves tell (SEC-03 to SEC-06)."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import pytest

from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

# What decides is outside the box, whatever the box is.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")

TRUE = "True"
SPY = """
import otter, sys
examiner = sys.modules['autograde_runner.examiner']
seen = []
answer = examiner.Examiner.answer
def spy(self, request):
    seen.append(str(request))
    return answer(self, request)
examiner.Examiner.answer = spy
grader = otter.Notebook()
"""

YES = {
    "one instead of True": ("class Yes:\n    def __eq__(self, other): return 1", "assert f(3) == 9"),
    "a text instead of True": ("class Yes:\n    def __eq__(self, other): return 'yes'", "assert f(3) == 9"),
    "numpy's True": (
        "import numpy as np\nclass Yes:\n    def __eq__(self, other): return np.True_",
        "assert bool(f(3) == 9)",
    ),
    "an array of True": (
        "import numpy as np\nclass Yes:\n    def __eq__(self, other): return np.array([True])",
        "assert all(f(3) == 9)",
    ),
    "a list with something in it": (
        "class Yes:\n    def __eq__(self, other): return [0]\n    __hash__ = None",
        "assert f(3) in (9, 10)",
    ),
    "an object that prints True": (
        "class Said:\n    def __repr__(self): return 'True'\nclass Yes:\n    def __eq__(self, other): return Said()",
        "[f(n) == n * n for n in range(3)]",
    ),
    "anything but text": ("class Yes:\n    def __eq__(self, other): return type(other) is not str", "f(3) == {'a': 1}"),
    "anything but text, of a set": (
        "class Yes:\n    def __eq__(self, other): return type(other) is not str\n    __hash__ = None",
        "f(3) == {1, 2}",
    ),
    "anything that holds no text": (
        "class Yes:\n    def __eq__(self, other): return not any(type(o) is str for o in other)",
        "f(3) == (None, 3)",
    ),
    "only what is a number of numpy": (
        "import numpy as np\nclass Yes:\n    def __eq__(self, other): return isinstance(other, np.generic)",
        "import numpy as np\nf(3) == np.int64(9)",
    ),
    "only what is a date": (
        "import datetime\nclass Yes:\n    def __eq__(self, other): return isinstance(other, datetime.date)",
        "import datetime\nf(3) == datetime.date(2024, 1, 1)",
    ),
    "only what is a Decimal": (
        "import decimal\nclass Yes:\n    def __eq__(self, other): return isinstance(other, decimal.Decimal)",
        "from decimal import Decimal\nf(3) == Decimal('1.5')",
    ),
    "never unequal": ("class Yes:\n    def __ne__(self, other): return False", "assert not f(3) != 9"),
    "nothing is left": (
        "class Yes:\n    def difference(self, other): return set()\n    symmetric_difference = difference",
        "len(f(3).difference({1, 2, 3})) == 0",
    ),
    "nothing differs": (
        "class Yes:\n    def symmetric_difference(self, other): return set()",
        "f(3).symmetric_difference({4}) == set()",
    ),
    "a column that is equal": (
        "import numpy as np\nclass Yes:\n    def eq(self, other): return np.array([True])",
        "bool(f(3).eq(9).all())",
    ),
    "between all": ("class Yes:\n    def between(self, low, high): return [True]", "f(3).between(8.9, 9.1) == [True]"),
    "nothing when taken away": ("class Yes:\n    def __sub__(self, other): return 0.0", "round(abs(f(3) - 9), 2)\n0.0"),
    "a remainder of nothing": ("class Yes:\n    def __mod__(self, other): return 0", "f(3) % 9\n0"),
    "no difference of sets": ("class Yes:\n    def __sub__(self, other): return set()", "f(3) - {1, 2, 3}\nset()"),
    "a length of one's own": ("class Yes(list):\n    def __len__(self): return 5", "len(f(3)) == 5"),
    "an array that compares": (
        "import numpy as np\nclass Sly(np.ndarray):\n    def __eq__(self, other): return np.array([True])\n"
        "Yes = lambda: np.zeros(1).view(Sly)",
        "bool((f(3) == 9).all())",
    ),
    "a frame that equals": (
        "import pandas as pd\nclass Yes(pd.DataFrame):\n    def equals(self, other): return True",
        "import pandas as pd\nf(3).equals(pd.DataFrame({'a': [9]}))",
    ),
    "a class that is another": (
        "class Meta(type):\n    def __eq__(cls, other): return True\n    def __instancecheck__(cls, other): return True\n"
        "    __hash__ = type.__hash__\nclass Yes(metaclass=Meta):\n    __class__ = int\n"
        "    def __eq__(self, other): return True\n    def __reduce__(self): return int, (9,)\n"
        "    def __index__(self): return 9\n    def __hash__(self): return 9",
        "f(3) == 9",
    ),
    "an object in a dictionary": (
        "class Inner:\n    def __eq__(self, other): return 1\nYes = lambda: {'a': Inner()}",
        "assert f(3) == {'a': 9}",
    ),
    "objects in an array": (
        "import numpy as np\nclass Inner:\n    def __eq__(self, other): return 1\n"
        "Yes = lambda: np.array([Inner(), Inner()], dtype=object)",
        "import numpy as np\nassert np.all(f(3) == np.array([9, 10]))",
    ),
    "an object in a frame": (
        "import pandas as pd\nclass Inner:\n    def __eq__(self, other): return 1\nYes = lambda: pd.Series([Inner()])",
        "assert (f(3) == 9).all()",
    ),
}


@pytest.mark.parametrize("name", YES)
def test_an_object_that_judges_itself_wins_nothing(attack, name):
    """As a doctest; what passes is opaque, and then it is opaque for an honest object of that kind, too."""
    setup, test = YES[name]
    code, _, want = test.partition("\n") if test.endswith(("0.0", "\n0", "set()")) else (test, "", "")
    lines = code.split("\n")
    last = want or ("" if lines[-1].startswith("assert") else "[True, True, True]" if "for n" in code else TRUE)
    code = "\n>>> ".join(lines)
    tests = {"q": [(code, last)]}
    assert not attack(tests, f"{setup}\ndef f(n): return Yes()").won


GUESSED = {
    "nothing printed": ("if f(3) != 9:\n    print('wrong')", ""),
    "True printed": ("for n in range(3):\n    print(f(n) == n * n)", "True\nTrue\nTrue"),
    "printed by a helper": ("def check(v):\n    if v != 9:\n        print('wrong')\n>>> check(f(3))", ""),
    "nothing left in a loop": ("for n in range(3):\n    if f(n) - n * n:\n        print(n)", ""),
}


@pytest.mark.parametrize("name", GUESSED)
def test_a_verdict_that_is_printed_inside_is_no_blind_one(attack, name):
    """Nothing printed, or True: whoever judges inside can print that. Honest work passes all the same."""
    yes = (
        "class Yes:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\n"
        "    def __sub__(self, other): return 0\ndef f(n): return Yes()"
    )
    tests = {"q": [GUESSED[name]]}
    assert not attack(tests, yes).won
    assert attack(tests, "def f(n): return n * n").passed == {"q - 1"}


ORACLE = """
import otter
grader = otter.Notebook()
known, guess, asked = {}, 0, set()
def f(n):
    asked.add(n)
    return known.get(n, guess)
x = f
for n in (1, 2, 3):
    for guess in range(1000):
        asked.clear()
        grader.check('q')
        if n + 1 in asked:
            known[n] = guess
            break
guess = known.get(3)
grader.check('q')
"""


@pytest.mark.parametrize(
    "tests",
    [
        [("all(f(n) == w for n, w in [(1, 37), (2, 91), (3, 254), (4, 254)])", TRUE)],
        [("f(1) == 37 and f(2) == 91 and f(3) == 254 and f(4) == 254", TRUE)],
        ["assert x(1) == 37\nassert x(2) == 91\nassert x(3) == 254\nassert x(4) == 254"],
    ],
    ids=["all", "and", "asserts"],
)
def test_answers_can_not_be_found_by_trying(attack, tests):
    """Whether f(2) is asked after f(1) tells whether f(1) was right: checking for ever must not help."""
    assert not attack({"q": tests}, ORACLE).passed


def test_what_one_test_sends_inside_is_no_answer_to_a_blind_one(attack):
    """A loop has to run inside, with what it compares to; checked again, the notebook knows it."""
    tests = {"q": [("f(5) == 120", TRUE), ("for a, b in [(5, 120), (6, 720)]:\n    assert f(a) == b", "")]}
    learn = (
        "import re\ngrader.check('q')\n"
        "pairs = {int(a): int(b) for text in seen for a, b in re.findall(r'\\((\\d+), (\\d+)\\)', text)}\n"
        "def f(n): return pairs.get(n)\ngrader.check('q')"
    )
    assert not attack(tests, f"{SPY}\ndef f(n): return 0", learn).won


def test_what_a_comparison_tells_is_no_answer(attack):
    """A spy that is compared learns a value; it must not win with it, now or when it is checked again."""
    tests = {"q": [("x == 'tulip'", TRUE), ("x + 'x' == 'tulipx'", TRUE), ("x == [1, 2, 'rose']", TRUE)]}
    spy = (
        "import otter\nclass Spy:\n    seen = []\n"
        "    def __eq__(self, other): self.seen.append(other); return False\n"
        "    def __add__(self, other): return (self.seen or ['?'])[-1] + other\nx = Spy()\n"
        "grader = otter.Notebook()\ngrader.check('q')\n"
        "x = next((s for s in Spy.seen if s == 'tulip'), None)\ngrader.check('q')"
    )
    assert not attack(tests, spy).won


PUPPETS = {
    "the question itself": "{'v': ['s', str(request)], 'out': str(request), 'err': None}",
    "what it was sent last": "{'v': (request.get('args') or [['n']])[-1], 'out': '', 'err': None}",
    "a type": "{'v': ['ty', 'type'], 'out': '', 'err': None}",
    "an error of the test's own": "{'v': ['n'], 'out': '', 'err': ['AssertionError', 'AssertionError']}",
    "no error": "{'v': ['b', True], 'out': 'True\\n', 'err': []}",
    "a shadow": "{'v': ['b', True], 'shadow': {'all': ['b', True], 'len': ['i', '5'], 'x': ['i', '5']}}",
    "a text of many": "{'v': ['sub', 'str', ['s', 'True']], 'out': 'True\\n', 'err': None}",
    "an end": "{'v': ['n'], 'event': 'end', 'reason': '', 'passed': True, 'err': None}",
    "a check": "{'check': 'q', 'v': ['b', True]}",
}


@pytest.mark.parametrize("name", PUPPETS)
def test_a_puppet_that_answers_by_rule_knows_nothing(attack, name):
    tests = {
        "q": [("f(3)", "9"), ("f(4) == 16", TRUE), ("sorted(x) == [1, 2]", TRUE), ("len(x) == 2", TRUE)],
        "r": ["assert x == [2, 1]", "assert max(x) == 2, 'two'"],
    }
    puppet = (
        "import sys\nexaminer = sys.modules['autograde_runner.examiner'].Examiner\n"
        f"examiner.answer = lambda self, request: {PUPPETS[name]}\n"
        f"examiner.begin = lambda self, names, request: {{'shadow': {{}}, **{PUPPETS[name]}}}"
    )
    assert not attack(tests, puppet).passed


MACHINERY = {
    "a thread that answers first": (
        "import json, os, struct, threading\n"
        "def read(size):\n    got = b''\n    while len(got) < size:\n        got += os.read(3, size - len(got))\n"
        "    return got\n"
        "def answer():\n    while True:\n        size, = struct.unpack('>I', read(4))\n"
        "        ask = json.loads(read(size))\n"
        "        body = json.dumps({'id': ask['id'], 'v': ['b', True], 'out': 'True\\n', 'err': None}).encode()\n"
        "        os.write(3, struct.pack('>I', len(body)) + body)\n"
        "threading.Thread(target=answer, daemon=True).start()\nimport time\ntime.sleep(0.2)"
    ),
    "small numbers poked in memory": (
        "import ctypes, sys\nfor number in (4, 9, 16, 25):\n    ctypes.c_uint32.from_address(id(number) + 24).value = 9"
    ),
    "False made True": "import ctypes\nctypes.c_uint32.from_address(id(False) + 24).value = 1",
    "import hook": (
        "import sys\nclass Finder:\n    def find_spec(self, name, path=None, target=None):\n"
        "        raise SystemExit\nsys.meta_path.insert(0, Finder())\nsys.path_hooks.clear()\nsys.modules.clear()"
    ),
    "json, struct and os replaced": (
        "import json, os, struct\n"
        "json.encoder.encode_basestring_ascii = json.encoder.c_make_encoder = lambda *a: '\"True\"'\n"
        "json.JSONEncoder.encode = lambda *a: '{}'\nstruct.pack = lambda *a: b''\nos.write = lambda *a: 0"
    ),
    "the codec's tables replaced": (
        "import sys\ncodec = sys.modules['autograde_runner.codec']\n"
        "for kind in list(codec._PLAIN):\n    codec._PLAIN[kind] = lambda *a: ['b', True]\n"
        "codec.Codec.encode = lambda *a: ['b', True]"
    ),
    "operators replaced": (
        "import sys\nexaminer = sys.modules['autograde_runner.examiner']\n"
        "for name in list(examiner._OPERATORS):\n    examiner._OPERATORS[name] = lambda *a: True"
    ),
    "the shell replaced": (
        "import gc\nfor found in gc.get_objects():\n    if type(found).__name__ in ('Shell', 'Examiner', 'Runner'):\n"
        "        type(found).names = type(found).execute = property(lambda self: True)"
    ),
    "class of an instance changed": (
        "import gc\nfor found in gc.get_objects():\n    if type(found).__name__ == 'Examiner':\n"
        "        found.__class__ = type('Examiner', (type(found),), {'_do': lambda *a: True, '_value': lambda *a: True})"
    ),
    "comparison by a hook": "import sys\nsys.displayhook = print\nsys.excepthook = lambda *a: None\nsys.stdout = None",
    "globals that answer": (
        "class Names(dict):\n    def __getitem__(self, name): return True\n    def get(self, *a): return True\n"
        "import otter\notter.Notebook().check('q', Names(f=lambda n: True))"
    ),
    "recursion and signals": (
        "import signal, sys\nsys.setrecursionlimit(60)\n"
        "for number in range(1, 32):\n    try:\n        signal.signal(number, lambda *a: None)\n    except (OSError, ValueError):\n"
        "        pass"
    ),
    "leaving": "import atexit, os\natexit.register(lambda: print('True'))\nos.write(3, b'')\nraise SystemExit",
    "a cell that ends the notebook": "get_ipython().ask_exit()\nget_ipython().kernel.do_shutdown(False)",
}


@pytest.mark.parametrize("name", MACHINERY)
def test_patched_machinery_wins_nothing(attack, name):
    tests = {"q": [("f(3)", "9"), ("f(4) == 16", TRUE), ("[f(n) for n in (5, 6)] == [25, 36]", TRUE)]}
    assert not attack(tests, "def f(n):\n    return None", MACHINERY[name]).passed


def test_a_warm_process_that_was_poisoned_is_not_met_again(attack):
    """Everything that a fork shares with the next one is changed; the honest job that follows must not see it."""
    poison = (
        "import builtins, json, os, sys, glob\nimport numpy as np\n"
        "np.ndarray = np.array = np.mean = None\nnp.random.seed(0)\n"
        "for module in list(sys.modules.values()):\n"
        "    for name in list(vars(module) if hasattr(module, '__dict__') else ()):\n"
        "        if 'autograde' in getattr(module, '__name__', ''):\n            setattr(module, name, None)\n"
        "builtins.len = builtins.print = builtins.open = None\n"
        "get_ipython().user_ns.clear()\nget_ipython().history_manager = None\n"
    )
    spread = (
        "import os\nfor folder in ('/tmp', '/box', '/dev/shm', os.path.expanduser('~'), '/program', os.path.dirname(os.__file__)):\n"
        "    for name in ('sitecustomize.py', 'numpy.py', '.matplotlib', 'json.py'):\n        try:\n"
        "            with open(os.path.join(folder, name), 'w') as file:\n                file.write('raise SystemExit')\n"
        "        except OSError:\n            pass"
    )
    assert not attack({"q": [("f(3)", "9")]}, spread, poison).passed
