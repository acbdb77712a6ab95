"""Score one test case: its examples in order, text compared by doctest's own checker, verdicts computed here."""

from __future__ import annotations

import ast
import builtins
import doctest
import traceback
import types
from dataclasses import dataclass
from typing import Any

from .channel import PROTOCOL, Broken, Channel
from .clean import BUILTINS, genuine
from .plan import Assurance, CasePlan, Kind, Step
from .remote import Remote
from .split import HOLE, MODULE, is_predicate
from .twins import RANDOM
from .values import Decoder, Unknown, encode

TEXT_CHARACTERS = 1 << 20
DETAIL_CHARACTERS = 4000
GRACE_SECONDS = 3.0
"""Beyond the runner's own limit for a request; then the job ends."""

_VERDICTS_INSIDE = frozenset(
    {
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "contains",
        "truth",
        "isinstance",
        "issubclass",
        "hasattr",
        "callable",
        "and_",
        "or_",
        "xor",
        # A difference of zero is a verdict too: `abs(x - 5) < 0.01`.
        "add",
        "sub",
        "mul",
        "truediv",
        "floordiv",
        "mod",
        "pow",
        "radd",
        "rsub",
        "rmul",
        "rtruediv",
    }
)
_QUESTIONS = frozenset({"getattr", "getitem", "round"})
"""Operations whose further argument is part of the question, not of the answer."""

_RANKS = (Assurance.BLIND, Assurance.CANARY, Assurance.OPAQUE)
_CHECK = doctest.OutputChecker().check_output


