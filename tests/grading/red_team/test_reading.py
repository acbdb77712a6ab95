"""Hidden tests, expected values and other jobs: nothing of them is in reach of a notebook (SEC-01, SEC-02, SEC-07, SEC-32)."""

# ruff: noqa: E501 - programs in strings
from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_autograde.models.visibility import BY_DEFAULT
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.testing.own_hub import until

SECRET = "sesame-4711"
TESTS = {
    "q": [
        ("f(3)", repr(SECRET)),
        (f"f(4) == '{SECRET}'", "True"),
        (f"wanted = ['{SECRET}']\n>>> [f(5)] == wanted", "True"),
        (f"f(6) in ('{SECRET}', 'open')", "True"),
        (f"f(7).startswith('{SECRET[:8]}')", "True"),
        (f"import re\n>>> bool(re.fullmatch(r'{SECRET}', f(8)))", "True"),
        (f"all(f(n) == w for n, w in [(1, '{SECRET}'), (2, '{SECRET}')])", "True"),
        (f"def right(value):\n    return value == '{SECRET}'\n>>> right(f(9))", "True"),
    ],
    "r": [f"assert x(1) == '{SECRET}', '{SECRET}'", f"wanted = '{SECRET}'\nassert x(2) == wanted"],
}

HUNT = """
import gc, os, re, sys, threading
pattern = re.compile(rb'sesame-' + rb'[0-9]{4}')
def found_in(text):
    if type(text) is str and 'sesame-' not in text:
        return False
    text = text if isinstance(text, (bytes, bytearray)) else str(text).encode('utf-8', 'replace')
    return bool(pattern.search(text))
def texts(value):
    if type(value) in (str, bytes):
        return [value]
    parts = value.values() if type(value) is dict else value if type(value) in (list, tuple, set) else ()
    return [part for part in list(parts) if type(part) in (str, bytes)]
def look():
    found = files() + search_memory() if memory else []
    for frame in sys._current_frames().values():
        while frame:
            found += ['frame'] * any(found_in(t) for v in list(frame.f_locals.values()) for t in texts(v))
            found += ['constant'] * any(found_in(c) for c in frame.f_code.co_consts if type(c) in (str, bytes))
            frame = frame.f_back
    return found
def files():
    found = []
    for root, folders, names in os.walk('/'):
        if root.startswith(('/proc', '/sys', '/usr', '/dev/pts', sys.prefix, sys.base_prefix, '/program')):
            folders.clear()
            continue
        for name in names:
            try:
                if not os.path.isfile(os.path.join(root, name)):
                    continue
                with open(os.path.join(root, name), 'rb') as file:
                    found += [name] * found_in(file.read(1 << 20))
            except OSError:
                pass
    for pid in filter(str.isdigit, os.listdir('/proc')):
        for name in ('environ', 'cmdline', 'maps', 'comm', 'status', 'stack', 'syscall'):
            try:
                with open(f'/proc/{pid}/{name}', 'rb') as file:
                    found += [(pid, name)] * found_in(file.read())
            except OSError:
                pass
    for thing in gc.get_objects():
        if type(thing) in (dict, list, tuple, set):
            try:
                found += ['object'] * any(found_in(text) for text in texts(thing))
            except (RuntimeError, ValueError):
                pass
    return found
def search_memory():
    found = []
    with open('/proc/self/maps') as maps:
        places = [line.split() for line in maps]
    with open('/proc/self/mem', 'rb', 0) as file:
        for place in places:
            start, end = (int(part, 16) for part in place[0].split('-'))
            if 'r' in place[1] and 'w' in place[1] and end - start < 1 << 26:
                try:
                    file.seek(start)
                    found += [place[-1]] * found_in(file.read(end - start))
                except (OSError, ValueError, OverflowError):
                    pass
    return found
memory = True
print('BEFORE', look())
"""

ASKED = """
memory = False
calls = 0
def f(n):
    global calls
    calls += 1
    if calls < 20:
        print('ASKED', n)
        seen.append(look())
    return ''
seen = []
x = f
"""

REPORT = "import otter\nfor q in ('q', 'r'):\n    otter.Notebook().check(q)\nmemory = True\nprint('SEEN', [s for s in seen if s], len(seen))\nprint('AFTER', look())"


def test_expected_values_are_not_in_the_process_that_is_asked(attack):
    """Hunted before, while a function is being asked, and after: files, objects, frames, code, memory."""
    done = attack(TESTS, HUNT, ASKED, REPORT)
    assert "BEFORE []" in done.shown
    assert "SEEN [] " in done.shown
    assert "SEEN [] 0" not in done.shown
    assert "AFTER []" in done.shown
    assert not done.passed


def test_what_a_student_may_see_tells_nothing(attack):
    """Messages, names and outputs of hidden tests are for staff; a traceback of theirs is not a student's."""
    loud = "def f(n):\n    print('asked', n)\n    raise ValueError(n)\nx = f\nimport otter\nprint(otter.Notebook().check('q'))"
    done = attack(TESTS, loud)
    seen = BY_DEFAULT.of(done.result).model_dump_json()
    assert SECRET not in seen
    assert "asked" not in seen
    assert "asked" not in done.shown
    assert SECRET not in done.outcome.notebooks["a.ipynb"].decode()


