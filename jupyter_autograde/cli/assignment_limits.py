"""`jupyter autograde assignment limits`, for instructors."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from pydantic import ValidationError
from traitlets import Bool, Float, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.models.limits import AssignmentLimits, AssignmentLimitsRequest, in_words

_FIELDS = {
    "wall": "wall_seconds",
    "cell": "cell_seconds",
    "test": "question_seconds",
    "memory": "memory",
    "output": "output",
}
"""Option -> field of `AssignmentLimits`."""
_SIZES = ("memory", "output")
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)([KMGT]?)(?:iB|B)?", re.ASCII | re.IGNORECASE)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class LimitsApp(ClientApp):
    """Show or change what one grading of an assignment may use."""

    name = "jupyter-autograde-assignment-limits"
    description = """Show or change what one grading of an assignment may use.

    jupyter autograde assignment limits COURSE/ASSIGNMENT
    jupyter autograde assignment limits COURSE/ASSIGNMENT [--wall=SECONDS] [--cell=SECONDS] [--test=SECONDS]
                                                          [--memory=SIZE] [--output=SIZE]
    jupyter autograde assignment limits COURSE/ASSIGNMENT --clear

    What is not named stays. Sizes are 1G, 512M, 64K. Instructors change limits, within those that the operators allow.
    """
    wall = Float(None, allow_none=True, help="Seconds of one notebook from its start to its end.").tag(config=True)
    cell = Float(None, allow_none=True, help="Seconds of one cell.").tag(config=True)
    test = Float(None, allow_none=True, help="Seconds of one expression of a test.").tag(config=True)
    memory = Unicode("", help="Memory of all processes of a notebook, such as 512M or 1G.").tag(config=True)
    output = Unicode("", help="All outputs of a notebook, such as 64K or 2M; what is beyond is cut.").tag(config=True)
    clear = Bool(False, help="Take the service's own again, but for what else is named.").tag(config=True)
    aliases = {**ClientApp.aliases, **{option: f"LimitsApp.{option}" for option in _FIELDS}}
    flags = {**ClientApp.flags, "clear": ({"LimitsApp": {"clear": True}}, clear.help)}

    def run(self) -> None:
        """Change what is named, and print all of them."""
        (name,) = self.arguments("assignment")
        wanted = self._wanted()
        with self.connect() as client:
            assignment = find_assignment(client, name)
            limits = assignment.limits
            if self.clear or wanted:
                kept = {} if self.clear or limits is None else limits.model_dump(exclude_none=True)
                change = AssignmentChange(limits=_request(kept | wanted))
                limits = client.change_assignment(assignment.id, change).limits
            limits = limits or AssignmentLimits()
            own = client.get_limits().own
        self._print(limits, own)

    def _wanted(self) -> dict[str, float]:
        given = {option: getattr(self, option) for option in _FIELDS}
        return {
            _FIELDS[option]: _bytes(option, value) if option in _SIZES else value
            for option, value in given.items()
            if value not in (None, "")
        }

    def _print(self, limits: AssignmentLimits, own: AssignmentLimits) -> None:
        if self.json:
            self.say(limits.model_dump_json(indent=1))
            return
        rows = [
            [option, _shown(field, getattr(limits, field), getattr(own, field))] for option, field in _FIELDS.items()
        ]
        self.table([["LIMIT", "OF THIS ASSIGNMENT"], *rows])


def _request(limits: dict[str, float]) -> AssignmentLimitsRequest | None:
    if not limits:
        return None
    try:
        return AssignmentLimitsRequest.model_validate(limits)
    except ValidationError as fault:
        first = fault.errors()[0]
        option = next(option for option, field in _FIELDS.items() if field in first["loc"])
        asked = in_words(_FIELDS[option], limits[_FIELDS[option]])
        raise InvalidInput(f"--{option} can't be {asked}: {_bounds_in_words(option, first.get('ctx', {}))}.") from fault


def _bounds_in_words(option: str, bounds: Mapping[str, float]) -> str:
    """Return what the option takes, as one types it."""
    if "ge" in bounds:
        return f"it takes at least {_typed(option, bounds['ge'])}"
    if "le" in bounds:
        return f"it takes at most {_typed(option, bounds['le'])}"
    return "it takes a number"


def _typed(option: str, value: float) -> str:
    if option not in _SIZES:
        return f"{value:g} (seconds)"
    unit, factor = max(((unit, size) for unit, size in _FACTORS.items() if size <= value), key=lambda one: one[1])
    return f"{value / factor:g}{unit}"


def _bytes(option: str, text: str) -> int:
    read = _SIZE.fullmatch(text)
    if read is None:
        raise InvalidInput(f"--{option} takes a size such as 512M or 1G, not {text!r}.")
    return math.floor(float(read[1]) * _FACTORS[read[2].upper()])


def _shown(field: str, value: float | None, own: float) -> str:
    return f"{in_words(field, own)}, the service's own" if value is None else in_words(field, value)
