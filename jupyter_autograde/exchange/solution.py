"""Use case: what students read when nobody can hand in any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import FileMissing, NotFound
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.visibility import solutions_shown


def solution_bundle(session: Session, access: Access[orm.Assignment]) -> orm.Bundle:
    """Return the solution of the newest released version: for who may see sources always, for others once it is shown.

    Raises
    ------
    NotFound
        It is not shown, or not yet.
    FileMissing
        The version was built before solutions were kept, or came without its source.
    """
    assignment = access.object
    if not access.may(Permission.SEE_SOURCE) and assignment.id not in solutions_shown(session, [assignment]):
        raise NotFound("The solution of this assignment is not shown now.", details={"kind": "solution"})
    version = assignment.released_version
    if version is None or version.solution_sha256 is None:
        raise FileMissing("This version has no solution kept with it. Release the notebook again to have one.")
    return session.get_one(orm.Bundle, version.solution_sha256)
