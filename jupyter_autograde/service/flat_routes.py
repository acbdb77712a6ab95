"""The routes of routers within routers, put into one list.

FastAPI looks for the route of a request in each router anew, at each level, and asks each time whether one has changed.
Here none does: so their routes are made once more, with their whole paths, and looked through once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import signature
from typing import Any

import fastapi.routing
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

_FACTS = tuple(signature(APIRoute).parameters)


def flat_routes(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    """Yield routes that answer as `routes` do, in their order, with no router in between.

    A router with something else than routes of an API, as a mounted application of somebody's door, stays as it is.
    """
    if not hasattr(fastapi.routing, "iter_route_contexts"):  # an older FastAPI keeps no routers within routers
        yield from routes
        return
    for route in routes:
        yield from _within(route) or [route]


def _within(route: BaseRoute) -> list[BaseRoute]:
    """Return the routes that a router with nothing but routes of an API has, by themselves; of all else nothing."""
    made: list[BaseRoute] = []
    for found in fastapi.routing.iter_route_contexts([route]):
        original = found.original_route
        if original is route or not isinstance(original, APIRoute):
            return []
        made.append(type(original)(**{name: _said(name, found, original) for name in _FACTS}))
    return made


def _said(name: str, found: Any, original: APIRoute) -> Any:
    """Return what is said of a route by itself and the routers around it; of a few things they have no say."""
    return getattr(found, name) if hasattr(found, name) else getattr(original, name)
