"""Grading by hand over HTTP: every call of the client, and what anonymous grading keeps to itself."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import Conflict, NotFound, PermissionDenied
from jupyter_autograde.models.assignment import AssignmentRequest
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.feedback import CommentRequest
from jupyter_autograde.models.manual import (
    AnonymousRequest,
    CopyScoreRequest,
    FlagRequest,
    ManualScoreRequest,
    ManualWork,
    QuestionRequest,
)
from jupyter_autograde.models.regrade import ApplyRequest
from jupyter_autograde.models.rubric import (
    RubricChangeRequest,
    RubricItemEdit,
    RubricItemRequest,
    SavedCommentRequest,
)
from jupyter_autograde.service.components import Components
from jupyter_autograde.testing.service import archive, serving
from jupyter_autograde.testing.walkthrough import notebook, work

ESSAY = QuestionRequest(question="essay")


@dataclass
class Graded:
    """An assignment of `physics` with an essay, handed in by sam (7 points) and olga (4)."""

    course: str
    assignment: str
    ines: AutogradeClient
    tom: AutogradeClient
    sam: AutogradeClient

    def works(self) -> dict[float | None, ManualWork]:
        """Return score -> work."""
        return {one.score: one for one in self.tom.list_work(self.assignment)}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"engine": "jupyter_autograde.testing.service.essay_engine"}


@pytest.fixture
def graded(components: Components, tokens: dict[str, str]) -> Iterator[Graded]:
    with serving(components) as address:
        clients = {name: AutogradeClient(address, token) for name, token in tokens.items()}
        ines = clients["ines"]
        (physics,) = ines.list_courses()
        assignment = ines.create_assignment(physics.id, AssignmentRequest(name="hw1"))
        version = ines.start_version(assignment.id, io.BytesIO(archive({"hw1.ipynb": notebook()}).content))
        wait_for(ines, EventType.VERSION_BUILT)
        ines.release_version(version.id)
        for name, score in (("sam", 7), ("olga", 4)):
            clients[name].submit(assignment.id, io.BytesIO(work(f"score: {score}").content), key="k")
            wait_for(clients[name], EventType.SUBMISSION_GRADED)
        yield Graded(physics.id, assignment.id, ines, clients["tom"], clients["sam"])
        for client in clients.values():
            client.close()


def wait_for(client: AutogradeClient, kind: EventType) -> None:
    with client.stream_events(after=0) as events:
        assert any(event is not None and event.type is kind for event in events)


def test_every_call(graded: Graded) -> None:
    ines, tom, at = graded.ines, graded.tom, graded.assignment
    sam, olga = graded.works()[7], graded.works()[4]
    assert (sam.student, olga.student) == ("sam", "olga")
    assert tom.claim_answer(at, sam.id, ESSAY).held_by == "tom"
    with pytest.raises(Conflict, match="tom is grading"):
        ines.claim_answer(at, sam.id, ESSAY)
    assert tom.give_up_answer(at, sam.id, "essay").questions[0].claim is None

    item = tom.add_rubric_item(at, RubricItemRequest(question="essay", text="Names the cause", points=3))
    assert tom.edit_rubric_item(at, item.id, RubricItemEdit(text="Says why")).text == "Says why"
    given = tom.give_score(at, sam.id, ManualScoreRequest(question="essay", items=[item.id]))
    assert (given.score, given.questions[0].score) == (10, 3)
    assert graded.sam.list_submissions(at)[0].score == 10
    assert tom.copy_score(at, CopyScoreRequest(question="essay", source=sam.id, targets=[olga.id])).done == 1
    assert [one.points for one in tom.list_scores(at, olga.id, "essay")] == [3]
    assert [one.uses for one in tom.list_rubric(at)] == [2]

    with pytest.raises(PermissionDenied):
        tom.propose_rubric_change(at, item.id, RubricChangeRequest(points=1))
    change = ines.propose_rubric_change(at, item.id, RubricChangeRequest(points=1, reason="too much"))
    assert tom.get_score_change(change.id).counts.down == 2
    assert ines.apply_score_change(change.id, ApplyRequest()).counts.applied == 2
    assert graded.sam.list_submissions(at)[0].score == 8

    assert tom.flag_answer(at, sam.id, FlagRequest(question="essay", flagged=True)).flagged
    comment = tom.comment_work(at, sam.id, CommentRequest(text="Why?", question="essay"))
    answers = tom.get_work(at, sam.id).answers
    assert (answers[0].comments, answers[0].flag.created_by) == ([comment], "tom")
    assert tom.uncomment_work(at, sam.id, comment.id) == comment
    saved = tom.save_comment(graded.course, SavedCommentRequest(text="Units?"))
    assert tom.save_comment(graded.course, SavedCommentRequest(text="Units?")) == saved
    assert ines.list_saved_comments(graded.course) == [saved] == [tom.forget_comment(graded.course, saved.id)]
    assert tom.list_clusters(at, "essay") == []
    overview = ines.manual_overview(at)
    assert (overview.questions[0].graded, overview.questions[0].flagged) == (2, 1)
    assert [(one.user, one.graded) for one in overview.graders] == [("ines", 2)]


def test_nothing_of_manual_grading_says_who_it_is_while_it_is_anonymous(graded: Graded) -> None:
    ines, tom, at = graded.ines, graded.tom, graded.assignment
    ids = {one.id for one in tom.list_submissions(at)}
    with pytest.raises(PermissionDenied):
        tom.set_anonymous(at, AnonymousRequest(anonymous=True))
    told: list[Any] = [ines.set_anonymous(at, AnonymousRequest(anonymous=True))]
    first, second = tom.list_work(at)
    told += [first, second, tom.manual_overview(at)]
    told += [tom.claim_answer(at, first.id, ESSAY)]
    told += [tom.give_score(at, first.id, ManualScoreRequest(question="essay", points=2))]
    told += [*tom.list_scores(at, first.id, "essay")]
    told += [tom.copy_score(at, CopyScoreRequest(question="essay", source=first.id, targets=[second.id]))]
    told += [tom.flag_answer(at, first.id, FlagRequest(question="essay", flagged=True, note="look"))]
    comment = tom.comment_work(at, first.id, CommentRequest(text="Why?", question="essay"))
    told += [comment, tom.get_work(at, first.id), tom.uncomment_work(at, first.id, comment.id)]
    item = ines.add_rubric_item(at, RubricItemRequest(question="essay", text="Names it", points=3))
    seen = tom.list_scores(at, second.id, "essay")[0].id
    told += [tom.give_score(at, second.id, ManualScoreRequest(question="essay", items=[item.id], expected=seen))]
    change = ines.propose_rubric_change(at, item.id, RubricChangeRequest(points=1))
    ines.apply_score_change(change.id, ApplyRequest())
    told += [tom.get_work(at, second.id), *tom.list_scores(at, second.id, "essay")]
    # Both lead to a student: a comment stands at the submission, a change has a row for each.
    kept = tom.comment_work(at, second.id, CommentRequest(text="Units?", question="essay"))
    told += [kept, tom.get_work(at, second.id)]
    ids |= {change.id, *(comment.id for one in ids for comment in tom.list_comments(one))}
    assert len(ids) == 4
    text = json.dumps([one.model_dump(mode="json") for one in told])
    assert not [one for one in ("sam", "olga", *ids) if one in text]
    for one in ids:
        with pytest.raises(NotFound):
            tom.get_work(at, one)
