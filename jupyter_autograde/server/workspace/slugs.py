"""Folder names from names that people chose."""

from __future__ import annotations

import re
import unicodedata

from jupyter_autograde.bundles import check_path

MAX_BYTES = 80
"""Short enough for any file system, with room for what is appended."""

_RESERVED = {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}


def slug(name: str) -> str:
    """Return a name for a folder that stands for `name`; never empty, hidden, reserved or with a separator.

    Different names may get the same slug; who makes a folder looks whose it is.
    """
    text = unicodedata.normalize("NFKC", name)
    kept = "".join(char if char.isalnum() or char in "._-" else "-" for char in text)
    kept = re.sub(r"-{2,}", "-", kept).strip("-. ")
    kept = kept.encode()[:MAX_BYTES].decode("utf-8", "ignore").rstrip("-. ")
    if not kept:
        return "unnamed"
    return f"{kept}-" if kept.split(".")[0].casefold() in _RESERVED else kept


def fill_template(template: str, course: str, assignment: str) -> str:
    """Return the path of an assignment's folder, relative to the server's root."""
    filled = template.replace("{course}", slug(course)).replace("{assignment}", slug(assignment))
    return check_path(filled.strip("/"))


def check_template(template: str) -> str:
    """Return `template` when it gives every assignment a folder inside the server's root."""
    if "{assignment}" not in template or "{course}" not in template:
        raise ValueError("the folder must have {course} and {assignment} in it")
    fill_template(template, "course", "assignment")
    return template
