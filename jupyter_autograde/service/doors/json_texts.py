"""JSON in requests of older services: what is in it is counted before it is parsed (SEC-20)."""

from __future__ import annotations

import json
import re
from typing import Any

from jupyter_autograde.errors import BundleTooLarge

MOST = 50_000
"""Values in one text, unless said otherwise: parsed, each may take a hundred times its two bytes."""

_BEFORE_VALUES = "[{,"
_VALUES = re.compile(r'[\[{,]|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""What stands before a value, and strings as a whole, so that nothing in them counts.

Possessive: otherwise each escape costs a hundred bytes of memory, to go back to.
"""


def parse_json(text: str, most: int = MOST) -> Any:
    """Return what a text says.

    Parameters
    ----------
    most : int
        Values that it may have, lists and objects among them.

    Raises
    ------
    ValueError
        It is no JSON, or nested too deeply.
    BundleTooLarge
        It has more values.
    """
    # With the signs in strings there are at least as many; to tell them apart takes five times as long.
    if sum(text.count(sign) for sign in _BEFORE_VALUES) > most and _has_more(text, most):
        raise BundleTooLarge(f"There are more than {most} values in the JSON of this request.")
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _has_more(text: str, most: int) -> bool:
    left = most
    for found in _VALUES.finditer(text):
        left -= text[found.start()] != '"'
        if left < 0:
            return True
    return False
