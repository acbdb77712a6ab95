"""The live classroom: who works on what, and the end of each notebook as it was saved."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, FailFast, Field, model_validator

from jupyter_autograde.models.base import Name, Reply, Request, Ulid, UtcTime
from jupyter_autograde.models.terminal_text import PlainText, plain_line

MAX_TAIL = 64 * 1024
"""Bytes of a notebook's end as JSON."""
LIVE_DAYS = 14
"""Days for which the end of a notebook is kept, where nobody says another number."""
MAX_LIVE_DAYS = 180
MOST_NOTEBOOKS = 1000
"""Notebooks in one answer, the newest."""
MOST_OF_ONE = 20
"""Of them, those of one person."""
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"
"""Content-Security-Policy of the page with all ends: it runs nothing and loads nothing (SEC-50)."""
_MOST_CELLS = 1000
_MOST_OUTPUTS = 2000
"""More than this do not fit into `MAX_TAIL`, however short they are; it is asked before any of them is looked at."""
_MAX_COUNT = 2**53


def _error_name(value: str) -> str:
    return plain_line(value) or "Error"


class NotebookError(Reply):
    """The error that a notebook shows, of the cell that was run last among those with one."""

    name: Annotated[str, Field(max_length=128), AfterValidator(_error_name)]
    """The exception's class."""
    message: Annotated[str, Field(max_length=500), AfterValidator(plain_line)] = ""


class OutputKind(StrEnum):
    """`omitted`: pictures, widgets and pages, of which the text is what stands in for them."""

    TEXT = "text"
    ERROR = "error"
    OMITTED = "omitted"


class TailOutput(Reply):
    """An output of a cell, as text."""

    kind: OutputKind
    text: PlainText
    mime: Annotated[str, Field(pattern=r"^[\w.+/-]{1,80}$")] | None = None
    """Media type of what was left out, or of the text."""


class TailCell(Reply):
    """A cell, its outputs long ones cut in the middle."""

    cell_type: Literal["code", "markdown", "raw"]
    source: PlainText
    execution_count: Annotated[int, Field(ge=0, le=_MAX_COUNT)] | None = None
    outputs: list[TailOutput]


class NotebookTail(Reply):
    """The last cells of a notebook: text only, never HTML."""

    cells: list[TailCell]
    failing: TailCell | None = None
    """The cell of the notebook's error, where it is none of the last."""
    cut: bool = False
    """More had to be left out than long outputs' middles, for its size."""


def size_of(tail: NotebookTail) -> int:
    """Return the bytes of a tail as JSON."""
    return len(tail.model_dump_json().encode())


class SentCell(TailCell):
    """A cell as somebody sends it."""

    outputs: Annotated[list[TailOutput], FailFast(), Field(max_length=_MOST_OUTPUTS)]


class SentTail(NotebookTail):
    """The last cells of a notebook as somebody sends them."""

    cells: Annotated[list[SentCell], FailFast(), Field(max_length=_MOST_CELLS)]  # type: ignore[assignment]
    failing: SentCell | None = None

    @model_validator(mode="after")
    def _check_size(self) -> SentTail:
        if size_of(self) > MAX_TAIL:
            raise ValueError(f"the end of a notebook has at most {MAX_TAIL // 1024} KiB")
        return self


class LiveSwitch(Request):
    """Whether staff see what is saved, and how long that is kept."""

    enabled: bool
    days: int = Field(LIVE_DAYS, ge=1, le=MAX_LIVE_DAYS)


class LiveState(StrEnum):
    """`idle`: no save for a while; `stuck`: the same error for a while; `working`: neither."""

    WORKING = "working"
    IDLE = "idle"
    STUCK = "stuck"


class LiveError(NotebookError):
    """The error in the newest save of a notebook."""

    since: UtcTime
    """When a save first had it."""


class LiveNotebook(Reply):
    """A student's notebook as it was saved last."""

    user: Name
    display_name: str | None = None
    """As the course's roster has it."""
    section: Name | None = None
    path: str
    assignment_id: Ulid | None = None
    """None where the save hook knows of none, as that of another service."""
    saved_at: UtcTime
    state: LiveState
    stuck_since: UtcTime | None = None
    """When a save first had the error; None unless stuck."""
    error: LiveError | None = None
    cells: int = 0
    run: int = 0
    """Code cells that were run."""
    size: int | None = None
    """Bytes; None where the hook does not say."""
    has_tail: bool = False


class LiveErrorCount(NotebookError):
    """An error, and how many people have it now."""

    people: int


class LiveAssignment(Reply):
    """An assignment at a glance; everybody counts once, by the notebook saved last."""

    assignment_id: Ulid | None = None
    """None: notebooks of no assignment."""
    name: Name | None = None
    working: int = 0
    idle: int = 0
    stuck: int = 0
    errors: list[LiveErrorCount]
    """The most common first, at most ten."""


class LiveClassroom(Reply):
    """What staff see of a course's students; empty while the switch is off."""

    course_id: Ulid
    enabled: bool
    days: int
    """For which saves are shown and ends of notebooks kept."""
    stuck_minutes: float
    idle_minutes: int
    now: UtcTime
    """By the service's clock, to which states belong."""
    people: int = 0
    """Students whose notebooks the asker would see."""
    notebooks: list[LiveNotebook]
    """Newest save first: of a person the 20 saved last, in all 1000."""
    left_out: int = 0
    """How many more there are, saved longer ago."""
    assignments: list[LiveAssignment]
    """Of these notebooks, by name."""


class LiveTail(NotebookTail):
    """The end of a student's notebook as it was saved last."""

    user: Name
    path: str
    saved_at: datetime
