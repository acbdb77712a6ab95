"""All routes of an application: of its routers, its pages and its doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Mount

from jupyter_autograde.service.access import Rule, rule_of


@dataclass(frozen=True)
class KnownRoute:
    """A method at a path; `rule` is what is demanded, None for what asks nobody who they are."""

    method: str
    path: str
    rule: Rule | None

    @property
    def blank(self) -> tuple[str, str]:
        """Method and path, whatever the parameters are called."""
        return self.method, "/".join("{}" if part.startswith("{") else part for part in self.path.split("/"))


def every_route(app: FastAPI, below: str = "") -> Iterator[KnownRoute]:
    """Yield the routes of `app` and of what is mounted in it."""
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        if isinstance(route, Mount):
            if isinstance(route.app, FastAPI):
                yield from every_route(route.app, below + route.path)
            else:
                yield KnownRoute("GET", f"{below}{route.path}/{{path}}", None)
        else:
            rule = rule_of(route) if isinstance(route, APIRoute) else None
            for method in sorted((found.methods or set()) - {"HEAD"}):
                yield KnownRoute(method, f"{below}{found.path}", rule)
