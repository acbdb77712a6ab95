"""gradeservice's API: an assignment is made from its source, and a submission graded, while the client waits."""

from __future__ import annotations

from jupyter_autograde.service.doors.gradeservice.door import Gradeservice

__all__ = ["Gradeservice"]
