"""A small stand-in for the service: real HTTP, everything in memory, faults on demand.

For tests of whatever speaks to the service. It keeps the routes and the bodies of the real one,
knows no grading, and can also be started alone: `python -m jupyter_autograde.testing.stub_service`.
"""

from jupyter_autograde.testing.stub_service.state import Fault, StubService

__all__ = ["Fault", "StubService"]
