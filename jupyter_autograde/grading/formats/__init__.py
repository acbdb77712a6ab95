"""Formats of grading packages: read one, get questions and the cells to run."""

from jupyter_autograde.grading.formats.base import (
    BuildTool,
    CellToRun,
    GradingFormat,
    MadeFiles,
    ManualQuestion,
    NotebookPlan,
    NotebookWork,
    Question,
    TestCase,
    TestKind,
)
from jupyter_autograde.grading.formats.nbgrader import NbgraderFormat
from jupyter_autograde.grading.formats.otter import OtterFormat

__all__ = [
    "BuildTool",
    "CellToRun",
    "GradingFormat",
    "MadeFiles",
    "ManualQuestion",
    "NbgraderFormat",
    "NotebookPlan",
    "NotebookWork",
    "OtterFormat",
    "Question",
    "TestCase",
    "TestKind",
]
