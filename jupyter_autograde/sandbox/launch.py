"""The command line that starts a box. Pure: it builds lists of words and starts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jupyter_autograde.sandbox.base import Limits, Program
from jupyter_autograde.sandbox.environment_layout import EnvironmentLayout

PROGRAMS = "/program"
"""Where a program's folder is shown inside."""

WORK = "/box"
"""The work folder inside, and HOME."""

OWN_FOLDERS = (WORK, "/tmp", "/dev/shm")
"""Where every box has a memory file system of its own."""

NOBODY = 65534
"""Numeric, so that no `/etc/passwd` is needed inside."""

_ETC = (
    "alternatives", "fonts", "hosts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "mime.types",
    "nsswitch.conf", "protocols", "services",
)  # fmt: skip
"""What programs expect of `/etc`; nothing in it is secret. `otter assign` resolves `localhost` by `hosts`."""

_TOP_LINKS = ("bin", "lib", "lib32", "lib64", "libx32", "sbin")

SHARED_BYTES = 64 << 20
"""Of `/dev/shm`."""

_OUTER_BYTES = 64 << 20
"""Of the work folders of an outer box: caches of the libraries that are warmed up."""

# The words before `--` say what to do before the box starts, one after the other, as the user who started us:
# `group FILE` enters a control group, `bind FROM TO` shows a folder at a place that the worker user can reach.
_PREPARE = """
while [ "$1" != -- ]; do
  case "$1" in
    group) echo $$ > "$2"; shift 2 ;;
    bind) "$MOUNT" --bind "$2" "$3"; shift 3 ;;
    *) exit 64 ;;
  esac
done
shift
exec "$ENV" -i "$@"
"""


@dataclass(frozen=True)
class Tools:
    """Absolute paths of the system's programs; `version` is bubblewrap's."""

    bwrap: str
    version: tuple[int, ...]
    env: str = "/usr/bin/env"
    sh: str = "/bin/sh"
    mount: str = "/usr/bin/mount"
    unshare: str = "/usr/bin/unshare"
    setpriv: str = "/usr/bin/setpriv"
    prlimit: str = "/usr/bin/prlimit"


@dataclass(frozen=True)
class Identity:
    """The ordinary user that bubblewrap is started as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Shown:
    """A folder outside, and the path at which the box shows it."""

    source: Path
    target: Path


def box_words(
    tools: Tools,
    program: Program,
    layout: EnvironmentLayout,
    limits: Limits,
    shown: list[Shown],
    *,
    channel_fd: int,
    seccomp_fd: int,
    info_fd: int,
    prepared_fd: int | None = None,
) -> list[str]:
    """Return bubblewrap's words of cold mode: the command of security/threat-model.md."""
    # Bubblewrap's own process in the box is in reach of the program (same user), so it gets the limits too.
    words = [*limit_words(tools, limits), tools.bwrap, *_isolation_words(info_fd)]
    if tools.version >= (0, 8):
        words += ["--disable-userns"]  # older ones: the system-call filter alone denies nested namespaces
    words += ["--seccomp", str(seccomp_fd)]
    words += [*_mount_words(shown, limits.work_bytes, limits.work_bytes), *_setting_words(layout)]
    # Only inside: outside, the kernel counts the processes of all boxes of this user together.
    words += [tools.prlimit, f"--nproc={limits.processes}"]
    return [*words, *program_words(layout, PROGRAMS, program, channel_fd, prepared_fd)]


def outer_words(
    tools: Tools, server: Program, layout: EnvironmentLayout, shown: list[Shown], *, control_fd: int, info_fd: int
) -> list[str]:
    """Return bubblewrap's words of warm mode: the outer box, in which `server` makes the boxes.

    Without `--disable-userns` and the filter: each box needs namespaces of its own, and locks itself in afterwards.
    """
    words = [tools.prlimit, "--core=0", tools.bwrap, *_isolation_words(info_fd)]
    words += [*_mount_words(shown, _OUTER_BYTES, _OUTER_BYTES), *_setting_words(layout)]
    return [*words, *program_words(layout, PROGRAMS, server, control_fd)]


