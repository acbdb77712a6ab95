"""Split an expression of a test: what needs the notebook's objects, and what stays with the scorer (SEC-03)."""

from __future__ import annotations

import ast
from types import CodeType

from .clean import BUILTIN_NAMES

HOLE = "__hole"
"""Called with the number of a sub-expression; its value comes from the notebook."""

MODULE = "__module"
"""Called with a name; the genuine module, if the notebook has bound the name to it."""

PREDICATES = frozenset({"isinstance", "issubclass", "callable", "hasattr", "all", "any", "bool"})

# fmt: off
PREDICATE_METHODS = frozenset({
    "equals", "startswith", "endswith", "issubset", "issuperset", "isdisjoint", "isin", "any", "all", "isclose",
    "allclose", "array_equal", "array_equiv", "index", "count", "find", "match", "fullmatch", "search", "isnumeric",
    "isdigit", "isalpha", "__eq__",
})
# fmt: on
"""Methods that hold a verdict: asked here, on a copy."""


def names_in(node: ast.AST, context: type[ast.expr_context] = ast.Load) -> set[str]:
    """Return the names that `node` reads (or stores, with `ast.Store`)."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, context)}


def is_predicate(name: str) -> bool:
    """Return whether a function or method of that name speaks a verdict."""
    return name in PREDICATE_METHODS or name.startswith("assert")


class Split(ast.NodeTransformer):
    """Replace every maximal chain that starts at a name of the notebook by a call of `HOLE`.

    Operators, literals, comparisons, comprehensions and predicates stay as they are, so that order and short
    circuits are Python's own.

    Parameters
    ----------
    kept : set of str
        Variables of the test that live with the scorer.
    modules : dict
        Names of modules whose functions the scorer may run.
    inside : set of str
        Names that statements of the test bind inside the box, even if a builtin has that name too.
    """

    def __init__(self, kept: set[str], modules: dict[str, str], inside: set[str]) -> None:
        self._kept, self._modules, self._inside = kept, modules, inside
        self._bound: list[str] = []
        self.holes: list[str] = []
        """Source of the sub-expressions that are sent."""
        self.compares_inside = False
        self.builtins: set[str] = set()
        """Builtin names used here; the notebook may have bound them to a plain value."""

    def compile(self, expression: ast.expr) -> CodeType:
        """Return the code of what stays here."""
        tree = ast.Expression(self._expression(expression))
        return compile(ast.fix_missing_locations(tree), "<test>", "eval")

    def visit(self, node: ast.AST) -> ast.AST:
        """Dispatch; loads only."""
        if not isinstance(node, ast.expr) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return self.generic_visit(node)
        if self._travels(node):
            return self._hole(node)
        if _is_identity(node):
            self.compares_inside = True
            return self._hole(node)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            return self._comprehension(node)
        if isinstance(node, ast.Lambda):
            with_arguments = len(self._bound)
            self._bound += [argument.arg for argument in node.args.args]
            node.body = self._expression(node.body)
            del self._bound[with_arguments:]
            return node
        return self.generic_visit(node)

    def _expression(self, node: ast.expr) -> ast.expr:
        result = self.visit(node)
        assert isinstance(result, ast.expr)
        return result

    def _of_notebook(self, name: str) -> bool:
        if name in self._bound or name in self._kept or name in self._modules:
            return False
        return name not in BUILTIN_NAMES or name in self._inside

    def _travels(self, node: ast.expr) -> bool:
        """Return whether the whole chain is the notebook's: `f(1).x[2]`, but not `f(1).equals(...)`."""
        if isinstance(node, ast.Name):
            return self._of_notebook(node.id)
        if isinstance(node, ast.Attribute | ast.Subscript):
            return self._travels(node.value)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and is_predicate(node.func.attr):
                return False
            return self._travels(node.func)
        return False

    def _hole(self, node: ast.expr) -> ast.expr:
        # Variables of a comprehension around it travel as arguments.
        given = sorted(names_in(node) & set(self._bound))
        self.holes.append(ast.unparse(node))
        call = ast.Call(
            ast.Name(HOLE, ast.Load()),
            [ast.Constant(len(self.holes) - 1)],
            [ast.keyword(name, ast.Name(name, ast.Load())) for name in given],
        )
        return ast.copy_location(call, node)

    def _compare(self, node: ast.Compare) -> ast.Compare:
        """Note a comparison whose sides all come from the notebook: equal constants would win it."""
        sides, known = [], False
        for side in [node.left, *node.comparators]:
            before = len(self.holes)
            sides.append(self._expression(side))
            known |= len(self.holes) == before
        node.left, node.comparators = sides[0], sides[1:]
        self.compares_inside |= not known
        return node

    def _call(self, node: ast.Call) -> ast.AST:
        if not (isinstance(node.func, ast.Attribute) and is_predicate(node.func.attr)):
            return self.generic_visit(node)
        node.func.value = self._expression(node.func.value)
        node.args = [self._expression(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self._expression(keyword.value)
        return node

    def _name(self, node: ast.Name) -> ast.expr:
        if node.id in self._bound or node.id in self._kept:
            return node
        if node.id in self._modules:
            call = ast.Call(ast.Name(MODULE, ast.Load()), [ast.Constant(node.id)], [])
            return ast.copy_location(call, node)
        self.builtins.add(node.id)
        return node

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> ast.expr:
        outside = len(self._bound)
        for generator in node.generators:
            generator.iter = self._expression(generator.iter)
            self._bound += sorted(names_in(generator.target, ast.Store))
            generator.ifs = [self._expression(condition) for condition in generator.ifs]
        if isinstance(node, ast.DictComp):
            node.key = self._expression(node.key)
            node.value = self._expression(node.value)
        else:
            node.elt = self._expression(node.elt)
        del self._bound[outside:]
        return node


def _is_identity(node: ast.expr) -> bool:
    """Identity of two live objects exists only inside."""
    return (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.Is | ast.IsNot)
        and not isinstance(node.comparators[0], ast.Constant)
    )
