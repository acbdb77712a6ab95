"""Formats of grading packages: read one, get questions and the cells to run. Entry-point group `.formats`."""

from jupyter_autograde.grading.formats.base import (
    CellToRun,
    GradingFormat,
    NotebookPlan,
    Question,
    TestCase,
    TestKind,
)
from jupyter_autograde.grading.formats.otter import OtterFormat

__all__ = ["CellToRun", "GradingFormat", "NotebookPlan", "OtterFormat", "Question", "TestCase", "TestKind"]
