"""Named grading Pythons: built ahead by staff, locked with hashes (SEC-37)."""

from jupyter_autograde.environments.build import build_environment
from jupyter_autograde.environments.built import BuiltEnvironment
from jupyter_autograde.environments.images import take_image
from jupyter_autograde.environments.store import EnvironmentStore

__all__ = ["BuiltEnvironment", "EnvironmentStore", "build_environment", "take_image"]
