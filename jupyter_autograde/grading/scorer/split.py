"""Split an expression of a test: what needs the notebook's objects, and what stays with the scorer (SEC-03)."""

from __future__ import annotations

import ast
import copy

from .clean import BUILTIN_NAMES, GENERATORS, INSIDE_PARTS
from .compared import Compared
from .homes import Homes, names_in
from .raised import STOPPED
from .speech import CHECKING, is_predicate
from .steps import Doubt

HOLE = "__hole__"
"""Called with the source of an expression; its value comes from the notebook."""

STOPS = "__stops__"
"""Mapping of the name of an exception that ends a loop to all classes that a test means by it; see `raised`."""

MODULE = "__genuine__"
"""Called with a name, and what is read of it; the genuine module, if the notebook has bound the name to it."""

_OPERANDS = {"left", "right", "a", "b", "x", "y", "actual", "desired", "expected", "first", "second", "other"}
"""Keywords of predicates for what they compare."""
_ACCESSORS = {"str", "dt"}
"""Of a pandas Series: their methods speak as the Series' own do."""

_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


class Split(ast.NodeTransformer):
    """Replace every maximal chain that starts at a name of the notebook by a call of `HOLE`.

    Operators, literals, comparisons, comprehensions and predicates stay as they are, so that order and short
    circuits are Python's own.
    """

    def __init__(self, homes: Homes) -> None:
        self.homes = homes
        self.bound: list[str] = []
        """Variables of comprehensions, lambdas and functions around the node that is visited."""
        self.holes: list[str] = []
        """Sources of what is sent."""
        self.needed: set[str] = set()
        """Variables of the test that have to live inside, because something sent needs them."""
        self.doubt: Doubt | None = None
        self.builtins: set[str] = set()
        """Builtin names used here; the notebook may have bound them to a plain value."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Dispatch; loads only."""
        if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return self.generic_visit(node)
        if self.travels(node):
            if any(self._is_told_verdict(part) for part in ast.walk(node)):
                self._doubt("helper", node)
            return self._hole(node)
        if isinstance(node, ast.Attribute) and self._makes_generator(node):
            assert isinstance(node.value, ast.Attribute)
            node.value.value = self._owner(node.value)
            return node
        if isinstance(node, ast.Attribute):
            node.value = self._owner(node)
            return node
        if self._is_identity(node):
            self._doubt("identity", node)
            return self._hole(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Tuple):
            node.elts = [self._item(item) for item in node.elts]
            return node
        if isinstance(node, _Comprehension):
            return self._comprehension(node)
        if isinstance(node, ast.Lambda):
            own = [argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
            self.bound += own
            node.body = self.expression(node.body)
            del self.bound[len(self.bound) - len(own) :]
            return node
        return self.generic_visit(node)

    def expression(self, node: ast.expr) -> ast.expr:
        """Return what stays of an expression."""
        result = self.visit(node)
        assert isinstance(result, ast.expr)
        return result

    def travels(self, node: ast.expr) -> bool:
        """Return whether the whole chain is the notebook's: `f(1).x[2]`, but not `f(1).equals(...)`."""
        match node:
            case ast.Name(id=name):
                return name not in self.bound and self.homes.of_notebook(name)
            case ast.Attribute() if self._makes_generator(node):
                return False
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in self.homes.modules:
                return name not in self.bound and (self.homes.modules[name], attr) in INSIDE_PARTS
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                return self.travels(inner)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in self.homes.imported:
                return name not in self.bound
            case ast.Call(func=ast.Attribute(attr=attr)) if is_predicate(attr):
                return False
            case ast.Call(func=function):
                return self.travels(function)
        return False

    def _is_told_verdict(self, node: ast.AST) -> bool:
        """Return whether a function inside is given an answer and what it should be: `isclose(x, 171.5)`.

        The notebook may have its own function under that name. One that the test imports itself from where the scorer
        has it, too, is called here.
        """
        if not isinstance(node, ast.Call):
            return False
        match node.func:
            case ast.Name(id=name):
                helper = name in self.homes.imported or bool(CHECKING.search(name)) or is_predicate(name)
            case ast.Attribute(value=ast.Name(id=name)):
                helper = name in self.homes.imported
            case _:
                return False
        given = [*node.args, *(word.value for word in node.keywords)]
        return helper and len({self._comes_from_notebook(argument) for argument in given}) > 1

    def send(self, node: ast.AST, writer: str, *, given: set[str] | None = None) -> ast.Call:
        """Return the call that has the notebook do what `node` says.

        What of it only needs the test's own variables is computed here and travels as an argument.
        """
        pack = _Pack(self, given or set())
        packed = pack.visit(copy.deepcopy(node))
        self.holes.append(ast.unparse(packed))
        self.needed |= pack.needed
        values = [ast.keyword(name, value) for name, value in sorted(pack.given.items())]
        return ast.Call(ast.Name(writer, ast.Load()), [ast.Constant(self.holes[-1])], values)

    def _hole(self, node: ast.expr) -> ast.expr:
        return ast.copy_location(self.send(node, HOLE), node)

    def _doubt(self, construct: str, node: ast.AST) -> None:
        self.doubt = self.doubt or Doubt(construct, ast.unparse(node).partition("\n")[0])

    def _compare(self, node: ast.Compare) -> ast.Compare:
        """Note a comparison whose sides all come from the notebook: equal constants would win it."""
        self._doubt_operands([node.left, *node.comparators], node)
        node.left, *node.comparators = [self.expression(side) for side in [node.left, *node.comparators]]
        return node

    def _doubt_operands(self, operands: list[ast.expr], node: ast.expr) -> None:
        if len(operands) > 1 and all(map(self._comes_from_notebook, operands)):
            self._doubt("comparison", node)

    def _call(self, node: ast.Call) -> ast.AST:
        if self.is_stop(node.func):
            node.args = [self.expression(argument) for argument in node.args]
            return node
        helper = self._helper(node.func)
        if helper is not None:
            return self._helper_call(node, helper)
        if not (isinstance(node.func, ast.Attribute) and is_predicate(node.func.attr)):
            return self.generic_visit(node)
        receiver = node.func.value
        self._doubt_operands(self._operands(node, receiver), node)
        if isinstance(receiver, ast.Attribute) and receiver.attr in _ACCESSORS:
            receiver.value = self.expression(receiver.value)
        else:
            node.func.value = self._owner(node.func)
        node.args = [self.expression(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.expression(keyword.value)
        return node

    def _operands(self, node: ast.Call, receiver: ast.expr) -> list[ast.expr]:
        """Return the two things that a predicate compares: `a.equals(b)`, `np.isclose(a, b, rtol=1)`."""
        named = [word.value for word in node.keywords if word.arg in _OPERANDS]
        given = [part for part in [*node.args, *named] if not isinstance(part, ast.Starred)]
        return ([receiver, *given] if self._comes_from_notebook(receiver) else given)[:2]

    def _helper(self, function: ast.expr) -> Compared | None:
        """Return what a function compares, if it is one of the test's own."""
        if not isinstance(function, ast.Name) or function.id in self.bound or function.id not in self.homes.kept:
            return None
        return self.homes.compared.get(function.id)

    def _helper_call(self, node: ast.Call, helper: Compared) -> ast.AST:
        """Note a call that makes a function of the test compare the notebook's values with one another."""
        line, given = copy.deepcopy(node), set[str]()
        for name, argument in helper.named(line):
            if self._reads_notebook(argument):
                given.add(name)
        if helper.all_from(given, self.homes.of_notebook):
            self._doubt("comparison", line)
        return self.generic_visit(node)

    def _owner(self, node: ast.Attribute) -> ast.expr:
        """Return what an attribute is read of; where that is a module, it has to be the genuine one."""
        made = self.expression(node.value)
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == MODULE:
            made.args.append(ast.Constant(node.attr))
        return made

    def _name(self, node: ast.Name) -> ast.expr:
        if node.id in self.bound or node.id in self.homes.kept:
            return node
        if node.id in self.homes.modules:
            call = ast.Call(ast.Name(MODULE, ast.Load()), [ast.Constant(node.id)], [])
            return ast.copy_location(call, node)
        if self.is_stop(node):
            found = ast.Subscript(ast.Name(STOPS, ast.Load()), ast.Constant(node.id), ast.Load())
            return ast.copy_location(found, node)
        self.builtins.add(node.id)
        return node

    def _item(self, node: ast.expr) -> ast.expr:
        """Return an item of a tuple; `except` takes no tuple in a tuple."""
        made = self.expression(node)
        return ast.Starred(made, ast.Load()) if self.is_stop(node) else made

    def is_stop(self, node: ast.AST | None) -> bool:
        """Return whether a node is the name of the builtin StopIteration or StopAsyncIteration."""
        if not isinstance(node, ast.Name) or node.id not in STOPPED or node.id in self.bound:
            return False
        return node.id not in self.homes.kept and not self.homes.of_notebook(node.id)

    def _comprehension(self, node: _Comprehension) -> ast.expr:
        outside = len(self.bound)
        for generator in node.generators:
            generator.iter = self.expression(generator.iter)
            self.bound += sorted(names_in(generator.target, ast.Store))
            generator.ifs = [self.expression(condition) for condition in generator.ifs]
        if isinstance(node, ast.DictComp):
            node.key = self.expression(node.key)
            node.value = self.expression(node.value)
        else:
            node.elt = self.expression(node.elt)
        del self.bound[outside:]
        return node

    def _is_identity(self, node: ast.expr) -> bool:
        """Identity of two live objects exists only inside."""
        return (
            isinstance(node, ast.Compare)
            and len(node.ops) == 1
            and isinstance(node.ops[0], ast.Is | ast.IsNot)
            and not any(self._is_fixed(side) for side in (node.left, node.comparators[0]))
            and any(self._reads_notebook(side) for side in (node.left, node.comparators[0]))
        )

    def _makes_generator(self, node: ast.Attribute) -> bool:
        """Return whether this is `np.random.default_rng` or the like."""
        match node:
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name), attr="random"), attr=attr):
                return attr in GENERATORS and name not in self.bound and self.homes.modules.get(name) == "numpy"
        return False

    def _is_fixed(self, node: ast.expr) -> bool:
        """Return whether an expression names what is the same object here and inside: `None`, `np.ndarray`."""
        match node:
            case ast.Constant():
                return True
            case ast.Attribute(value=inner):
                return isinstance(inner, ast.Name) and inner.id in self.homes.modules and inner.id not in self.bound
            case ast.Name(id=name):
                return name in BUILTIN_NAMES and not self.homes.of_notebook(name) and name not in self.bound
        return False

    def _comes_from_notebook(self, node: ast.expr) -> bool:
        """Return whether a value is made from the notebook's, maybe by way of variables of the test."""
        return self._reads_notebook(node) or bool((names_in(node) & self.homes.derived) - set(self.bound))

    def _reads_notebook(self, node: ast.expr) -> bool:
        probe = Split(self.homes)
        probe.bound = list(self.bound)
        probe.expression(copy.deepcopy(node))
        return bool(probe.holes)


