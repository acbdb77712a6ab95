"""ngshare's HTTP API: nbgrader with ngshare-exchange, and ngshare-course-management, work unchanged.

Names are ours: no `/` and no control characters, at most 128 characters. Whoever is TA here counts among a course's
instructors where the protocol lists people, with a TA's rights.
"""

from jupyter_autograde.service.doors.ngshare.door import Ngshare

__all__ = ["Ngshare"]
