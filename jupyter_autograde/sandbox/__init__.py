"""Where a student's code runs; entry-point group `jupyter_autograde.sandboxes`."""

from jupyter_autograde.sandbox.base import Box, Isolation, Limits, Probe, Program, Sandbox, SelfTestReport, Usage
from jupyter_autograde.sandbox.bubblewrap import BubblewrapSandbox
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.sandbox.unsafe import UnsafeNoSandbox

__all__ = [
    "Box",
    "BubblewrapSandbox",
    "Environment",
    "Isolation",
    "Limits",
    "Probe",
    "Program",
    "Sandbox",
    "SelfTestReport",
    "UnsafeNoSandbox",
    "Usage",
]
