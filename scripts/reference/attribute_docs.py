"""The strings below class attributes, which Python itself forgets."""

from __future__ import annotations

import ast
import inspect
import textwrap


def attribute_docs(kind: type) -> dict[str, str]:
    """Return the docstring of each annotated attribute of `kind` that has one, on one line."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for attribute, below in zip(body.body, body.body[1:], strict=False):
        match attribute, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split())
    return found
