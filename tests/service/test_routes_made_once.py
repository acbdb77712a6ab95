"""Routes that are put in order when the service starts answer as FastAPI's own do."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.routing import APIRoute

from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.models.base import Ulid, UtcTime
from jupyter_autograde.service import errors
from jupyter_autograde.service.flat_routes import flat_routes
from jupyter_autograde.service.planned_route import PlannedRoute
from jupyter_autograde.ulids import new_ulid


async def caller(request: Request, key: Annotated[str | None, Header()] = None) -> str:
    if key is None:
        raise NotAuthenticated("Nobody is logged in.")
    return key


async def loud(who: Annotated[str, Depends(caller)]) -> str:
    return who.upper()


async def endpoint(
    request: Request,
    thing_id: Annotated[Ulid, Path()],
    digest: Annotated[str, Header(alias="Content-Digest", max_length=8)],
    who: Annotated[str, Depends(caller)],
    name: Annotated[str, Depends(loud)],
    at: Annotated[UtcTime | None, Query()] = None,
    number: Annotated[int, Query(ge=1)] = 7,
) -> Response:
    body = await request.body()
    return Response(f"{thing_id} {digest} {who} {name} {at} {number} {body!r}", 201, {"X-Own": "1"})


def service(kind: type[APIRoute], prefix: str = "/api") -> FastAPI:
    inner, outer = APIRouter(route_class=kind), APIRouter()
    inner.post("/things/{thing_id}", status_code=201)(endpoint)
    outer.include_router(inner, prefix="/deep")
    app = FastAPI()
    errors.install(app)
    app.include_router(outer, prefix=prefix)
    return app


def flattened(app: FastAPI) -> FastAPI:
    app.router.routes[:] = flat_routes(app.router.routes)
    return app


async def answer(app: FastAPI, method: str, path: str, **sent: Any) -> tuple[int, dict[str, str], str]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        got = await client.request(method, path, **sent)
    return got.status_code, dict(got.headers), got.text


GOOD = f"/api/deep/things/{new_ulid()}"
KEY = {"key": "k", "Content-Digest": "abc"}
SENT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "all is well": ("POST", GOOD, {"headers": KEY, "content": b"x" * 10}),
    "with queries": ("POST", f"{GOOD}?at=2026-01-01T00:00:00%2B01:00&number=3", {"headers": KEY}),
    "nobody": ("POST", GOOD, {}),
    "nobody, and all else is wrong": ("POST", "/api/deep/things/x?number=0", {}),
    "no id": ("POST", "/api/deep/things/x", {"headers": KEY}),
    "no digest": ("POST", GOOD, {"headers": {"key": "k"}}),
    "long digest": ("POST", GOOD, {"headers": {**KEY, "Content-Digest": "a" * 9}}),
    "everything wrong": ("POST", "/api/deep/things/x?at=now&number=0", {"headers": {"key": "k"}}),
    "the same query twice": ("POST", f"{GOOD}?number=3&number=4", {"headers": KEY}),
    "an empty query": ("POST", f"{GOOD}?number=", {"headers": KEY}),
    "the same header twice": ("POST", GOOD, {"headers": [*KEY.items(), ("content-digest", "other")]}),
    "no offset": ("POST", f"{GOOD}?at=2026-01-01T00:00:00", {"headers": KEY}),
    "another method": ("GET", GOOD, {"headers": KEY}),
    "nothing there": ("POST", "/api/deep/thing", {"headers": KEY}),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("what", SENT)
async def test_a_planned_flat_route_answers_as_any_other(what: str) -> None:
    method, path, sent = SENT[what]
    wanted = await answer(service(APIRoute), method, path, **sent)
    assert await answer(flattened(service(PlannedRoute)), method, path, **sent) == wanted


def test_a_planned_flat_route_is_described_as_any_other() -> None:
    assert flattened(service(PlannedRoute)).openapi() == service(APIRoute).openapi()


async def with_body(text: str) -> Response:
    return Response(text)


async def with_form(request: Request, data: dict[str, str]) -> Response:
    return Response()


def in_thread(request: Request) -> Response:
    return Response()


def _in_thread(request: Request) -> None: ...


async def behind_a_thread(known: Annotated[None, Depends(_in_thread)]) -> Response:
    return Response()


async def own_answer(response: Response) -> Response:
    return response


async def with_list(number: Annotated[list[int], Query()]) -> Response:
    return Response()


@pytest.mark.parametrize("refused", [with_form, in_thread, behind_a_thread, own_answer, with_list])
def test_what_can_not_be_planned_is_refused_at_once(refused: Any) -> None:
    with pytest.raises(TypeError):
        PlannedRoute("/", refused, methods=["POST"])
    PlannedRoute("/", with_body, methods=["POST"])


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/below/files/x", "/below/plain", "/below/api", "/below/files", "/below/none"])
async def test_a_router_with_somebody_s_own_application_answers_as_before(path: str) -> None:
    def made() -> FastAPI:
        router, app, mounted = APIRouter(), FastAPI(), FastAPI()
        mounted.get("/x")(in_thread)
        router.mount("/files", mounted)
        router.add_route("/plain", in_thread)
        router.get("/api")(in_thread)
        app.include_router(router, prefix="/below")
        return app

    assert await answer(flattened(made()), "GET", path) == await answer(made(), "GET", path)