LEAVE = """
import mmap, os, shutil, sys, socket
mark = 'left-' + 'behind-77'
os.environ['MARK'] = mark
for folder in ('/tmp', '/box', '/dev/shm', '.', os.path.expanduser('~'), '/var/tmp', '/run', '/dev', '/dev/pts', '/program', '/'):
    try:
        with open(os.path.join(folder, mark), 'w') as file:
            file.write(mark)
    except OSError:
        pass
sys.modules[mark] = sys
import builtins
builtins.mark = mark
import ctypes
libc = ctypes.CDLL(None)
segment = libc.shmget(4711, 4096, 0o1666)
libc.msgget(4712, 0o1666)
libc.semget(4713, 1, 0o1666)
try:
    keep = socket.socket(socket.AF_UNIX)
    keep.bind('\\0' + mark)
    keep.listen()
except OSError:
    pass
for n in range(3):
    if os.fork() == 0:
        os.setsid()
        import time
        time.sleep(600)
        os._exit(0)
print('SEGMENT', segment >= 0)
"""

FIND = """
import os, sys, socket, ctypes
mark = 'left-' + 'behind-77'
found = [root for root, folders, names in os.walk('/') if mark in names]
found += ['environment'] * ('MARK' in os.environ) + ['module'] * (mark in sys.modules)
import builtins
found += ['builtins'] * hasattr(builtins, 'mark')
libc = ctypes.CDLL(None)
found += [name for name, call in (('shm', lambda: libc.shmget(4711, 0, 0)), ('msg', lambda: libc.msgget(4712, 0)), ('sem', lambda: libc.semget(4713, 0, 0))) if call() >= 0]
try:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(1)
        sock.connect('\\0' + mark)
        found.append('socket')
except OSError:
    pass
found += [pid for pid in os.listdir('/proc') if pid.isdigit() and int(pid) > 100]
print('FOUND', found)
"""


def test_nothing_is_left_for_the_next_job(attack):
    """Files, shared memory, queues, sockets, processes, what Python keeps."""
    assert "SEGMENT True" in attack({"q": [("f(3)", "9")]}, LEAVE).shown
    assert "FOUND []" in attack({"q": [("f(3)", "9")]}, FIND).shown


STAY = """
import signal
child = os.fork()
if child == 0:
    with open('/proc/self/comm', 'w') as comm:
        comm.write(NAME)
    signal.pause()
os.waitpid(child, 0)
print('STAYED')
"""


def find_process(name: str) -> int | None:
    """Return the process that calls itself so, wherever on this machine it runs."""
    for comm in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if comm.read_text().strip() == name:
                return int(comm.parent.name)
    return None


def test_jobs_at_the_same_time_do_not_see_each_other(attack):
    """One stays until the other has looked: processes, files, sockets, shared memory."""
    name = f"stay-{secrets.token_hex(4)}"
    stay = f"{LEAVE}\nNAME = {name!r}{STAY}"
    limits = Limits(wall_seconds=180, cell_seconds=150, question_seconds=10, memory=1 << 30)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        connect = (
            f"try:\n    socket.create_connection(('127.0.0.1', {listener.getsockname()[1]}), 1)\n"
            "    print('CONNECTED')\nexcept OSError:\n    print('ALONE')"
        )
        first = pool.submit(attack, {"q": [("f(3)", "9")]}, stay, limits=limits)
        until(lambda: first.done() or find_process(name) is not None, "the job that stays")
        shown = attack({"q": [("f(3)", "9")]}, FIND, connect).shown
        staying = find_process(name)
        assert staying is not None, first.result().shown
        os.kill(staying, signal.SIGKILL)
        assert "SEGMENT True\nSTAYED" in first.result().shown
    assert "FOUND []\nALONE" in shown


def test_a_submission_brings_no_file_that_is_read_as_a_test_or_a_module(attack):
    """Links in the work folder lead nowhere that is not the box's own."""
    links = (
        "import os\n"
        "for n, target in enumerate(['/proc/1/root', '/proc/1/cwd', '/proc/self/fd/3', '../..', '/program', '/etc/shadow']):\n"
        "    os.symlink(target, f'link{n}')\n"
        "found = []\nfor n in range(6):\n    try:\n        found += os.listdir(f'link{n}')\n    except OSError as fault:\n        pass\n"
        "print('SECRETS', [name for name in found if 'scorer' in name or 'package.json' in name or name == 'shadow'])"
    )
    assert "SECRETS []" in attack({"q": [("f(3)", "9")]}, links).shown


@pytest.mark.parametrize("name", ["otter", "otter.test_files", "otter.check.notebook", "jupyter_autograde"])
def test_the_stub_knows_no_tests(attack, name):
    code = (
        f"import importlib\ntry:\n    module = importlib.import_module({name!r})\nexcept ImportError:\n    module = None\n"
        "names = [n for n in dir(module) if 'test' in n.lower() or 'score' in n.lower() or 'point' in n.lower()]\n"
        "print('NAMES', [n for n in names if not n.startswith('_')])"
    )
    assert "NAMES []" in attack({"q": [("f(3)", "9")]}, code).shown