class _Pack(ast.NodeTransformer):
    """Find what of a node that is sent can be computed here, and give it a name to travel under."""

    def __init__(self, split: Split, given: set[str]) -> None:
        self._split, self._own = split, list[str]()
        self.given: dict[str, ast.expr] = {name: ast.Name(name, ast.Load()) for name in given}
        self.needed: set[str] = set()

    def visit(self, node: ast.AST) -> ast.AST:
        """Dispatch."""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            return self._name(node)
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Call) and self._computed_here(node):
            return self._argument(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # A method acts on its object, which it finds inside.
            node.func.value = self._packed(node.func.value)
            node.args = [self._packed(argument) for argument in node.args]
            node.keywords = [ast.keyword(word.arg, self._packed(word.value)) for word in node.keywords]
            return node
        if isinstance(node, _Comprehension):
            return self._scoped(node, [name for part in node.generators for name in names_in(part.target, ast.Store)])
        if isinstance(node, ast.Lambda):
            return self._scoped(node, [part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)])
        if isinstance(node, ast.FunctionDef):
            own = [part.arg for part in ast.walk(node) if isinstance(part, ast.arg)]
            return self._scoped(node, [*own, *names_in(node, ast.Store)])
        return self.generic_visit(node)

    def _packed(self, node: ast.expr) -> ast.expr:
        packed = self.visit(node)
        assert isinstance(packed, ast.expr)
        return packed

    def _scoped(self, node: ast.AST, own: list[str]) -> ast.AST:
        self._own += own
        packed = self.generic_visit(node)
        del self._own[len(self._own) - len(own) :]
        return packed

    def _name(self, node: ast.Name) -> ast.Name:
        homes, name = self._split.homes, node.id
        if name not in self._own:
            if name in self._split.bound or (name in homes.kept and name in homes.given):
                self.given[name] = ast.Name(name, ast.Load())
            elif name in homes.kept:
                self.needed.add(name)
        return node

    def _computed_here(self, node: ast.Attribute | ast.Subscript | ast.Call) -> bool:
        """Return whether a chain starts at a variable of the test and needs nothing of the notebook."""
        homes, names, bound = self._split.homes, names_in(node), set(self._split.bound)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in homes.judging:
            # A function of the test.
            return node.func.id not in bound and not names & set(self._own)
        if not isinstance(node, ast.Call) and not isinstance(node.ctx, ast.Load):
            return False
        if names & set(self._own) or any(homes.of_notebook(name) for name in names - bound):
            return False
        roots = _roots(node)
        return bool(roots & (bound | homes.kept)) and not any(map(homes.holds_functions, roots - bound))

    def _argument(self, node: ast.expr) -> ast.Name:
        name = f"__given{len(self.given)}__"
        self.given[name] = self._split.expression(copy.deepcopy(node))
        return ast.Name(name, ast.Load())


_SAFE_METHODS = frozenset({
    "get", "copy", "keys", "values", "items", "split", "strip", "lower", "upper", "replace", "format", "join", "title",
    "capitalize", "tolist", "head", "tail", "item",
})  # fmt: skip
_SAFE_FUNCTIONS = frozenset({
    "abs", "bool", "bytes", "dict", "float", "int", "len", "list", "max", "min", "range", "round", "set", "sorted",
    "str", "sum", "tuple",
})  # fmt: skip
"""They change nothing of the test's data, so they may be called here: what goes inside is their value, not all data."""


def _roots(node: ast.expr) -> set[str]:
    """Return the names that a chain of items, attributes and harmless calls starts from; none if it is another one."""
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return _roots(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in _SAFE_METHODS:
            return _roots(inner)
        case ast.Call(func=ast.Name(id=function), args=arguments) if function in _SAFE_FUNCTIONS:
            return set[str]().union(*map(_roots, arguments))
    return set()
