"""Does the student bundle hold solution text or a hidden test? A scan on release."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_autograde.grading.formats import NotebookPlan
from jupyter_autograde.notebook.limits import read_notebook

_SOLUTION_MARK = re.compile(r"#\s*SOLUTION\s*$")

_SHORTEST = 12
"""Characters: shorter lines (`x = 1`) are found everywhere."""


def leaks(
    plans: Sequence[NotebookPlan],
    student: Mapping[str, bytes],
    solution: Mapping[str, bytes],
    source: Mapping[str, bytes],
) -> list[str]:
    """Return one sentence per place of the bundle that holds what students must not have."""
    secrets = {**_hidden_tests(plans), **_solution_lines(student, solution)}
    masters = set(solution) & set(source)
    found = []
    for path, content in sorted(student.items()):
        if path in masters and content == source[path]:
            found.append(f"{path} is the source notebook itself.")
        text = _searchable(path, content)
        found += [f"{path} holds {what}: {line}" for line, what in secrets.items() if line in text]
    return found


def _hidden_tests(plans: Sequence[NotebookPlan]) -> dict[str, str]:
    lines: dict[str, str] = {}
    public = {line for plan in plans for line in _test_lines(plan, hidden=False)}
    for plan in plans:
        for line, name in _test_lines(plan, hidden=True).items():
            if line not in public:
                lines[line] = f"a line of the hidden test {name}"
    return lines


def _test_lines(plan: NotebookPlan, *, hidden: bool) -> dict[str, str]:
    return {
        line: case.name
        for question in plan.questions
        for case in question.cases
        if case.hidden is hidden
        for line in _long_lines(case.code if case.secret is None else case.secret)
    }


def _solution_lines(student: Mapping[str, bytes], solution: Mapping[str, bytes]) -> dict[str, str]:
    """Return the code lines that the solution has and the student's version of the notebook has not."""
    lines: dict[str, str] = {}
    for path, content in solution.items():
        handed_out = set(_long_lines(_code(read_notebook(student[path], name=path))))
        for line in _long_lines(_code(read_notebook(content, name=path))):
            if line not in handed_out and not line.startswith("grader."):
                lines[line] = f"a line of the solution of {path}"
    return lines


def _code(notebook: Mapping[str, Any]) -> str:
    return "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")


def _long_lines(text: str) -> list[str]:
    plain = (_SOLUTION_MARK.sub("", line).strip() for line in text.splitlines())
    stripped = (line.removeprefix(">>> ").removeprefix("... ").strip() for line in plain)
    return [line for line in stripped if len(line) >= _SHORTEST and not line.startswith("#")]


def _searchable(path: str, content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    if not path.endswith(".ipynb"):
        return text
    try:
        return "\n".join(_strings(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in [str(key), *_strings(item)]]
    return []
