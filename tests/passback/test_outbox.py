"""The outbox: what is sent, that it is never sent too early, and what becomes of what could not be sent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from jupyter_autograde import access
from jupyter_autograde.access import Asker
from jupyter_autograde.courses.members import end_enrollment, find_member
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.exchange.feedback import give_feedback, unrelease_feedback
from jupyter_autograde.models.feedback import FeedbackSelection
from jupyter_autograde.models.passback import PassbackProblem, PassbackState
from jupyter_autograde.models.todo import TodoKind
from jupyter_autograde.passback import outbox
from jupyter_autograde.passback.channel import Delivery
from jupyter_autograde.permissions import Permission
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.bundle_store import store_files
from jupyter_autograde.testing.fake_lms import KEY, SECRET, Answer
from jupyter_autograde.testing.school import INSTRUCTOR, OTHER_STUDENT, STUDENT, TA
from jupyter_autograde.timestamps import now
from jupyter_autograde.todo.queue import what_to_do
from tests.passback.conftest import Passback

both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
one = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SAM, OLGA = "x:y:sam", "x:y:olga"


def release_feedback(passback: Passback, submission_id: str) -> None:
    with passback.school.database.write() as session:
        row = session.get_one(orm.Submission, submission_id)
        owner = access.assignment(session, TA, row.assignment_id, Permission.GRADE)
        give_feedback(session, owner, row, store_files(passback.school.blobs, [("hw1.html", b"good")]))


def todo(passback: Passback, asker: Asker = TA) -> list[tuple[int, str | None]]:
    with passback.school.database.read() as session:
        found = access.course(session, asker, passback.school.course_id, Permission.SEE_ALL_SUBMISSIONS)
        items = what_to_do(session, found).items
    return [(item.count, item.assignment) for item in items if item.kind == TodoKind.PASSBACK]


@both
def test_a_grade_goes_out_once_and_the_newest_replaces_an_older_one(passback: Passback) -> None:
    passback.grade(7)
    passback.sender.work()
    passback.sender.work()
    passback.another_sender().work()
    assert passback.lms.scores == [(SAM, 0.7)]
    (item,) = passback.items()
    assert (item.user, item.state, item.score, item.sent_score) == ("sam", PassbackState.SENT, 0.7, 0.7)

    passback.lms.instead = lambda: Answer(503)
    passback.grade(3)
    passback.sender.work()
    passback.grade(9)
    passback.lms.instead = None
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7), (SAM, 0.9)]


@one
def test_what_students_see_already_is_sent_when_an_assignment_gets_its_platform(passback: Passback) -> None:
    passback.end()
    passback.grade(7)
    passback.sender.work()
    assert (passback.lms.scores, passback.items()) == ([], [])
    passback.aim(sourced_id="elsewhere:{user}")
    passback.sender.work()
    assert passback.lms.scores == [("elsewhere:sam", 0.7)]
    passback.aim(sourced_id="elsewhere:{user}")  # the same: nothing is sent again
    passback.sender.work()
    passback.aim(sourced_id="new:{user}")
    passback.sender.work()
    assert passback.lms.scores == [("elsewhere:sam", 0.7), ("new:sam", 0.7)]
    assert [entry.author for entry in passback.trail()] == ["ines"] * 4


@both
def test_nothing_is_sent_before_the_student_sees_it(passback: Passback) -> None:
    passback.show("with_feedback")
    submission = passback.grade(7)
    passback.sender.work()
    assert (passback.lms.asked, passback.items()) == (0, [])
    release_feedback(passback, submission)
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7)]
    # A new attempt has no feedback yet; the older score stays where it is.
    passback.grade(2)
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7)]
    passback.show("at_once")
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7), (SAM, 0.2)]
    passback.show("when_final")
    passback.grade(10)
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7), (SAM, 0.2)]


@one
def test_what_was_hidden_again_while_it_waited_is_not_sent(passback: Passback) -> None:
    passback.show("with_feedback")
    release_feedback(passback, passback.grade(7))
    passback.lms.instead = lambda: Answer(503)
    passback.sender.work()
    (waiting,) = passback.items()
    assert (waiting.state, waiting.problem, waiting.attempts) == ("pending", PassbackProblem.UNREACHABLE, 1)
    assert waiting.next_at is not None
    assert waiting.next_at > now()
    passback.lms.instead = None
    with passback.school.database.write() as session:
        found = access.assignment(session, TA, passback.assignment_id, Permission.GRADE)
        unrelease_feedback(session, found, FeedbackSelection())
        # Not even by a sender that has heard of nothing.
    passback.pass_time()
    with passback.school.database.write() as session:
        assert outbox.take(session) is None
    assert passback.items() == []
    assert passback.lms.scores == []


@one
def test_points_that_a_person_gives_are_waited_for(passback: Passback) -> None:
    passback.grade(7)
    with passback.school.database.write() as session:
        (status,) = session.query(orm.SubmissionStatus).all()
        status.pending = 3.0
    passback.sender.work()
    assert passback.lms.asked == 0


@one
def test_who_has_left_the_course_is_not_told_of(passback: Passback) -> None:
    passback.grade(7)
    passback.grade(8, OTHER_STUDENT)
    with passback.school.database.write() as session:
        course = session.get_one(orm.Course, passback.school.course_id)
        member = find_member(session, course, "sam")
        assert member is not None
        end_enrollment(session, INSTRUCTOR, member)
    passback.sender.work()
    assert passback.lms.scores == [(OLGA, 0.8)]


@both
def test_what_the_platform_refuses_is_to_be_done_until_it_is_sent_again(passback: Passback) -> None:
    passback.lms.unknown.update({":sam", ":olga"})
    passback.grade(7)
    passback.grade(8, OTHER_STUDENT)
    passback.sender.work()
    assert todo(passback) == [(2, "hw1")]
    (sam,) = [item for item in passback.items(state=PassbackState.FAILED) if item.user == "sam"]
    assert (sam.problem, sam.next_at, sam.attempts) == (PassbackProblem.REFUSED, None, 1)
    assert sam.detail == "No user for x:y:sam, says …"
    passback.pass_time()
    passback.sender.work()
    assert passback.lms.asked == 2

    passback.lms.unknown.clear()
    assert passback.resend(sam.id).count == 1
    assert passback.resend(sam.id).count == 0  # on its way already
    passback.sender.work()
    assert (passback.lms.scores, todo(passback)) == ([(SAM, 0.7)], [(1, "hw1")])
    assert passback.resend().count == 1
    passback.sender.work()
    assert (passback.lms.scores, todo(passback)) == ([(SAM, 0.7), (OLGA, 0.8)], [])
    entries = passback.trail()[-2:]
    assert [(entry.author, entry.user) for entry in entries] == [("ines", "sam"), ("ines", "olga")]
    assert not any(word in repr(vars(entry)) for entry in passback.trail() for word in (KEY, SECRET))


@one
def test_a_new_score_of_a_refused_one_is_tried_by_itself(passback: Passback) -> None:
    passback.lms.unknown.add(":sam")
    passback.grade(7)
    passback.sender.work()
    passback.lms.unknown.clear()
    passback.grade(8)
    passback.sender.work()
    assert (passback.lms.scores, todo(passback)) == ([(SAM, 0.8)], [])


@one
def test_a_platform_that_never_answers_is_given_up_after_some_hours(passback: Passback) -> None:
    passback.lms.instead = lambda: Answer(500)
    passback.grade(7)
    pauses = []
    for _ in range(outbox.MOST_ATTEMPTS):
        assert todo(passback) == []
        passback.sender.work()
        (item,) = passback.items()
        if item.next_at is not None:
            pauses.append(item.next_at - now())
        passback.pass_time()
    assert todo(passback) == [(1, "hw1")]
    assert timedelta(seconds=50) < pauses[0] < pauses[1] < pauses[2]
    assert max(pauses) <= timedelta(hours=1)


@one
def test_what_a_dead_sender_had_is_sent_by_another(passback: Passback) -> None:
    passback.grade(7)
    outbox_of = passback.school.database
    with outbox_of.write() as session:
        outbox.follow(session, passback.assignment_id)
        taken = outbox.take(session)
    assert taken is not None
    passback.sender.work()
    assert passback.lms.scores == []  # it may live still
    passback.pass_time()
    passback.sender.work()
    assert passback.lms.scores == [(SAM, 0.7)]
    with outbox_of.write() as session:  # and if it lives, it changes nothing any more
        assert outbox.record(session, taken, Delivery(PassbackProblem.REFUSED)) is None
    assert [item.state for item in passback.items()] == [PassbackState.SENT]


@one
def test_a_score_that_changes_while_it_is_sent_is_sent_after_it(passback: Passback) -> None:
    passback.grade(7)
    passback.sender._follow()
    with passback.school.database.write() as session:
        taken = outbox.take(session)
    assert taken is not None
    passback.grade(9)
    passback.another_sender().work()
    assert passback.lms.asked == 0  # else the older one might arrive last
    with passback.school.database.write() as session:
        assert outbox.record(session, taken, Delivery()) is PassbackState.PENDING
    passback.another_sender().work()
    assert passback.lms.scores == [(SAM, 0.9)]


@both
def test_several_processes_send_each_grade_once(passback: Passback) -> None:
    passback.grade(7)
    passback.grade(8, OTHER_STUDENT)
    senders = [passback.another_sender() for _ in range(4)]
    together = threading.Barrier(len(senders))

    def work(at: int) -> None:
        together.wait()
        senders[at].work()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(senders))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passback.lms.scores) == [(OLGA, 0.8), (SAM, 0.7)]


@one
def test_only_what_settings_allow_can_be_set(passback: Passback) -> None:
    with pytest.raises(InvalidInput, match="outcome address"):
        passback.aim("https://evil.example/outcomes")
    with pytest.raises(InvalidInput, match="stands for the student"):
        passback.aim(sourced_id="x:y:sam")


@one
def test_other_courses_and_sections_see_and_send_nothing(passback: Passback) -> None:
    passback.lms.unknown.update({":sam", ":olga"})
    passback.grade(7)
    passback.grade(8, OTHER_STUDENT)
    passback.sender.work()
    with passback.school.database.write() as session:
        for name, section in (("sam", "A"), ("olga", "B"), ("tom", "B")):
            row = session.query(orm.Enrollment).filter_by(user=name).one()
            row.section = section
    assert [item.user for item in passback.items(TA)] == ["olga"]
    assert passback.page(TA).count == 1
    assert todo(passback) == [(1, "hw1")]
    with pytest.raises(NotFound):
        passback.resend("01J00000000000000000000000")
    assert STUDENT.name in {item.user for item in passback.items()}
