"""Rewrite statements of a test so that the scorer can run them: loops, conditions, `try`, helper functions.

What needs the notebook's objects becomes a call that asks for it, at the same place and in the same order.
"""

from __future__ import annotations

import ast
import copy
from types import CodeType

from .homes import Homes, names_in
from .speech import PREDICATES, judges
from .split import Split
from .steps import Doubt

RUN = "__run__"
"""Called with the source of a statement that the notebook's process is to run."""

SHOW = "__show__"
"""Called with the value of an expression that a doctest prints."""

BIND = "__bind__"
"""Called with names and values that are to be bound inside, too."""


_VERDICT = "__verdict__"
"""Under which the value of a comparison travels."""


class Unsplittable(Exception):
    """Statements can't be run by the scorer."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.construct)
        self.doubt = doubt


class Block(Split):
    """Statements of one example.

    Parameters
    ----------
    quiet : bool
        Values of expressions are not printed.
    """

    def __init__(self, homes: Homes, *, quiet: bool) -> None:
        super().__init__(homes)
        self._quiet, self._in_function, self._in_class = quiet, False, False
        self._judged = False
        """Within a statement that decides what runs: what it counts is a verdict."""

    def compile_expression(self, expression: ast.expr) -> CodeType:
        """Return the code of what stays here of an expression."""
        tree = ast.Expression(self.expression(expression))
        return compile(ast.fix_missing_locations(tree), "<test>", "eval")

    def compile(self, tree: ast.Module) -> CodeType:
        """Return the code of what stays here.

        Raises
        ------
        Unsplittable
            It has a statement that only makes sense as a whole.
        """
        body = self._body(tree.body) or [ast.Pass()]
        return compile(ast.fix_missing_locations(ast.Module(body, [])), "<test>", "exec")

    def _body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return [ast.copy_location(made, statement) for statement in statements for made in self._statement(statement)]

    def _full(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return self._body(statements) or [ast.Pass()]

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.Expr():
                return self._expression_statement(node)
            case ast.Assert():
                node.test = self.expression(node.test)
                node.msg = self.expression(node.msg) if node.msg is not None else None
                return [node]
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Delete():
                return self._assignment(node)
            case ast.If() | ast.While():
                outside, self._judged = self._judged, self._judged or self._reads_notebook(node.test)
                node.test = self.expression(node.test)
                node.body, node.orelse = self._full(node.body), self._body(node.orelse)
                self._judged = outside
                return [node]
            case ast.For():
                return self._for(node)
            case ast.Try():
                return self._try(node)
            case ast.With():
                return self._with(node)
            case ast.FunctionDef() if self._in_function or self._in_class or node.name in self.homes.kept:
                return self._function(node)
            case ast.ClassDef() if node.name in self.homes.kept:
                # Its own names are of no scope to its methods, and it inherits from nothing of the notebook.
                node.bases = [self.expression(base) for base in node.bases]
                self._in_class = True
                node.body = self._full(node.body)
                self._in_class = False
                return [node]
            case ast.ClassDef() if self._in_function:
                raise _unsplittable(node)
            case ast.Import() | ast.ImportFrom():
                return [ast.Expr(self.send(node, RUN))]
            case ast.FunctionDef() | ast.ClassDef():
                # The notebook's functions get it to call, or it is made of the notebook's classes.
                if _asserts(node):
                    self._doubt(CONSTRUCTS[type(node)], node)
                return [ast.Expr(self.send(node, RUN))]
            case ast.Raise() if self.is_stop(node.exc):
                return [node]
            case ast.Raise():
                node.exc = self.expression(node.exc) if node.exc is not None else None
                return [node]
            case ast.Return():
                node.value = self.expression(node.value) if node.value is not None else None
                return [node]
            case ast.Pass() | ast.Break() | ast.Continue() | ast.Nonlocal():
                return [node]
        raise _unsplittable(node)

    def _expression_statement(self, node: ast.Expr) -> list[ast.stmt]:
        value = node.value
        if isinstance(value, ast.Constant) and (self._quiet or self._in_function):
            return []
        if isinstance(value, ast.Yield | ast.YieldFrom):
            return [ast.Expr(self.expression(value))]
        mine = judges(value, "", self.homes.judging) or not self._reads_notebook(value)
        if not mine and not self._in_function:
            return [ast.Expr(self.send(node, RUN))]
        kept = self.expression(value)
        if self._quiet or self._in_function:
            return [ast.Expr(kept)]
        return [ast.Expr(ast.Call(ast.Name(SHOW, ast.Load()), [kept], []))]

    def _assignment(self, node: ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete) -> list[ast.stmt]:
        targets = node.targets if isinstance(node, ast.Assign | ast.Delete) else [node.target]
        roots = {_root(part) for target in targets for part in _flat(target)}
        if None in roots:
            raise _unsplittable(node)
        names = {root for root in roots if root is not None}
        ours = {name for name in names if name in self.bound or name in self.homes.kept}
        value = getattr(node, "value", None)
        if names == ours and value is not None and not self._in_function:
            made_inside = self._reads_notebook(value) and not judges(value, "", self.homes.judging)
            if made_inside and not isinstance(node, ast.Delete):
                self.needed |= ours
                return [ast.Expr(self.send(node, RUN))]
        if names == ours:
            if value is not None:
                node.value = self.expression(value)  # type: ignore[union-attr]
            for target in targets:
                self._target(target)
            return [node]
        if self._in_function and ours:
            raise _unsplittable(node)
        self.needed |= ours
        if value is not None and (self._judged or judges(value, "", self.homes.judging)):
            # A verdict that lives inside, because something sent needs it: the notebook can change it.
            self._doubt("assignment", node)
            if isinstance(node, ast.Assign | ast.AugAssign) and _is_verdict(node.value) and not _filters(node.value):
                return [ast.Expr(self._send_judged(node))]
        return [ast.Expr(self.send(node, RUN))]

    def _send_judged(self, node: ast.Assign | ast.AugAssign) -> ast.Call:
        """Send a verdict, not what it was judged by: an expected value is nothing for the notebook's `__eq__`."""
        kept = self.expression(copy.deepcopy(node.value))
        node.value = ast.Name(_VERDICT, ast.Load())
        self.bound.append(_VERDICT)
        call = self.send(node, RUN)
        self.bound.pop()
        for word in call.keywords:
            if word.arg == _VERDICT:
                word.value = kept
        return call

    def _target(self, target: ast.expr) -> None:
        """Split what a target reads: the key of `wanted[f(1)] = 2`."""
        for part in _flat(target):
            if isinstance(part, ast.Subscript):
                part.slice = self.expression(part.slice)
                part.value = self.expression(part.value)
            elif isinstance(part, ast.Attribute):
                part.value = self.expression(part.value)

    def _for(self, node: ast.For) -> list[ast.stmt]:
        if any(not isinstance(part, ast.Name) for part in _flat(node.target)):
            raise _unsplittable(node)
        node.iter = self.expression(node.iter)
        names = names_in(node.target, ast.Store)
        inside = sorted(name for name in names if name not in self.bound and name not in self.homes.kept)
        node.body, node.orelse = self._full(node.body), self._body(node.orelse)
        if inside:
            # They live inside because something there changes or needs them.
            values = [ast.keyword(name, ast.Name(name, ast.Load())) for name in inside]
            node.body.insert(0, ast.Expr(ast.Call(ast.Name(BIND, ast.Load()), [], values)))
        return [node]

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        node.body = self._full(node.body)
        for handler in node.handlers:
            if handler.type is not None:
                handler.type = self.expression(handler.type)
            if handler.name and handler.name not in self.bound and handler.name not in self.homes.kept:
                raise _unsplittable(node)
            handler.body = self._full(handler.body)
        node.orelse, node.finalbody = self._body(node.orelse), self._body(node.finalbody)
        return [node]

    def _with(self, node: ast.With) -> list[ast.stmt]:
        for item in node.items:
            if self._starts_inside(item.context_expr):
                raise _unsplittable(node)
            item.context_expr = self.expression(item.context_expr)
            if item.optional_vars is not None:
                names = names_in(item.optional_vars, ast.Store)
                if not all(name in self.bound or name in self.homes.kept for name in names):
                    raise _unsplittable(node)
        node.body = self._full(node.body)
        return [node]

    def _starts_inside(self, context: ast.expr) -> bool:
        """Return whether a context manager is not one of the scorer's own, as `pytest.raises(...)` is."""
        return not isinstance(context, ast.Call) or (
            self.travels(context) or self.travels(context.func) or self._is_builtin(context.func)
        )

    def _is_builtin(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and not (
            node.id in self.bound or node.id in self.homes.kept or node.id in self.homes.modules
        )

    def _function(self, node: ast.FunctionDef) -> list[ast.stmt]:
        if any(isinstance(part, ast.Global) for part in ast.walk(node)) or node.decorator_list:
            raise _unsplittable(node)
        node.args.defaults = [self.expression(value) for value in node.args.defaults]
        node.args.kw_defaults = [value and self.expression(value) for value in node.args.kw_defaults]
        for part in ast.walk(node.args):
            if isinstance(part, ast.arg):
                part.annotation = None
        node.returns = None
        own = {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)} | _locals(node.body)
        before, outside = len(self.bound), self._in_function
        self.bound += sorted(own)
        self._in_function = True
        node.body = self._full(node.body)
        self._in_function = outside
        del self.bound[before:]
        return [node]


