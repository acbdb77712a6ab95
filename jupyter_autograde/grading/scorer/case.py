"""Score one test case: its steps in order, text compared by doctest's own rules, verdicts computed here."""

from __future__ import annotations

import contextlib
import io
import math
import traceback
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .alarm import TooLong, computing_limit
from .asking import Asking, text
from .channel import PROTOCOL, Broken, Channel
from .clean import BUILTINS
from .matching import content_differs, error_matches, text_matches
from .raised import line_of
from .remote import Remote
from .scope import Scope
from .steps import Assurance, CasePlan, Kind, Mode, Step
from .twins import RANDOM
from .values import Unknown

DETAIL_CHARACTERS = 4000
RAISED_CHARACTERS = 1000
_TAMPERED = "a must-fail twin passed"
_TYPES_OF_ARRAYS = frozenset({"bool", "bytes", "complex", "float", "int", "object", "str"})
"""Builtin classes that numpy and pandas take for the type of an array, as they do the names of types."""


@dataclass
class Verdict:
    """The result of a case."""

    passed: bool = True
    assurance: Assurance = Assurance.BLIND
    tampered: bool = False
    detail: str = ""
    """Why it failed: the example, what was expected, what came."""
    raised: str = ""
    """The last line of the traceback, where an exception made it fail."""
    construct: str = ""
    line: str = ""
    """What made it less than blind, in which line of the test."""
    partial: float | None = None
    """Of a cell: the points that its last expression gave."""


