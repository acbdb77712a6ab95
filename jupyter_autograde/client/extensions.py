"""Calls about extensions."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.deadlines import Extension, ExtensionRequest


class ExtensionCalls(Calls):
    """More time or attempts for some students."""

    def list_extensions(self, assignment_id: str, *, ended: bool = False) -> list[Extension]:
        """Return the extensions that count, with `ended` all that there were; for staff."""
        query = {"ended": "true" if ended else None}
        return self._many(Extension, "GET", f"assignments/{part(assignment_id)}/extensions", query=query)

    def grant_extensions(self, assignment_id: str, request: ExtensionRequest) -> list[Extension]:
        """Give students or sections more time or attempts, all of them or none; for staff."""
        return self._many(Extension, "PUT", f"assignments/{part(assignment_id)}/extensions", body=request)

    def end_extension(self, assignment_id: str, extension_id: str) -> Extension:
        """Take an extension back; for staff."""
        path = f"assignments/{part(assignment_id)}/extensions/{part(extension_id)}"
        return self._one(Extension, "DELETE", path)
