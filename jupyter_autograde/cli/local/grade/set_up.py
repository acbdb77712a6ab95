"""The grader of this machine, as configured for the service."""

from __future__ import annotations

from traitlets import TraitError

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.grade.grader import Grader
from jupyter_autograde.environments import EnvironmentStore
from jupyter_autograde.environments.store import default_data_dir
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.sandbox import Limits
from jupyter_autograde.sandbox.environment import default_python
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from jupyter_autograde.service.environments import GradingEnvironments


def make_grader(app: AutogradeApp, *, slots: int, default: str = "") -> Grader:
    """Return a grader with the sandbox, environments and limits of `c.AutogradeService`."""
    if "AutogradeService" not in app.config:
        # The service's packages take longer to import than a notebook to grade.
        environments = GradingEnvironments({"default": str(default_python())}, EnvironmentStore(default_data_dir()))
        return Grader(WarmBubblewrapSandbox(), environments, default=default, slots=slots)
    from jupyter_autograde.service.config import AutogradeService

    try:
        service = AutogradeService(parent=app)
        limits = Limits(**service.limits)
        return Grader(service.make_sandbox(), service.grading_environments, default=default, slots=slots, limits=limits)
    except TraitError as fault:
        raise InvalidInput(f"{fault}") from fault
