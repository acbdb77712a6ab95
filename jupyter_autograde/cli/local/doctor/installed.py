"""What is installed in this environment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jupyter_core.paths import jupyter_config_path, jupyter_path

from jupyter_autograde import __version__
from jupyter_autograde.cli.local.doctor.findings import Finding, problem, unknown, well

_OLDEST_HUB = 5


def look() -> Iterator[Finding]:
    """Look at the versions of the parts, which must be of one release."""
    yield well("version", f"jupyter-autograde {__version__}, in {Path(__file__).parents[3]}")
    yield _labextension()
    yield _server_extension()
    yield _jupyterhub()


def _labextension() -> Finding:
    """Return whether the buttons in this environment are of this release."""
    for folder in jupyter_path("labextensions", "jupyter-autograde"):
        description = Path(folder) / "package.json"
        if not description.is_file():
            continue
        try:
            found = str(json.loads(description.read_text())["version"])
        except (ValueError, LookupError, TypeError, OSError) as fault:
            return problem("labextension", f"{description} can't be read: {fault}", _again())
        if _plain(found) == _plain(__version__):
            return well("labextension", f"{found}, in {folder}")
        return problem("labextension", f"It is of release {found} in {folder}, the package of {__version__}.", _again())
    return unknown("labextension", "It is not in this environment; it belongs into that of people's servers.")


def _server_extension() -> Finding:
    for folder in jupyter_config_path():
        if (Path(folder) / "jupyter_server_config.d" / "jupyter_autograde.json").is_file():
            return well("server ext.", f"enabled in {folder}")
    return unknown("server ext.", "It is not in this environment; it belongs into that of people's servers.")


def _jupyterhub() -> Finding:
    try:
        found = version("jupyterhub")
    except PackageNotFoundError:
        return problem("jupyterhub", "The package is missing.", "pip install 'jupyter-autograde[service]'")
    if int(found.partition(".")[0]) < _OLDEST_HUB:
        return problem("jupyterhub", f"{found} is too old.", f"pip install 'jupyterhub>={_OLDEST_HUB}'")
    return well("jupyterhub", found)


def _plain(release: str) -> str:
    """Write a version of npm and one of Python in one way: 1.0.0-alpha.1 is 1.0.0a1."""
    for long, short in (("-alpha.", "a"), ("-beta.", "b"), ("-rc.", "rc"), ("-dev.", ".dev")):
        release = release.replace(long, short)
    return release


def _again() -> str:
    return f"pip install --force-reinstall --no-deps jupyter-autograde=={__version__}"
