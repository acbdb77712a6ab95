"""Which outputs of a student's notebook feedback shows, and what is taken out of them (SEC-50).

A list of what is let through, in the page and in the notebook alike: text, pictures without scripts, and HTML as
`nh3` leaves it. Scripts, styles, widgets, SVG and whatever a notebook front end would load are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import nh3

from jupyter_autograde.models.terminal_text import plain_line, plain_text, plain_writing
from jupyter_autograde.notebook.limits import NotebookLimits
from jupyter_autograde.notebook.texts import text_of

AS_RUN = NotebookLimits(size=40 << 20, values=40 << 20, string=40 << 20, depth=120)
"""Of a notebook as it was run: what was handed in, and outputs, whose values were counted cell by cell."""
MAX_HTML = 256 << 10
"""Characters of one output that are read as HTML; a longer one is shown by its text."""
MAX_HTML_OF_NOTEBOOK = 4 * MAX_HTML
MAX_TAGS = 10_000
"""Tags of one output. Each may lie in the one before, and the time grows with the square of that."""
MAX_TAGS_OF_NOTEBOOK = 4 * MAX_TAGS
MAX_FORMATTING = 500
"""Of these, tags that are remembered until they are closed, and put into each paragraph anew: each is compared with all
that are open, attribute by attribute."""
MAX_FORMATTING_OF_NOTEBOOK = 4 * MAX_FORMATTING
MAX_FORMATTING_ATTRIBUTES = 5000
"""Of all of these in one output, counted as `MAX_ATTRIBUTES` are."""
MAX_AMPERSANDS = 20_000
"""Of one output. The time grows with the square of these as well."""
MAX_ATTRIBUTES = 10_000
"""Of one tag, by what may stand before one, which a picture in the text has too: the same holds for them."""
PICTURES = ("image/png", "image/jpeg", "image/gif")
_KERNEL = ("name", "display_name", "language")
_TEXTS = ("text/plain", "text/markdown", "text/latex")
"""The page shows the first that there is, as it is."""

# What is quoted in a tag may hold what would end it.
_TAG = re.compile(r"""<[A-Za-z](?:"[^"]*+"|'[^']*+'|[^>])*+""")
# https://html.spec.whatwg.org/multipage/parsing.html#formatting
_FORMATTING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_BEFORE_ATTRIBUTES = re.compile(r"[\s/\"']")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
# https://url.spec.whatwg.org/#concept-basic-url-parser, with the blanks that stand before the scheme
_LEFT_OUT = re.compile(r"[\x00-\x20]")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+")
_TAGS = """
a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i
img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "details": {"open"},
}


def clean_html(html: str) -> str:
    """Return what of `html` can neither run nor load anything; empty when it is too much to be read."""
    if _takes_long(html):
        return ""
    return nh3.clean(
        html,
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def _takes_long(html: str) -> bool:
    return (
        len(html) > MAX_HTML
        or html.count("<") > MAX_TAGS
        or html.count("&") > MAX_AMPERSANDS
        or _formatting(html) > MAX_FORMATTING
        or _takes_long_in_tags(html)
    )


def _formatting(html: str) -> int:
    return sum(1 for _ in _FORMATTING.finditer(html))


def _takes_long_in_tags(html: str) -> bool:
    of_formatting = 0
    for found in _TAG.finditer(html):
        attributes = len(_BEFORE_ATTRIBUTES.findall(found[0]))
        if _FORMATTING.match(found[0]):
            of_formatting += attributes
        if attributes > MAX_ATTRIBUTES or of_formatting > MAX_FORMATTING_ATTRIBUTES:
            return True
    return False


def safe_notebook(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notebook with what feedback shows of it, and nothing else.

    Parameters
    ----------
    notebook : mapping
        nbformat 4, as `notebook.limits.read_notebook` gives it.
    """
    reader = _HtmlReader()
    return {
        # Ids of our own: those of a student's file may be anything.
        "cells": [{**_cell(cell, reader), "id": f"cell-{number}"} for number, cell in enumerate(notebook["cells"])],
        "metadata": _metadata(notebook.get("metadata")),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


class _HtmlReader:
    """Cleans the HTML of one notebook as long as that is not more than is worth the time."""

    def __init__(self) -> None:
        self._tags, self._size = MAX_TAGS_OF_NOTEBOOK, MAX_HTML_OF_NOTEBOOK
        self._formatting = MAX_FORMATTING_OF_NOTEBOOK

    def clean(self, html: str) -> str:
        """Return it clean; empty when it is too much."""
        if _takes_long(html):
            return ""  # and takes nothing from the others
        self._tags -= html.count("<")
        self._size -= len(html)
        self._formatting -= _formatting(html)
        return clean_html(html) if min(self._tags, self._size, self._formatting) >= 0 else ""


def _cell(cell: Mapping[str, Any], reader: _HtmlReader) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "metadata": {},
        "source": plain_writing(text_of(cell.get("source"))),
    }
    if cell["cell_type"] == "code":
        outputs = (_safe(one, reader) for one in _maps(cell.get("outputs")))
        made |= {"outputs": [one for one in outputs if one], "execution_count": _count(cell)}
    elif pictures := _attachments(cell.get("attachments")):
        made["attachments"] = pictures
    return made


