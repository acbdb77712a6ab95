"""What feedback shows of a notebook: nothing that runs, nothing that a hidden test brought up (SEC-50, SEC-60)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from jupyter_autograde.grading.engine import BuiltRelease, GradingEngine
from jupyter_autograde.grading.feedback.contents import Contents
from jupyter_autograde.grading.feedback.notebook import feedback_notebook
from jupyter_autograde.grading.feedback.outputs import (
    MAX_AMPERSANDS,
    MAX_ATTRIBUTES,
    MAX_FORMATTING,
    MAX_FORMATTING_OF_NOTEBOOK,
    MAX_HTML,
    MAX_HTML_OF_NOTEBOOK,
    MAX_TAGS,
    MAX_TAGS_OF_NOTEBOOK,
    clean_html,
    safe_notebook,
)
from jupyter_autograde.grading.feedback.page import MAX_PAGE, feedback_page
from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.grade import CaseResult, GradeResult, GradeStatus, QuestionResult
from jupyter_autograde.models.visibility import BY_DEFAULT
from jupyter_autograde.ulids import new_ulid

LISTENING = """
heard = []
def square(x):
    heard.append(x)
    return x * x
class Diary:
    def __repr__(self):
        return f"heard {heard}"
diary = Diary()
"""
PIXEL = "iVBORw0KGgo="
MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def result(message: str = "", name: str = "q1") -> GradeResult:
    case = CaseResult(name=f"{name} - 1", passed=False, hidden=False, points=0, max_points=2, message=message)
    question = QuestionResult(name=name, notebook="hw.ipynb", score=0, max_score=2, cases=[case])
    facts = {"sandbox": "", "environment": "", "package_sha256": "", "engine": "", "seconds": 0.0}
    return GradeResult(status=GradeStatus.OK, score=0, max_score=2, questions=[question], **facts)


def contents(said: str = "", question: str | None = None, **what: Any) -> Contents:
    comment = Comment(
        id=new_ulid(), submission_id=new_ulid(), question=question, text=said, author="tom", created_at=MOMENT
    )
    given = {"course": "physics", "assignment": "hw", "user": "sam", "attempt": 2, "submitted_at": MOMENT}
    return Contents(**{**given, "late": False, "result": result(), "comments": [comment] if said else [], **what})


def code(*outputs: dict[str, Any], source: str = "") -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {"x": 1}, "source": source, "outputs": list(outputs)}


def shown(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind.replace("_", "/", 1): one for kind, one in data.items()}}


def safe(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return safe_notebook({"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 2})


def page(*cells: dict[str, Any], about: Contents | None = None) -> str:
    text = feedback_page(about or contents(), "hw.ipynb", safe(*cells)).decode()
    tags = re.sub(r"&lt;.*?&gt;", "", text)
    assert not re.search(r"<(script|iframe|object|embed|form|input|link|base|svg)\b", text)
    assert not re.search(r"<[^>]*\s(on\w+|srcdoc|style|action|formaction|xlink:href)\s*=", text)
    assert not re.search(r"(src|href)\s*=\s*[\"']?\s*(javascript|vbscript|data:text|data:image/svg|file)", tags)
    return text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<img src='http://evil.example/pixel'>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='\x01javascript:alert(1)'>a</a>",
        "<a href=' data:text/html,<script>1</script>'>a</a>",
        "<a href='da&#9;ta:text/html,<script>1</script>'>a</a>",
        "<a href='&#1;data&#10;:text/html,<script>1</script>'>a</a>",
        "<iframe srcdoc='<script>1</script>'></iframe>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
        "<form action=/><button formaction=javascript:alert(1)>",
        "<style>@import 'http://evil.example'</style><link rel=stylesheet href=//evil.example>",
        "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
        "<div style='background:url(//evil.example)' onclick=alert(1)>x",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "</main></body><script>alert(1)</script>",
    ],
)
def test_html_keeps_nothing_that_runs_or_loads(html: str) -> None:
    text = page(code(shown(text_html=html, text_plain="")), {"cell_type": "markdown", "source": html})
    assert "evil.example" not in re.sub(r"&lt;.*", "", text)
    output = safe(code(shown(text_html=html)))["cells"][0]["outputs"]
    assert not re.search(r"script|onerror|evil|style=", json.dumps(output))


def test_what_only_a_front_end_could_run_is_gone() -> None:
    cell = code(
        shown(**{"application_javascript": "alert(1)", "image_svg+xml": "<svg/>", "text_plain": "kept"}),
        shown(**{"application_vnd.jupyter.widget-view+json": {"model_id": "1"}}),
        {"output_type": "update_display_data", "data": {"text/plain": "no"}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[31mred\x1b[0m\x1b]8;;http://x\x07"]},
        {"output_type": "stream", "name": "stdout", "text": "a\x07\u202eb"},
    )
    made = safe(cell, widgets={"state": 1}, kernelspec={"name": "python3", "display_name": "Python", "argv": ["rm"]})
    assert made["metadata"] == {"kernelspec": {"name": "python3", "display_name": "Python"}}
    (only,) = made["cells"]
    assert only["metadata"] == {}
    assert [one.get("data") or one.get("traceback") or one["text"] for one in only["outputs"]] == [
        {"text/plain": "kept"},
        ["red"],
        "ab",
    ]


def test_tables_and_pictures_are_shown() -> None:
    table = "<style>td{}</style><table border=1 class=dataframe><tr><td>1</td></tr></table>"
    text = page(
        code(shown(text_html=table, text_plain="1")), code(shown(image_png=f"{PIXEL}\n", text_plain="<Figure>"))
    )
    assert "<table><tbody><tr><td>1</td></tr></tbody></table>" in text
    assert f'src="data:image/png;base64,{PIXEL}"' in text
    assert "<Figure>" not in text and "image/png" not in page(code(shown(image_png='x" onerror="alert(1)')))


def test_what_a_terminal_was_told_is_shown_as_a_terminal_would_and_a_source_as_it_is() -> None:
    stream = {
        "output_type": "stream",
        "text": ["10%\r", "90%\r\n", "\x1b[31mred\x1b[0m\x1bPsecret\x1b\\ text\u2028end"],
    }
    text = page(code(stream, source="a = 1\rb = 2\r\n"))
    assert '<pre class="stdout">90%\nred textend</pre>' in text
    assert '<pre class="source">a = 1\nb = 2\n</pre>' in text


def test_half_a_character_in_a_table_costs_nothing_else() -> None:
    assert "<b>\N{REPLACEMENT CHARACTER}name</b>" in page(code(shown(text_html="<b>\ud800name\u202e</b>")))


def test_names_messages_and_comments_are_text() -> None:
    evil = "<script>alert(1)</script>"
    about = contents(
        f"{evil} [x](javascript:1) **bold**", user=evil, result=result(f"{evil}\n```\n", evil), question=evil
    )
    text = page(about=about)
    assert "<strong>bold</strong>" in text and "&lt;script&gt;" in text
    cells = json.loads(feedback_notebook(about, "hw.ipynb", safe(code(source=evil))))["cells"]
    assert "\\<script\\>" in cells[0]["source"] and f"````\n{evil}\n```\n\n````" in cells[0]["source"]
    assert cells[1]["source"] == evil


def test_what_lateness_takes_off_stands_beside_the_score() -> None:
    half = result().model_copy(update={"score": 1.5})
    about = contents(result=half, late=True, penalty=0.5)
    said = "1.5 of 2 points, less 0.5 for lateness: 1 count"
    assert f"Handed in 2026-11-22 09:30 UTC, late. {said}." in page(about=about)
    top = json.loads(feedback_notebook(about, "hw.ipynb", safe()))["cells"][0]["source"]
    assert said in top.replace("\\", "")
    assert "UTC. 1.5 of 2 points.<" in page(about=contents(result=half))


def test_a_comment_is_at_its_question_and_one_on_a_lost_question_is_not_lost() -> None:
    at_question, lost = page(about=contents("well-done", question="q1")), page(about=contents("lost", question="q7"))
    assert at_question.index("q1") < at_question.index("well-done")
    assert "lost" in lost
    assert (
        "lost"
        in json.loads(feedback_notebook(contents("lost", question="q7"), "hw.ipynb", safe()))["cells"][0]["source"]
    )


def test_the_page_allows_itself_its_own_style_and_pictures_in_it() -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page())
    assert policy is not None
    parts = dict(part.split(" ", 1) for part in policy[1].split("; "))
    assert (parts["default-src"], parts["img-src"], parts["form-action"], parts["base-uri"]) == (
        "'none'",
        "data:",
        "'none'",
        "'none'",
    )
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", parts["style-src"])


def test_work_that_could_not_be_run_has_a_page_about_all_questions() -> None:
    text = feedback_page(contents("well-done", question="q1"), None, None).decode()
    assert "could not be run" in text and "q1 - 1" in text and "well-done" in text


def test_html_that_would_take_long_to_read_is_shown_by_its_text() -> None:
    assert clean_html("<div>" * (MAX_TAGS + 1)) == ""
    many = [code(shown(text_html="<p>x</p>" * (MAX_TAGS // 2), text_plain="text")) for _ in range(5)]
    assert MAX_TAGS_OF_NOTEBOOK < 5 * MAX_TAGS
    kinds = [list(cell["outputs"][0]["data"]) for cell in safe(*many)["cells"]]
    assert kinds == [["text/plain", "text/html"]] * 4 + [["text/plain"]]


def test_a_notebook_has_a_share_of_formatting() -> None:
    each = code(shown(text_html="<b>x</b>" * MAX_FORMATTING, text_plain="text"))
    kinds = [list(cell["outputs"][0]["data"]) for cell in safe(*[each] * 5)["cells"]]
    assert kinds == [["text/plain", "text/html"]] * (MAX_FORMATTING_OF_NOTEBOOK // MAX_FORMATTING) + [["text/plain"]]


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("&" * MAX_AMPERSANDS, "&" * (MAX_AMPERSANDS + 1)),
        (f"<p {'a ' * (MAX_ATTRIBUTES - 1)}>x</p>", f"<p {'a ' * MAX_ATTRIBUTES}>x</p>"),
        ("<p " + "a " * 6000 + ">x</p>", "<p " + "a " * 6000 + "b='<' c=\">\" " + "a " * 6000 + ">x</p>"),
        ("<b>x</b>" * MAX_FORMATTING, "<b>x</b>" * MAX_FORMATTING + "<Code>x"),
        (f"<b {'a ' * 999}>x" * 5, f"<b {'a ' * 999}>x" * 5 + "<i b>x"),
        ("x" * MAX_HTML, "x" * (MAX_HTML + 1)),
    ],
    ids=["ampersands", "attributes", "quoted ends of tags", "formatting", "attributes of formatting", "size"],
)
def test_what_the_reader_of_html_takes_long_for_is_shown_by_its_text(most: str, more: str) -> None:
    assert clean_html(most) != ""
    assert clean_html(more) == ""


def test_a_picture_in_html_is_no_tag_of_many_attributes() -> None:
    picture = f'<img src="data:image/png;base64,{("iVBO" * 15 + "/w0K") * 2500}">'
    assert clean_html(picture) == picture


def test_a_notebook_has_a_share_of_html_and_what_is_refused_takes_nothing_from_it() -> None:
    refused = code(shown(text_html="x" * (MAX_HTML + 1), text_plain="text"))
    each = code(shown(text_html="x" * MAX_HTML, text_plain="text"))
    cells = [refused] + [each] * (MAX_HTML_OF_NOTEBOOK // MAX_HTML) + [each]
    kinds = [list(cell["outputs"][0]["data"]) for cell in safe(*cells)["cells"]]
    assert kinds == [["text/plain"]] + [["text/plain", "text/html"]] * (len(cells) - 2) + [["text/plain"]]


def test_a_page_ends_at_its_limit_and_says_so() -> None:
    long = [code({"output_type": "stream", "name": "stdout", "text": "x" * (MAX_PAGE // 2)}) for _ in range(3)]
    text = page(*long)
    assert len(text) < MAX_PAGE + 10_000
    assert "longer than a page may be" in text


def test_what_a_hidden_test_made_the_notebook_print_is_not_in_it(
    engine: GradingEngine, plain: BuiltRelease, submit: Callable[..., dict[str, bytes]]
) -> None:
    work = submit(plain, {"def square": LISTENING, "def factorial": "diary"})
    graded = engine.grade(plain.package, work, environment="default")
    (path,) = plain.notebooks
    run = engine.show(plain.package, work, environment="default")[path]
    assert "heard [3, -12]" in graded.notebooks[path].decode()
    about = contents(result=BY_DEFAULT.of(graded.result))
    notebook = safe_notebook(json.loads(run))
    hidden = [case.name for question in graded.result.questions for case in question.cases if case.hidden]
    assert hidden
    for made in (feedback_page(about, path, notebook).decode(), feedback_notebook(about, path, notebook).decode()):
        assert "heard [3]" in made and "heard [3, -12]" not in made
        assert not [name for name in hidden if name in made.replace("\\", "")]
