"""Who is asking: one authenticator by configuration, one way from a request to a caller."""

from jupyter_autograde.service.auth.base import Authenticator, Identity
from jupyter_autograde.service.auth.callers import Caller, Callers

__all__ = ["Authenticator", "Caller", "Callers", "Identity"]
