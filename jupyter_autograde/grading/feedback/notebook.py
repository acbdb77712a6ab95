"""Feedback as a notebook: the student's cells with safe outputs, and before them what the page says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from jupyter_autograde.grading.feedback.contents import Contents, Notebook, points
from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.terminal_text import plain_line, plain_writing

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&])")
_TICKS = re.compile(r"`+")


def feedback_notebook(contents: Contents, path: str, notebook: Notebook) -> bytes:
    """Return the notebook of `path` (from `safe_notebook`), with what is said about it on top."""
    said = "\n\n".join(_said(contents, path))
    top = {"cell_type": "markdown", "id": "feedback", "metadata": {}, "source": said}
    return json.dumps({**notebook, "cells": [top, *notebook["cells"]]}, ensure_ascii=False).encode()


def _said(contents: Contents, path: str) -> Iterator[str]:
    yield f"# {_text(contents.heading)}"
    yield f"{_text(contents.handed_in)}\\. **{_text(contents.score)}**"
    if contents.result.message:
        yield f"*{_text(contents.result.message)}*"
    for comment in contents.general():
        yield _comment(comment)
    for question in contents.questions(path):
        yield f"## {_text(question.name)} ({points(question.score, question.max_score)})"
        if question.message:
            yield f"*{_text(question.message)}*"
        for case in question.cases:
            mark = "\N{CHECK MARK} passed" if case.passed else "\N{BALLOT X} failed"
            yield f"- {mark}: {_text(case.name)} ({points(case.points, case.max_points)})"
            if case.message:
                yield _block(case.message)
        for comment in contents.about(question.name):
            yield _comment(comment)


def _comment(comment: Comment) -> str:
    lines = plain_writing(comment.text).splitlines()
    head = f"**{_text(comment.author)}**, {comment.created_at:%Y-%m-%d %H:%M} UTC"
    return "\n".join(f"> {line}" for line in (head, "", *lines))


def _block(text: str) -> str:
    text = plain_writing(text)
    fence = "`" * max([3, *(len(found) + 1 for found in _TICKS.findall(text))])
    return f"{fence}\n{text}\n{fence}"


def _text(text: str) -> str:
    return _MARKS.sub(r"\\\1", plain_line(text))