class Raised(Exception):
    """What a test asked for raised inside; `line` is the last line of its traceback."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


class Tampered(Exception):
    """A must-fail twin passed."""


@dataclass
class Verdict:
    """The result of a case."""

    passed: bool = True
    assurance: Assurance = Assurance.BLIND
    tampered: bool = False
    detail: str = ""
    """Why it failed: the example, what was expected, what came."""


class Case:
    """One case on one runner.

    Parameters
    ----------
    seconds : float
        The runner's limit for one request.
    told : bool
        An earlier case of the question has sent values of its own inside, see `told`.
    """

    def __init__(self, channel: Channel, plan: CasePlan, seconds: float, *, told: bool = False) -> None:
        self._channel, self._plan, self._seconds = channel, plan, seconds + GRACE_SECONDS
        self._decoder = Decoder(lambda number, name: Remote(self, number, name))
        self._printed: list[str] = []
        self._modules: dict[str, Any] = {}
        self._step: Step | None = None
        self.verdict = Verdict()
        self.told = told
        """A value of the test itself was sent inside, to be compared there: from now on the notebook may know it."""

    def score(self) -> Verdict:
        """Ask all examples, as doctest goes on after a failing one."""
        names = self._names()
        self._worsen(self._plan.floor)
        if self.told:
            self._worsen(Assurance.CANARY)
        for step in self._plan.steps:
            self._step, self._printed = step, []
            error: str | None = None
            value: Any = None
            try:
                value = self._value(step, names)
            except Raised as raised:
                error = raised.line
            except Tampered:
                error = "a must-fail twin passed"
                self.verdict.tampered = True
            except Broken:
                raise
            except Exception as fault:
                error = traceback.format_exception_only(type(fault), fault)[-1]
            if not self._matches(step, value, error):
                self.verdict.passed = False
                if step.example.quiet:
                    break  # a function ends at its first exception
        if self.verdict.tampered:
            self.verdict.passed = False
        return self.verdict

    def do(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None) -> Any:
        """Apply an operation to objects inside; see `Side`."""
        both_inside = operation == "eq" and all(type(argument) is Remote for argument in arguments)
        asks_predicate = operation == "getattr" and is_predicate(arguments[1])
        if operation in _VERDICTS_INSIDE or both_inside or asks_predicate:
            self._worsen(Assurance.OPAQUE)
        if operation not in _QUESTIONS and any(type(argument) is not Remote for argument in arguments[1:]):
            self.told = True
        forms = [encode(argument) for argument in arguments]
        kwargs = {name: encode(value) for name, value in (names or {}).items()}
        return self._answer(self._channel.ask(self._seconds, op="do", fn=operation, args=forms, kwargs=kwargs))

    def twin_asked(self) -> None:
        """See `Side`."""
        self._worsen(Assurance.CANARY)

    def twin_passed(self) -> None:
        """See `Side`."""
        self.verdict.tampered = True

    def _worsen(self, assurance: Assurance) -> None:
        self.verdict.assurance = max(self.verdict.assurance, assurance, key=_RANKS.index)

    def _names(self) -> dict[str, Any]:
        """Return the scorer's namespace for this case."""
        reply = self._channel.ask(self._seconds, op="case", names=self._plan.builtins, parameters=self._plan.parameters)
        shadowed = reply.get("shadow")
        if type(shadowed) is not dict:
            raise Broken(PROTOCOL)
        names: dict[str, Any] = {"__builtins__": dict(BUILTINS)}
        names.update(BUILTINS, isinstance=self._isinstance, issubclass=self._issubclass, hasattr=self._hasattr)
        names.update(callable=self._callable, type=self._type)
        names.update({HOLE: self._hole, MODULE: self._module})
        for name, form in shadowed.items():
            # An honest `sum = 0` breaks the test as it does in otter; a function of that name does not count.
            value = self._decoder.value(form)
            if name in self._plan.builtins and not isinstance(value, Unknown | Remote | type) and not callable(value):
                names[name] = value
        return names

    def _value(self, step: Step, names: dict[str, Any]) -> Any:
        """Return the value whose repr an example prints, or None."""
        if step.kind is Kind.SHOW:
            return self._show(step)
        if step.kind in {Kind.TEXT, Kind.OPAQUE}:
            return self._run(step)
        if step.code is None:
            raise Broken(PROTOCOL)
        if step.kind is Kind.DEFINE:
            exec(step.code, names)
            return None
        value = eval(step.code, names)
        if step.kind is Kind.ASSERT:
            if not value:
                raise AssertionError
            return None
        if step.kind is Kind.BIND:
            names[step.name] = value
            return None
        return None if step.example.quiet else value

    def _show(self, step: Step) -> None:
        """Text against text, but a builtin's own content decides where the expected text is a literal."""
        reply = self._channel.ask(self._seconds, op="show", src=step.example.source)
        value = self._answer({**reply, "out": ""})
        self._printed = [_text(reply.get("out"))]
        form = reply.get("v")
        if type(form) is list and form and form[0] == "sub":
            try:
                literal = ast.literal_eval(step.example.want.strip())
            except (ValueError, SyntaxError):
                return
            if literal != value:
                self._printed.append(f"(its content is {value!r})")

    def _run(self, step: Step) -> None:
        """Run statements inside, where they have a twin after both have run in forks.

        A fork, so that the twin changes nothing; both, in random order, so that the fork does not tell the twin.
        """
        fault: Any = None
        forked = [step.example.source, step.twin] if step.twin is not None else []
        RANDOM.shuffle(forked)
        for source in forked:
            error = self._statements(step, source, fork=True).get("err")
            if source == step.example.source:
                fault = error
            elif not error:
                raise Tampered
        reply = self._statements(step, step.example.source, fork=False)
        self._answer({**reply, "v": ["n"], "err": reply.get("err") or fault})

    def _statements(self, step: Step, source: str, *, fork: bool) -> dict[str, Any]:
        return self._channel.ask(self._seconds, op="run", src=source, quiet=step.example.quiet, fork=fork)

    def _answer(self, reply: dict[str, Any]) -> Any:
        """Return the value of a reply; raise what was raised inside."""
        self._printed.append(_text(reply.get("out")))
        error = reply.get("err")
        if error is not None:
            if type(error) is not list or len(error) != 2:
                raise Broken(PROTOCOL)
            raise Raised(_text(error[1])[:20_000])
        return self._decoder.value(reply.get("v"))

    def _hole(self, number: int, /, **given: Any) -> Any:
        """Return the value of a sub-expression from inside."""
        assert self._step is not None
        forms = {name: encode(value) for name, value in given.items()}
        source = self._step.holes[number]
        return self._answer(self._channel.ask(self._seconds, op="eval", src=source, given=forms))

    def _module(self, name: str) -> Any:
        """Return the genuine module, if the notebook (or the test, inside) has bound `name` to it.

        Plain data under such a name is the notebook's own variable. Anything that could answer in the module's
        place (`class np: isclose = lambda *a: True`) fails the test, as it does in otter for an honest notebook.
        """
        if name not in self._modules:
            spec = self._plan.modules[name]
            if ":" in spec:
                # `from m import f` of the test itself, so the notebook has no word in it.
                self._modules[name] = genuine(spec)
            else:
                value = self._answer(self._channel.ask(self._seconds, op="eval", src=name, given={}))
                if isinstance(value, Remote | Unknown | types.ModuleType) and value is not genuine(spec):
                    raise NameError(f"the notebook's {name} is not the module {spec}")
                self._modules[name] = value
        return self._modules[name]

    def _isinstance(self, value: Any, kinds: Any) -> bool:
        if Remote in (type(value), type(kinds)):
            return self.do("isinstance", value, kinds) is True
        return builtins.isinstance(value, kinds)

    def _issubclass(self, value: Any, kinds: Any) -> bool:
        if Remote in (type(value), type(kinds)):
            return self.do("issubclass", value, kinds) is True
        return builtins.issubclass(value, kinds)

    def _hasattr(self, value: Any, name: str) -> bool:
        return self.do("hasattr", value, name) is True if type(value) is Remote else builtins.hasattr(value, name)

    def _callable(self, value: Any) -> bool:
        return self.do("callable", value) is True if type(value) is Remote else builtins.callable(value)

    def _type(self, value: Any, *more: Any) -> Any:
        return self.do("type", value) if type(value) is Remote else type(value, *more)

    def _matches(self, step: Step, value: Any, error: str | None) -> bool:
        example = step.example
        flags = 0
        for option, on in example.options.items():
            flags |= option if on else 0
        if error is not None:
            if example.error is not None and _error_matches(example.error, error, flags):
                return True
            self._explain(step, f"raised {error.strip()}")
            return False
        got = "".join(self._printed)
        if value is not None:
            if type(value) is Remote and example.want.strip() in {"True", "False"}:
                self._explain(step, "got an object that only prints like a verdict")
                return False
            got += repr(value) + "\n"
        if example.quiet or _CHECK(example.want, got, flags):
            return True
        self._explain(step, f"expected:\n{example.want or '(nothing)'}\ngot:\n{got or '(nothing)'}")
        return False

    def _explain(self, step: Step, why: str) -> None:
        if not self.verdict.detail:
            self.verdict.detail = f"{step.example.source.strip()}\n{why.strip()}"[:DETAIL_CHARACTERS]


def _error_matches(want: str, got: str, flags: int) -> bool:
    if _CHECK(want, got, flags):
        return True
    if not flags & doctest.IGNORE_EXCEPTION_DETAIL:
        return False
    return _CHECK(_without_detail(want), _without_detail(got), flags)


def _without_detail(message: str) -> str:
    """Return the bare name of an exception, as doctest's IGNORE_EXCEPTION_DETAIL compares it."""
    return message.partition("\n")[0].partition(":")[0].rpartition(".")[2]


def _text(value: Any) -> str:
    return value[:TEXT_CHARACTERS] if type(value) is str else ""
