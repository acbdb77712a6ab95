"""What a test case is made into: steps, each with what is sent, what stays, and how sure its verdict is."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass, field
from enum import StrEnum
from types import CodeType


class Kind(StrEnum):
    """How a step is scored."""

    TEXT = "text"
    """Runs inside; the printed text is compared here."""
    SHOW = "show"
    """One expression, evaluated inside; its printed form is compared here, and its content where that decides."""
    SPLIT = "split"
    """An expression with its own verdict: computed here around what comes from inside."""
    ASSERT = "assert"
    """The same for `assert`."""
    BLOCK = "block"
    """Statements that run here; what they need of the notebook comes from inside."""
    OPAQUE = "opaque"
    """Statements that judge for themselves; they have to run inside."""


class Assurance(StrEnum):
    """How sure a verdict is, from best to worst."""

    BLIND = "blind"
    CANARY = "canary"
    OPAQUE = "opaque"


class Mode(StrEnum):
    """What kind of case a step belongs to."""

    DOCTEST = "doctest"
    FUNCTION = "function"
    """Ends at its first exception; values of expressions are not printed."""
    CELL = "cell"
    """The same, in the notebook's own namespace, and the value of the last expression may give a part of the points."""


@dataclass
class Example:
    """One example of a doctest, or one statement of a test function or cell."""

    source: str
    want: str = ""
    error: str | None = None
    options: dict[int, bool] = field(default_factory=dict)
    mode: Mode = Mode.DOCTEST

    @property
    def quiet(self) -> bool:
        """Whether values of expressions are not printed."""
        return self.mode is not Mode.DOCTEST


@dataclass(frozen=True)
class Doubt:
    """Why a verdict is less than blind: what in the test, and in which line."""

    construct: str
    line: str


@dataclass
class Step:
    """An example and how to score it."""

    kind: Kind
    example: Example
    code: CodeType | None = None
    holes: list[str] = field(default_factory=list)
    """Sources of expressions and statements that are sent."""
    builtins: set[str] = field(default_factory=set)
    twins: list[str] = field(default_factory=list)
    """Of an opaque statement: what it would say of other values; each has to fail."""
    doubt: Doubt | None = None
    last: bool = False
    """Of a cell: its value is what the cell displays."""
    defines: frozenset[str] = frozenset()
    """Functions and classes that live with the scorer from here on."""

    @property
    def sent(self) -> list[str]:
        """The sources that go inside."""
        return [self.example.source] if self.kind in {Kind.TEXT, Kind.SHOW, Kind.OPAQUE} else self.holes

    @property
    def tells(self) -> bool:
        """Whether it depends on the answers what is asked next, as in `f(1) == 2 and f(2) == 4`."""
        if self.kind in {Kind.TEXT, Kind.SHOW, Kind.OPAQUE}:
            return False
        return any(_branches(part) for part in ast.walk(ast.parse(self.example.source)))


def _branches(part: ast.AST) -> bool:
    match part:
        case ast.ListComp(generators=generators) | ast.SetComp(generators=generators):
            return any(generator.ifs for generator in generators)
        case ast.DictComp(generators=generators):
            return any(generator.ifs for generator in generators)
        case ast.Compare(ops=ops):
            return len(ops) > 1
    return isinstance(part, _BRANCHES)


_BRANCHES = (
    ast.BoolOp, ast.If, ast.IfExp, ast.For, ast.While, ast.GeneratorExp, ast.Try, ast.With, ast.Raise, ast.Match,
    ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
)  # fmt: skip


_JUDGING = frozenset({Kind.SPLIT, Kind.ASSERT, Kind.BLOCK, Kind.OPAQUE})


@dataclass(frozen=True)
class CasePlan:
    """A case, ready to be asked.

    Parameters
    ----------
    parameters : list of str or None
        Of a test function: the only names of the notebook that it sees. None: all, as in a doctest.
    kept : frozenset of str
        Variables that live with the scorer; of a cell, those that this part of it may bind.
    hidden : bool
        Of a cell: what it keeps never goes inside.
    binds : frozenset of str
        Of a cell: what this part binds when it runs to its end.
    """

    steps: list[Step]
    modules: dict[str, str]
    parameters: list[str] | None = None
    mode: Mode = Mode.DOCTEST
    kept: frozenset[str] = frozenset()
    hidden: bool = True
    binds: frozenset[str] = frozenset()

    @property
    def builtins(self) -> list[str]:
        """Builtin names that the notebook may have bound."""
        return sorted(set[str]().union(*(step.builtins for step in self.steps)))

    @functools.cached_property
    def tells(self) -> bool:
        """Whether what is asked tells the notebook if its last answers were right."""
        if self.mode is not Mode.DOCTEST:
            # What is asked after a statement that has judged, is asked because that did not fail.
            judging = [number for number, step in enumerate(self.steps) if step.kind in _JUDGING]
            if judging and any(step.sent for step in self.steps[judging[0] + 1 :]):
                return True
        return any(step.tells for step in self.steps)

    @property
    def doubts(self) -> list[Doubt]:
        """What makes the case less than blind, as far as its text tells."""
        return [step.doubt for step in self.steps if step.doubt is not None]

    @property
    def floor(self) -> Assurance:
        """The best assurance that this plan can reach."""
        return Assurance.OPAQUE if self.doubts else Assurance.BLIND
