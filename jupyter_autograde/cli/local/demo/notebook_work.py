"""Work of a student: answers written into a fetched notebook."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_PLACEHOLDER = "_Type your answer here, replacing this text._"
"""**Source:** otter-grader 7.0, `CellFactory.create_markdown_response_cell`."""
_CHECK = re.compile(r'\s*grader\.check\("(?P<question>[^"]+)"\)\s*')


def fill_in_answers(notebook: bytes, answers: Mapping[str, str]) -> bytes:
    """Return `notebook` with `answers` (question -> code or words) in the answer cells.

    The answer cell of a question is the last code cell before its `grader.check`. Those that a person grades have no
    check; their answers, the last ones, go in order where otter asks for words.

    Raises
    ------
    ValueError
        The notebook has no such question.
    """
    content: dict[str, Any] = json.loads(notebook)
    left = dict(answers)
    answer_cell: dict[str, Any] | None = None
    words: list[dict[str, Any]] = []
    for cell in content["cells"]:
        if "".join(cell["source"]).strip() == _PLACEHOLDER:
            words.append(cell)
        if cell["cell_type"] != "code":
            continue
        check = _CHECK.fullmatch("".join(cell["source"]))
        if check is None:
            answer_cell = cell
        elif check["question"] in left and answer_cell is not None:
            answer_cell["source"] = left.pop(check["question"]).rstrip("\n")
    for question, cell in zip(list(left), words, strict=False):
        cell["source"] = left.pop(question).rstrip("\n")
    if left:
        raise ValueError(f"the notebook has no question {', '.join(sorted(left))}")
    return json.dumps(content, indent=1, ensure_ascii=False).encode()
