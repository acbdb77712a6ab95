"""What OpenAPI says of doors' routes: they read their requests themselves, as the old services did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

Schema = dict[str, Any]
Content = Mapping[str, Any]
Responses = dict[int | str, dict[str, Any]]

TEXT: Schema = {"type": "string"}
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


def refusals(content: Content, statuses: Iterable[int]) -> Responses:
    """Return what OpenAPI says of these statuses, all answered with `content`."""
    return {status: {"description": HTTPStatus(status).phrase, "content": dict(content)} for status in statuses}


def reply(schema: Schema, media_type: str = "application/json", description: str = "Success") -> dict[str, Any]:
    """Return what OpenAPI says of one response."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def also(said: dict[str, Any], schema: Schema, media_type: str) -> dict[str, Any]:
    """Return what is said of a response that may be of another media type as well."""
    return {**said, "content": {**said["content"], media_type: {"schema": schema}}}


def takes(schema: Schema, *media_types: str, required: bool = True, **more: Any) -> dict[str, Any]:
    """Return the extra of a route whose body fits `schema` in any of the media types; `more` is said of each."""
    content = {kind: {"schema": schema, **more} for kind in media_types}
    return {"requestBody": {"required": required, "content": content}}


def query(**described: str) -> dict[str, Any]:
    """Return the extra of a route with optional arguments in the address: name -> what it is."""
    return {
        "parameters": [
            {"name": name, "in": "query", "required": False, "description": text, "schema": TEXT}
            for name, text in described.items()
        ]
    }


def fields(required: Iterable[str] = (), **properties: Schema) -> Schema:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, "required": list(required)}
