"""Codes in place of names and ids: the same for an assignment as long as it is there, and of no use elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from sqlalchemy.orm import Session
from ulid import ULID

from jupyter_autograde.access import Access
from jupyter_autograde.models.feedback import Comment
from jupyter_autograde.models.manual import AnonymousRequest, ManualComment, ManualScore
from jupyter_autograde.storage import orm

_CODE = 6
"""Characters of a code: of a thousand students two have the same one in an assignment of two thousand."""


def set_anonymous(session: Session, access: Access[orm.Assignment], request: AnonymousRequest) -> None:
    """Switch anonymous grading on or off; who had a code once has the same one again."""
    assignment = access.object
    if request.anonymous and assignment.pseudonym_key is None:
        assignment.pseudonym_key = secrets.token_hex(32)
    assignment.anonymous = request.anonymous


def shown_id(assignment: orm.Assignment, submission_id: str) -> str:
    """Return the id under which a submission is graded."""
    return _ulid(assignment, "submission", submission_id) if assignment.anonymous else submission_id


def shown_name(assignment: orm.Assignment, user: str) -> str:
    """Return the name under which a student's work is graded."""
    return _ulid(assignment, "user", user)[-_CODE:] if assignment.anonymous else user


def shown_comment(assignment: orm.Assignment, comment: orm.Comment | Comment) -> ManualComment:
    """Return a comment as graders see it: under its own id it stands at the submission too, with the student's name."""
    shown = ManualComment.model_validate(comment, from_attributes=True)
    return shown.model_copy(update={"id": _comment_id(assignment, shown.id)})


def comment_behind(assignment: orm.Assignment, comments: Iterable[Comment], shown: str) -> str:
    """Return the id of the comment that graders see as `shown`; `shown` itself where it is none of `comments`."""
    return next((one.id for one in comments if _comment_id(assignment, one.id) == shown), shown)


def shown_score(assignment: orm.Assignment, score: orm.ManualScore) -> ManualScore:
    """Return a score as graders see it: a change of scores has the names of all whose scores it changes."""
    shown = ManualScore.model_validate(score)
    return shown.model_copy(update={"score_change_id": None}) if assignment.anonymous else shown


def _comment_id(assignment: orm.Assignment, comment_id: str) -> str:
    return _ulid(assignment, "comment", comment_id) if assignment.anonymous else comment_id


def _ulid(assignment: orm.Assignment, kind: str, value: str) -> str:
    # Not a plain digest: names of a course can be guessed, the key cannot.
    key = str(assignment.pseudonym_key).encode()
    digest = hmac.digest(key, f"{kind}\0{assignment.id}\0{value}".encode(), hashlib.sha256)
    return str(ULID.from_bytes(digest[:16]))
