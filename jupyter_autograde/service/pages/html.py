"""The few lines of HTML that the service writes itself; the rest is `static/standalone.js`."""

from __future__ import annotations

import secrets
from enum import StrEnum
from html import escape

from starlette.responses import HTMLResponse

from jupyter_autograde.service.pages.languages import ENGLISH

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


_TITLES = {Page.FORMGRADER: "Autograde", Page.LIVE: "Live classroom: Autograde"}


def panel_page(prefix: str, page: Page, person: str, language: str = ENGLISH) -> HTMLResponse:
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
        "<noscript>This page needs JavaScript.</noscript>"
    )
    # A nonce, not 'self': on a hub other people's servers have the same origin.
    return _page(
        _TITLES[page], head, body, f"script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'", language=language
    )


def login_page(prefix: str, next_path: str, fault: str = "") -> HTMLResponse:
    """Return the form that a stand-alone service asks for a token with."""
    warning = f'<p role="alert">{escape(fault)}</p>\n' if fault else ""
    body = (
        f"<main>\n<h1>Autograde</h1>\n{warning}"
        f'<form method="post" action="{escape(prefix, quote=True)}login">\n'
        f'<input type="hidden" name="next" value="{escape(next_path, quote=True)}">\n'
        '<label for="token">Token, as <code>jupyter autograde token NAME</code> prints it</label>\n'
        '<input id="token" name="token" type="password" autocomplete="off" required autofocus>\n'
        "<button>Log in</button>\n</form>\n</main>"
    )
    return _page("Log in: Autograde", "", body, "", status=401 if fault else 200)


def fault_page(prefix: str, message: str, status: int) -> HTMLResponse:
    """Return a page with one sentence, and the way back."""
    link = escape(prefix, quote=True)
    body = (
        f'<main>\n<h1>Autograde</h1>\n<p role="alert">{escape(message)}</p>\n'
        f'<p><a href="{link}">Try again</a></p>\n</main>'
    )
    return _page("Autograde", "", body, "", status=status)


def _page(
    title: str, head: str, body: str, more_policy: str, status: int = 200, language: str = ENGLISH
) -> HTMLResponse:
    policy = (
        "default-src 'none'; connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; {more_policy}"
    )
    content = _LAYOUT.format(language=escape(language, quote=True), title=escape(title), head=head, body=body)
    return HTMLResponse(content, status, headers={"Content-Security-Policy": policy.rstrip("; ")})
