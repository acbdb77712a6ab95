"""The plans of a notebook's questions."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from .homes import Homes
from .plan import plan_cell, plan_doctest, plan_function
from .steps import CasePlan, Doubt, Kind, Mode

Plan = dict[str, list[CasePlan]]
"""Of a notebook: question -> its cases."""

Plans = dict[str, Plan]
"""Path of a notebook -> its plan."""

_GUESSABLE = frozenset({0, 1, 2, -1, "", "a", 0.5, 10, 100, None})
"""Constants that are no news to anybody."""


def plan_questions(questions: list[dict[str, Any]]) -> Plan:
    """Return the plans of all cases.

    Raises
    ------
    SyntaxError, ValueError
        A case can't be read; a release is refused for it before.
    """
    plans: Plan = {}
    known: Homes | None = None
    for question in questions:
        cases = question["cases"]
        if cases and cases[0]["kind"] == "cell":
            plans[question["name"]], known = plan_cell([(case["code"], case["hidden"]) for case in cases], known)
        else:
            plans[question["name"]] = _without_secrets_told([_plan(case) for case in cases])
    return _without_answers_asked(plans)


def _plan(case: dict[str, Any]) -> CasePlan:
    if case["kind"] == "doctest":
        plan = plan_doctest(case["code"])
    else:
        plan = plan_function(case["preamble"], case["code"], case["parameters"])
    return replace(plan, hidden=case.get("hidden", True))


def _without_secrets_told(plans: list[CasePlan]) -> list[CasePlan]:
    """Lower the assurance of a case whose expected value another case of the question sends inside.

    A notebook may have its tests asked more than once, and what an opaque test sends can be read there.
    """
    told = [_told(plan) for plan in plans]
    counts = Counter(value for one in told for value in one)
    return [
        _doubted(plan) if any(counts[value] > (value in own) for value in _expected(plan)) else plan
        for plan, own in zip(plans, told, strict=True)
    ]


def _without_answers_asked(plans: Plan) -> Plan:
    """Lower the assurance of a case whose expected value is an argument in another: `encode`, then `decode`.

    The notebook can note what its functions are called with. Test cells are asked once, in their order; the tests of
    otter as often as the notebook checks them.
    """
    every = [plan for of_question in plans.values() for plan in of_question]
    asked = [set[Any]().union(*map(_arguments, _sent(plan))) for plan in every]
    whole, before, doubted = Counter(value for one in asked for value in one), Counter[Any](), list[CasePlan]()
    for plan, own in zip(every, asked, strict=True):
        known = before if plan.mode is Mode.CELL else whole
        ours = frozenset[Any]() if plan.mode is Mode.CELL else own
        answer = set(filter(_telling, _expected(plan)))
        told = all(known[value] > (value in ours) for value in answer)
        doubted.append(_doubted(plan) if answer and told else plan)
        before.update(own)
    found = iter(doubted)
    return {name: [next(found) for _ in of_question] for name, of_question in plans.items()}


def _sent(plan: CasePlan) -> list[str]:
    return [source for step in plan.steps for source in step.sent]


def _arguments(source: str) -> set[Any]:
    """Return the constants in arguments of calls."""
    try:
        calls = [part for part in ast.walk(ast.parse(source)) if isinstance(part, ast.Call)]
    except (SyntaxError, ValueError):
        return set()
    given = [part for call in calls for part in [*call.args, *(word.value for word in call.keywords)]]
    return set[Any]().union(*(_constants(ast.unparse(part)) for part in given))


def _telling(value: Any) -> bool:
    """Return whether a constant is so odd that nobody would try it for an answer without having seen it."""
    if isinstance(value, str | bytes):
        return len(value) > 2
    return isinstance(value, int | float | complex) and (abs(value) > 100 or value != round(value.real))


def _doubted(plan: CasePlan) -> CasePlan:
    if plan.doubts or not plan.steps:
        return plan
    first, *others = plan.steps
    return replace(plan, steps=[replace(first, doubt=Doubt("told", first.example.source.strip())), *others])


def _expected(plan: CasePlan) -> set[Any]:
    """Return the constants that stay here."""
    found = set[Any]()
    for step in plan.steps:
        if step.kind in {Kind.SPLIT, Kind.ASSERT, Kind.BLOCK}:
            sent = set[Any]().union(*(_constants(source) for source in step.holes))
            found |= _constants(step.example.source) - sent
        if step.kind is Kind.SHOW:
            found |= _constants(step.example.want)
    return found


def _told(plan: CasePlan) -> set[Any]:
    """Return the constants of statements, functions and classes that are sent as a whole."""
    sources = [step.example.source for step in plan.steps if step.kind in {Kind.OPAQUE, Kind.TEXT}]
    sources += [hole for step in plan.steps for hole in step.holes if hole.startswith(("def ", "class "))]
    return set[Any]().union(*(_constants(source) for source in sources))


def _constants(source: str) -> set[Any]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return set()
    values = {part.value for part in ast.walk(tree) if isinstance(part, ast.Constant) and type(part.value) is not bool}
    return {value for value in values if value not in _GUESSABLE}


@dataclass(frozen=True)
class CaseDescription:
    """How a case will be scored, as far as its text tells."""

    assurance: str
    doubts: list[Doubt]


def describe(questions: list[dict[str, Any]]) -> dict[str, list[CaseDescription]]:
    """Return, for each question, the best assurance that its cases can reach, and why it is not better."""
    return {
        name: [CaseDescription(plan.floor.value, plan.doubts) for plan in plans]
        for name, plans in plan_questions(questions).items()
    }
