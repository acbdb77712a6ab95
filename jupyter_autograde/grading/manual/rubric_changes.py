"""What becomes of graded work when a rubric item is changed: previewed, applied and undone as any change of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jupyter_autograde.errors import Conflict
from jupyter_autograde.grading.current import follow_current
from jupyter_autograde.grading.manual.given import GivenPoints, total
from jupyter_autograde.models.regrade import ChangeState, RubricChange, RubricState
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.audit import Why, record_grade_change
from jupyter_autograde.storage.chunks import chunks
from jupyter_autograde.timestamps import now
from jupyter_autograde.ulids import new_ulid


def scores_with(session: Session, item: orm.RubricItem) -> Sequence[orm.ManualScore]:
    """Return the scores that count and have an item."""
    rows = session.scalars(
        select(orm.ManualScore)
        .join(orm.Submission, orm.Submission.id == orm.ManualScore.submission_id)
        .where(
            orm.Submission.assignment_id == item.assignment_id,
            orm.ManualScore.question == item.question,
            orm.ManualScore.current,
            orm.ManualScore.points.is_not(None),
        )
        .order_by(orm.ManualScore.submission_id)
    )
    return [row for row in rows if item.id in row.items]


def state_of(item: orm.RubricItem) -> RubricState:
    """Return what an item says now."""
    return RubricState(text=item.text, points=item.points, removed=item.removed_at is not None)


def given_before_and_after(session: Session, change: orm.ScoreChange) -> dict[str, tuple[GivenPoints, GivenPoints]]:
    """Return submission -> points of the question before and after a change, as it was or would be applied."""
    if change.state in (ChangeState.APPLIED, ChangeState.UNDONE):
        rows = _items(session, change)
        scores = _scores_of(session, rows)
        return {
            row.submission_id: (_given(scores, row.base_manual_score_id), _given(scores, row.manual_score_id))
            for row in rows
        }
    item, after = _item_of(session, change), RubricChange.model_validate(change.rubric).after
    points = _points_of(session, item)
    return {
        score.submission_id: (
            GivenPoints(score.points or 0.0),
            GivenPoints(_points(score, _with(points, item.id, after))),
        )
        for score in scores_with(session, item)
    }


def apply_rubric(session: Session, change: orm.ScoreChange, why: Why) -> None:
    """Change the item, and all scores that have it.

    Raises
    ------
    Conflict
        The item was changed or removed since the change was proposed.
    """
    wanted = RubricChange.model_validate(change.rubric)
    item = _item_of(session, change)
    if state_of(item) != wanted.before:
        raise Conflict("The rubric item was changed since. Discard this, and propose the change anew.")
    points = _with(_points_of(session, item), item.id, wanted.after)
    rows = []
    scores = scores_with(session, item)
    submissions = {one.id: one for one in _load(session, [score.submission_id for score in scores])}
    for score in scores:
        items = [one for one in score.items if one != item.id or not wanted.after.removed]
        made = _replace(
            session, submissions[score.submission_id], score, why, points=_points(score, points), items=items
        )
        rows.append(
            orm.ScoreChangeItem(
                score_change_id=change.id,
                submission_id=score.submission_id,
                manual_score_id=made.id,
                base_manual_score_id=score.id,
                applied=True,
            )
        )
    session.flush()
    session.add_all(rows)
    _put(item, wanted.after)
    session.flush()
    follow_current(session, change.assignment_id, list(submissions), None)


def take_back_rubric(session: Session, change: orm.ScoreChange, why: Why) -> None:
    """Make the item as it was, and the scores where nobody has given another one since.

    Raises
    ------
    Conflict
        The item was changed once more.
    """
    wanted = RubricChange.model_validate(change.rubric)
    item = _item_of(session, change)
    if state_of(item) != wanted.after:
        raise Conflict("The rubric item was changed once more since. Undo that first.")
    _put(item, wanted.before)
    rows = _items(session, change)
    submissions = {one.id: one for one in _load(session, [row.submission_id for row in rows])}
    scores = _scores_of(session, rows)
    concerned = []
    for row in rows:
        made, base = scores[row.manual_score_id or ""], scores[row.base_manual_score_id or ""]
        if made.current:
            _replace(session, submissions[row.submission_id], made, why, points=base.points, items=base.items)
            concerned.append(row.submission_id)
    session.flush()
    follow_current(session, change.assignment_id, concerned, None)


def _load(session: Session, ids: Sequence[str]) -> Sequence[orm.Submission]:
    """Return submissions with their assignment: there may be a class of them."""
    query = select(orm.Submission).options(joinedload(orm.Submission.assignment))
    return [row for chunk in chunks(ids) for row in session.scalars(query.where(orm.Submission.id.in_(chunk)))]


def _scores_of(session: Session, rows: Sequence[orm.ScoreChangeItem]) -> Mapping[str, orm.ManualScore]:
    """Return what a change has made, and what was before, by id."""
    ids = {one for row in rows for one in (row.manual_score_id, row.base_manual_score_id) if one is not None}
    query = select(orm.ManualScore)
    return {row.id: row for chunk in chunks(ids) for row in session.scalars(query.where(orm.ManualScore.id.in_(chunk)))}


def _replace(
    session: Session,
    submission: orm.Submission,
    score: orm.ManualScore,
    why: Why,
    *,
    points: float | None,
    items: list[str],
) -> orm.ManualScore:
    """Let a copy of a score count in its place, with other points and items, and write that down."""
    score.current = False
    made = orm.ManualScore(
        id=new_ulid(),
        submission_id=score.submission_id,
        question=score.question,
        points=points,
        max_score=score.max_score,
        start=score.start,
        items=items,
        adjustment=score.adjustment,
        author=why.author,
        reason=why.reason,
        score_change_id=why.score_change_id,
        current=True,
    )
    session.add(made)
    if points != score.points:
        record_grade_change(
            session,
            why,
            course_id=submission.assignment.course_id,
            assignment_id=submission.assignment_id,
            submission_id=submission.id,
            user=submission.user,
            question=score.question,
            before={"score": score.points, "max_score": score.max_score},
            after={"score": points, "max_score": score.max_score},
        )
    return made


def _put(item: orm.RubricItem, state: RubricState) -> None:
    item.text, item.points = state.text, state.points
    item.removed_at = (item.removed_at or now()) if state.removed else None


def _item_of(session: Session, change: orm.ScoreChange) -> orm.RubricItem:
    wanted = RubricChange.model_validate(change.rubric)
    return session.get_one(orm.RubricItem, wanted.item_id)


def _points_of(session: Session, item: orm.RubricItem) -> dict[str, float]:
    """Return the points of all items of the same question, removed ones too."""
    rows = session.execute(
        select(orm.RubricItem.id, orm.RubricItem.points).where(
            orm.RubricItem.assignment_id == item.assignment_id, orm.RubricItem.question == item.question
        )
    )
    return {row[0]: row[1] for row in rows}


def _with(points: Mapping[str, float], item_id: str, state: RubricState) -> dict[str, float]:
    return {**points, item_id: 0.0 if state.removed else state.points}


def _points(score: orm.ManualScore, points: Mapping[str, float]) -> float:
    return total(score.start, (points.get(one, 0.0) for one in score.items), score.adjustment, score.max_score)


def _items(session: Session, change: orm.ScoreChange) -> Sequence[orm.ScoreChangeItem]:
    query = select(orm.ScoreChangeItem).where(orm.ScoreChangeItem.score_change_id == change.id)
    return session.scalars(query.order_by(orm.ScoreChangeItem.submission_id)).all()


def _given(scores: Mapping[str, orm.ManualScore], score_id: str | None) -> GivenPoints:
    return GivenPoints(scores[score_id or ""].points or 0.0)
