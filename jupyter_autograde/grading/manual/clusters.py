"""Answers that are alike, so that they can be graded as one."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.grading.manual.answers import AnswerBook, AnswerSource, sources_of
from jupyter_autograde.grading.manual.work import all_work
from jupyter_autograde.models.manual import Cluster, Likeness
from jupyter_autograde.storage import orm

NEAR = 95.0
"""Percent of likeness from which two answers count as nearly the same."""
MAX_COMPARED = 20_000
"""Characters of an answer that are compared; longer ones are identical or they are not."""
MOST_WORK = 10**12
"""Letters times letters that are compared for one question: some seconds. A thousand answers of a thousand letters are
well below it."""
EXCERPT = 200
_MIN_NEAR = 20
"""Characters below which one letter may be the whole difference: `x = 1` is not nearly `x = 7`."""


@dataclass(frozen=True)
class Gathered:
    """Where the answers of a question are, and which of them wait for a grader; needs no session any more."""

    sources: Mapping[str, AnswerSource]
    pending: frozenset[str]


def gather(session: Session, access: Access[orm.Assignment], question: str) -> Gathered:
    """Return where all answers to a question are that the asker may grade."""
    works = all_work(session, access)
    pending = {work.id for work in works for one in work.questions if one.name == question and one.needs_manual_grade}
    return Gathered(sources_of(works, question), frozenset(pending))


def find_clusters(gathered: Gathered, book: AnswerBook) -> list[Cluster]:
    """Return groups of at least two answers that are alike, the largest first.

    Each answer is in one group at most: among identical ones, and these among those that are nearly the same.
    """
    texts = {work_id: _normal(book.text(source)) for work_id, source in gathered.sources.items()}
    same: defaultdict[str, list[str]] = defaultdict(list)
    for work_id, text in sorted(texts.items()):
        if text:
            same[hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()].append(work_id)
    groups = [(texts[works[0]], works) for works in same.values()]
    found = []
    for likeness, excerpt, works in _joined(groups):
        if len(works) > 1:
            pending = sum(one in gathered.pending for one in works)
            found.append(Cluster(likeness=likeness, works=works, excerpt=excerpt[:EXCERPT], pending=pending))
    return sorted(found, key=lambda cluster: (-len(cluster.works), cluster.works[0]))


def _joined(groups: list[tuple[str, list[str]]]) -> list[tuple[Likeness, str, list[str]]]:
    """Put groups together whose texts are like that of a larger one; all are compared with the largest of theirs.

    Where that is too much work, the longest texts are compared with no other.
    """
    leaders: list[tuple[Likeness, str, list[str]]] = []
    left = MOST_WORK
    # The short ones first: most of them can be compared for what a single long one takes.
    for text, works in sorted(groups, key=lambda group: (-len(group[1]), len(group[0]), group[0])):
        for number, (_, leader, members) in enumerate(leaders):
            if not _may_be_near(leader, text):
                continue
            left -= len(leader) * len(text)
            if left >= 0 and fuzz.ratio(leader, text, score_cutoff=NEAR) >= NEAR:
                leaders[number] = (Likeness.NEAR, leader, [*members, *works])
                break
        else:
            leaders.append((Likeness.IDENTICAL, text, list(works)))
    return leaders


def _may_be_near(one: str, other: str) -> bool:
    short, long = sorted((len(one), len(other)))
    # Of lengths so far apart the likeness can't reach it: 2 * short / (short + long).
    return short >= _MIN_NEAR and long <= MAX_COMPARED and 200.0 * short >= NEAR * (short + long)


def _normal(text: str) -> str:
    """Return a text without what makes no difference: runs of white space, and how letters are composed."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)
