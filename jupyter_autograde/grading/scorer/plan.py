"""Plan a test case: for each of its examples, what is sent, what stays, and how sure its verdict is."""

from __future__ import annotations

import ast
import doctest
import re
from dataclasses import replace
from typing import Any

from .block import Block, Unsplittable
from .homes import Homes, find_homes, names_in
from .speech import CHECKING, has_known_operand, is_neutral, judges
from .split import Split
from .steps import Assurance, CasePlan, Doubt, Example, Kind, Mode, Step
from .twins import statement_twins

_LINE_MAGIC = re.compile(r"^([ \t]*)%(\w+)[ \t]*(.*)$", re.MULTILINE)
_SHELL = re.compile(r"^([ \t]*)!(.*)$", re.MULTILINE)


def plan_doctest(code: str) -> CasePlan:
    """Plan a case of an OK-format test: a doctest."""
    parsed = doctest.DocTestParser().parse(code, "test")
    examples = [
        Example(part.source, part.want, part.exc_msg, part.options)
        for part in parsed
        if isinstance(part, doctest.Example)
    ]
    return _with_doubts(_plan(examples)[0])


def plan_function(preamble: str, body: str, parameters: list[str]) -> CasePlan:
    """Plan a case of an exception-based test: the statements of a function, after those of its module."""
    trees = [*ast.parse(preamble).body, *ast.parse(body).body]
    examples = [Example(ast.unparse(tree) + "\n", mode=Mode.FUNCTION) for tree in trees]
    return _with_doubts(_plan(examples, parameters=parameters)[0])


def plan_cell(parts: list[tuple[str, bool]], known: Homes | None = None) -> tuple[list[CasePlan], Homes]:
    """Plan a test cell of nbgrader.

    Parameters
    ----------
    parts : list
        Source of each case, and whether it is hidden. They are one cell: the value of the last expression is what the
        cell displays, and can be a part of the points.
    known : Homes
        Functions and imports of the test cells before.

    Returns
    -------
    tuple
        The plans, and what the test cells after it may use.
    """
    examples, trees = list[Example](), list[ast.Module]()
    for code, _ in parts:
        trees.append(ast.parse(_without_magics(code)))
        examples += [Example(ast.unparse(part) + "\n", mode=Mode.CELL) for part in trees[-1].body]
    shown = not parts[-1][0].rstrip().endswith(";")
    whole, homes = _plan(examples, known=known, shown=shown)
    plans, steps = [], iter(whole.steps)
    for (_, hidden), tree in zip(parts, trees, strict=True):
        own = _without_own_verdict([next(steps) for _ in tree.body])
        kept = whole.kept & _bound(tree)
        plans.append(CasePlan(own, whole.modules, None, Mode.CELL, kept, hidden, _surely_bound(tree)))
    return plans, homes


def _plan(
    examples: list[Example],
    *,
    parameters: list[str] | None = None,
    known: Homes | None = None,
    shown: bool = False,
) -> tuple[CasePlan, Homes]:
    trees = [_parsed(example.source) for example in examples]
    homes = find_homes(trees, parameters, known)
    while True:
        # A variable that something sent inside needs must live there; what computes it then, too.
        steps, needed = [], set[str]()
        for number, example in enumerate(examples):
            step, needs = _step(example, homes, last=shown and number == len(examples) - 1)
            steps.append(step)
            needed |= needs
        if not homes.push_inside(needed):
            break
    mode = examples[0].mode if examples else Mode.DOCTEST
    plan = CasePlan(steps, homes.modules, parameters, mode, frozenset(homes.kept))
    return plan, homes