def _metadata(metadata: Any) -> dict[str, Any]:
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(kernel, dict):
        return {}
    kept = {key: plain_line(kernel[key]) for key in _KERNEL if isinstance(kernel.get(key), str)}
    return {"kernelspec": kept} if {"name", "display_name"} <= kept.keys() else {}


def _count(of: Mapping[str, Any]) -> int | None:
    count = of.get("execution_count")
    return count if type(count) is int else None


def _attachments(attachments: Any) -> dict[str, dict[str, str]]:
    if not isinstance(attachments, dict):
        return {}
    found = {plain_writing(str(name)): _pictures(data) for name, data in attachments.items() if isinstance(data, dict)}
    return {name: data for name, data in found.items() if data}


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name == "href":
        # Browsers leave these characters out of an address, wherever in the scheme they stand.
        return None if _LEFT_OUT.sub("", value).lower().startswith("data:") else value
    return value


def _safe(output: Mapping[str, Any], reader: _HtmlReader) -> dict[str, Any] | None:
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": plain_text(text_of(output.get("text")))}
        case "error":
            lines = output.get("traceback")
            return {
                "output_type": "error",
                "ename": plain_text(text_of(output.get("ename"))),
                "evalue": plain_text(text_of(output.get("evalue"))),
                "traceback": [plain_text(line) for line in lines if isinstance(line, str)]
                if isinstance(lines, list)
                else [],
            }
        case "display_data" | "execute_result" as kind:
            data = output.get("data")
            shown = _shown(data, reader) if isinstance(data, dict) else {}
            made: dict[str, Any] = {"output_type": kind, "data": shown, "metadata": {}}
            if kind == "execute_result":
                made["execution_count"] = _count(output)
            return made if shown else None
    return None


def _shown(data: Mapping[str, Any], reader: _HtmlReader) -> dict[str, str]:
    shown: dict[str, str] = dict(_pictures(data))
    shown |= {kind: plain_text(text) for kind in _TEXTS if (text := text_of(data.get(kind)))}
    html = reader.clean(plain_writing(text_of(data.get("text/html"))))
    return shown | {"text/html": html} if html.strip() else shown


def _pictures(data: Mapping[str, Any]) -> dict[str, str]:
    found = {kind: text_of(data.get(kind)) for kind in PICTURES}
    return {kind: "".join(text.split()) for kind, text in found.items() if _BASE64.fullmatch(text)}


def _maps(values: Any) -> Iterable[Mapping[str, Any]]:
    return (one for one in values if isinstance(one, dict)) if isinstance(values, list) else ()
