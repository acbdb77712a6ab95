"""Take a container image as an environment."""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_autograde.environments.built import BuiltEnvironment
from jupyter_autograde.environments.store import EnvironmentStore
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.timestamps import now

_DIGEST = re.compile(r"(?:[^@\s]+@)?sha256:([0-9a-f]{64})")


def image_digest(image: str) -> str:
    """Return the digest in `NAME@sha256:…` or `sha256:…`.

    Raises
    ------
    InvalidInput
        A tag can be moved, so it names no environment.
    """
    found = _DIGEST.fullmatch(image)
    if found is None:
        raise InvalidInput(
            f"{image!r} names no image by digest. Write NAME@sha256:… (docker images --digests) or sha256:… (its id)."
        )
    return found[1]


def take_image(
    store: EnvironmentStore,
    name: str,
    image: str,
    *,
    python: str,
    version: str,
    check: Callable[[BuiltEnvironment], None],
) -> BuiltEnvironment:
    """Record that `name` is an image; its digest is its lock.

    Parameters
    ----------
    python : str
        The interpreter in the image, absolute.
    version : str
        Of that interpreter.
    check : callable
        Called before jobs may use it; raises one of our errors where they must not (SEC-34).

    Raises
    ------
    InvalidInput, InvalidName
    AutogradeError
        What `check` raised.
    """
    digest = image_digest(image)
    built = BuiltEnvironment(name=name, python=python, version=version, lock=digest, image=image, built_at=now())
    check(built)
    store.put(built, f"{image}\n")
    return built
