"""The user's files: assignments are fetched into them and submitted from them."""

from jupyter_autograde.server.workspace.workspace import Workspace

__all__ = ["Workspace"]
