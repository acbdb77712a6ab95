"""Codes in place of names and ids: the same for an assignment as long as it is there, and of no use elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from sqlalchemy.orm import Session
from ulid import ULID

from jupyter_autograde.access import Access
from jupyter_autograde.models.manual import AnonymousRequest
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


def _ulid(assignment: orm.Assignment, kind: str, value: str) -> str:
    # Not a plain digest: names of a course can be guessed, the key cannot.
    key = str(assignment.pseudonym_key).encode()
    digest = hmac.digest(key, f"{kind}\0{assignment.id}\0{value}".encode(), hashlib.sha256)
    return str(ULID.from_bytes(digest[:16]))
