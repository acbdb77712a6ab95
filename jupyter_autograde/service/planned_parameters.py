"""What a planned route reads of a request: FastAPI asks of each value anew where it stands and of what kind it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi._compat import ModelField, field_annotation_is_scalar
from fastapi.dependencies.utils import request_params_to_args
from starlette.requests import Request


class PlannedParameters:
    """Single values in the path, the query or the headers.

    Parameters
    ----------
    place : str
        Attribute of the request: `path_params`, `query_params` or `headers`.

    Raises
    ------
    TypeError
        One of them is no single value, or has several names.
    """

    def __init__(self, place: str, fields: Sequence[ModelField]) -> None:
        for field in fields:
            if not _is_single(field):
                raise TypeError(f"A planned route can't take {field.name!r}: it has to be one value with one name")
        self._place, self._fields = place, tuple(fields)
        self._known = tuple((field, field.alias, field.name, field.field_info) for field in fields)

    def read(self, request: Request) -> tuple[dict[str, Any], Sequence[Any]]:
        """Return the values by their names, and what is wrong, as FastAPI says it."""
        given: Mapping[str, Any] = getattr(request, self._place)
        found: dict[str, Any] = {}
        for field, key, name, said in self._known:
            value = given.get(key)
            if value is not None:
                found[name], faults = field.validate(value, found, loc=())
                if faults:
                    break
            elif said.is_required():
                break
            else:
                found[name] = said.get_default(call_default_factory=True)
        else:
            return found, ()
        return request_params_to_args(self._fields, given)


def _is_single(field: ModelField) -> bool:
    said = field.field_info
    plain = field_annotation_is_scalar(said.annotation) and not said.validate_default
    return plain and said.validation_alias in (None, field.alias)
