"""`docs/operators/settings.md`: what can be configured, from the traits."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

from attribute_docs import attribute_docs
from traitlets import Instance, TraitType
from traitlets.config import Configurable

from jupyter_autograde.cli.local.env import BuildApp
from jupyter_autograde.cli.local.serve import ServeApp
from jupyter_autograde.cli.local.worker import WorkerApp
from jupyter_autograde.sandbox.base import Limits
from jupyter_autograde.server.settings import AutogradeClient
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.named_class import NamedClass
from jupyter_autograde.service.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]
KIB = 1024
INTRODUCTION = """# Settings

The service reads `jupyter_autograde_config.py`, which `jupyter autograde serve --config=FILE` names; people's
servers read `jupyter_server_config.py` and its like. Each setting is a line `c.CLASS.NAME = VALUE`, or
`--CLASS.NAME=VALUE` on the command line. A value that can't be understood stops the start of the service, with a
sentence that says why; in people's servers it is in the log, and the extension stays off.
"""
CLASSES: dict[type[Configurable], str] = {
    AutogradeService: "The service.",
    ServeApp: "Its start, `jupyter autograde serve`.",
    WorkerApp: "A worker beside it, `jupyter autograde worker`.",
    BuildApp: "`jupyter autograde env build`.",
    AutogradeClient: "The extension in people's servers. The token comes from the environment alone.",
}


def settings_page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *(part(kind, about) for kind, about in CLASSES.items())])


def part(kind: type[Configurable], about: str) -> str:
    """Return the part about one class."""
    settings = ServiceSettings if kind is AutogradeService else kind
    own = {name: trait for name, trait in settings.class_own_traits(config=True).items() if not name.startswith("_")}
    return "\n".join([f"## `c.{kind.__name__}`", about, "", *(setting(kind, name, own[name]) for name in own)])


def setting(kind: type[Configurable], name: str, trait: TraitType[object, object]) -> str:
    """Return the heading of one setting and what there is to say."""
    # JupyterHub's traits add what is installed here and now.
    lines = [f"### `{name}`", " ".join(str(trait.help).partition("Currently installed:")[0].split())]
    if isinstance(trait, NamedClass):
        names = ", ".join(f"`{choice}`" for choice in sorted(entry_points(trait.entry_point_group)))
        lines += ["", f"One of {names}, or the dotted name of a class of your own. Default: {default_of(trait)}."]
    elif not computed(kind, name) and "Default:" not in lines[1]:
        lines += ["", f"Default: {default_of(trait)}."]
    if (kind, name) == (AutogradeService, "limits"):
        lines += ["", *limits()]
    return "\n".join(lines) + "\n"


def computed(kind: type[Configurable], name: str) -> bool:
    """Say whether the default depends on the machine; the help then says how."""
    return any(name in getattr(base, "_trait_default_generators", {}) for base in kind.__mro__) or hasattr(
        kind, f"_{name}_default"
    )


def default_of(trait: TraitType[object, object]) -> str:
    """Return the default value as one writes it."""
    if isinstance(trait, NamedClass):
        target = f"{trait.default_value.__module__}:{trait.default_value.__name__}"
        return next(f"`{name}`" for name, place in entry_points(trait.entry_point_group).items() if place == target)
    if isinstance(trait, Instance):  # dict and set
        return "empty"
    value = trait.default_value
    return "empty" if value == "" else in_units(value) if isinstance(value, int) else f"`{value!r}`"


def limits() -> list[str]:
    """Return the table of what `limits` may hold."""
    docs = attribute_docs(Limits)
    lines = ["| key | default | meaning |", "|---|---|---|"]
    return lines + [
        f"| `{field.name}` | {in_units(field.default)} | {docs.get(field.name, '')} |"
        for field in dataclasses.fields(Limits)
    ]


def in_units(value: object) -> str:
    """Return a number as code; a round number of bytes in its unit as well."""
    if isinstance(value, int) and value and value % KIB == 0:
        size, unit = (value // KIB**2, "MiB") if value % KIB**2 == 0 else (value // KIB, "KiB")
        return f"`{value}` ({size} {unit})"
    return f"`{value!r}`"


def entry_points(group: str) -> dict[str, str]:
    """Return the names of our own in a group, and where they lead; installed are perhaps those of others too."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: dict[str, str] = project["entry-points"][group]
    return found
