"""Calls about manual grading."""

from __future__ import annotations

from jupyter_autograde.client.calls import Calls, part
from jupyter_autograde.models.feedback import CommentRequest
from jupyter_autograde.models.manual import (
    AnonymousRequest,
    Claim,
    Cluster,
    CopyScoreCounts,
    CopyScoreRequest,
    Flag,
    FlagRequest,
    ManualComment,
    ManualOverview,
    ManualScore,
    ManualScoreRequest,
    ManualWork,
    QuestionRequest,
    WorkAnswers,
)
from jupyter_autograde.models.regrade import ScoreChange
from jupyter_autograde.models.rubric import (
    RubricChangeRequest,
    RubricItem,
    RubricItemEdit,
    RubricItemRequest,
    SavedComment,
    SavedCommentRequest,
)


class ManualCalls(Calls):
    """Points that people give, rubrics, the bank of comments."""

    def manual_overview(self, assignment_id: str) -> ManualOverview:
        """Return how far the manual grading is; for staff."""
        return self._one(ManualOverview, "GET", _manual(assignment_id))

    def list_work(self, assignment_id: str) -> list[ManualWork]:
        """Return the work in which a person grades something; for staff."""
        return self._many(ManualWork, "GET", _manual(assignment_id, "work"))

    def get_work(self, assignment_id: str, work_id: str) -> WorkAnswers:
        """Return somebody's answers; for staff."""
        return self._one(WorkAnswers, "GET", _manual(assignment_id, "work", work_id))

    def give_score(self, assignment_id: str, work_id: str, request: ManualScoreRequest) -> ManualWork:
        """Give an answer its points, or take them back; for staff."""
        return self._one(ManualWork, "POST", _manual(assignment_id, "work", work_id, "scores"), body=request)

    def list_scores(self, assignment_id: str, work_id: str, question: str) -> list[ManualScore]:
        """Return all that was ever given to an answer, the newest first; for staff."""
        path = _manual(assignment_id, "work", work_id, "scores")
        return self._many(ManualScore, "GET", path, query={"question": question})

    def copy_score(self, assignment_id: str, request: CopyScoreRequest) -> CopyScoreCounts:
        """Give the score of one answer to others; for staff."""
        return self._one(CopyScoreCounts, "POST", _manual(assignment_id, "copies"), body=request)

    def list_clusters(self, assignment_id: str, question: str) -> list[Cluster]:
        """Return which answers are alike; for staff."""
        return self._many(Cluster, "GET", _manual(assignment_id, "clusters"), query={"question": question})

    def set_anonymous(self, assignment_id: str, request: AnonymousRequest) -> ManualOverview:
        """Show graders codes in place of names, or names again; for instructors."""
        return self._one(ManualOverview, "PUT", _manual(assignment_id, "anonymous"), body=request)

    def claim_answer(self, assignment_id: str, work_id: str, request: QuestionRequest) -> Claim:
        """Hold an answer for two minutes; for staff."""
        return self._one(Claim, "PUT", _manual(assignment_id, "work", work_id, "claim"), body=request)

    def give_up_answer(self, assignment_id: str, work_id: str, question: str) -> ManualWork:
        """Hold an answer no longer; for staff."""
        path = _manual(assignment_id, "work", work_id, "claim")
        return self._one(ManualWork, "DELETE", path, query={"question": question})

    def flag_answer(self, assignment_id: str, work_id: str, request: FlagRequest) -> Flag:
        """Mark an answer, or take the mark off; for staff."""
        return self._one(Flag, "PUT", _manual(assignment_id, "work", work_id, "flag"), body=request)

    def comment_work(self, assignment_id: str, work_id: str, request: CommentRequest) -> ManualComment:
        """Comment on somebody's work; for staff."""
        return self._one(ManualComment, "POST", _manual(assignment_id, "work", work_id, "comments"), body=request)

    def uncomment_work(self, assignment_id: str, work_id: str, comment_id: str) -> ManualComment:
        """Leave a comment out of new feedback; for staff."""
        return self._one(ManualComment, "DELETE", _manual(assignment_id, "work", work_id, "comments", comment_id))

    def list_rubric(self, assignment_id: str) -> list[RubricItem]:
        """Return the rubric of an assignment; for staff."""
        return self._many(RubricItem, "GET", _rubric(assignment_id))

    def add_rubric_item(self, assignment_id: str, request: RubricItemRequest) -> RubricItem:
        """Add an item to the rubric of a question; for staff."""
        return self._one(RubricItem, "POST", _rubric(assignment_id), body=request)

    def edit_rubric_item(self, assignment_id: str, item_id: str, request: RubricItemEdit) -> RubricItem:
        """Change the words of an item, or all of one that no graded work has; for staff."""
        return self._one(RubricItem, "PATCH", _rubric(assignment_id, item_id), body=request)

    def propose_rubric_change(self, assignment_id: str, item_id: str, request: RubricChangeRequest) -> ScoreChange:
        """Propose to change an item with all work graded by it; for instructors."""
        return self._one(ScoreChange, "POST", _rubric(assignment_id, item_id, "changes"), body=request)

    def list_saved_comments(self, course_id: str) -> list[SavedComment]:
        """Return the bank of comments of a course; for staff."""
        return self._many(SavedComment, "GET", f"courses/{part(course_id)}/saved-comments")

    def save_comment(self, course_id: str, request: SavedCommentRequest) -> SavedComment:
        """Put a comment into the bank; for staff."""
        return self._one(SavedComment, "POST", f"courses/{part(course_id)}/saved-comments", body=request)

    def forget_comment(self, course_id: str, comment_id: str) -> SavedComment:
        """Take a comment out of the bank; for staff."""
        path = f"courses/{part(course_id)}/saved-comments/{part(comment_id)}"
        return self._one(SavedComment, "DELETE", path)


def _manual(assignment_id: str, *rest: str) -> str:
    return "/".join(["assignments", part(assignment_id), "manual", *map(part, rest)])


def _rubric(assignment_id: str, *rest: str) -> str:
    return "/".join(["assignments", part(assignment_id), "rubric", *map(part, rest)])
