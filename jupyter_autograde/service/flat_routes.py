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
        found = [(one, one.original_route) for one in fastapi.routing.iter_route_contexts([route])]
        if all(isinstance(original, APIRoute) and original is not route for _, original in found):
            for one, original in found:
                yield type(original)(**{name: _said(name, one, original) for name in _FACTS})
        else:
            yield route


def _said(name: str, found: Any, original: APIRoute) -> Any:
    """Return what is said of a route by itself and the routers around it; of a few things they have no say."""
    return getattr(found, name) if hasattr(found, name) else getattr(original, name)
