"""What a button sends: `{"nb": notebook}`, whose metadata says where it belongs. None of it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.errors import BundleTooLarge, InvalidInput
from jupyter_autograde.models.base import check_name
from jupyter_autograde.notebook.limits import NotebookLimits, read_notebook, shape_fault

_LIMITS = replace(NotebookLimits(), depth=NotebookLimits().depth + 1)
"""Of the object around the notebook."""
_ASK = "Fetch the assignment again, or ask your instructor."


@dataclass(frozen=True)
class Posted:
    """A notebook as a file of ours, and its metadata."""

    notebook: bytes
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Labels:
    """Where a notebook says that it belongs; each can be a name."""

    course: str
    section: str
    assignment: str


def read_posted(content: bytes, most: int) -> Posted:
    """Read a body.

    Parameters
    ----------
    most : int
        Bytes that the notebook may have.

    Raises
    ------
    InvalidInput, InvalidNotebook, BundleTooLarge
    """
    try:
        text = content.decode()
        fault = shape_fault(content, _LIMITS)
        if fault is not None:
            raise InvalidInput(f"What was sent {fault}.")
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput("What was sent is not JSON, so nothing was submitted. Submit again.") from None
    notebook = body.get("nb") if isinstance(body, dict) else None
    if not isinstance(notebook, dict):
        raise InvalidInput('What was sent has no notebook under "nb", so nothing was submitted.')
    file = _file(notebook)
    if len(file) > most:
        raise BundleTooLarge(
            f"The notebook has {len(file) / MIB:.1f} MiB; {most / MIB:.0f} MiB are allowed. Clear large outputs and "
            "submit again."
        )
    metadata = read_notebook(file).get("metadata", {})
    return Posted(file, metadata)


def otter_labels(metadata: Mapping[str, Any], course: str) -> Labels:
    """Return what `otter_service` in the metadata says; `course` counts where it names none."""
    block = metadata.get("otter_service")
    if not isinstance(block, dict):
        raise InvalidInput(f"The notebook does not say which assignment it is (metadata otter_service). {_ASK}")
    return Labels(_name(block, "course", course), _name(block, "section"), _name(block, "assignment"))


def gofer_labels(metadata: Mapping[str, Any], course: str) -> Labels:
    """Return what the metadata says at its top; `course` counts where it names none."""
    assignment = "assignment" if metadata.get("assignment") else "lab"
    if not metadata.get(assignment):
        raise InvalidInput(f"The notebook does not say which assignment it is (metadata assignment or lab). {_ASK}")
    return Labels(_name(metadata, "course", course), _name(metadata, "section"), _name(metadata, assignment))


def _file(notebook: dict[str, Any]) -> bytes:
    """Return a notebook as Jupyter writes it."""
    try:
        return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half of a character, which JSON can only write escaped
        return (json.dumps(notebook, indent=1) + "\n").encode()


def _name(labels: Mapping[str, Any], key: str, default: str = "") -> str:
    value = labels.get(key) or default
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"The notebook does not name its {key} in the metadata. {_ASK}")
    try:
        return check_name(value)
    except ValueError as fault:
        raise InvalidInput(f"The {key} in the notebook's metadata can't be one: {fault}. {_ASK}") from None
