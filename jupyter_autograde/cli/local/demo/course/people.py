"""Who is in the demo course."""

from __future__ import annotations

from jupyter_autograde.permissions import Role

COURSE = "data-101"
TITLE = "Data and programs"

ADMIN = "admin"
INSTRUCTOR = "ines"
TA = "tom"
STUDENTS = (
    "amara",
    "ben",
    "chiara",
    "diego",
    "emma",
    "farid",
    "grace",
    "hiroshi",
    "ida",
    "jonas",
    "kavya",
    "leo",
)

ROLES = {INSTRUCTOR: Role.INSTRUCTOR, TA: Role.TA} | dict.fromkeys(STUDENTS, Role.STUDENT)
EVERYBODY = (ADMIN, *ROLES)
