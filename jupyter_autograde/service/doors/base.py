"""What a door is: an application of its own below one or more prefixes, that answers in the old service's words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi import APIRouter, FastAPI
from starlette.responses import Response

from jupyter_autograde import __version__
from jupyter_autograde.service import errors
from jupyter_autograde.service.doors.descriptions import Content, Responses, refusals
from jupyter_autograde.service.flat_routes import flat_routes


class Door(ABC):
    """The protocol of one older service. The entry-point group is `jupyter_autograde.doors`."""

    name: str
    """As in `c.AutogradeService.doors`."""
    mounts: tuple[str, ...]
    """Where its clients look for it; without a leading `/` below this service's own prefix."""

    visited = False
    """Whether browsers come to it with nothing but cookies: then a session is good for its prefixes too."""
    has_button = False
    """Whether a button in people's labs sends to it with the browser's cookies: then our labextension logs in first."""
    standalone_only = False
    """Whether it is set up for a stand-alone service, which nobody else's machine reaches, and for no other."""
    save_days: float | None = None
    """For how many days it wants save events kept; None: it has no say in that."""
    warning = ""
    """What is unsafe in the way it is set up, a sentence for administrators; shown in health."""
    advice = ""
    """What is unsafe if something is so that can't be seen from here; told by `jupyter autograde doctor`."""

    refusal: ClassVar[Content]
    """Media type -> how refusals look, for the description of the API."""
    may_refuse_with: ClassVar[tuple[int, ...]] = (400, 401, 403, 404, 408, 409, 413, 429, 503, 507)

    @abstractmethod
    def router(self) -> APIRouter:
        """Return the routes, relative to a mount; each names its rule (`service.access`)."""

    @abstractmethod
    def answer(
        self, status: int, code: str, message: str, details: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Response:
        """Return a refusal in the form that the old service's clients read."""

    def outside(self) -> APIRouter:
        """Return the routes that the old service has beside its prefix, with whole addresses; each names its rule."""
        return APIRouter()

    def application(self) -> FastAPI:
        """Return the door as an application of its own: what it refuses is in its own words.

        Its `openapi()` describes it. Nobody is given that over HTTP: every address is the old service's.
        """
        app = FastAPI(
            title=self.name,
            version=__version__,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
        )
        errors.install(app, self.answer)
        app.include_router(self.router(), responses=self.refusals())
        app.router.routes[:] = flat_routes(app.router.routes)
        return app

    def refusals(self) -> Responses:
        """Return what OpenAPI says of refusals by any route."""
        return refusals(self.refusal, self.may_refuse_with)
