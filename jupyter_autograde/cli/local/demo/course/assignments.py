"""The assignments of the demo course: their files, and answers that students give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_autograde.cli.local.demo.course.answers import WEATHER, WORDS

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DemoAssignment:
    """One assignment.

    Parameters
    ----------
    name : str
        As students see it.
    notebook : str
        The source notebook, in this folder; also the name of the students' notebook.
    data_files : tuple of str
        What goes with it.
    max_score : float
        Points of all questions.
    answers : mapping
        Question -> name of an answer -> code, or words where a person grades it.
    """

    name: str
    notebook: str
    max_score: float
    answers: Mapping[str, Mapping[str, str]] = field(repr=False, compare=False)
    data_files: tuple[str, ...] = ()

    @property
    def files(self) -> dict[str, bytes]:
        """The source as an instructor has it: path -> content."""
        return {name: (FOLDER / name).read_bytes() for name in (self.notebook, *self.data_files)}


WORDS_AND_ACCOUNTS = DemoAssignment("Words and accounts", "words-and-accounts.ipynb", 20.0, WORDS)
WEATHER_OF_A_YEAR = DemoAssignment(
    "The weather of a year", "weather-of-a-year.ipynb", 18.0, WEATHER, data_files=("weather.csv",)
)
ASSIGNMENTS = (WORDS_AND_ACCOUNTS, WEATHER_OF_A_YEAR)
