"""Where each variable of a test lives: with the scorer, or beside the notebook's own names.

The scorer is better: an expected value stays out of the box, and nothing is asked to read it. What is made from the
notebook's objects lives with them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .clean import BUILTIN_NAMES, GENERATORS, GENUINE_MODULES, INSIDE_NAMES, USUAL_MODULES
from .compared import Compared, compared

# fmt: off
_PLAIN_FUNCTIONS = frozenset({
    "abs", "bool", "bytes", "chr", "complex", "dict", "divmod", "float", "frozenset", "hex", "int", "len", "list",
    "max", "min", "ord", "pow", "range", "repr", "round", "set", "sorted", "str", "sum", "tuple",
})
_PLAIN_NUMPY = frozenset({
    "arange", "array", "asarray", "cos", "cumsum", "diag", "empty", "exp", "eye", "float64", "full", "identity",
    "int64", "linspace", "log", "logspace", "mean", "median", "ones", "repeat", "sin", "sort", "sqrt", "std", "sum",
    "tile", "transpose", "zeros",
})
# fmt: on
_PLAIN_PANDAS = frozenset({"DataFrame", "Series", "Index", "Timestamp", "to_datetime", "date_range", "concat"})
_NOT_PLAIN_METHODS = frozenset({"items", "keys", "values", "iterrows", "itertuples", "groupby"})


@dataclass
class Homes:
    """The answer, for one case.

    Parameters
    ----------
    kept : set of str
        Live with the scorer.
    given : set of str
        Those whose value may travel as an argument, where something inside needs it.
    judging : set of str
        Functions and classes of the test that live with the scorer.
    modules : dict
        Names of modules whose functions the scorer may run.
    inside : set of str
        Names that the test binds inside, even if a builtin has that name too.
    generators : set of str
        Variables that hold random generators of the test's own.
    compared : dict
        Function of the test -> what it compares.
    imported : set of str
        Functions and modules that the test imports inside.
    made : dict
        Variable of the test -> the expressions it is made from; None for one that can't be sent.
    """

    kept: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    judging: set[str] = field(default_factory=set)
    modules: dict[str, str] = field(default_factory=dict)
    inside: set[str] = field(default_factory=set)
    generators: set[str] = field(default_factory=set)
    compared: dict[str, Compared] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)
    made: dict[str, list[ast.expr | None]] = field(default_factory=dict)

    @property
    def derived(self) -> set[str]:
        """Variables of the test that are made from the notebook's, as `expected = data.mean()`."""
        found = set[str]()
        while True:
            more = {
                name
                for name, values in self.made.items()
                if name not in found and any(value is not None and self._derives(value, found) for value in values)
            }
            if not more:
                return found
            found |= more

    def holds_functions(self, name: str) -> bool:
        """Return whether a variable holds functions of the test, which can't be sent but as a whole."""
        values = [value for value in self.made.get(name, []) if value is not None]
        return any(
            isinstance(part, ast.Lambda) or (isinstance(part, ast.Name) and part.id in self.judging)
            for value in values
            if not isinstance(value, ast.Call)
            for part in ast.walk(value)
        )

    def _derives(self, value: ast.expr, derived: set[str]) -> bool:
        names = names_in(value) - names_in(value, ast.Store)
        return any(name in derived or self.of_notebook(name) for name in names)

    def of_notebook(self, name: str) -> bool:
        """Return whether a name is to be looked up inside."""
        if name in self.kept or name in self.modules:
            return False
        return name not in BUILTIN_NAMES or name in self.inside or name in INSIDE_NAMES

    def push_inside(self, names: set[str]) -> bool:
        """Let variables live inside after all; return whether that changes anything."""
        moved = names & self.kept
        self.kept -= moved
        self.given -= moved
        self.judging -= moved
        self.inside |= moved
        return bool(moved)


def find_homes(
    trees: Iterable[ast.Module | None], parameters: Iterable[str] | None, known: Homes | None = None
) -> Homes:
    """Return homes that keep all the test's variables which may live with the scorer.

    Parameters
    ----------
    parameters : iterable of str or None
        Of a test function: the notebook's names that it sees.
    known : Homes or None
        Of the test cells before.
    """
    homes = Homes()
    if parameters is None:
        homes.modules = dict(USUAL_MODULES)
    if known is not None:
        homes.modules |= known.modules
        homes.judging |= known.judging
        homes.compared |= known.compared
        homes.kept |= known.judging
    made = homes.made
    for statement in (part for tree in trees if tree for part in tree.body):
        for part in _own_statements(statement):
            _bind(part, made, homes)
    homes.generators = {name for name, values in made.items() if values and all(map(_makes_generator, values))}
    plain = _plain(made, homes)
    homes.kept |= made.keys() | homes.judging
    homes.given = plain
    seen = set(parameters or ())
    homes.inside |= seen
    homes.push_inside(set(homes.inside))
    return homes


def names_in(node: ast.AST, context: type[ast.expr_context] = ast.Load) -> set[str]:
    """Return the names that `node` reads (or stores, with `ast.Store`)."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}


def _own_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield a statement and those in its body that bind names of the same scope."""
    yield statement
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for part in ast.iter_child_nodes(statement):
        if isinstance(part, ast.stmt):
            yield from _own_statements(part)
        elif isinstance(part, ast.ExceptHandler | ast.match_case):
            for inner in part.body:
                yield from _own_statements(inner)


