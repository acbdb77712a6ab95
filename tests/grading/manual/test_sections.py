"""A TA of a section grades its students alone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from jupyter_autograde.access import Asker
from jupyter_autograde.errors import NotFound, PermissionDenied
from jupyter_autograde.grading.manual.rubric import edit_item, list_items
from jupyter_autograde.grading.manual.scores import copy_score, give_score, history
from jupyter_autograde.models.manual import CopyScoreRequest, ManualScoreRequest
from jupyter_autograde.models.rubric import RubricItemEdit
from jupyter_autograde.permissions import Role
from jupyter_autograde.storage import orm
from tests.grading.manual.grader import Grader


@pytest.fixture
def tara(tom: Grader) -> Grader:
    """Grades olga's section."""
    with tom.school.database.write() as session:
        session.execute(update(orm.Enrollment).where(orm.Enrollment.user == "olga").values(section="B"))
        session.add(
            orm.Enrollment(course_id=tom.school.course_id, user="tara", role=Role.TA, section="B", source="api")
        )
    return tom.like(Asker("tara"))


@pytest.mark.parametrize("anonymous", [False, True], ids=["by name", "anonymous"])
def test_work_of_other_sections_is_not_there(tom: Grader, tara: Grader, anonymous: bool) -> None:
    sam = tom.works()["sam"].id
    if anonymous:
        tom.anonymous()
        sam = next(work.id for work in tom.works().values() if work.score == 7)
    (olga,) = tara.works().values()
    assert olga.score == 4
    assert tara.overview().questions[0].total == 1
    with pytest.raises(NotFound):
        tara.does(give_score, sam, ManualScoreRequest(question="essay", points=1))
    with pytest.raises(NotFound):
        tara.does(history, sam, "essay")
    assert tara.give(olga.student, 2).score == 6
    request = CopyScoreRequest(question="essay", source=olga.id, targets=[sam])
    assert tara.does(copy_score, request).skipped == 1
    assert tom.totals() == {"sam": (7, 14, 4), "olga": (6, 14, 0)}


def test_the_words_that_students_of_other_sections_read_stay(tom: Grader, tara: Grader) -> None:
    cause = tom.item("Names the cause", 3)
    tara.give("olga", None, cause.id)
    tara.does(edit_item, cause.id, RubricItemEdit(text="Names one cause"))
    tom.give("sam", None, cause.id)
    with pytest.raises(PermissionDenied, match="other sections"):
        tara.does(edit_item, cause.id, RubricItemEdit(text="Nonsense"))
    assert [item.text for item in tom.does(list_items)] == ["Names one cause"]
    tom.does(edit_item, cause.id, RubricItemEdit(text="Names the cause"))