def _step(example: Example, homes: Homes, *, last: bool) -> tuple[Step, set[str]]:
    """Return how to score an example, and variables that have to live inside because of it."""
    tree, original = _parsed(example.source), _parsed(example.source)  # splitting changes what it visits
    if tree is None or original is None:
        return Step(Kind.TEXT, example), set()
    whole = names_in(original) | names_in(original, ast.Store) | _defined(original)
    if example.error is not None:
        return Step(Kind.TEXT, example), whole
    block = Block(homes, quiet=example.quiet)
    only = tree.body[0] if len(tree.body) == 1 else None
    speaks = judges(original, example.want, homes.judging)

    def step(kind: Kind, code: Any) -> tuple[Step, set[str]]:
        doubt = block.doubt
        defines = frozenset(_defined(original) & homes.kept)
        made = Step(kind, example, code, block.holes, block.builtins, doubt=doubt, last=last, defines=defines)
        return made, set(block.needed)

    if isinstance(only, ast.Expr):
        if speaks or _guessable(only.value, example.want, homes) or not _asks(only.value, homes):
            return step(Kind.SPLIT, block.compile_expression(only.value))
        if last or (example.source.count(";") == 0 and not example.quiet):
            return Step(Kind.SHOW, example, doubt=_points(only.value, homes) if last else None, last=last), whole
        return Step(Kind.TEXT, example), whole
    if isinstance(only, ast.Assert):
        return step(Kind.ASSERT, block.compile_expression(only.test))
    try:
        code = block.compile(tree)
    except Unsplittable as fault:
        if not speaks:
            return Step(Kind.TEXT, example), whole
        return Step(Kind.OPAQUE, example, twins=statement_twins(original), doubt=fault.doubt), whole
    if speaks or not block.holes or _keeps(original, homes):
        return step(Kind.BLOCK, code)
    return Step(Kind.TEXT, example), whole


def _points(value: ast.expr, homes: Homes) -> Doubt | None:
    """Doubt points that live inside: the notebook can change them before they are displayed."""
    if isinstance(value, ast.Name) and value.id in homes.inside:
        return Doubt("points", value.id)
    return None


def _without_own_verdict(steps: list[Step]) -> list[Step]:
    """Doubt a case in which nothing is decided here, and calls that go by such a name: a helper file decides, inside.

    `public_tests.check(f)` passes if it raises nothing, and the notebook can put another module in its place.
    """
    decided = any(step.kind not in {Kind.TEXT, Kind.SHOW} or step.example.want for step in steps)
    return [step if decided and not CHECKING.search(_called(step)) else _with_helper(step) for step in steps]


def _with_doubts(plan: CasePlan) -> CasePlan:
    return replace(plan, steps=_without_own_verdict(plan.steps))


def _called(step: Step) -> str:
    """Return what a step calls and drops the result of, or an empty text."""
    tree = _parsed(step.example.source)
    only = tree.body[0] if tree is not None and len(tree.body) == 1 else None
    if step.kind not in {Kind.TEXT, Kind.SHOW} or step.example.want or not isinstance(only, ast.Expr):
        return ""
    return ast.unparse(only.value.func) if isinstance(only.value, ast.Call) else ""


def _with_helper(step: Step) -> Step:
    if _called(step) and step.doubt is None and step.example.error is None:
        return replace(step, doubt=Doubt("helper", step.example.source.strip().partition("\n")[0]))
    return step


def _guessable(value: ast.expr, want: str, homes: Homes) -> bool:
    """Return whether a text says no more than "as expected": nothing left over, no difference."""
    if Split(homes).travels(value):
        return False
    return is_neutral(want) or has_known_operand(value)


def _asks(value: ast.expr, homes: Homes) -> bool:
    probe = Split(homes)
    probe.expression(ast.parse(ast.unparse(value), mode="eval").body)
    return bool(probe.holes)


def _keeps(tree: ast.Module, homes: Homes) -> bool:
    """Return whether statements define a function that lives with the scorer."""
    return bool(_defined(tree) & homes.kept)


def _defined(tree: ast.Module) -> set[str]:
    return {part.name for part in tree.body if isinstance(part, ast.FunctionDef | ast.ClassDef)}


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that statements may bind."""
    handlers = {part.name for part in ast.walk(tree) if isinstance(part, ast.ExceptHandler) and part.name}
    functions = {part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef | ast.ClassDef)}
    return names_in(tree, ast.Store) | functions | handlers


def _surely_bound(tree: ast.Module) -> frozenset[str]:
    """Return the names that statements bind when they run to their end."""
    plain = [part for part in tree.body if isinstance(part, ast.Assign)]
    return frozenset(_defined(tree).union(*(names_in(target, ast.Store) for part in plain for target in part.targets)))


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None  # a cell magic, or an example that expects a SyntaxError


def _without_magics(code: str) -> str:
    """Return a cell with its magic lines written as what IPython makes of them."""
    try:
        ast.parse(code)
    except SyntaxError:
        code = _LINE_MAGIC.sub(lambda m: f"{m[1]}get_ipython().run_line_magic({m[2]!r}, {m[3]!r})", code)
        code = _SHELL.sub(lambda m: f"{m[1]}get_ipython().system({m[2]!r})", code)
    return code


__all__ = [
    "Assurance", "CasePlan", "Doubt", "Kind", "Mode", "plan_cell", "plan_doctest", "plan_function",
]  # fmt: skip
