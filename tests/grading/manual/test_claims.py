"""Two graders do not collide: claims, marks, and how far each is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from jupyter_autograde.errors import Conflict
from jupyter_autograde.grading.manual import claims
from jupyter_autograde.grading.manual.claims import give_up
from jupyter_autograde.models.manual import QuestionRequest
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.school import INSTRUCTOR
from jupyter_autograde.timestamps import now
from tests.grading.manual.grader import Grader


def later(tom: Grader, seconds: float) -> None:
    """Let all claims be older."""
    with tom.school.database.write() as session:
        session.execute(update(orm.GradingClaim).values(until=now() + timedelta(seconds=120 - seconds)))


def test_what_one_holds_another_can_not_grade(tom: Grader) -> None:
    held = tom.claim("sam")
    assert 110 < (held.until - now()).total_seconds() <= 120
    ines = tom.like(INSTRUCTOR)
    shown = ines.works()["sam"].questions[0].claim
    assert shown is not None and shown.held_by == "tom"
    with pytest.raises(Conflict, match="tom is grading this answer"):
        ines.claim("sam")
    with pytest.raises(Conflict, match="tom is grading this answer"):
        ines.give("sam", 1)
    assert ines.copy(source(ines), "sam").claimed == 1
    assert tom.claim("sam").until >= held.until


def source(grader: Grader) -> str:
    grader.give("olga", 2)
    return "olga"


def test_a_claim_ends_with_the_score_or_by_itself(tom: Grader) -> None:
    tom.claim("sam")
    tom.give("sam", 3)
    assert tom.works()["sam"].questions[0].claim is None
    tom.claim("olga")
    later(tom, 121)
    assert tom.works()["olga"].questions[0].claim is None
    tom.like(INSTRUCTOR).give("olga", 1)


def test_nobody_holds_a_whole_class(tom: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "MAX_CLAIMS", 1)
    tom.like(INSTRUCTOR).claim("olga")
    tom.claim("sam")
    assert tom.works()["olga"].questions[0].claim is not None  # another's
    later(tom, 121)
    tom.claim("olga")
    tom.claim("sam")
    assert [work.questions[0].claim is not None for work in tom.works().values()] == [False, True]


def test_one_gives_up_only_what_one_holds(tom: Grader) -> None:
    tom.claim("sam")
    work = tom.works()["sam"]
    tom.like(INSTRUCTOR).does(give_up, work.id, QuestionRequest(question="essay"))
    assert tom.works()["sam"].questions[0].claim is not None
    tom.does(give_up, work.id, QuestionRequest(question="essay"))
    assert tom.works()["sam"].questions[0].claim is None


def test_a_mark_stays_until_it_is_taken_off(tom: Grader) -> None:
    assert tom.flag("sam", True, "copied?").created_by == "tom"
    assert tom.works()["sam"].questions[0].flagged
    assert tom.overview().questions[0].flagged == 1
    assert not tom.flag("sam", False).flagged
    assert tom.overview().questions[0].flagged == 0


def test_the_overview_counts_what_each_has_graded(tom: Grader) -> None:
    tom.give("sam", 3)
    tom.like(INSTRUCTOR).give("olga", 1)
    tom.give("olga", 2)
    overview = tom.overview()
    (essay,) = overview.questions
    assert (essay.question, essay.total, essay.graded, essay.max_score) == ("essay", 2, 2, 4)
    assert [(grader.user, grader.graded) for grader in overview.graders] == [("tom", 2)]
