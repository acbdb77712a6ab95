"""In which language a page speaks: the one of ours that the browser likes best."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jupyter_autograde

#: As JupyterLab looks for them: `<language>_<COUNTRY>/LC_MESSAGES/jupyter_autograde.json`.
LOCALES = Path(jupyter_autograde.__file__).parent / "locale"
_FILE = "LC_MESSAGES/jupyter_autograde.json"
#: What the code itself speaks.
ENGLISH = "en"
#: Languages of a header that are looked at.
_MOST = 20


@cache
def texts() -> dict[str, Path]:
    """Return the file of each translation, by language tag (`de-DE`)."""
    return {path.parents[1].name.replace("_", "-"): path for path in sorted(LOCALES.glob(f"*/{_FILE}"))}


def language_for(accept_language: str) -> str:
    """Return the language tag that fits an `Accept-Language` header best.

    **Source:** RFC 9110, section 12.5.4, with the basic filtering of RFC 4647 by the first subtag.
    """
    for wanted in _by_quality(accept_language):
        first = wanted.split("-")[0].lower()
        if first in (ENGLISH, "*"):
            return ENGLISH
        known = [tag for tag in texts() if tag.split("-")[0].lower() == first]
        if known:
            return next((tag for tag in known if tag.lower() == wanted.lower()), known[0])
    return ENGLISH


def _by_quality(header: str) -> list[str]:
    found = []
    for part in header.split(",")[:_MOST]:
        tag, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if tag.strip() and 0 < weight <= 1:
            found.append((weight, tag.strip()))
    return [tag for _, tag in sorted(found, key=lambda one: -one[0])]
