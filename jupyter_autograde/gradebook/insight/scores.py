"""The scores of a course's students, as a histogram and in numbers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from jupyter_autograde.models.insight import ScoreBin, ScoreSummary

BINS = 10


def summarise(percents: Sequence[float]) -> ScoreSummary:
    """Return what scores, in percent of the maximum, look like together."""
    width = 100 / BINS
    counts = [0] * BINS
    for percent in percents:
        counts[max(0, min(BINS - 1, int(percent // width)))] += 1
    bins = [ScoreBin(low=number * width, high=(number + 1) * width, students=one) for number, one in enumerate(counts)]
    if not percents:
        return ScoreSummary(students=0, bins=bins)
    return ScoreSummary(
        students=len(percents),
        mean=statistics.fmean(percents),
        median=statistics.median(percents),
        deviation=statistics.pstdev(percents),
        lowest=min(percents),
        highest=max(percents),
        bins=bins,
    )
