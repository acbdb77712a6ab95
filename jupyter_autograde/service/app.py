"""The application: routes, what stands before them, and its life."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from jupyter_autograde import __version__
from jupyter_autograde.service import errors
from jupyter_autograde.service.body_limits import BodyLimits
from jupyter_autograde.service.by_the_clock import keep_forgetting, keep_telling
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.mounts import MountedDoor
from jupyter_autograde.service.flat_routes import flat_routes
from jupyter_autograde.service.open_requests import LetGoAtEnd
from jupyter_autograde.service.pages.routes import pages_router, static_files
from jupyter_autograde.service.passing_back import keep_passing_back
from jupyter_autograde.service.request_log import RequestLog
from jupyter_autograde.service.routers import ROUTERS
from jupyter_autograde.service.security_headers import SecurityHeaders
from jupyter_autograde.service.sweeping import keep_sweeping

API = "api/v1"
STOP_SECONDS = 10.0
"""How long running jobs may take to end; what is cut off is graded after the next start."""


def create_app(components: Components) -> FastAPI:
    """Return the service as an ASGI application; its lifespan starts queue and feed, and stops all that runs."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        components.queue.start()
        tasks = [
            asyncio.create_task(components.feed.run()),
            asyncio.create_task(keep_telling(components)),
            asyncio.create_task(keep_forgetting(components)),
            asyncio.create_task(keep_sweeping(components.database, components.blobs)),
            asyncio.create_task(keep_passing_back(components.passback)),
        ]
        try:
            yield
        finally:
            components.sandbox_check.stop()
            components.feed.close()
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await asyncio.to_thread(components.desk.close)
            await asyncio.to_thread(components.queue.stop, STOP_SECONDS)
            for close in components.closers:
                await asyncio.to_thread(close)
            await components.callers.authenticator.close()
            components.database.close()

    app = describe_app(components.prefix, components.doors)
    app.router.lifespan_context = life
    for each in [app, *doors_of(app)]:
        each.state.components = components
    return app


def describe_app(prefix: str = "/", doors: Sequence[MountedDoor] = ()) -> FastAPI:
    """Return the application without its parts: enough to describe the API, not to answer."""
    app = FastAPI(
        title="Jupyter autograde",
        summary="Release, submit and autograde notebooks on a JupyterHub.",
        version=__version__,
        openapi_url=f"{prefix}{API}/openapi.json",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name_of,
    )
    errors.install(app)
    made = [(place, mounted.door.application()) for mounted in doors for place in mounted.prefixes]
    # The longest prefix first: a door may stand above another. At our own prefix, above or below it, our own routes go
    # first; elsewhere is none of them, and a door's clients need not wait until all of them were looked at.
    elsewhere, beside = list[BaseRoute](), list[BaseRoute]()
    for place, door in sorted(made, key=lambda each: -len(each[0])):
        meets = place.startswith(prefix) or prefix.startswith(place)
        (beside if meets else elsewhere).append(_mount(place, door))
    app.router.routes += [*elsewhere, *_own_routes(prefix)]
    for mounted in doors:
        app.include_router(mounted.door.outside())
    app.router.routes += beside
    # The last one added is the outermost.
    app.add_middleware(BodyLimits)
    app.add_middleware(LetGoAtEnd)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestLog)
    return app


@cache
def _own_routes(prefix: str) -> tuple[BaseRoute, ...]:
    """Return the native API and the pages; what is described once serves every application of this process."""
    app = FastAPI(openapi_url=None, generate_unique_id_function=_name_of)
    native = APIRouter(prefix=f"{prefix}{API}")
    for router in ROUTERS:
        native.include_router(router)
    app.include_router(native)
    app.include_router(pages_router(prefix))
    app.mount(f"{prefix}static", static_files())
    return tuple(flat_routes(app.router.routes))


def _mount(place: str, door: FastAPI) -> Mount:
    mount = Mount(place.rstrip("/"), door)
    # A line break that somebody encoded is part of the path: the door says in its own words that there is none.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount


def doors_of(app: FastAPI) -> list[FastAPI]:
    """Return the applications of the open doors."""
    return [route.app for route in app.routes if isinstance(route, Mount) and isinstance(route.app, FastAPI)]


def _name_of(route: APIRoute) -> str:
    return route.name
