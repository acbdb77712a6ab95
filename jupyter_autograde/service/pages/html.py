"""The few lines of HTML that the service writes itself; the rest is `static/standalone.js`."""

from __future__ import annotations

import secrets
from enum import StrEnum
from html import escape

from starlette.responses import HTMLResponse

from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.models.error import status_of
from jupyter_autograde.service.pages.sentences import Text, fault_in_words, say

_LAYOUT = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}</head>
<body>
{body}
</body>
</html>
"""


class Page(StrEnum):
    """What `src/standalone.tsx` can show."""

    FORMGRADER = "formgrader"
    LIVE = "live"


_TITLES = {Page.FORMGRADER: Text.TITLE, Page.LIVE: Text.LIVE_TITLE}
_COMMAND = "<code>jupyter autograde token NAME</code>"


def panel_page(prefix: str, page: Page, person: str, language: str) -> HTMLResponse:
    """Return a page that `src/standalone.tsx` fills, in a language of `languages.texts`."""
    nonce = secrets.token_urlsafe(16)
    static = escape(f"{prefix}static/", quote=True)
    head = (
        f'<link rel="stylesheet" href="{static}standalone.css">\n'
        f'<script defer nonce="{nonce}" src="{static}standalone.js"></script>\n'
    )
    body = (
        f'<div id="autograde" data-base-url="{escape(prefix, quote=True)}" data-page="{page}" '
        f'data-user="{escape(person, quote=True)}" data-language="{escape(language, quote=True)}"></div>\n'
        f"<noscript>{_text(Text.NO_SCRIPT, language)}</noscript>"
    )
    # A nonce, not 'self': on a hub other people's servers have the same origin.
    policy = f"script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'"
    return _page(_TITLES[page], language, body, head=head, more_policy=policy)


def login_page(prefix: str, next_path: str, language: str, fault: AutogradeError | None = None) -> HTMLResponse:
    """Return the form that a stand-alone service asks for a token with; `fault` says why the last one was none."""
    body = (
        f"<main>\n<h1>{_text(Text.TITLE, language)}</h1>\n{_alert(fault, language) if fault else ''}"
        f'<form method="post" action="{escape(prefix, quote=True)}login">\n'
        f'<input type="hidden" name="next" value="{escape(next_path, quote=True)}">\n'
        f'<label for="token">{_text(Text.TOKEN, language).replace("%1", _COMMAND)}</label>\n'
        '<input id="token" name="token" type="password" autocomplete="off" required autofocus>\n'
        f"<button>{_text(Text.LOG_IN, language)}</button>\n</form>\n</main>"
    )
    return _page(Text.LOG_IN_TITLE, language, body, status=401 if fault else 200)


def fault_page(prefix: str, fault: AutogradeError, language: str) -> HTMLResponse:
    """Return a page that says what went wrong, and the way back."""
    return _dead_end(prefix, _alert(fault, language), status_of(fault), language)


def interrupted_page(prefix: str, language: str) -> HTMLResponse:
    """Return the page for a browser that comes back from a login which it has not begun here."""
    return _dead_end(prefix, f'<p role="alert">{_text(Text.INTERRUPTED, language)}</p>\n', 400, language)


def _dead_end(prefix: str, what: str, status: int, language: str) -> HTMLResponse:
    link = f'<a href="{escape(prefix, quote=True)}">{_text(Text.TRY_AGAIN, language)}</a>'
    body = f"<main>\n<h1>{_text(Text.TITLE, language)}</h1>\n{what}<p>{link}</p>\n</main>"
    return _page(Text.TITLE, language, body, status=status)


def _alert(fault: AutogradeError, language: str) -> str:
    said, rest = fault_in_words(fault, language)
    detail = f'<p lang="en">{escape(rest)}</p>\n' if rest else ""
    return f'<p role="alert">{escape(said)}</p>\n{detail}'


def _text(text: Text, language: str) -> str:
    return escape(say(text, language))


def _page(
    title: Text, language: str, body: str, *, head: str = "", more_policy: str = "", status: int = 200
) -> HTMLResponse:
    policy = (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; {more_policy}"
    )
    content = _LAYOUT.format(language=escape(language, quote=True), title=_text(title, language), head=head, body=body)
    headers = {"Content-Security-Policy": policy.rstrip("; "), "Vary": "Accept-Language"}
    return HTMLResponse(content, status, headers=headers)
