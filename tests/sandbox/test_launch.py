from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_autograde.sandbox import Limits, Program
from jupyter_autograde.sandbox.environment_layout import EnvironmentLayout
from jupyter_autograde.sandbox.launch import Identity, Shown, Tools, box_words, host_words

LAYOUT = EnvironmentLayout(Path("/env/bin/python"), Path("/env"), (Path("/env"),), "3.11", "0" * 64)
PROGRAM = Program(Path("/src/runner"), "autograde_runner")


def words(version: tuple[int, ...] = (0, 8, 0)) -> list[str]:
    shown = [Shown(Path("/env"), Path("/env"))]
    tools = Tools(bwrap="/usr/bin/bwrap", version=version)
    return box_words(tools, PROGRAM, LAYOUT, Limits(), shown, channel_fd=7, seccomp_fd=8, info_fd=9)


def test_cold_mode_command_has_every_wall():
    made = words()
    for wall in (
        "--unshare-all",
        "--unshare-user",
        "--disable-userns",
        "--die-with-parent",
        "--new-session",
        "--clearenv",
    ):
        assert wall in made
    assert made[made.index("--cap-drop") + 1] == "ALL"
    assert made[made.index("--seccomp") + 1] == "8"
    sealed = {made[place + 1]: place for place, word in enumerate(made) if word == "--remount-ro"}
    assert sealed["/"] > made.index("/box")
    assert sealed["/dev"] > made.index("/dev/shm")
    assert "--core=0" in made


def test_every_memory_file_system_is_sized():
    made = words()
    places = [place for place, word in enumerate(made) if word == "--tmpfs"]
    assert {made[place + 1] for place in places} == {"/tmp", "/dev/shm", "/box"}
    assert all(made[place - 2] == "--size" for place in places)


def test_old_bubblewrap_gets_no_unknown_option():
    assert "--disable-userns" not in words((0, 6, 1))


def test_limits_hold_for_bubblewraps_own_process_too():
    made = words()
    assert made.index("--core=0") < made.index("/usr/bin/bwrap") < made.index("--nproc=128")


def test_nothing_is_bound_for_writing():
    assert not {"--bind", "--dev-bind", "--bind-try", "--share-net"} & set(words())


def test_program_starts_isolated():
    made = words()
    python = made.index("/env/bin/python")
    assert made[python + 1 : python + 3] == ["-I", "-B"]


@pytest.mark.parametrize("staged", [[], [Shown(Path("/root/py"), Path("/run/stage/0"))]])
def test_root_is_dropped_before_bubblewrap(staged):
    tools = Tools(bwrap="/usr/bin/bwrap", version=(0, 8))
    made = host_words(tools, ["/usr/bin/bwrap"], groups=[], staged=staged, identity=Identity(65534, 65534))
    drop = made.index("/usr/bin/setpriv")
    assert made[drop : drop + 6] == ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    assert made.index("/usr/bin/bwrap") > drop
    assert (made[0] == "/usr/bin/unshare") == bool(staged)


def test_ordinary_user_starts_bubblewrap_directly():
    tools = Tools(bwrap="/usr/bin/bwrap", version=(0, 8))
    assert host_words(tools, ["/usr/bin/bwrap"], groups=[], staged=[], identity=None) == ["/usr/bin/bwrap"]
