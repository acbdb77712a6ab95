"""Queries for the names of a course's people by section and role."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from jupyter_autograde.permissions import STAFF, Role
from jupyter_autograde.storage.orm import Enrollment


def students_of(course_id: str, sections: Collection[str] | None = None) -> Select[Any]:
    """Return the query of who is a student of a course now; `sections`: in one of these only."""
    query = select(Enrollment.user).where(Enrollment.course_id == course_id, Enrollment.role == Role.STUDENT)
    return query if sections is None else query.where(Enrollment.section.in_(sections))


def staff_of(course_id: str) -> Select[Any]:
    """Return the query of a course's staff."""
    return select(Enrollment.user).where(Enrollment.course_id == course_id, Enrollment.role.in_(STAFF))
