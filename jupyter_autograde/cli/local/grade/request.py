"""What is asked of a grading server and what it answers: one request a connection, lines of JSON, a closed grammar."""

from __future__ import annotations

import json
import os

from jupyter_autograde.cli.local.grade.options import Options, UsageFault

TYPE_CHECKING = False
if TYPE_CHECKING:  # without importing `typing`
    from typing import Any

MAX_LINE = 4 << 20
"""Bytes of a request: some ten thousand paths."""

_TEXTS = ("package", "output", "environment", "csv")


class Malformed(Exception):
    """A line is none of the grammar."""


class Request:
    """One call of `grade`; paths are absolute, since the server has a working directory of its own.

    Parameters
    ----------
    environment : str
        A name, the path of a Python, or empty for the default.
    jobs : int
        0: as many as there are slots.
    csv : str
        Empty for none.
    figures : bool
        Whether figures are rendered.
    feedback : bool
        Whether a notebook for the student is written, too.
    """

    __slots__ = ("csv", "environment", "feedback", "figures", "jobs", "notebooks", "output", "package")

    def __init__(
        self,
        package: str,
        notebooks: list[str],
        output: str,
        environment: str = "",
        jobs: int = 0,
        csv: str = "",
        figures: bool = True,
        feedback: bool = False,
    ) -> None:
        self.package, self.notebooks, self.output = package, notebooks, output
        self.environment, self.jobs, self.csv = environment, jobs, csv
        self.figures, self.feedback = figures, feedback

    def line(self) -> bytes:
        """Return the request as it goes over the socket."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Request:
        """Read what came over the socket.

        Raises
        ------
        Malformed
        """
        given = read_line(line)
        if given.keys() != set(cls.__slots__):
            raise Malformed("a request has other members")
        notebooks, jobs, figures, feedback = (given[name] for name in ("notebooks", "jobs", "figures", "feedback"))
        texts = [given[name] for name in _TEXTS]
        if type(notebooks) is not list or not notebooks:
            raise Malformed("a member of the request is of another type")
        if type(figures) is not bool or type(feedback) is not bool:
            raise Malformed("a member of the request is of another type")
        if type(jobs) is not int or not 0 <= jobs < 1000:
            raise Malformed("a member of the request is of another type")
        if any(type(text) is not str or "\0" in text for text in [*texts, *notebooks]):
            raise Malformed("a member of the request is no text")
        if not all(os.path.isabs(path) for path in [given["package"], given["output"], *notebooks]):
            raise Malformed("a path of the request is not absolute")
        return cls(**given)


class Row:
    """What is said of one notebook.

    Parameters
    ----------
    status : str
        Of `GradeStatus`; empty: there is no result.
    pending : float
        Points of `max_score` that a person has still to give.
    code, message : str
        Why it could not be graded; with an empty code the message is about how the run ended.
    """

    __slots__ = ("code", "flags", "max_score", "message", "pending", "score", "status")

    def __init__(
        self,
        status: str = "",
        score: float = 0.0,
        max_score: float = 0.0,
        flags: list[str] | None = None,
        code: str = "",
        message: str = "",
        pending: float = 0.0,
    ) -> None:
        self.status, self.score, self.max_score, self.pending = status, score, max_score, pending
        self.flags, self.code, self.message = flags or [], code, message

    def plain(self) -> dict[str, object]:
        """Return the row as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


def make_request(options: Options) -> Request:
    """Return the request of `options`; a folder among the notebooks stands for the notebooks in it.

    Raises
    ------
    UsageFault
        A folder has no notebook, or can't be read.
    """
    environment = os.path.abspath(options.environment) if os.sep in options.environment else options.environment
    csv = os.path.abspath(options.csv) if options.csv else ""
    options.notebooks = [path for name in options.notebooks for path in _notebooks(name)]
    notebooks = [os.path.abspath(path) for path in options.notebooks]
    package, output = os.path.abspath(options.package), os.path.abspath(options.output)
    return Request(package, notebooks, output, environment, options.jobs, csv, options.figures, options.feedback)


def _notebooks(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    try:
        found = sorted(name for name in os.listdir(path) if name.endswith(".ipynb"))
    except OSError as fault:
        raise UsageFault(f"The folder {path!r} can't be read: {fault.strerror}.") from fault
    if not found:
        raise UsageFault(f"There is no notebook in the folder {path!r}.")
    return [os.path.join(path, name) for name in found]


def read_line(line: bytes) -> dict[str, Any]:
    """Return the object of one line.

    Raises
    ------
    Malformed
    """
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("a line is no JSON") from None
    if type(given) is not dict:
        raise Malformed("a line is no object")
    return given
