"""Feedback as one HTML file: no script, nothing loaded, readable offline and in the dark."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any

from markdown_it import MarkdownIt

from jupyter_autograde.grading.feedback.contents import Contents, Notebook, points
from jupyter_autograde.grading.feedback.outputs import PICTURES, clean_html
from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.grade import CaseResult, QuestionResult
from jupyter_autograde.models.terminal_text import plain_writing

MAX_PAGE = 10 << 20
"""Characters of a page (SEC-23); what is beyond is left out, and that is said."""
_MAX_MARKDOWN = 20_000
"""Characters of one cell that are formatted; a longer one is shown as it is typed."""
_MAX_ALL_MARKDOWN = 20 * _MAX_MARKDOWN
"""Of all cells: some texts of this length take a second each."""

# Text is text: `html` off escapes tags, and nh3 looks at what comes out all the same.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_STYLE = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
_POLICY = (
    "default-src 'none'; img-src data:; form-action 'none'; base-uri 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)


def feedback_page(contents: Contents, path: str | None, notebook: Notebook | None) -> bytes:
    """Return the page about one notebook.

    Parameters
    ----------
    path : str or None
        Of the notebook in the submission; None: the page is about all questions.
    notebook : mapping or None
        From `safe_notebook`; None: it could not be run.
    """
    parts, length = [], 0
    for part in _parts(contents, path, notebook):
        if length + len(part) > MAX_PAGE:
            parts.append(_paragraph("The rest is longer than a page may be, and is left out.", "note"))
            break
        parts.append(part)
        length += len(part)
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">'
        f"<title>{_text(contents.heading)}</title><style>{_STYLE}</style>"
    )
    body = "\n".join(parts)
    page = f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body><main>\n{body}\n</main></body></html>\n'
    return page.encode()


def _parts(contents: Contents, path: str | None, notebook: Notebook | None) -> Iterator[str]:
    yield f"<h1>{_text(contents.heading)}</h1>"
    yield _paragraph(f"{contents.handed_in}. {contents.score}.", "score")
    if contents.result.message:
        yield _paragraph(contents.result.message, "note")
    for comment in contents.general():
        yield _comment(comment)
    for question in contents.questions(path):
        yield _question(question, contents.about(question.name))
    if notebook is None:
        yield _paragraph("The notebook could not be run, so it is not shown here.", "note")
        return
    yield f"<h2>{_text(path or 'Notebook')}</h2>"
    left = _MAX_ALL_MARKDOWN
    for cell in notebook["cells"]:
        left -= len(cell["source"]) if cell["cell_type"] == "markdown" else 0
        yield _cell(cell, formatted=left >= 0)


def _question(question: QuestionResult, comments: Sequence[Comment]) -> str:
    rows = "".join(map(_case, question.cases))
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    message = _paragraph(question.message, "note") if question.message else ""
    said = "".join(map(_comment, comments))
    total = _text(points(question.score, question.max_score))
    return f"<section><h2>{_text(question.name)} <small>{total}</small></h2>{message}{table}{said}</section>"


def _case(case: CaseResult) -> str:
    verdict, mark = ("passed", "\N{CHECK MARK}") if case.passed else ("failed", "\N{BALLOT X}")
    message = f"<pre>{_text(case.message)}</pre>" if case.message else ""
    worth = _text(points(case.points, case.max_points))
    return (
        f'<tr class="{verdict}"><td>{mark} {verdict}</td><td>{_text(case.name)}{message}</td>'
        f'<td class="points">{worth}</td></tr>'
    )


def _comment(comment: Comment) -> str:
    said = f"{comment.author}, {comment.created_at:%Y-%m-%d %H:%M} UTC"
    return f'<aside class="comment"><header>{_text(said)}</header>{_formatted(comment.text)}</aside>'


def _cell(cell: Mapping[str, Any], *, formatted: bool) -> str:
    if cell["cell_type"] == "markdown" and formatted:
        return f'<div class="markdown">{_formatted(cell["source"])}</div>'
    code = f'<pre class="source">{escape(cell["source"])}</pre>'
    return code + "".join(map(_output, cell.get("outputs", ())))


def _output(output: Mapping[str, Any]) -> str:
    if output["output_type"] == "stream":
        return f'<pre class="{output["name"]}">{escape(output["text"])}</pre>'
    if output["output_type"] == "error":
        lines = output["traceback"] or [f"{output['ename']}: {output['evalue']}"]
        return f'<pre class="stderr">{escape(chr(10).join(lines))}</pre>'
    data = output["data"]
    for kind in PICTURES:
        if kind in data:
            return f'<p><img alt="Figure" src="data:{kind};base64,{escape(data[kind])}"></p>'
    if "text/html" in data:
        return f'<div class="html">{data["text/html"]}</div>'
    return f'<pre class="stdout">{escape(next(iter(data.values())))}</pre>'


def _formatted(markdown: str) -> str:
    if len(markdown) > _MAX_MARKDOWN:
        return f"<pre>{escape(markdown)}</pre>"
    return clean_html(_MARKDOWN.render(markdown))


def _paragraph(text: str, kind: str) -> str:
    return f'<p class="{kind}">{_text(text)}</p>'


def _text(text: str) -> str:
    return escape(plain_writing(text))
