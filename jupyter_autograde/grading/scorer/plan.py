"""Plan a test case: for each of its examples, what is sent, what stays, and how sure its verdict is."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from types import CodeType
from typing import Any

from .clean import BUILTIN_NAMES, GENUINE_MODULES, USUAL_MODULES
from .split import PREDICATES, Split, is_predicate, names_in
from .twins import statement_twin


class Kind(StrEnum):
    """How an example is scored."""

    TEXT = "text"
    """Runs inside; the printed text is compared here."""
    SHOW = "show"
    """One expression, evaluated inside; its printed form is compared here, and its content where that decides."""
    SPLIT = "split"
    """An expression with its own verdict: computed here around what comes from inside."""
    ASSERT = "assert"
    """The same for `assert`."""
    BIND = "bind"
    """A variable of the test that lives here."""
    DEFINE = "define"
    """A pure function of the test that lives here."""
    OPAQUE = "opaque"
    """Statements that judge for themselves; they have to run inside."""


class Assurance(StrEnum):
    """How sure a verdict is, from best to worst."""

    BLIND = "blind"
    CANARY = "canary"
    OPAQUE = "opaque"


@dataclass
class Example:
    """One example of a doctest, or one statement of a test function.

    `quiet`: of a test function, where an expression's value is not printed.
    """

    source: str
    want: str = ""
    error: str | None = None
    options: dict[int, bool] = field(default_factory=dict)
    quiet: bool = False


@dataclass
class Step:
    """An example and how to score it."""

    kind: Kind
    example: Example
    code: CodeType | None = None
    holes: list[str] = field(default_factory=list)
    builtins: set[str] = field(default_factory=set)
    name: str = ""
    twin: str | None = None
    compares_inside: bool = False
    """All sides of a comparison are the notebook's: `x is y`, `f(1) == g(1)`."""

    @property
    def sent(self) -> list[str]:
        """The sources that go inside."""
        return [self.example.source] if self.kind in {Kind.TEXT, Kind.SHOW, Kind.OPAQUE} else self.holes


@dataclass(frozen=True)
class CasePlan:
    """A case, ready to be asked.

    Parameters
    ----------
    parameters : list of str or None
        Of a test function: the only names of the notebook that it sees. None: all, as in a doctest.
    """

    steps: list[Step]
    modules: dict[str, str]
    parameters: list[str] | None = None

    @property
    def builtins(self) -> list[str]:
        """Builtin names that the notebook may have bound."""
        return sorted(set().union(*(step.builtins for step in self.steps)))

    @property
    def floor(self) -> Assurance:
        """The best assurance that this plan can reach."""
        opaque = any(step.kind is Kind.OPAQUE or step.compares_inside for step in self.steps)
        return Assurance.OPAQUE if opaque else Assurance.BLIND


def plan_doctest(code: str) -> CasePlan:
    """Plan a case of an OK-format test: a doctest."""
    parsed = doctest.DocTestParser().parse(code, "test")
    examples = [
        Example(part.source, part.want, part.exc_msg, part.options)
        for part in parsed
        if isinstance(part, doctest.Example)
    ]
    return _plan(examples)


def plan_function(preamble: str, body: str, parameters: list[str]) -> CasePlan:
    """Plan a case of an exception-based test: the statements of a function, after those of its module."""
    trees = [*ast.parse(preamble).body, *ast.parse(body).body]
    examples = [Example(ast.unparse(tree) + "\n", quiet=True) for tree in trees]
    made = _plan(examples, set(parameters))
    return CasePlan(made.steps, made.modules, parameters)


def judges(node: ast.AST, want: str) -> bool:
    """Return whether an example holds its own verdict, so that the text it prints can be guessed."""
    if want.strip() in {"True", "False"}:
        return True
    return any(_speaks(part) for part in ast.walk(node))


def _speaks(part: ast.AST) -> bool:
    """Return whether one part of an expression is a verdict."""
    match part:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in PREDICATES or name.startswith("assert")
        case ast.Attribute(attr=name):
            return is_predicate(name)
    return False


