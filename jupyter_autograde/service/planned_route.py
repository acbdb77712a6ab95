"""Routes for what a whole class does at the same moment.

FastAPI works out for each request what its route depends on, and that takes it longer than a hand-in takes us. Here it
is worked out once, when the route is made. Such a route is declared, described, guarded and refused as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from jupyter_autograde.service.planned_parameters import PlannedParameters

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PlannedRoute(APIRoute):
    """A route whose endpoint takes the body from the request itself and returns the Response.

    Endpoint and dependencies are coroutine functions; they take the request, results of dependencies, and single values
    in the path, the query and the headers. Anything else is refused with a TypeError when the route is made.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        super().__init__(path, endpoint, **said)
        handle = self.get_route_handler()

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = await handle(Request(scope, receive, send))
            await response(scope, receive, send)

        # What is raised goes to the application, which answers it as it would have been answered here.
        self.app = answer

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        steps = tuple(_steps(self.dependant, {}))

        async def handle(request: Request) -> Response:
            results: list[Any] = []
            for step in steps:
                results.append(await step.take(request, results))
            response: Response = results[-1]
            return response

        return handle


@dataclass(frozen=True)
class _Step:
    """A call of a dependency, or of the endpoint.

    Parameters
    ----------
    needs : sequence of (str, int)
        Parameter, and the number of the step whose result it takes.
    requests : sequence of str
        Parameters that take the request.
    places : sequence of PlannedParameters
        Where the others stand.
    """

    call: Callable[..., Coroutine[Any, Any, Any]]
    needs: Sequence[tuple[str, int]]
    requests: Sequence[str]
    places: Sequence[PlannedParameters]

    async def take(self, request: Request, results: Sequence[Any]) -> Any:
        """Call it; RequestValidationError for parameters that do not fit."""
        values = {name: results[number] for name, number in self.needs}
        for name in self.requests:
            values[name] = request
        faults: list[Any] = []
        for place in self.places:
            found, wrong = place.read(request)
            values.update(found)
            faults.extend(wrong)
        if faults:
            raise RequestValidationError(faults)
        return await self.call(**values)


def _steps(dependant: Dependant, known: dict[Any, int]) -> Iterator[_Step]:
    """Yield the steps to the result of `dependant`, its own the last; `known` gets what each call's number is."""
    needs = []
    for one in dependant.dependencies:
        if one.call not in known:
            yield from _steps(one, known)
        if one.name is not None:
            needs.append((one.name, known[one.call]))
    call = dependant.call
    if call is None or not _is_simple(dependant):
        raise TypeError(f"A planned route can't depend on {call!r}: see PlannedRoute")
    known[call] = len(known)
    yield _Step(call, needs, _takers_of_request(dependant), tuple(_places(dependant)))


def _takers_of_request(dependant: Dependant) -> list[str]:
    names = (dependant.request_param_name, dependant.http_connection_param_name)
    return [name for name in names if name is not None]


def _places(dependant: Dependant) -> Iterator[PlannedParameters]:
    fields_of = {
        "path_params": dependant.path_params,
        "query_params": dependant.query_params,
        "headers": dependant.header_params,
    }
    for name, fields in fields_of.items():
        if fields:
            yield PlannedParameters(name, fields)


def _is_simple(dependant: Dependant) -> bool:
    call = dependant.call
    waits = iscoroutinefunction(call) or iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004
    others = (
        dependant.body_params,
        dependant.cookie_params,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.websocket_param_name,
        getattr(dependant, "concurrency", None),  # newer versions of FastAPI
    )
    return waits and not any(others)
