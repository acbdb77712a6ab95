"""A student's code looks for what is hidden, and brings things that claim authority: SEC-02, SEC-07, SEC-10."""

from __future__ import annotations

import json
import socket

import pytest

from jupyter_autograde.models.grade import GradeStatus
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from tests.grading.attacks.wins import NOTHING, SECRET

# Cold boxes run the same programs; what tries to get out of a box is tried in both, see red_team/test_boundary.py.
pytestmark = pytest.mark.parametrize("sandbox", [WarmBubblewrapSandbox], ids=["warm"], indirect=True, scope="session")


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
