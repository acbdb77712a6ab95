"""Count how sure the tests of source notebooks are: `python -m jupyter_autograde.testing.assurance_report FOLDER…`.

It reads the text only, so it tells what a test can reach at best. Otter's notebooks count by test case, nbgrader's by
assertion.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.grading.formats import NbgraderFormat, OtterFormat, Question
from jupyter_autograde.grading.formats.nbgrader_build import make_release
from jupyter_autograde.grading.scorer.plan import plan_doctest
from jupyter_autograde.grading.scorer.questions import plan_questions
from jupyter_autograde.grading.scorer.steps import Doubt, Kind, Step
from jupyter_autograde.notebook.limits import read_notebook


class Count:
    """Of one format.

    Parameters
    ----------
    unit : str
        What is counted.
    """

    def __init__(self, unit: str) -> None:
        self.unit, self.total, self.opaque = unit, 0, 0
        self.doubts: Counter[str] = Counter()

    @property
    def share(self) -> float:
        """Of what is not opaque, 0 to 1."""
        return 1 - self.opaque / self.total if self.total else 1.0

    def add(self, number: int, doubts: Sequence[Doubt]) -> None:
        """Count `number` units that have these doubts."""
        self.total += number
        if doubts:
            self.opaque += number
            self.doubts[doubts[0].construct] += number


def count_folders(folders: Sequence[Path]) -> dict[str, Count]:
    """Return the counts of all source notebooks below some folders, by format."""
    counts = {OtterFormat.name: Count("test cases"), NbgraderFormat.name: Count("assertions")}
    for path in sorted(found for folder in folders for found in folder.rglob("*.ipynb")):
        content = path.read_bytes()
        notebook = read_notebook(content, name=path.name)
        if OtterFormat().recognises(notebook):
            for code in otter_cases(notebook):
                counts[OtterFormat.name].add(1, plan_doctest(code).doubts)
        elif NbgraderFormat().recognises(notebook):
            for step in _nbgrader_steps(path.name, content):
                counts[NbgraderFormat.name].add(_assertions(step), _doubts(step))
    return counts


def otter_cases(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield the test cells of a source notebook as the doctests that `otter assign` makes of them."""
    testing = False
    for cell in notebook["cells"]:
        text = cell["source"]
        if cell["cell_type"] == "raw":
            testing = "# BEGIN TESTS" in text if "# BEGIN" in text else testing and "# END TESTS" not in text
        elif testing and cell["cell_type"] == "code":
            yield _doctest(text) + _shown(cell)


def _doctest(source: str) -> str:
    lines = source.split("\n")
    starts = set[int]()
    for statement in ast.parse(source).body:
        decorators = getattr(statement, "decorator_list", [])
        starts.add(min(part.lineno for part in [statement, *decorators]))
    return "".join(
        f"{'>>>' if number in starts or number == 1 else '...'} {line}\n" for number, line in enumerate(lines, 1)
    )


def _shown(cell: dict[str, Any]) -> str:
    texts = [output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", [])]
    return "".join("".join(text).rstrip("\n") + "\n" for text in texts if text)


def _nbgrader_steps(name: str, content: bytes) -> Iterator[Step]:
    try:
        made = make_release({name: content}, [name])
    except InvalidInput:
        return  # a source that is at fault on purpose
    for plan in NbgraderFormat().read(made.package):
        for cases in plan_questions(_for_scorer(plan.questions)).values():
            for case in cases:
                yield from case.steps


def _for_scorer(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [{"name": question.key, "cases": [case.for_scorer() for case in question.cases]} for question in questions]


def _assertions(step: Step) -> int:
    return sum(_is_assertion(part) for part in ast.walk(ast.parse(step.example.source)))


def _is_assertion(part: ast.AST) -> bool:
    match part:
        case ast.Assert():
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name.startswith("assert")
    return False


def _doubts(step: Step) -> list[Doubt]:
    if step.doubt is not None:
        return [step.doubt]
    return [Doubt("statement", "")] if step.kind is Kind.OPAQUE else []


def main(folders: Sequence[str]) -> None:
    """Print the counts."""
    for name, count in count_folders([Path(folder) for folder in folders]).items():
        print(f"{name}: {count.total - count.opaque} of {count.total} {count.unit} not opaque ({count.share:.1%})")
        for construct, number in count.doubts.most_common():
            print(f"  {number:4} {construct}")


if __name__ == "__main__":
    main(sys.argv[1:])
