"""Release, submit and autograde notebooks on a JupyterHub.

This module holds the version and Jupyter's two hook functions, and nothing else, so that importing
it needs neither the server extension's packages nor the service's.
"""

from __future__ import annotations

import warnings

try:
    from jupyter_autograde._version import __version__
except ImportError:
    # A checkout that was never installed has no generated file.
    __version__ = "0.0.0.dev0"
    warnings.warn(
        "jupyter_autograde is imported from a checkout that is not installed, so its version is unknown; "
        "run `make install`",
        ImportWarning,
        stacklevel=2,
    )

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the built labextension lies, relative to this package."""
    return [{"src": "labextension", "dest": "jupyter-autograde"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell the Jupyter server which class to start."""
    from jupyter_autograde.server.extension import AutogradeExtension

    return [{"module": "jupyter_autograde", "app": AutogradeExtension}]
