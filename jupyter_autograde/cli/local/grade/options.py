"""The words of `jupyter autograde grade`. Read by hand: argparse alone would cost as much as sending the request."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # without importing `typing`
    from collections.abc import Sequence

USAGE = (
    "jupyter autograde grade PACKAGE NOTEBOOK… [-o DIR] [--env NAME|PYTHON] [--jobs N] [--csv FILE] [--feedback] "
    "[--no-figures]"
)

HELP = f"""Grade notebooks in the sandbox.

Usage: {USAGE}
       jupyter autograde grade --serve SOCKET [--env NAME|PYTHON] [--jobs N]
       jupyter autograde grade PACKAGE NOTEBOOK… --socket SOCKET [-o DIR] [--csv FILE] …

PACKAGE    what `otter assign` has made (autograder.zip), or for nbgrader the source notebook, a folder or a zip
           with several
NOTEBOOK   a submitted notebook, or a folder of them

-o, --output DIR    for each notebook a folder DIR/<its name without .ipynb> with results.json (Gradescope's format),
                    record.json, student.json and executed.ipynb. Default: the current folder.
--env NAME|PYTHON   a name that `jupyter autograde env list` shows, or the path of a Python. Default: the first of them.
--jobs N            how many notebooks at once. Default: as many as this machine has cores.
--csv FILE          write one line a notebook with the points of each question.
--feedback          also feedback.ipynb, the notebook with outputs as its student may see it: run once more without any
                    hidden test (executed.ipynb may show what hidden tests made it print, and is for staff).
--no-figures        scores only: figures are not rendered, executed.ipynb has no pictures. Twice as fast where there
                    are some.
--serve SOCKET      keep runners warm and grade what comes over this Unix socket, which only you may use, until SIGTERM.
--socket SOCKET     let such a server grade: the same files, the same exit code, without the time to start.
--config FILE, --log-level LEVEL, --debug, --Class.option=VALUE
                    as for the other verbs.

Exit code: 0 all graded, 1 some notebook could not be graded, 2 the command or the package is wrong.
"""

_VALUES = {
    "-o": "output",
    "--output": "output",
    "--env": "environment",
    "--jobs": "jobs",
    "--csv": "csv",
    "--serve": "serve",
    "--socket": "socket",
}
_CONFIGURATION = ("--config", "--log-level")
"""Left to traitlets, with their value; so is everything else that begins with `--`."""


class UsageFault(Exception):
    """The words make no sense; the message says why."""


class Options:
    """What the words say; a word that is missing is empty, or 0 for `jobs`."""

    __slots__ = (
        "configuration",
        "csv",
        "environment",
        "feedback",
        "figures",
        "help",
        "jobs",
        "notebooks",
        "output",
        "package",
        "serve",
        "socket",
    )

    def __init__(self) -> None:
        self.package, self.notebooks = "", list[str]()
        self.output, self.environment, self.csv, self.serve, self.socket = ".", "", "", "", ""
        self.jobs = 0
        self.help, self.figures, self.feedback = False, True, False
        self.configuration = list[str]()
        """Words for traitlets."""


def read_options(words: Sequence[str]) -> Options:
    """Read the words; options may stand anywhere.

    Raises
    ------
    UsageFault
    """
    options, names, left = Options(), list[str](), list(words)
    while left:
        word = left.pop(0)
        option, equals, value = word.partition("=")
        if word == "--":
            names += left
            break
        if not word.startswith("-") or word == "-":
            names.append(word)
        elif word in ("-h", "--help", "--help-all"):
            options.help = True
        elif word == "--no-figures":
            options.figures = False
        elif word == "--feedback":
            options.feedback = True
        elif option in _VALUES:
            _set(options, option, value if equals else _next(option, left))
        elif word.startswith("-o"):
            _set(options, "-o", word[2:])
        elif option in _CONFIGURATION:
            options.configuration.append(f"{option}={value if equals else _next(option, left)}")
        elif word == "--debug" or (equals and "." in option):
            options.configuration.append(word)
        else:
            raise UsageFault(f"There is no option {option!r}. See: jupyter autograde grade --help")
    if names:
        options.package, *options.notebooks = names
    _check(options)
    return options


def _next(option: str, left: list[str]) -> str:
    if not left:
        raise UsageFault(f"{option} needs a value.")
    return left.pop(0)


def _set(options: Options, option: str, value: str) -> None:
    if not value:
        raise UsageFault(f"{option} needs a value.")
    if option != "--jobs":
        setattr(options, _VALUES[option], value)
    elif value.isascii() and value.isdigit() and 0 < int(value.lstrip("0")[:4] or 0) <= 999:
        options.jobs = int(value)
    else:
        raise UsageFault(f"--jobs takes a number from 1 to 999, not {value!r}.")


def _check(options: Options) -> None:
    if options.help:
        return
    if options.serve:
        if options.package or options.socket or options.csv or options.feedback or not options.figures:
            raise UsageFault("--serve takes neither notebooks nor --socket, --csv, --feedback or --no-figures.")
    elif not options.notebooks:
        raise UsageFault(f"Usage: {USAGE} (see --help)")
