"""The grading engine: grade a submission, build a release, prove it. See `engine.GradingEngine`."""

from jupyter_autograde.grading.engine.build import BuiltRelease
from jupyter_autograde.grading.engine.engine import GradingEngine
from jupyter_autograde.grading.engine.outcome import GradingOutcome

__all__ = ["BuiltRelease", "GradingEngine", "GradingOutcome"]
