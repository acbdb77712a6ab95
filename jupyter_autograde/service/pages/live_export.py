"""The ends of all notebooks of a live classroom as one page that stands alone: text, no script (SEC-50)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from jupyter_autograde.exchange.live import Tails
from jupyter_autograde.models.live import MOST_NOTEBOOKS, MOST_OF_ONE, OutputKind, TailCell, TailOutput
from jupyter_autograde.timestamps import now

_META_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
"""For the saved file; a `meta` element can't say the rest."""
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "pre{overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0;padding:.5rem;"
    "border-left:4px solid #8888}.source{background:#8882}.error{border-color:#c33}"
    "h3,.when{font-weight:normal}.none{font-style:italic}"
)


def live_page(course: str, tails: Tails) -> Iterator[str]:
    """Yield the page in pieces: a heading for each user, below it the last cells of each notebook."""
    title = escape(course)
    yield (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_META_POLICY}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n<h1>{title}</h1>\n"
        f"<p>What students had saved at {_moment(now())}: the last cells of each notebook.</p>\n"
    )
    if tails.left_out:
        yield (
            f'<p class="none">Notebooks that are left out: {tails.left_out}. Of each student the {MOST_OF_ONE} that '
            f"were saved last are here, in all {MOST_NOTEBOOKS}.</p>\n"
        )
    user = None
    for person, assignment, tail in tails.rows:
        if tail.user != user:
            user = tail.user
            name = f" ({escape(person.full_name)})" if person.full_name else ""
            yield f'<h2 id="{escape(tail.user)}">{escape(tail.user)}{name}</h2>\n'
        yield (
            f"<h3>{escape(assignment)}: {escape(tail.path)} "
            f'<span class="when">saved at {_moment(tail.saved_at)}</span></h3>\n'
        )
        if tail.failing is not None:
            yield f'<p class="none">This cell further up failed:</p>\n{_cell(tail.failing)}'
            yield '<p class="none">The last cells:</p>\n'
        yield from map(_cell, tail.cells)
        if tail.cut:
            yield '<p class="none">Long texts of this notebook were left out.</p>\n'
    if user is None:
        yield '<p class="none">There is none.</p>\n'


def _cell(cell: TailCell) -> str:
    count = f"[{cell.execution_count}] " if cell.execution_count is not None else ""
    return f'<pre class="source">{count}{escape(cell.source)}</pre>\n' + "".join(map(_output, cell.outputs))


def _output(output: TailOutput) -> str:
    text = escape(output.text)
    if output.kind is OutputKind.OMITTED:
        text = f'<span class="none">{escape(output.mime or "output")}</span> {text}'
    return f'<pre class="{output.kind.value}">{text}</pre>\n'


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
