"""What OpenAPI says of ngshare's arguments."""

from __future__ import annotations

from typing import Any

from jupyter_autograde.service.doors.descriptions import FORM, PARTS, TEXT, Schema, fields, query, takes

_FILES: Schema = {
    "type": "string",
    "format": "ngshare-files",
    "contentMediaType": "application/json",
    "description": "A list of objects with `path` and, in base64, `content`.",
}
_NAMES: Schema = {
    "type": "string",
    "format": "ngshare-names",
    "contentMediaType": "application/json",
    "description": "A list of names.",
}
_STUDENTS: Schema = {
    "type": "string",
    "format": "ngshare-students",
    "contentMediaType": "application/json",
    "description": "A list of objects with `username`, `first_name`, `last_name` and `email`.",
}
_TIME: Schema = {"type": "string", "format": "ngshare-time", "description": "As the lists of submissions give it."}


def form(*required: str, **properties: Schema) -> dict[str, Any]:
    """Return the extra of a route that takes a form."""
    return takes(fields(required, **properties), FORM, PARTS, required=bool(required))


FILES = form("files", files=_FILES)
FEEDBACK = form("files", "timestamp", files=_FILES, timestamp=_TIME)
PERSON = form("first_name", "last_name", "email", first_name=TEXT, last_name=TEXT, email=TEXT)
STUDENTS = form("students", students=_STUDENTS)
COURSE = form(instructors=_NAMES)
LIST_ONLY = query(list_only="`true`: without the contents.")
AT = query(list_only="`true`: without the contents.", timestamp="Of the submission.")
