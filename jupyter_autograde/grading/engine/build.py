"""Build a release with `otter assign`, in a box; what comes out is hostile data (SEC-12, SEC-22)."""

from __future__ import annotations

import base64
import binascii
import posixpath
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jupyter_autograde.bundles import BundleLimits, check_path
from jupyter_autograde.errors import BundleTooLarge, GradingError, InvalidInput, InvalidSource, UnsafePath
from jupyter_autograde.grading.engine.conduct import RUNNER
from jupyter_autograde.grading.engine.files import send_files
from jupyter_autograde.grading.engine.normalise import normalised_notebook
from jupyter_autograde.grading.engine.result import plain_text
from jupyter_autograde.grading.formats import GradingFormat, otter_package
from jupyter_autograde.grading.scorer.channel import DIED, TIMEOUT, Broken, Channel
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.sandbox import Environment, Limits, Sandbox

Progress = Callable[[str], None]

_ASSIGN = replace(RUNNER, module="assign", warm=False)
_LOG = 100_000


@dataclass(frozen=True)
class BuiltRelease:
    """What a source was made into.

    Parameters
    ----------
    student : dict
        The student bundle, path -> content.
    package : dict
        The grading package.
    notebooks : list of str
        Paths of the assignment's notebooks in the bundle.
    solution : dict
        Path -> the notebook with the solution, as it would be submitted.
    log : str
        For the instructor.
    """

    student: dict[str, bytes]
    package: dict[str, bytes]
    notebooks: list[str]
    solution: dict[str, bytes] = field(repr=False)
    log: str = ""


def build_release(
    sandbox: Sandbox,
    environment: Environment,
    limits: Limits,
    grading_format: GradingFormat,
    source: Mapping[str, bytes],
    notebooks: Sequence[str],
    on_progress: Progress,
) -> BuiltRelease:
    """Make student bundle and grading package.

    Raises
    ------
    InvalidSource, InvalidNotebook, BundleTooLarge
        The source is at fault; the message says why.
    GradingError
        The build could not be done.
    """
    _check_source(source, notebooks)
    on_progress("Making the student version")
    made, log = _assign(sandbox, environment, limits, source, notebooks)
    student: dict[str, bytes] = {}
    solution: dict[str, bytes] = {}
    package = {otter_package.MANIFEST: otter_package.manifest(_folders(notebooks))}
    known = set(notebooks)
    for number, path in enumerate(notebooks):
        parts = _parts(made, number)
        home = posixpath.dirname(path)
        master = read_notebook(source[path], name=path)
        for name, content in parts["student"].items():
            student[check_path(posixpath.join(home, name))] = content
        if path not in student:
            raise InvalidSource(f"`otter assign` made no student version of {path}.")
        student[path] = normalised_notebook(student[path], master, path)
        solution[path] = normalised_notebook(parts["solution"]["notebook.ipynb"], master, path)
        package.update(grading_format.package(path, parts["package"], _folders(notebooks)[path]))
        known.update(otter_package.own_files(parts["package"], home))
    # What the notebooks' configuration does not name was sent for the students. What it names for the
    # grader alone (`autograder_files`) is in the package already and stays there.
    extra = {path: content for path, content in source.items() if path not in known}
    student = {**extra, **student}
    package.update(otter_package.shared(extra))
    grading_format.read(package)  # refused now, not at the first submission
    return BuiltRelease(student, package, list(notebooks), solution, plain_text(log, _LOG))


def _check_source(source: Mapping[str, bytes], notebooks: Sequence[str]) -> None:
    for path in source:
        check_path(path)
    if not notebooks:
        raise InvalidSource("The assignment names no notebook.")
    if len(set(notebooks)) != len(notebooks):
        raise InvalidSource("The assignment names a notebook twice.")
    for path in notebooks:
        if path not in source:
            raise InvalidSource(f"The notebook {path} is not among the files.", details={"path": path})
        read_notebook(source[path], name=path)


def _folders(notebooks: Sequence[str]) -> dict[str, str]:
    return {path: f"notebooks/{number}" for number, path in enumerate(notebooks, start=1)}


def _parts(made: Mapping[str, bytes], number: int) -> dict[str, dict[str, bytes]]:
    parts: dict[str, dict[str, bytes]] = {"student": {}, "solution": {}, "package": {}}
    for name, content in made.items():
        owner, part, rest = name.split("/", 2)
        if owner == str(number) and part in parts:
            parts[part][rest] = content
    if not parts["solution"]:
        raise InvalidSource("`otter assign` made no version with the solution.")
    return parts


def _assign(
    sandbox: Sandbox, environment: Environment, limits: Limits, source: Mapping[str, bytes], notebooks: Sequence[str]
) -> tuple[dict[str, bytes], str]:
    """Run `otter assign` for each notebook; return the files it made and what it printed."""
    box = sandbox.start(_ASSIGN, environment, limits)
    channel = Channel(box.channel, time.monotonic() + limits.wall_seconds, limits.frame_bytes)
    received = _Received()
    try:
        send_files(channel, source)
        channel.put({"op": "assign", "notebooks": list(notebooks)})
        while not received.take(channel.get()):
            pass
    except Broken as fault:
        if fault.reason == TIMEOUT:
            raise InvalidSource(f"Building took longer than {limits.wall_seconds:.0f} seconds.") from fault
        tail = plain_text(box.log()[-2000:], 2000)
        if fault.reason == DIED:
            raise InvalidSource(f"Building stopped before its end. {tail}") from fault
        raise GradingError(f"Building gave no readable answer. {tail}") from fault
    finally:
        box.kill()
    return received.files, received.log


class _Received:
    """Files as they come out of the box, under the limits of a bundle."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.log = ""
        self._limits, self._total = BundleLimits(), 0

    def take(self, message: dict[str, Any]) -> bool:
        """Take one message; True at the end."""
        if "file" in message:
            self._file(message)
        elif "code" in message:
            self.log = (self.log + str(message.get("log", "")))[-_LOG:]
            if message["code"] != 0:
                reason = f"`otter assign` refused the notebook: {_last_lines(self.log)}"
                raise InvalidSource(reason, details={"log": self.log[-4000:]})
        return message.get("end") is True

    def _file(self, message: dict[str, Any]) -> None:
        try:
            name = check_path(str(message["file"]))
            data = base64.b64decode(message["data"], validate=True)
        except (KeyError, TypeError, ValueError, binascii.Error) as fault:
            raise GradingError("Building gave no readable answer.") from fault
        except UnsafePath as fault:
            raise InvalidSource(f"The build made a file that can't be used: {fault.message}") from fault
        if name.count("/") < 2:
            raise GradingError("Building gave no readable answer.")
        self._total += len(data)
        size = len(self.files.get(name, b"")) + len(data)
        if self._total > self._limits.total or size > self._limits.file or len(self.files) > self._limits.files:
            raise BundleTooLarge("The build made more or larger files than a bundle may hold.")
        self.files[name] = self.files.get(name, b"") + data


def _last_lines(log: str) -> str:
    """Return the end of a traceback or of a command's complaint."""
    lines = [line for line in plain_text(log, _LOG).splitlines() if line.strip()]
    return "\n".join(lines[-3:])[-1000:] or "it said nothing."


__all__ = ["BuiltRelease", "InvalidInput", "build_release"]