def _is_verdict(value: ast.expr) -> bool:
    """Return whether a value is a verdict itself, as `f(3) == 9` is; a lambda or a choice of objects only holds one."""
    match value:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in PREDICATES
    return False


def _filters(value: ast.expr) -> bool:
    """Return whether a comparison picks rows, as `table[table.x > 3]`: what comes out is data, and no verdict."""
    return any(isinstance(part, ast.Subscript) and judges(part.slice, "") for part in ast.walk(value))


def _asserts(node: ast.stmt) -> bool:
    """Return whether a function or class judges, as a TestCase does."""
    return any(
        isinstance(part, ast.Assert) or (isinstance(part, ast.Attribute) and part.attr.startswith("assert"))
        for part in ast.walk(node)
    )


def _locals(body: list[ast.stmt]) -> set[str]:
    """Return the names that a function's statements bind."""
    names, todo = set[str](), list[ast.AST](body)
    while todo:
        part = todo.pop()
        if isinstance(part, ast.FunctionDef | ast.ClassDef):
            names.add(part.name)
            continue
        if isinstance(part, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            names |= {inner.target.id for inner in ast.walk(part) if isinstance(inner, ast.NamedExpr)}
            continue
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store | ast.Del):
            names.add(part.id)
        if isinstance(part, ast.ExceptHandler) and part.name:
            names.add(part.name)
        todo += ast.iter_child_nodes(part)
    return names


def _flat(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        return [part for item in target.elts for part in _flat(item)]
    return _flat(target.value) if isinstance(target, ast.Starred) else [target]


def _root(target: ast.expr) -> str | None:
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def _unsplittable(node: ast.stmt) -> Unsplittable:
    return Unsplittable(Doubt(CONSTRUCTS.get(type(node), "statement"), ast.unparse(node).partition("\n")[0]))


CONSTRUCTS: dict[type[ast.stmt], str] = {
    ast.With: "with",
    ast.AsyncWith: "async",
    ast.AsyncFor: "async",
    ast.AsyncFunctionDef: "async",
    ast.Match: "match",
    ast.Global: "global",
    ast.FunctionDef: "function",
    ast.ClassDef: "class",
    ast.For: "for",
    ast.Try: "try",
}
