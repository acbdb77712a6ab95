"""Errors that say the same, with whom they happened to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from jupyter_autograde.gradebook.insight.error_patterns import pattern_of
from jupyter_autograde.gradebook.insight.works import GradedWork
from jupyter_autograde.models.insight import (
    MOST_CLUSTERS,
    MOST_PLACES,
    ErrorCluster,
    ErrorPlace,
    ErrorSummary,
)
from jupyter_autograde.models.raised_error import RaisedError

_Place = tuple[str, str | None, str | None, int | None]
"""Notebook, question, test, cell."""


@dataclass
class _Cluster:
    example: str
    works: list[str] = field(default_factory=list)
    """Ids of submissions."""
    places: Counter[_Place] = field(default_factory=Counter)


class ErrorTable:
    """Takes what was raised in each student's work, and groups it."""

    def __init__(self) -> None:
        self._clusters: dict[str, _Cluster] = {}
        self._unknown = 0

    def take(self, work: GradedWork) -> None:
        """Take the errors of one student."""
        if work.result is None:
            return
        if work.errors is None:
            self._unknown += 1
            return
        # However often the same happened to somebody at one place, it is one student there.
        by_pattern: dict[str, dict[_Place, str]] = {}
        for error in work.errors:
            by_pattern.setdefault(pattern_of(error.text), {}).setdefault(_place(error), error.text)
        for pattern, places in by_pattern.items():
            cluster = self._clusters.setdefault(pattern, _Cluster(next(iter(places.values()))))
            cluster.works.append(work.submission_id)
            cluster.places.update(places.keys())

    @property
    def listed(self) -> list[tuple[str, _Cluster]]:
        """The clusters of the most students."""
        ordered = sorted(self._clusters.items(), key=lambda one: (-len(one[1].works), one[0]))
        return ordered[:MOST_CLUSTERS]

    def works(self) -> set[str]:
        """Return the submissions that the listed clusters name."""
        return {work for _, cluster in self.listed for work in cluster.works}

    def summary(self, numbers: Mapping[str, int]) -> ErrorSummary:
        """Return the clusters; `numbers` has the place of each submission in the list of people."""
        clusters = [
            ErrorCluster(
                id=cluster_id(pattern),
                pattern=pattern,
                example=cluster.example,
                places=[
                    ErrorPlace(notebook=notebook, question=question, test=test, cell=cell, students=students)
                    for (notebook, question, test, cell), students in cluster.places.most_common(MOST_PLACES)
                ],
                students=[numbers[work] for work in cluster.works],
            )
            for pattern, cluster in self.listed
        ]
        return ErrorSummary(clusters=clusters, total=len(self._clusters), unknown=self._unknown)


def cluster_id(pattern: str) -> str:
    """Return the id of the errors of a pattern."""
    return hashlib.sha256(pattern.encode("utf-8", "replace")).hexdigest()[:16]


def _place(error: RaisedError) -> _Place:
    return error.notebook, error.question, error.test, None if error.cell is None else error.cell + 1
