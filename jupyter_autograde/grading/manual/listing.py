"""Use cases: what there is to grade by hand, and how far that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.grading.manual.claims import held_claims
from jupyter_autograde.grading.manual.work import Work, all_work
from jupyter_autograde.models.manual import (
    Claim,
    GraderProgress,
    ManualOverview,
    ManualWork,
    QuestionProgress,
    WorkQuestion,
)
from jupyter_autograde.storage import orm

Key = tuple[str, str]
"""Id of a submission, name of a question."""


def list_work(session: Session, access: Access[orm.Assignment]) -> list[ManualWork]:
    """Return the work of an assignment in which a person grades something, by shown name."""
    return describe(session, [work for work in all_work(session, access) if work.questions])


def describe(session: Session, works: Sequence[Work]) -> list[ManualWork]:
    """Return work as the service answers it."""
    ids = [work.submission.id for work in works]
    claims, scores, flags = held_claims(session, ids), current_scores(session, ids), flags_of(session, ids)
    return [_describe(work, claims, scores, flags) for work in works]


def overview(session: Session, access: Access[orm.Assignment]) -> ManualOverview:
    """Return how far each question is, and what each grader has done of it."""
    works = all_work(session, access)
    questions: dict[str, QuestionProgress] = {}
    graded: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    scores = current_scores(session, [work.submission.id for work in works])
    flags = flags_of(session, [work.submission.id for work in works])
    for work in works:
        for question in work.questions:
            progress = questions.setdefault(
                question.name,
                QuestionProgress(question=question.name, notebook=question.notebook, max_score=question.max_score),
            )
            key = (work.submission.id, question.name)
            score = scores.get(key)
            progress.total += question.needs_manual_grade or score is not None
            progress.flagged += key in flags
            if score is not None:
                progress.graded += 1
                graded[score.author] += 1
                last[score.author] = max(score.created_at, last.get(score.author, score.created_at))
    return ManualOverview(
        anonymous=access.object.anonymous,
        ungraded=sum(work.result is None for work in works),
        questions=list(questions.values()),
        graders=[GraderProgress(user=user, graded=count, last_at=last[user]) for user, count in graded.most_common()],
    )


def current_scores(session: Session, submissions: Collection[str]) -> Mapping[Key, orm.ManualScore]:
    """Return the scores that count."""
    query = select(orm.ManualScore).where(
        orm.ManualScore.submission_id.in_(submissions), orm.ManualScore.current, orm.ManualScore.points.is_not(None)
    )
    return {(row.submission_id, row.question): row for row in session.scalars(query)}


def flags_of(session: Session, submissions: Collection[str]) -> Mapping[Key, orm.GradingFlag]:
    """Return the marks on answers."""
    query = select(orm.GradingFlag).where(orm.GradingFlag.submission_id.in_(submissions))
    return {(row.submission_id, row.question): row for row in session.scalars(query)}


def _describe(
    work: Work,
    claims: Mapping[Key, orm.GradingClaim],
    scores: Mapping[Key, orm.ManualScore],
    flags: Mapping[Key, orm.GradingFlag],
) -> ManualWork:
    status, unanswered = work.submission.status, work.unanswered
    questions = []
    for question in work.questions:
        key = (work.submission.id, question.name)
        claim, score = claims.get(key), scores.get(key)
        questions.append(
            WorkQuestion(
                question=question.name,
                max_score=question.max_score,
                score=question.score,
                score_id=score.id if score else None,
                pending=question.needs_manual_grade,
                answered=question.name not in unanswered,
                grader=score.author if score else None,
                flagged=key in flags,
                claim=Claim.model_validate(claim) if claim else None,
            )
        )
    automatic = [one for one in work.result.questions if not one.manual] if work.result else []
    return ManualWork(
        id=work.id,
        student=work.student,
        score=status.score,
        max_score=status.max_score,
        failing=any(not case.passed for question in automatic for case in question.cases),
        questions=questions,
    )
