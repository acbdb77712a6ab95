"""Questions to the notebook's process in the course of one case; the answers are hostile (SEC-03, SEC-05)."""

from __future__ import annotations

from typing import Any

from .alarm import UNDISTURBED
from .channel import PROTOCOL, Broken, Channel
from .raised import exception
from .remote import Remote
from .shared import SharedObjects
from .steps import Assurance
from .values import Decoder, encode

TEXT_CHARACTERS = 1 << 20
GRACE_SECONDS = 3.0
"""Beyond the runner's own limit for a request; then the job ends."""

_RANKS = (Assurance.BLIND, Assurance.CANARY, Assurance.OPAQUE)
_QUESTIONS = frozenset({"getattr", "getitem", "round", "hasattr", "take"})
"""Operations whose further argument is part of the question, not of the answer."""


class Asking:
    """One case's channel into the box, and what was noticed on it.

    Parameters
    ----------
    seconds : float
        The runner's limit for one request.
    """

    def __init__(self, channel: Channel, seconds: float) -> None:
        self._channel, self._seconds = channel, seconds + GRACE_SECONDS
        self._shared = SharedObjects()
        self.decoder = Decoder(lambda number, name: Remote(self, number, name))
        self.assurance = Assurance.BLIND
        self.construct, self.line = "", ""
        """What made it less than blind, in which line of the test."""
        self.step_line = ""
        """The line that is asked now."""
        self.caught = False
        """A question that must fail was answered with yes."""
        self.told = False
        """A value of the test itself was sent inside, to be compared there: from now on the notebook may know it."""
        self.printed: list[str] = []
        """Text of the current step."""
        self.loud = False
        """Something was written to stderr."""

    def request(self, **request: Any) -> dict[str, Any]:
        """Send a request, return its reply."""
        with UNDISTURBED:
            return self._channel.ask(self._seconds, **request)

    def evaluate(self, source: str, given: dict[str, Any]) -> Any:
        """Return the value of an expression from inside."""
        return self.answer(self.request(op="eval", src=source, **self._given(given)))

    def run(self, source: str, given: dict[str, Any], *, quiet: bool) -> None:
        """Have a statement run inside."""
        self.answer(self.request(op="run", src=source, quiet=quiet, **self._given(given)))

    def ask(self, operation: str, *arguments: Any, names: dict[str, Any] | None = None, apart: bool = False) -> Any:
        """See `canary.Side`."""
        if operation not in _QUESTIONS and any(type(argument) is not Remote for argument in arguments[1:]):
            self.told = True
        if apart:
            # Shared objects have a number: it would tell the true one, which has been inside before.
            request = {"op": "do", "fn": operation, "args": [encode(argument) for argument in arguments], "kwargs": {}}
            reply = self.request(**request, **self._shared.pending(), fork=True)
            return self.answer({"v": reply.get("v"), "err": reply.get("err")})
        if operation == "call":
            values = [encode(arguments[0]), ["l", [self._shared.form(value) for value in arguments[1]]]]
        else:
            values = [self._shared.form(argument) for argument in arguments]
        named = {name: self._shared.form(value) for name, value in (names or {}).items()}
        return self.answer(self.request(op="do", fn=operation, args=values, kwargs=named, **self._shared.changes()))

    def worsen(self, assurance: Assurance, construct: str, line: str = "") -> None:
        """See `canary.Side`."""
        if _RANKS.index(assurance) > _RANKS.index(self.assurance):
            self.assurance, self.construct, self.line = assurance, construct, line or self.step_line

    def tampered(self) -> None:
        """See `canary.Side`."""
        self.caught = True

    def is_stand_in(self, value: Any) -> bool:
        """See `canary.Side`."""
        return type(value) is Remote

    def answer(self, reply: dict[str, Any]) -> Any:
        """Return the value of a reply; raise what was raised inside."""
        self.printed.append(text(reply.get("out")))
        self.loud |= reply.get("loud") is True
        if "changed" in reply:
            self._shared.take(reply["changed"], self.decoder.value)
        error = reply.get("err")
        if error is not None:
            raise self._raised(error)
        return self.decoder.value(reply.get("v"))

    def _raised(self, error: Any) -> BaseException:
        if type(error) is not list or len(error) != 4:
            raise Broken(PROTOCOL)
        kind, arguments = self.decoder.value(error[1]), self.decoder.value(error[2])
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            kind = Exception
        return exception(kind, arguments, text(error[0]))

    def _given(self, given: dict[str, Any]) -> dict[str, Any]:
        forms = {name: self._shared.form(value) for name, value in given.items()}
        return {"given": forms, **self._shared.changes()}


def text(value: Any) -> str:
    """Return a text that came from inside, cut; empty if it is none."""
    return value[:TEXT_CHARACTERS] if type(value) is str else ""
