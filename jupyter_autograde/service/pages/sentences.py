"""What the pages say without their script, in the language of whoever reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from jupyter_autograde.errors import (
    AutogradeError,
    HubUnreachable,
    MissingScope,
    NotAuthenticated,
    PermissionDenied,
    TooManyRequests,
)
from jupyter_autograde.service.pages.languages import ENGLISH, texts


class Text(StrEnum):
    """English texts. `jlpm texts` takes them out of this file by their form: a name and one string on a line."""

    TITLE = "Autograde"
    LIVE_TITLE = "Live classroom: Autograde"
    LOG_IN_TITLE = "Log in: Autograde"
    LOG_IN = "Log in"
    TOKEN = "Token, as %1 prints it"
    NO_SCRIPT = "This page needs JavaScript."
    TRY_AGAIN = "Try again"
    INTERRUPTED = "The login was interrupted. Begin again."
    OTHER_SITE = "The request came from another site. Open the page and try again."
    UNKNOWN = "The service does not know this login. Log in again."
    NO_ACCESS = "JupyterHub does not let you use this service. Show this page to the people who run your JupyterHub."
    HUB_AWAY = "JupyterHub does not answer, so nobody can be identified."
    LATER = "Try again in a few minutes."
    TOO_OFTEN = "That was too often in a short time."
    WAIT = "Wait a minute and try again."
    FAULT = "Something went wrong. This is what the service says about it:"


_SENTENCES: Mapping[type[AutogradeError], tuple[Text, ...]] = {
    HubUnreachable: (Text.HUB_AWAY, Text.LATER),
    MissingScope: (Text.NO_ACCESS,),
    NotAuthenticated: (Text.UNKNOWN,),
    PermissionDenied: (Text.OTHER_SITE,),
    TooManyRequests: (Text.TOO_OFTEN, Text.WAIT),
}
"""What a fault on the way to a page is, in general."""
_SAYS_ALL = {HubUnreachable, NotAuthenticated, PermissionDenied, TooManyRequests}
"""Those of which the fault's own English sentence says nothing more that helps."""


def say(text: Text, language: str) -> str:
    """Return a text in a language of `languages.texts`; in English where it has none there."""
    found = _catalog(language).get(text)
    return str(found[0]) if found else str(text)


def fault_in_words(fault: AutogradeError, language: str) -> tuple[str, str]:
    """Return what went wrong in a language, and what is left to be said in English, perhaps nothing."""
    if language == ENGLISH:
        return fault.message, ""
    kind = type(fault)
    said = " ".join(say(text, language) for text in _SENTENCES.get(kind, (Text.FAULT,)))
    return said, "" if kind in _SAYS_ALL else fault.message


@cache
def _catalog(language: str) -> Mapping[str, Any]:
    file = texts().get(language)
    return json.loads(file.read_text(encoding="utf-8")) if file else {}