def _isolation_words(info_fd: int) -> list[str]:
    return [
        *("--unshare-all", "--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "box"),
        *("--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL", "--info-fd", str(info_fd)),
    ]


def _mount_words(shown: list[Shown], temporary: int, work: int) -> list[str]:
    """Order matters, later mounts hide earlier ones: memory file systems first, folders after them."""
    words = ["--size", str(temporary), "--tmpfs", "/tmp", "--ro-bind", "/usr", "/usr"]
    for link, place in system_links().items():
        words += ["--symlink", str(place), str(link)]
    for path in system_paths():
        words += ["--ro-bind", str(path), str(path)]
    for folder in shown:
        words += ["--ro-bind", str(folder.source), str(folder.target)]
    words += ["--proc", "/proc", "--dev", "/dev", "--size", str(SHARED_BYTES), "--tmpfs", "/dev/shm"]
    # Bubblewrap's /dev is a memory file system without a size, which a notebook could fill, and boxes may share it.
    return [*words, "--remount-ro", "/dev", "--size", str(work), "--tmpfs", WORK, "--remount-ro", "/"]


def system_links() -> dict[Path, Path]:
    """Return the links of the top folder that programs of this machine are found by, and where they point."""
    return {link: link.readlink() for link in (Path("/", name) for name in _TOP_LINKS) if link.is_symlink()}


def system_paths() -> list[Path]:
    """Return what a box sees of this machine beside `/usr` and its environment."""
    folders = [folder for folder in (Path("/", name) for name in _TOP_LINKS) if not folder.is_symlink()]
    return [path for path in (*folders, *(Path("/etc", name) for name in _ETC)) if path.exists()]


def _setting_words(layout: EnvironmentLayout) -> list[str]:
    words = ["--chdir", WORK]
    for name, value in environment_variables(layout).items():
        words += ["--setenv", name, value]
    return words


def limit_words(tools: Tools, limits: Limits) -> list[str]:
    """Return the words that lower the rlimits of what follows them; the number of processes is not among them."""
    return [
        tools.prlimit,
        f"--as={limits.memory}",
        f"--cpu={limits.cpu_seconds}",
        f"--fsize={limits.file_bytes}",
        f"--nofile={limits.descriptors}",
        "--core=0",
    ]


def program_words(
    layout: EnvironmentLayout, home: str, program: Program, channel_fd: int, prepared_fd: int | None = None
) -> list[str]:
    """Return the words that start the program: isolated, so that no folder of a student's is on its path."""
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); import importlib; "
        "module = importlib.import_module(sys.argv[2]); del sys.path[0]; "
    )
    if prepared_fd is not None:
        start += "module.prepare(open(int(sys.argv[4]), 'rb').read()); "
    words = [str(layout.python), "-I", "-B", "-c", start + "module.main(int(sys.argv[3]))", home]
    words += [f"{program.package}.{program.module}", str(channel_fd)]
    return words if prepared_fd is None else [*words, str(prepared_fd)]


def environment_variables(layout: EnvironmentLayout) -> dict[str, str]:
    """Return the whole environment inside; nothing is inherited (SEC-02)."""
    return {
        "PATH": f"{layout.python.parent}:/usr/bin:/bin",
        "HOME": WORK,
        "TMPDIR": "/tmp",
        "LANG": "C.UTF-8",
        "TERM": "xterm-color",
        "USER": "student",
        "LOGNAME": "student",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": "/tmp/.matplotlib",
        "IPYTHONDIR": "/tmp/.ipython",
        "OPENBLAS_NUM_THREADS": "1",  # each thread reserves address space, and the box has one core
        "OMP_NUM_THREADS": "1",
    }


def host_words(
    tools: Tools, box: list[str], *, groups: list[Path], staged: list[Shown], identity: Identity | None
) -> list[str]:
    """Return the whole command: enter control groups, stage folders privately, drop root, start the box.

    Parameters
    ----------
    staged : list of Shown
        Folders that `identity` can't reach by their own path, and where to mount them; needs root.
    identity : Identity or None
        None when we are an ordinary user already. Bubblewrap is never started as uid 0: its mapped uid would be
        the real root, and `/proc/sys/kernel/core_pattern` opens for writing inside (seen with 0.8).
    """
    inner = list(box)
    if identity is not None:
        drop = ["--reuid", str(identity.uid), "--regid", str(identity.gid), "--clear-groups"]
        inner = [tools.setpriv, *drop, tools.env, "-i", *box]
    if not groups and not staged:
        return inner
    script = _PREPARE.replace('"$MOUNT"', tools.mount).replace('"$ENV"', tools.env)
    prepare = [tools.sh, "-eu", "-c", script, "prepare"]
    for door in groups:
        prepare += ["group", str(door)]
    for folder in staged:
        prepare += ["bind", str(folder.source), str(folder.target)]
    prepare += ["--", *inner]
    if staged:
        prepare = [tools.unshare, "--mount", "--propagation", "private", *prepare]
    return prepare