def _plan(examples: list[Example], parameters: set[str] | None = None) -> CasePlan:
    trees = [_parsed(example.source) for example in examples]
    modules = {name: spec for name, spec in USUAL_MODULES.items() if parameters is None}
    candidates, inside = _variables(trees, modules)
    if parameters is not None:
        inside |= parameters
        candidates -= parameters
    while True:
        # A variable that something sent inside needs must live there; what computes it then, too.
        steps, sent = [], set[str]()
        for example, tree in zip(examples, trees, strict=True):
            step, needed = _step(example, tree, candidates, modules, inside)
            steps.append(step)
            sent |= needed | {name for source in step.sent for name in _names_of(source)}
        if not sent & candidates:
            return CasePlan(steps, modules)
        candidates -= sent


def _variables(trees: Iterable[ast.Module | None], modules: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the test's variables that might live here, and those bound in ways that only run inside.

    Adds imports of genuine modules to `modules`.
    """
    candidates, inside = set[str](), set[str]()
    for statement in (part for tree in trees if tree for part in tree.body):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                top = alias.name.split(".")[0]
                if alias.name in GENUINE_MODULES and (alias.asname or top in GENUINE_MODULES):
                    modules[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(statement, ast.ImportFrom) and statement.module in GENUINE_MODULES:
            for alias in statement.names:
                modules[alias.asname or alias.name] = f"{statement.module}:{alias.name}"
        elif isinstance(statement, ast.FunctionDef):
            candidates.add(statement.name)
        elif _simple_assignment(statement):
            candidates |= names_in(statement, ast.Store)
        else:
            inside |= names_in(statement, ast.Store)
    return candidates - inside, inside


def _step(
    example: Example, tree: ast.Module | None, kept: set[str], modules: dict[str, str], inside: set[str]
) -> tuple[Step, set[str]]:
    """Return how to score an example, and variables that have to live inside because of it."""
    if tree is None or example.error is not None:
        return Step(Kind.TEXT, example), set()
    split = Split(kept, modules, inside)
    only = tree.body[0] if len(tree.body) == 1 else None

    def step(kind: Kind, expression: ast.expr, name: str = "") -> Step:
        code = split.compile(expression)
        return Step(kind, example, code, split.holes, split.builtins, name, compares_inside=split.compares_inside)

    fresh = ast.parse(example.source).body[0] if only is not None else None  # Split changes what it visits
    if isinstance(only, ast.Expr) and isinstance(fresh, ast.Expr):
        if judges(only.value, example.want):
            return step(Kind.SPLIT, fresh.value), set()
        return Step(Kind.SHOW if example.source.count(";") == 0 and not example.quiet else Kind.TEXT, example), set()
    if isinstance(fresh, ast.Assert):
        return step(Kind.ASSERT, fresh.test), set()
    if isinstance(only, ast.Assign) and isinstance(fresh, ast.Assign) and _simple_assignment(only):
        name = next(iter(names_in(only, ast.Store)))
        if name in kept:
            made = step(Kind.BIND, fresh.value, name)
            if made.holes and not judges(only.value, ""):
                return Step(Kind.TEXT, example), {name}
            return made, set()
    if isinstance(only, ast.FunctionDef) and only.name in kept:
        own = {argument.arg for argument in ast.walk(only.args) if isinstance(argument, ast.arg)}
        free = names_in(only) - own - names_in(only, ast.Store) - kept - BUILTIN_NAMES
        if free or only.decorator_list:
            return Step(Kind.TEXT, example), {only.name}
        return Step(Kind.DEFINE, example, compile(tree, "<test>", "exec"), name=only.name), set()
    if _speaks_verdict(tree) or (len(tree.body) > 1 and judges(tree, example.want)):
        return Step(Kind.OPAQUE, example, twin=statement_twin(tree)), set()
    return Step(Kind.TEXT, example), set()


def _simple_assignment(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    )


def _speaks_verdict(tree: ast.AST) -> bool:
    """Return whether statements decide for themselves whether the test fails."""
    return any(isinstance(node, ast.Assert | ast.Raise | ast.Try | ast.With) for node in ast.walk(tree))


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None  # a cell magic, or an example that expects a SyntaxError


def _names_of(source: str) -> set[str]:
    tree: Any = _parsed(source)
    return names_in(tree) if tree is not None else set()
