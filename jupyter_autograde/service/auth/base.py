"""What an authenticator is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from jupyter_autograde.errors import NotAuthenticated
from jupyter_autograde.models.base import check_name

_TOKEN = re.compile(r"[\x21-\x7e]{1,1024}")
"""Visible ASCII, as RFC 6750 section 2.1 has it; nothing else may reach another header."""


@dataclass(frozen=True)
class Identity:
    """A person, as somebody trusted has said (SEC-40)."""

    name: str
    admin: bool
    groups: frozenset[str] | None = None
    """Of the hub; None where nobody has said."""


class Authenticator(ABC):
    """Says who owns a token.

    Implementations fail closed: they answer with an identity or raise, and know no anonymous person.
    """

    @abstractmethod
    async def identify(self, token: str) -> Identity:
        """Return whose `token` it is.

        Raises
        ------
        NotAuthenticated
            The token is unknown, expired or revoked.
        MissingScope
            It is good, but not for this service.
        HubUnreachable
            Nobody can say.
        """

    async def close(self) -> None:  # noqa: B027 - not everybody has some
        """Let go of connections; the event loop that used them is about to end."""

    @staticmethod
    def check_token(token: str) -> str:
        """Return `token` when it may be sent on in a header."""
        if not _TOKEN.fullmatch(token):
            raise NotAuthenticated("That is not a token. Send the one that JupyterHub gave you.")
        return token

    @staticmethod
    def check_person(name: object) -> str:
        """Return `name` when it can be a person's here; a stranger one is nobody."""
        try:
            return check_name(name if isinstance(name, str) else "")
        except ValueError as fault:
            raise NotAuthenticated(f"Your user name can't be used here: {fault}.") from fault
