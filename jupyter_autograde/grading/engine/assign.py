"""Run `otter assign` in a box; what comes out is hostile data (SEC-12, SEC-22)."""

from __future__ import annotations

import base64
import binascii
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jupyter_autograde.bundles import BundleLimits, check_path
from jupyter_autograde.errors import BundleTooLarge, GradingError, InvalidSource, UnsafePath
from jupyter_autograde.grading.engine.conduct import RUNNER
from jupyter_autograde.grading.engine.files import send_files
from jupyter_autograde.grading.scorer.channel import DIED, TIMEOUT, Broken, Channel
from jupyter_autograde.models.terminal_text import plain_text
from jupyter_autograde.sandbox import Environment, Limits, Sandbox
from jupyter_autograde.sandbox.runner.assign import LIST

LOG_CHARACTERS = 100_000

_MISSING = re.compile(r"^FileNotFoundError: \[Errno 2\] [^:\n]*: '([^'\n]+)'", re.MULTILINE)
_QUOTED = re.compile(r'\s*[~^]+\s*|  File ".*|    .*')
"""Lines of a traceback that show where it was."""

_ASSIGN = replace(RUNNER, module="assign", warm=False)


@dataclass(frozen=True)
class BoxedAssign:
    """`formats.base.BuildTool` on a sandbox."""

    sandbox: Sandbox
    environment: Environment
    limits: Limits

    def assign(self, source: Mapping[str, bytes], notebooks: Sequence[str]) -> tuple[dict[str, bytes], str]:
        """Run `otter assign` on each notebook; return the files it made and what it printed."""
        box = self.sandbox.start(_ASSIGN, self.environment, self.limits)
        channel = Channel(box.channel, time.monotonic() + self.limits.wall_seconds, self.limits.frame_bytes)
        received = _Received()
        try:
            send_files(channel, source)
            channel.put({"op": "assign", "notebooks": list(notebooks)})
            while not received.take(channel.get()):
                pass
        except Broken as fault:
            if fault.reason == TIMEOUT:
                raise InvalidSource(f"Building took longer than {self.limits.wall_seconds:.0f} seconds.") from fault
            tail = plain_text(box.log()[-2000:], most=2000)
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
            self.log = (self.log + str(message.get("log", "")))[-LOG_CHARACTERS:]
            if message["code"] != 0:
                said = unlisted(self.log) if message.get("step") == LIST else refusal(self.log)
                raise InvalidSource(said, details={"log": self.log[-4000:]})
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


def refusal(log: str) -> str:
    """Return why `otter assign` ended with an error, from what it printed."""
    reason = _last_lines(log)
    missing = _MISSING.search(reason)
    if missing:
        return (
            f'A file that the notebook needs did not come with it: {missing[1]!r}. Tick it under "Extra files" when '
            "you release; put it beside the notebook if it is not in that list."
        )
    return f"`otter assign` refused the notebook: {reason}"


def unlisted(log: str) -> str:
    """Return why the questions that a person grades are not known though `otter assign` has worked."""
    return (
        "`otter assign` took the notebook, but the otter-grader of this environment does not tell which of its "
        f"questions a person grades: {_last_lines(log)}"
    )


def _last_lines(log: str) -> str:
    """Return the end of a traceback, without the code in it, or of a command's complaint."""
    lines = [line for line in plain_text(log, most=LOG_CHARACTERS).splitlines() if line.strip()]
    said = [line for line in lines if not _QUOTED.fullmatch(line)] or lines
    return "\n".join(said[-3:])[-1000:] or "it said nothing."
