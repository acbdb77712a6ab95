"""otter-service and gofer_service: the Submit buttons otter-submit and gofer_submit work unchanged.

Stricter than the originals: who submits is known from the hub, and what can't be taken is answered with a reason.
"""

from jupyter_autograde.service.doors.otter_service.door import Gofer, OtterService

__all__ = ["Gofer", "OtterService"]
