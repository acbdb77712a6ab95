"""Answers that are alike are found, and graded as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.grading.feedback.outputs import safe_notebook
from jupyter_autograde.grading.manual.answers import AnswerBook, read_work
from jupyter_autograde.grading.manual.clusters import find_clusters, gather
from jupyter_autograde.models.manual import Cluster, Likeness, WorkAnswers
from jupyter_autograde.permissions import Permission
from jupyter_autograde.testing.school import STUDENT, TA, School
from tests.grading.manual.grader import Grader, essay

SAME = "The air scatters blue light more than red light, which is called Rayleigh scattering."
ANSWERS = {
    "ada": SAME,
    "ben": f"{SAME}  \n",
    "cem": SAME.replace("called", "named"),
    "dora": "Because the ocean is blue and the sky shows it to us as a mirror does.",
    "eli": "x = 1",
    "finn": "x = 7",
}


@pytest.fixture
def tom(school: School) -> Grader:
    """The TA, before whom lie six essays."""
    school.engine.essay = 4
    with school.database.write() as session:
        load_courses(session, {"physics": {"instructors": ["ines"], "tas": ["tom"], "students": list(ANSWERS)}})
    assignment = school.draft()
    school.release(assignment.id)
    for number, (name, text) in enumerate(ANSWERS.items()):
        school.submit(assignment.id, Asker(name), text=essay(text, number))
    school.grade_everything()
    return Grader(school, assignment.id)


def clusters(tom: Grader) -> list[Cluster]:
    with tom.school.database.read() as session:
        found = access.assignment(session, TA, tom.assignment_id, Permission.GRADE)
        gathered = gather(session, found, "essay")
    return find_clusters(gathered, AnswerBook(tom.school.blobs))


def read(tom: Grader, student: str) -> WorkAnswers:
    work_id = tom.works()[student].id
    with tom.school.database.read() as session:
        found = access.assignment(session, TA, tom.assignment_id, Permission.GRADE)
        return read_work(session, found, work_id, AnswerBook(tom.school.blobs))


def test_near_answers_join_identical_ones_and_short_ones_do_not(tom: Grader) -> None:
    names = {work.id: student for student, work in tom.works().items()}
    (cluster,) = clusters(tom)
    assert cluster.likeness is Likeness.NEAR
    assert {names[one] for one in cluster.works} == {"ada", "ben", "cem"}
    assert (cluster.excerpt, cluster.pending) == (SAME, 3)


def test_what_is_too_much_to_compare_is_the_same_or_it_is_not(tom: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    # Eli's and Finn's are too short to be compared, and Ada's and Ben's are the same.
    monkeypatch.setattr("jupyter_autograde.grading.manual.clusters.MOST_WORK", 80 * 80)
    names = {work.id: student for student, work in tom.works().items()}
    (cluster,) = clusters(tom)
    assert cluster.likeness is Likeness.IDENTICAL
    assert {names[one] for one in cluster.works} == {"ada", "ben"}


def test_one_score_for_a_whole_cluster(tom: Grader) -> None:
    tom.give("ada", 3)
    tom.give("cem", 1)
    (cluster,) = clusters(tom)
    names = {work.id: student for student, work in tom.works().items()}
    counts = tom.copy("ada", *(names[one] for one in cluster.works))
    assert (counts.done, counts.graded) == (1, 1)
    works = tom.works()
    assert [works[name].questions[0].score for name in ("ada", "ben", "cem", "dora")] == [3, 3, 1, 0]
    assert tom.copy("ada", "cem", again=True).done == 1
    assert tom.works()["cem"].questions[0].score == 3


def test_a_notebook_is_made_safe_once_for_all_its_questions(tom: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def counted(notebook: Mapping[str, Any]) -> dict[str, Any]:
        made.append(notebook)
        return safe_notebook(notebook)

    monkeypatch.setattr("jupyter_autograde.grading.manual.answers.safe_notebook", counted)
    with tom.school.database.read() as session:
        gathered = gather(session, access.assignment(session, TA, tom.assignment_id, Permission.GRADE), "essay")
    (ada, dora) = (gathered.sources[tom.works()[name].id] for name in ("ada", "dora"))
    shown = list(AnswerBook(tom.school.blobs).cells([ada, ada, dora, dora]))
    assert (shown[0] == shown[1], shown[2] == shown[3], shown[0] == shown[2]) == (True, True, False)
    assert len(made) == 2


def test_an_answer_is_shown_without_what_belongs_to_others(tom: Grader) -> None:
    work = read(tom, "dora")
    (answer,) = work.answers
    assert answer.found
    assert [cell.source for cell in answer.cells] == [ANSWERS["dora"]]
    assert (answer.score, answer.comments, answer.flag.flagged) == (None, [], False)


def test_what_was_handed_out_before_an_answer_says_what_is_asked(school: School) -> None:
    school.engine.essay = 4
    assignment = school.draft()
    school.release(assignment.id, essay("Your answer.", 0))
    school.submit(assignment.id, STUDENT, text=essay("It scatters.", 7))
    school.grade_everything()
    tom = Grader(school, assignment.id)
    (answer,) = read(tom, "sam").answers
    assert [(cell.source, cell.handed_out) for cell in answer.cells] == [
        ("Why is the sky blue?", True),
        ("It scatters.", False),
    ]
