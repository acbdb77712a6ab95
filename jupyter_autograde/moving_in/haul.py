"""What another service has, in our words; nothing of it is trusted: names and files come from students."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from jupyter_autograde.models.grade import QuestionResult
from jupyter_autograde.permissions import Role

Files = Callable[[], Mapping[str, bytes]]
"""Reads files when they are needed, path -> content; raises UnreadableFiles."""


class UnreadableFiles(Exception):
    """Files of the source are missing, damaged or not what they should be; the text is a sentence."""


class BadRow(Exception):
    """A row of the source says what makes no sense; the text is a sentence."""


_NO_TEXT = re.compile("[\ud800-\udfff]")
SayableText = Annotated[str, BeforeValidator(lambda text: _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text))]
"""A text with names of files in it, of which bytes that are no text are replaced: JSON could not say them."""


class Problem(BaseModel):
    """A row of the source that can't be brought in."""

    where: SayableText
    message: SayableText


@dataclass(frozen=True)
class Person:
    """Somebody in a course."""

    user: str
    role: Role
    section: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Score:
    """What the other service gave for a submission."""

    questions: list[QuestionResult]
    """Their points add up to the score."""


@dataclass(frozen=True)
class Work:
    """One submission."""

    where: str
    """How to find it in the source."""
    user: str
    at: datetime | None
    """When it was handed in; None where nobody noted it."""
    files: Files | None = None
    """None where the source has none: then it belongs to the work with files of the same moment, wherever that is."""
    feedback: Files | None = None
    score: Score | None = None


@dataclass
class Assignment:
    """Named work in a course."""

    where: str
    name: str
    due_at: datetime | None = None
    files: Files | None = None
    """What students were given; None where the source does not have it."""
    works: list[Work] = field(default_factory=list)


@dataclass
class Course:
    """A course with all that is in it."""

    where: str
    name: str
    people: dict[str, Person] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)


@dataclass
class Haul:
    """Everything of a source."""

    source: str
    """`ngshare`, `nbgrader` or `gofer`."""
    courses: dict[str, Course] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What is not brought over, a sentence each."""

    def fail(self, where: str, message: str) -> None:
        """Note that a row can't be brought in."""
        self.problems.append(Problem(where=where, message=message))

    @contextmanager
    def noting(self, where: str) -> Iterator[None]:
        """Give a block that works on one row: a BadRow in it ends the block, and is noted."""
        try:
            yield
        except BadRow as fault:
            self.fail(where, str(fault))

    @property
    def works(self) -> int:
        """How many submissions there are."""
        return sum(len(each.works) for course in self.courses.values() for each in course.assignments.values())