def _bind(statement: ast.stmt, made: dict[str, list[ast.expr | None]], homes: Homes) -> None:
    """Note what a statement binds, and from what; None = something that can't be sent."""

    def bound(target: ast.AST, value: ast.expr | None) -> None:
        for name in names_in(target, ast.Store):
            made.setdefault(name, []).append(value)

    handed_over = ast.Constant(0)  # whatever it is, it came over the channel or is an item of what is plain
    match statement:
        case ast.Import() | ast.ImportFrom():
            _import(statement, homes)
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            made.setdefault(name, []).append(None)
            if isinstance(statement, ast.FunctionDef):
                homes.compared[name] = compared(statement)
            if isinstance(statement, ast.ClassDef) and not _scorers_class(statement):
                homes.inside.add(name)
            else:
                homes.judging.add(name)
        case ast.AsyncFunctionDef(name=name):
            homes.inside.add(name)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                bound(target, value)
                if isinstance(target, ast.Name) and isinstance(value, ast.Lambda):
                    homes.compared[target.id] = compared(value)
        case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
            bound(target, value)
        case ast.For(target=target):
            bound(target, handed_over)
        case ast.With(items=items):
            for item in items:
                if item.optional_vars is not None:
                    bound(item.optional_vars, None)
        case ast.Try(handlers=handlers):
            for handler in handlers:
                if handler.name:
                    made.setdefault(handler.name, []).append(None)
        case _:
            homes.inside |= _other_stores(statement)
    for part in ast.walk(statement):
        if isinstance(part, ast.NamedExpr):
            made.setdefault(part.target.id, []).append(handed_over)


def _other_stores(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.Expr | ast.Assert | ast.If | ast.While | ast.Raise | ast.Return | ast.Delete):
        return set()
    return names_in(statement, ast.Store)


def _import(statement: ast.Import | ast.ImportFrom, homes: Homes) -> None:
    for alias in statement.names:
        name = alias.asname or alias.name.split(".")[0]
        if isinstance(statement, ast.ImportFrom):
            if statement.module in GENUINE_MODULES and not statement.level:
                homes.modules[name] = f"{statement.module}:{alias.name}"
                continue
        elif alias.name in GENUINE_MODULES and (alias.asname or name in GENUINE_MODULES):
            homes.modules[name] = alias.name if alias.asname else name
            continue
        homes.modules.pop(name, None)
        homes.inside.add(name)
        homes.imported.add(name)


def _scorers_class(statement: ast.ClassDef) -> bool:
    """Return whether a class of the test inherits from nothing of the notebook: a TestCase, a record."""
    return not statement.decorator_list and not statement.keywords and all(
        isinstance(base, ast.Name | ast.Attribute) and ast.unparse(base).rpartition(".")[2] == "TestCase"
        for base in statement.bases
    ) and bool(statement.bases)  # fmt: skip


def _makes_generator(value: ast.expr | None) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="random"), attr=attr)):
            return attr in GENERATORS
    return False


def _plain(made: dict[str, list[ast.expr | None]], homes: Homes) -> set[str]:
    """Return the variables that can only hold plain data, as far as the text tells."""
    plain = set(made)
    while True:
        odd = {
            name
            for name in plain
            if not all(value is not None and _gives_data(value, plain, homes) for value in made[name])
        }
        if not odd:
            return plain
        plain -= odd


def _gives_data(node: ast.expr, plain: set[str], homes: Homes) -> bool:
    own = names_in(node, ast.Store)  # of comprehensions
    generators = homes.generators

    def data(part: ast.expr) -> bool:
        match part:
            case ast.Constant() | ast.JoinedStr() | ast.Compare() | ast.GeneratorExp():
                return not isinstance(part, ast.GeneratorExp)
            case ast.Name(id=name):
                return name in plain or name in own
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return all(data(item) for item in items)
            case ast.Dict(keys=keys, values=values):
                return all(key is not None and data(key) for key in keys) and all(data(value) for value in values)
            case ast.BinOp(left=left, right=right):
                return data(left) and data(right)
            case ast.BoolOp(values=values):
                return all(data(value) for value in values)
            case ast.UnaryOp(operand=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                return data(inner)
            case ast.IfExp(body=body, orelse=other):
                return data(body) and data(other)
            case ast.ListComp(elt=item) | ast.SetComp(elt=item):
                return data(item)
            case ast.DictComp(key=key, value=value):
                return data(key) and data(value)
            case ast.Call(func=ast.Name(id=name)):
                return name in _PLAIN_FUNCTIONS and name not in homes.inside
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in homes.modules:
                top = homes.modules[name].split(".")[0]
                usual = {"numpy": _PLAIN_NUMPY, "pandas": _PLAIN_PANDAS}
                return attr in usual[top] if top in usual else top in {"math", "statistics", "cmath"}
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in generators:
                return True
            case ast.Call(func=ast.Attribute(value=inner, attr=attr)):
                return data(inner) and attr not in _NOT_PLAIN_METHODS
        return False

    return data(node)
