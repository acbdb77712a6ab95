"""`jupyter autograde doctor`: what is wrong with this service, and the exact fix."""

from jupyter_autograde.cli.local.doctor.app import DoctorApp

__all__ = ["DoctorApp"]
