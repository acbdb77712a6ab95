"""Too much of everything: a limit ends it, what had been scored stays, the worker and the next job are well (SEC-31, SEC-14)."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import resource
import time

import pytest

from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox

pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")

TESTS = {"early": [("f(3)", "9")], "late": [("f(4)", "16")]}
EARLY = "import otter\ndef f(n):\n    return n * n\ngrader = otter.Notebook()\ngrader.check('early')"
QUICK = Limits(wall_seconds=10, cell_seconds=1, question_seconds=2, memory=512 << 20, cpu_seconds=10)

BOMBS = {
    "file system": "n = 0\nwhile True:\n    with open(f'/tmp/{n}', 'wb') as file:\n        file.write(b'x' * (1 << 22))\n    n += 1",
    "work folder": "with open('big', 'wb') as file:\n    while True:\n        file.write(b'x' * (1 << 22))",
    "shared memory": "n = 0\nwhile True:\n    with open(f'/dev/shm/{n}', 'wb') as file:\n        file.write(b'x' * (1 << 22))\n    n += 1",
    "small files": "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'w').close()\n    n += 1",
    "folders": "import os\nn = 0\nwhile True:\n    os.mkdir(f'd{n}')\n    n += 1",
    "links": "import os\nopen('a', 'w').close()\nn = 0\nwhile True:\n    os.link('a', f'l{n}')\n    n += 1",
    "descriptors": "import os\nkept = []\nwhile True:\n    kept.append(os.open('/dev/null', os.O_RDONLY))",
    "threads": "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(100,)).start()",
    "pipes": "import os\nkept = []\nwhile True:\n    ends = os.pipe()\n    os.set_blocking(ends[1], False)\n    os.write(ends[1], b'x' * 65536)\n    kept.append(ends)",
    "memory": "kept = []\nwhile True:\n    kept.append(bytearray(1 << 24))",
    "memory by text": "text = 'x'\nwhile True:\n    text += text",
    "memory by mmap": "import mmap\nkept = []\nwhile True:\n    kept.append(mmap.mmap(-1, 1 << 26))\n    kept[-1].write(b'x' * (1 << 26))",
    "recursion in C": "kept = None\nfor n in range(10 ** 6):\n    kept = [kept]\nrepr(kept)",
    "regular expression": "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')",
    "large power": "9 ** 9 ** 9",
    "sleep": "import time\ntime.sleep(1000)",
    "busy children": "import os\nfor n in range(8):\n    if os.fork() == 0:\n        while True:\n            pass",
    "waiting child": "import os\nif os.fork() == 0:\n    os.setsid()\n    while True:\n        os.read(0, 1)\nos.wait()",
    "output": "import os, sys\nwhile True:\n    sys.stdout.write('x' * 65536)",
    "output of the process": "import os\nwhile True:\n    os.write(1, b'x' * 65536)\n    os.write(2, b'y' * 65536)",
    "rich output": "from IPython.display import HTML, display\nwhile True:\n    display(HTML('x' * (1 << 20)))",
    "updated output": "from IPython.display import display, update_display\ndisplay('', display_id='a')\nwhile True:\n    update_display('x' * (1 << 20), display_id='a')",
    "signals to all": "import os, signal\nos.kill(-1, signal.SIGKILL)",
    "signals to the first": "import os, signal\nfor number in range(1, 32):\n    try:\n        os.kill(1, number)\n    except OSError:\n        pass",
    "stopped": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "checks without end": "while True:\n    grader.check('early')",
    "nested checks": "def check(n=0):\n    global f\n    def f(n):\n        grader.check('early')\n        return 9\n    grader.check('early')\ncheck()",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_cell_and_no_more_than_its_time(attack, name):
    began = time.monotonic()
    done = attack(TESTS, EARLY, BOMBS[name], limits=QUICK)
    assert time.monotonic() - began < 40
    assert done.result.status not in {GradeStatus.ERROR, GradeStatus.REJECTED}
    if "checks" not in name:
        assert "early - 1" in done.passed
    assert done.result.peak_memory <= 600 << 20


VALUES = {
    "a range that never ends": "x = range(10 ** 29)",
    "a huge decimal": "from decimal import Decimal\nx = Decimal('1E+999999999')",
    "an array of no width": "import numpy as np\nx = np.empty((10 ** 9, 0))",
    "a list of a million": "x = [0] * 10 ** 6",
    "a text of many megabytes": "x = 'x' * (8 << 20)",
    "a deep list": "x = []\nfor n in range(10 ** 5):\n    x = [x]",
    "a list of itself": "x = []\nx.append(x)",
    "many empty lists": "x = [[] for n in range(3 * 10 ** 4)]",
    "many dictionaries": "x = [{'a': {}} for n in range(3 * 10 ** 4)]",
    "a large frame": "import numpy as np, pandas as pd\nx = pd.DataFrame(np.zeros((10 ** 6, 20)))",
    "many columns": "import pandas as pd\nx = pd.DataFrame([range(3000)])",
    "a large integer": "x = 10 ** 10 ** 6",
    "a repr without end": "class X:\n    def __repr__(self):\n        while True:\n            pass\nx = X()",
    "a length without end": "class X(list):\n    def __len__(self):\n        while True:\n            pass\nx = X()",
    "an iterator without end": "import itertools\nx = itertools.repeat(1)",
    "a generator that prints": "def gen():\n    while True:\n        print('x' * 1000)\n        yield 1\nx = gen()",
    "an object that grows": "class X:\n    def __getattr__(self, name): return X()\n    def __iter__(self): return iter([X()] * 10)\nx = X()",
    "a large error": "class X(Exception):\n    def __str__(self): return 'x' * (50 << 20)\nclass Y:\n    def __eq__(self, other): raise X\nx = Y()",
    "many numbers of fractions": "from fractions import Fraction\nx = [Fraction(n, 10 ** 1000) for n in range(10 ** 3)]",
}


ENDING = {"an iterator without end", "a generator that prints"}
"""They may fill the memory of the notebook's own process before their time is over. It ends then, as a kernel would, and
what comes after is lost."""


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_is_too_much_fails_its_tests(attack, name):
    """Whatever the scorer computes with it: the tests fail, the job is no error of the grading, the rest scores."""
    tests = {
        "a": [("f(3)", "9")],
        "x": [
            ("sum(x) == 20", "True"),
            ("int(x) == 20", "True"),
            ("[n for n in x if n > 5]", "[6]"),
        ],
        "z": [("f(4)", "16")],
    }
    done = attack(
        tests,
        f"def f(n):\n    return n * n\n{VALUES[name]}",
        limits=Limits(wall_seconds=20, cell_seconds=10, question_seconds=2, memory=1 << 30),
    )
    assert done.result.status is not GradeStatus.ERROR
    assert done.passed in ([{"a - 1", "z - 1"}, {"a - 1"}] if name in ENDING else [{"a - 1", "z - 1"}])


FRAMES = {
    "json that grows": "['{\"\":0}'] * 2200000",
    "nested json": "['[' * 900 + ']' * 900] * 5000",
    "numbers": "['1e5'] * 3000000",
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_that_is_too_much_ends_the_notebook_only(attack, name):
    flood = (
        "import struct, sys\nframes = sys.modules['autograde_runner.frames'].Frames\nsend = frames.send\n"
        "def flood(self, message):\n    if 'out' not in message:\n        return send(self, message)\n"
        f"    body = ('{{\"id\": \"%s\", \"v\": [' % message['id'] + ','.join({FRAMES[name]}) + ']}}').encode()\n"
        "    rest = memoryview(struct.pack('>I', len(body)) + body)\n"
        "    while rest:\n        rest = rest[self._write(self._fd, rest):]\n"
        "frames.send = flood"
    )
    limits = Limits(wall_seconds=30, memory=512 << 20)
    done = attack(TESTS, EARLY, flood, "grader.check('late')", limits=limits)
    assert done.result.status is not GradeStatus.ERROR
    assert done.passed == {"early - 1"}


def test_outputs_do_not_fill_the_memory_of_the_worker(attack):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grow = (
        "import gc\nfor found in gc.get_objects():\n    if type(found).__name__ == 'Runner':\n"
        "        found._dumps = lambda outputs: 'x' * ((5 << 20) - 100)"
    )
    done = attack(TESTS, EARLY, grow, *["1"] * 60, limits=Limits(wall_seconds=60, memory=512 << 20))
    assert "output" in done.result.limits_hit
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 << 10


def test_very_many_cells_end_in_time(attack):
    done = attack(TESTS, EARLY, *["pass"] * 1900, limits=Limits(wall_seconds=45, memory=512 << 20))
    assert done.result.status in {GradeStatus.OK, GradeStatus.TIMEOUT}
    assert "early - 1" in done.passed
