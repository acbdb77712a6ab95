"""`jupyter autograde demo`: a real hub on this machine, with a course to try."""

from jupyter_autograde.cli.local.demo.app import DemoApp

__all__ = ["DemoApp"]
