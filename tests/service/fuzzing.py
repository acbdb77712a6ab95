"""Requests that schemathesis makes of an API's description, by people of every role.

Each run asks the same on SQLite, unless `FUZZ_SEED` says otherwise; `make fuzz` chooses one and prints it.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jupyter_autograde.testing.walkthrough import notebook, work
from tests.service.doors.ngshare_client import tree

SEED = int(os.environ.get("FUZZ_SEED", "0"))
DATABASES = pytest.mark.parametrize(
    "database_url", ["sqlite", *(["postgresql"] if "FUZZ_SEED" in os.environ else [])], indirect=True
)
"""`make fuzz` has the time for both; what they refuse is not the same."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KEPT = 0.9
"""How often a name that exists takes the place of what was made up."""

Case = Any
Adjust = Callable[[Case], None]


def _mostly(good: Sequence[str], other: strategies.SearchStrategy[Any]) -> strategies.SearchStrategy[Any]:
    return strategies.one_of(strategies.sampled_from(good), other)


_text = strategies.text(max_size=20)
_anything = strategies.recursive(
    strategies.one_of(strategies.none(), strategies.booleans(), strategies.integers(), strategies.floats(), _text),
    lambda inner: strategies.one_of(strategies.lists(inner, max_size=3), strategies.dictionaries(_text, inner)),
    max_leaves=5,
)
_files = strategies.dictionaries(
    _mostly(["hw.ipynb", "hw1.ipynb", "data/a.csv"], _text), strategies.binary(max_size=50)
)
_person = strategies.fixed_dictionaries(
    {"username": _mostly(["sam", "ines", "newcomer"], _text), "first_name": _text, "last_name": _text, "email": _text}
)


def _written(values: strategies.SearchStrategy[Any]) -> strategies.SearchStrategy[str]:
    return values.map(json.dumps)


schemathesis.openapi.format(
    "ngshare-files",
    strategies.one_of(
        strategies.sampled_from([tree({"hw.ipynb": notebook()}), tree({"hw.ipynb": notebook("x"), "a/b": b"x"}), "[]"]),
        _files.map(tree),
        _written(_anything),
        _written(strategies.lists(strategies.fixed_dictionaries({"path": _text, "content": _text}), max_size=3)),
    ),
)
schemathesis.openapi.format("ngshare-names", _written(strategies.one_of(strategies.lists(_text), _anything)))
schemathesis.openapi.format("ngshare-students", _written(strategies.one_of(strategies.lists(_person), _anything)))
schemathesis.openapi.format("ngshare-time", _mostly(["2026-01-01 00:00:00.000000"], _text))
schemathesis.openapi.format(
    "binary", strategies.one_of(strategies.sampled_from([notebook("score: 3"), b"{}"]), strategies.binary(max_size=50))
)
schemathesis.openapi.media_type("application/zip", strategies.sampled_from([work().content, b"", b"no zip"]))


@schemathesis.serializer("application/zip")
def as_it_is(context: Any, value: bytes) -> bytes:
    return value


@dataclass(frozen=True)
class Target:
    """What is asked.

    Parameters
    ----------
    description : mapping
        OpenAPI.
    address : str
        Of its paths.
    people : sequence of (str, mapping)
        Who asks, and the headers that say so; whoever is in it twice asks twice as often.
    known : mapping
        Name of a parameter or a field -> values of things that are there.
    doomed : mapping
        As `known`, for what deletes.
    """

    description: Mapping[str, Any]
    address: str
    people: Sequence[tuple[str, Mapping[str, str]]]
    known: Mapping[str, Sequence[Any]]
    doomed: Mapping[str, Sequence[Any]]


def people(tokens: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """Return everybody with a token, twice whom most is allowed, and nobody."""
    known = [(name, {"Authorization": f"token {token}"}) for name, token in tokens.items()]
    return [*known, ("nobody who is logged in", {}), *(one for one in known * 2 if one[0] in {"ines", "root"})]


def fuzz(
    target: Target, *, examples: int, skip: Sequence[str] = (), adjust: Adjust = lambda case: None
) -> Counter[int]:
    """Ask every operation, in words that fit the description and in words that do not.

    Whatever is answered with a status that is not described, or with a 5xx, fails the test, with the `curl` that asks
    it again.

    Parameters
    ----------
    examples : int
        Of each operation and kind of words.
    skip : sequence of str
        Ids of operations.
    adjust : callable
        Has the last word on a request.

    Returns
    -------
    Counter
        How often each status came.
    """
    schema = schemathesis.openapi.from_dict(dict(target.description))
    schema.config.update(base_url=target.address)
    schema.config.output.sanitization.update(enabled=False)
    operations = [found.ok() for found in schema.get_all_operations()]
    answered: Counter[int] = Counter()
    faults: list[str] = []
    with requests.Session() as session:
        asker = _Asker(target, session, adjust, random.Random(SEED), answered, faults)
        for operation in sorted(operations, key=_order):
            if operation.definition.raw["operationId"] in skip:
                continue
            for mode in GenerationMode:
                # Where nothing could be wrong but a name: test_bad_input.
                if mode.is_positive or operation.body or len(operation.query.items):
                    asker.ask(operation, mode, examples)
    assert not faults, "\n\n".join([f"With FUZZ_SEED={SEED}:", *faults])
    return answered


@dataclass(frozen=True)
class _Asker:
    target: Target
    session: requests.Session
    adjust: Adjust
    pick: random.Random
    answered: Counter[int]
    faults: list[str]

    def ask(self, operation: Any, mode: GenerationMode, examples: int) -> None:
        """Ask an operation so many times, or until an answer is not as the description says."""
        so_far = len(self.faults)

        @seed(SEED)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def each(case: Case) -> None:
            # Nothing is raised: asked again, the service would answer something else.
            if len(self.faults) == so_far:
                self._ask(case)

        each()

    def _ask(self, case: Case) -> None:
        deletes = case.method.upper() == "DELETE"
        known = self.target.doomed if deletes else self.target.known
        for part in (case.path_parameters, case.query, case.body):
            _put_in(part, known, self.pick)
        self.adjust(case)
        who, headers = self.pick.choice(self.target.people)
        try:
            answer = case.call_and_validate(session=self.session, headers=dict(headers), checks=CHECKS)
        except FailureGroup as found:
            reason = "; ".join(f"{fault.title}: {fault.message}" for fault in found.exceptions)
        except requests.RequestException as fault:
            reason = repr(fault)
        else:
            self.answered[answer.status_code] += 1
            return
        self.faults.append(f"{case.operation.label} as {who}: {reason}\n{case.as_curl_command(headers)}")


def _order(operation: Any) -> tuple[bool, int]:
    """What deletes comes last, and of that whole courses."""
    return operation.method.upper() == "DELETE", -operation.path.count("/")


def _put_in(part: Any, known: Mapping[str, Sequence[Any]], pick: random.Random) -> None:
    if isinstance(part, list):
        for inner in part:
            _put_in(inner, known, pick)
    elif isinstance(part, dict):
        for name in part:
            if name in known and pick.random() < KEPT:
                part[name] = pick.choice(known[name])
            else:
                _put_in(part[name], known, pick)
