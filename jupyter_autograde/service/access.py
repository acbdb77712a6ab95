"""`authorize`: every route names its permission and its object here (SEC-41).

The decision itself is `jupyter_autograde.access`; this module brings it the caller and the id in the path, inside the
session in which the route then works, so that nothing can change in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyHeader

from jupyter_autograde.access import Access, Asker
from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.permissions import Permission
from jupyter_autograde.service.auth import Caller
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.rate_limits import RateLimit
from jupyter_autograde.service.request_log import USER_KEY
from jupyter_autograde.storage.database import Database, Session

T = TypeVar("T")
Loader = Callable[[Session, Asker, str, Permission], Access[T]]


class Anyone(StrEnum):
    """What a route names in place of a permission in a course."""

    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed_in"
    HUB_ADMIN = "hub_admin"


Rule = Permission | Anyone


def rule_of(route: APIRoute) -> Rule | None:
    """Return what `route` demands, None when it names nothing; a test forbids that."""
    for dependency in route.dependant.dependencies:
        rule: Rule | None = getattr(dependency.call, "rule", None)
        if rule is not None:
            return rule
    return None


def components_of(request: Request) -> Components:
    """Return the parts of the service that answers `request`."""
    components: Components = request.app.state.components
    return components


async def _parts(request: Request) -> Components:
    # Not `components_of` itself: a dependency that is no coroutine costs a trip to another thread.
    return components_of(request)


Parts = Annotated[Components, Depends(_parts)]


# For the description of the API; the header itself is read in `auth.callers`.
_header = APIKeyHeader(
    name="Authorization", auto_error=False, description="`token <hub token>`", scheme_name="hub token"
)


async def _caller(request: Request, header: Annotated[str | None, Security(_header)]) -> Caller:
    caller = await components_of(request).callers.find(request)
    count_request(request, caller.name)
    await components_of(request).groups.follow(caller)
    return caller


def count_request(request: Request, name: str) -> None:
    """Count a request as one of `name`, in the log too; raises TooManyRequests."""
    request.scope[USER_KEY] = name
    components_of(request).rate_limit.spend(name)


async def anonymous(request: Request) -> None:
    """Let everybody in."""


def anonymous_from_address(limit: RateLimit) -> Any:
    """Return the dependency that lets everybody in, from one address as often as `limit` says.

    All that comes through the hub's proxy is from one address.
    """

    async def guard(request: Request) -> None:
        # With a slash: nobody of the hub is called so.
        request.scope[USER_KEY] = f"address/{request.client.host if request.client else ''}"
        limit.spend(request.scope[USER_KEY])

    guard.rule = Anyone.ANONYMOUS  # type: ignore[attr-defined]
    return Depends(guard)


async def signed_in(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
    """Let in whom the hub knows; the route looks for that person's own things only."""
    return caller


async def signed_in_on_page(request: Request, header: Annotated[str | None, Security(_header)]) -> Caller:
    """Let in whom the hub knows, also by a cookie alone that a page of this origin sent (SEC-49)."""
    caller = await components_of(request).callers.find_on_page(request)
    count_request(request, caller.name)
    await components_of(request).groups.follow(caller)
    return caller


async def _signed_in_asker(caller: Annotated[Caller, Depends(_caller)]) -> Asker:
    return asker_of(caller)


async def perhaps_known(request: Request) -> Caller | None:
    """Let everybody in, and say who it is; None without good credentials."""
    if "authorization" not in request.headers and not request.cookies:
        return None
    try:
        return await components_of(request).callers.find(request)
    except AutogradeError:
        return None


async def perhaps_admin(caller: Annotated[Caller | None, Depends(perhaps_known)]) -> bool:
    """Let everybody in, and say whether it is an admin; a request without credentials is not."""
    return caller is not None and caller.admin


async def hub_admin(caller: Annotated[Caller, Depends(_caller)]) -> Asker:
    """Let everybody known come as far as the use case, which asks for an admin itself."""
    return asker_of(caller)


anonymous.rule = Anyone.ANONYMOUS  # type: ignore[attr-defined]
_signed_in_asker.rule = Anyone.SIGNED_IN  # type: ignore[attr-defined]
signed_in.rule = Anyone.SIGNED_IN  # type: ignore[attr-defined]
signed_in_on_page.rule = Anyone.SIGNED_IN  # type: ignore[attr-defined]
perhaps_known.rule = Anyone.ANONYMOUS  # type: ignore[attr-defined]
perhaps_admin.rule = Anyone.ANONYMOUS  # type: ignore[attr-defined]
hub_admin.rule = Anyone.HUB_ADMIN  # type: ignore[attr-defined]


def asker_of(caller: Caller) -> Asker:
    """Return the caller as the use cases know one."""
    return Asker(caller.name, caller.admin)


SignedIn = Annotated[Asker, Depends(_signed_in_asker)]
HubAdmin = Annotated[Asker, Depends(hub_admin)]


@dataclass(frozen=True)
class Guarded(Generic[T]):
    """An object that was named in a path, behind its permission."""

    database: Database
    asker: Asker
    load: Loader[T]
    id: str
    permission: Permission

    @contextmanager
    def read(self) -> Iterator[tuple[Session, Access[T]]]:
        """Give a session for reading with the object loaded in it, or raise NotFound or PermissionDenied."""
        with self.database.read() as session:
            yield session, self.load(session, self.asker, self.id, self.permission)

    @contextmanager
    def write(self, *, short: bool = False, patience: float | None = None) -> Iterator[tuple[Session, Access[T]]]:
        """Give a transaction with the object loaded in it, or raise NotFound or PermissionDenied.

        `short` and `patience` as in `Database.write`.
        """
        with self.database.write(short=short, patience=patience) as session:
            yield session, self.load(session, self.asker, self.id, self.permission)

    def require(self) -> None:
        """Raise what `read` would: before anything else is looked at that the asker might not know of."""
        with self.read():
            pass


def authorize(load: Loader[T], permission: Permission, *, of: str) -> Any:
    """Return the dependency of a route on the object whose id is the path's `of`, for `permission`."""

    async def guard(request: Request, caller: Annotated[Caller, Depends(_caller)]) -> Guarded[T]:
        database = components_of(request).database
        return Guarded(database, asker_of(caller), load, request.path_params[of], permission)

    guard.rule = permission  # type: ignore[attr-defined]
    return Depends(guard)
