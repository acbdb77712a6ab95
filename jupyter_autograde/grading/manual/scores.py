"""Use cases: give points to an answer, take them back, give them to others that are like it, look at the history."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import Conflict, InvalidInput
from jupyter_autograde.grading.current import follow_current, lock_scores
from jupyter_autograde.grading.manual import pseudonyms
from jupyter_autograde.grading.manual.claims import end_claim, held_claims, require_free
from jupyter_autograde.grading.manual.given import start_of, total
from jupyter_autograde.grading.manual.listing import current_scores, describe
from jupyter_autograde.grading.manual.rubric import items_of
from jupyter_autograde.grading.manual.work import Work, find_several, find_work, require_question
from jupyter_autograde.models.audit import AuditAction
from jupyter_autograde.models.manual import (
    CopyScoreCounts,
    CopyScoreRequest,
    ManualScore,
    ManualScoreRequest,
    ManualWork,
)
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change


def give_score(
    session: Session, access: Access[orm.Assignment], work_id: str, request: ManualScoreRequest
) -> ManualWork:
    """Give an answer its points; with neither points nor items the score is taken back.

    Raises
    ------
    NotFound
        There is no such work for the asker.
    InvalidInput
        It has no such question or rubric item, or not so many points.
    Conflict
        Somebody else holds the answer, or has graded it since the asker looked.
    """
    lock_scores(session, access.object.id)
    work = find_work(session, access, work_id)
    require_question(work, request.question)
    require_free(session, access, work.submission.id, request.question)
    current = current_scores(session, [work.submission.id]).get((work.submission.id, request.question))
    if (current.id if current else None) != request.expected:
        raise Conflict(
            f"{current.author} has graded this answer meanwhile: {current.points:g} points. Look at it again."
            if current
            else "The score of this answer was taken back meanwhile. Look at it again.",
            details={"score_id": current.id if current else None},
        )
    _write(session, access, [(work, current)], _wanted(session, access, work, request))
    end_claim(session, work.submission.id, request.question, access.asker.name)
    session.expire_all()
    return describe(session, [find_work(session, access, work_id)])[0]


def copy_score(session: Session, access: Access[orm.Assignment], request: CopyScoreRequest) -> CopyScoreCounts:
    """Give the score of one answer to others.

    Raises
    ------
    NotFound, InvalidInput
        The source is no work with this question.
    Conflict
        Nobody has graded it.
    """
    lock_scores(session, access.object.id)
    source = find_work(session, access, request.source)
    require_question(source, request.question)
    score = current_scores(session, [source.submission.id]).get((source.submission.id, request.question))
    if score is None:
        raise Conflict("This answer has no score yet. Grade it first, then give its score to the others.")
    targets = set(request.targets) - {request.source}
    found = [work for work in find_several(session, access, targets) if _has(work, request.question)]
    ids = [work.submission.id for work in found]
    scores, claims = current_scores(session, ids), held_claims(session, ids)
    counts = CopyScoreCounts(skipped=len(targets) - len(found))
    done: list[tuple[Work, orm.ManualScore | None]] = []
    for work in found:
        key = (work.submission.id, request.question)
        claim, there = claims.get(key), scores.get(key)
        if claim is not None and claim.held_by != access.asker.name:
            counts.claimed += 1
        elif there is not None and not request.again:
            counts.graded += 1
        else:
            done.append((work, there))
    counts.done = len(done)
    reason = request.reason or score.reason
    _write(session, access, done, _Wanted(request.question, score.points, score.start, score.items, reason))
    return counts


def history(session: Session, access: Access[orm.Assignment], work_id: str, question: str) -> list[ManualScore]:
    """Return all that was ever given to an answer, the newest first."""
    work = find_work(session, access, work_id)
    require_question(work, question)
    rows = session.scalars(
        select(orm.ManualScore)
        .where(orm.ManualScore.submission_id == work.submission.id, orm.ManualScore.question == question)
        .order_by(orm.ManualScore.id.desc())
    )
    return [pseudonyms.shown_score(access.object, row) for row in rows]


class _Wanted:
    """What an answer gets; `points` None: nothing any more."""

    def __init__(self, question: str, points: float | None, start: float, items: Sequence[str], reason: str) -> None:
        self.question, self.points, self.start, self.items, self.reason = question, points, start, list(items), reason


def _wanted(session: Session, access: Access[orm.Assignment], work: Work, request: ManualScoreRequest) -> _Wanted:
    question = require_question(work, request.question)
    most = _most(work, request.question)
    if request.points is None and not request.items:
        return _Wanted(question.name, None, 0.0, [], request.reason)
    known = items_of(session, access.object.id, question.name)
    strange = [one for one in request.items if one not in known]
    if strange:
        raise InvalidInput(
            "A rubric item that you chose is not there any more. Load the rubric again.", details={"items": strange}
        )
    items = list(dict.fromkeys(request.items))
    start = start_of((item.points for item in known.values()), most) if items else 0.0
    points = request.points
    if points is None:
        points = total(start, (known[one].points for one in items), 0.0, most)
    if points > most:
        raise InvalidInput(f"{question.name} has {most:g} points at most.", details={"max_score": most})
    return _Wanted(question.name, points, start, items, request.reason)


def _write(
    session: Session,
    access: Access[orm.Assignment],
    answers: Sequence[tuple[Work, orm.ManualScore | None]],
    wanted: _Wanted,
) -> None:
    """Write the scores, the audit trail, and what follows for the whole of each submission."""
    if not answers:
        return
    worth = items_of(session, access.object.id, wanted.question, removed=True)
    why = Why(AuditAction.MANUAL_SCORE, access.asker.name, wanted.reason)
    grouped: defaultdict[float, list[tuple[Work, orm.ManualScore | None]]] = defaultdict(list)
    for work, before in answers:
        grouped[_most(work, wanted.question)].append((work, before))
    ids = [work.submission.id for work, _ in answers]
    session.execute(
        update(orm.ManualScore)
        .where(
            orm.ManualScore.submission_id.in_(ids),
            orm.ManualScore.question == wanted.question,
            orm.ManualScore.current,
        )
        .values(current=False)
    )
    for most, group in grouped.items():
        points = None if wanted.points is None else min(wanted.points, most)
        of_items = math.fsum([wanted.start, *(worth[one].points for one in wanted.items if one in worth)])
        for work, before in group:
            session.add(
                orm.ManualScore(
                    submission_id=work.submission.id,
                    question=wanted.question,
                    points=points,
                    max_score=most,
                    start=wanted.start,
                    items=wanted.items,
                    adjustment=0.0 if points is None or points == min(max(of_items, 0.0), most) else points - of_items,
                    author=access.asker.name,
                    reason=wanted.reason,
                    current=True,
                )
            )
            record_grade_change(
                session,
                why,
                course_id=access.object.course_id,
                assignment_id=access.object.id,
                submission_id=work.submission.id,
                user=work.submission.user,
                question=wanted.question,
                before=None if before is None else {"score": before.points, "max_score": before.max_score},
                after=None if points is None else {"score": points, "max_score": most},
            )
    session.flush()
    follow_current(session, access.object.id, ids, None)


def _has(work: Work, name: str) -> bool:
    return any(question.name == name for question in work.questions)


def _most(work: Work, name: str) -> float:
    """Return the points of a question as it was graded: also of one that is voided."""
    questions = work.grade.result["questions"] if work.grade else []
    return next(float(one["max_score"]) for one in questions if one["name"] == name)