class Case:
    """One case on one runner.

    Parameters
    ----------
    seconds : float
        The runner's limit for one request, and that of the scorer's own computing.
    told : bool
        An earlier case of the question has sent values of its own inside, see `told`.
    names : dict or None
        Where the test's variables live; of a cell, with what the cells before have left there.
    """

    def __init__(
        self,
        channel: Channel,
        plan: CasePlan,
        seconds: float,
        *,
        told: bool = False,
        names: dict[str, Any] | None = None,
    ) -> None:
        self._asking, self._plan, self._seconds = Asking(channel, seconds), plan, seconds
        self._names = names if names is not None else {}
        self.verdict = Verdict()
        for doubt in plan.doubts:
            self._asking.worsen(Assurance.OPAQUE, doubt.construct, doubt.line)
        if told:
            self._asking.worsen(Assurance.CANARY, "told")

    @property
    def told(self) -> bool:
        """Whether the notebook may know the test's own values from now on."""
        return self._asking.told

    def score(self) -> Verdict:
        """Ask all steps, as doctest goes on after a failing one."""
        self._begin()
        step: Step | None = None
        try:
            with computing_limit(self._seconds), self._listening():
                for step in self._plan.steps:
                    if not self._passes(step):
                        self.verdict.passed = False
                        if step.example.quiet:
                            break  # a function ends at its first exception
        except TooLong:
            self.verdict.passed = False
            if step is not None:
                self._explain(step, f"this test computed for more than {self._seconds:g} seconds by itself")
        if self._plan.mode is Mode.CELL and self._asking.loud:
            self._fail_loud()
        if self._asking.caught:
            self.verdict.passed, self.verdict.tampered = False, True
        self.verdict.assurance = self._asking.assurance
        self.verdict.construct, self.verdict.line = self._asking.construct, self._asking.line
        return self.verdict

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        """Notice what a test writes to stderr here, as `unittest.main(exit=False)` tells of failures."""
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()) as err:
            warnings.simplefilter("ignore")
            yield
        self._asking.loud |= err.tell() > 0

    def publish(self, wanted: set[str], secrets: Mapping[str, Any]) -> None:
        """Bind variables that a cell has made, for cells after it: those of a public test are no secret.

        Parameters
        ----------
        secrets : mapping
            What hidden parts have bound: where this one has not bound it anew, it stays here.
        """
        sources = {name: step.example.source for step in self._plan.steps for name in step.defines}
        bound = self._plan.binds if self.verdict.passed else frozenset()
        for name in sorted(self._plan.kept & wanted & self._names.keys()):
            if name in secrets and self._names[name] is secrets[name] and name not in bound:
                continue
            try:
                if name in sources:
                    self._asking.run(sources[name], {}, quiet=True)
                else:
                    self._asking.run("pass", {name: self._names[name]}, quiet=True)
            except Broken:
                raise
            except Exception:
                continue  # what can't be sent is for tests only

    def _begin(self) -> None:
        reply = self._asking.request(
            op="case",
            names=self._plan.builtins,
            parameters=self._plan.parameters,
            own=self._plan.mode is Mode.CELL,
        )
        shadowed = reply.get("shadow")
        if type(shadowed) is not dict:
            raise Broken(PROTOCOL)
        Scope(self._asking, self._plan.modules, quiet=self._plan.mode is not Mode.DOCTEST).fill(self._names)
        for name, form in shadowed.items():
            # An honest `sum = 0` breaks the test as it does in otter; a function of that name does not count.
            value = self._asking.decoder.value(form)
            if name in self._plan.builtins and not isinstance(value, Unknown | Remote | type) and not callable(value):
                self._shadow(name, value)

    def _shadow(self, name: str, value: Any) -> None:
        if isinstance(BUILTINS.get(name), type):
            # Data can answer in a class's place: `float = "int64"` is equal to the type of a column of integers.
            self._asking.worsen(Assurance.OPAQUE, "shadowed", name)
            value = object() if name in _TYPES_OF_ARRAYS and type(value) is str and _is_dtype(value) else value
        Scope.shadow(self._names, name, value)

    def _passes(self, step: Step) -> bool:
        self._asking.printed, self._asking.step_line = [], step.example.source.strip().partition("\n")[0]
        error: str | None = None
        value: Any = None
        try:
            value = self._value(step)
            printed = "" if value is None else repr(value)
        except (Broken, TooLong):
            raise
        except Exception as fault:
            error = line_of(fault) or traceback.format_exception_only(type(fault), fault)[-1]
        except BaseException as fault:
            error = line_of(fault)
            if error is None:
                raise
        if self._asking.caught:
            self._explain(step, f"raised {error}" if error else _TAMPERED)
            return False
        if error is not None:
            if error_matches(step.example, error):
                return True
            self._explain(step, f"raised {error.strip()}", raised=error.strip())
            return False
        return self._matches(step, value, printed)

    def _value(self, step: Step) -> Any:
        """Return the value whose repr an example prints, or None."""
        if step.kind is Kind.SHOW:
            return self._show(step)
        if step.kind in {Kind.TEXT, Kind.OPAQUE}:
            return self._run(step)
        if step.code is None:
            raise Broken(PROTOCOL)
        if step.kind is Kind.BLOCK:
            exec(step.code, self._names)
            return None
        value = eval(step.code, self._names)
        if step.kind is Kind.ASSERT:
            if not value:
                raise AssertionError
            return None
        if step.last:
            self._take_points(step, value)
        return None if step.example.quiet else value

    def _show(self, step: Step) -> None:
        """Text against text, but a builtin's own content decides where the expected text is a literal."""
        reply = self._asking.request(op="show", src=step.example.source)
        value = self._asking.answer({**reply, "out": ""})
        self._asking.printed = [text(reply.get("out"))]
        if step.last:
            self._take_points(step, value)
        form = reply.get("v")
        if type(form) is list and form and form[0] == "sub" and content_differs(step.example, value):
            self._asking.printed.append(f"(its content is {value!r})")

    def _take_points(self, step: Step, value: Any) -> None:
        """Take what a cell displays for its points. As in nbgrader, no number, or a negative one, gives all of them."""
        points = _number(value)
        if points == math.inf:
            self.verdict.passed = False
            self._explain(step, "the test gave inf points, which is more than the question has")
        elif points is not None and math.isfinite(points):
            self.verdict.partial = points

    def _run(self, step: Step) -> None:
        """Run statements inside, where they have twins after all have run in forks.

        Forks, so that a twin changes nothing; in random order, so that the fork does not tell the twin. One twin that
        fails is enough: an honest class may find some of them equal.
        """
        source, fault, failed = step.example.source, None, False
        forked = [source, *step.twins] if step.twins else []
        RANDOM.shuffle(forked)
        for run in forked:
            if run == source:
                fault = self._statements(step, run, fork=True).get("err")
            elif not failed:
                failed = bool(self._statements(step, run, fork=True).get("err"))
        if step.twins and not failed and not fault:
            self._asking.tampered()
            return
        reply = self._statements(step, source, fork=False)
        self._asking.answer({**reply, "v": ["n"], "err": reply.get("err") or fault})

    def _statements(self, step: Step, source: str, *, fork: bool) -> dict[str, Any]:
        return self._asking.request(op="run", src=source, quiet=step.example.quiet, fork=fork)

    def _matches(self, step: Step, value: Any, printed: str) -> bool:
        example = step.example
        if type(value) is Remote and example.want.strip() in {"True", "False"}:
            self._explain(step, "got an object that only prints like a verdict")
            return False
        got = "".join(self._asking.printed) + (printed + "\n" if value is not None else "")
        if example.quiet or text_matches(example, got):
            return True
        self._explain(step, f"expected:\n{example.want or '(nothing)'}\ngot:\n{got or '(nothing)'}")
        return False

    def _fail_loud(self) -> None:
        self.verdict.passed = False
        if self._plan.steps:
            self._explain(self._plan.steps[-1], "text on stderr counts as an error")

    def _explain(self, step: Step, why: str, *, raised: str = "") -> None:
        if not self.verdict.detail:
            self.verdict.raised = raised[:RAISED_CHARACTERS]
            self.verdict.detail = f"{step.example.source.strip()}\n{why.strip()}"[:DETAIL_CHARACTERS]


def _is_dtype(text: str) -> bool:
    import numpy

    try:
        numpy.dtype(text)
    except TypeError:
        return text in {"string", "category", "boolean"}
    return True


def _number(value: Any) -> float | None:
    """Return the number that a displayed value is read as."""
    if value is None or type(value) is Remote:
        return None
    try:
        return float(repr(value))
    except ValueError:
        return None
