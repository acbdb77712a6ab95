"""`jupyter autograde requests list|ask|answer|withdraw`: students ask about grades, staff answer."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import CaselessStrEnum, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.selection import SubmissionsApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.grade_request import AnswerRequest, AskRequest, GradeRequest, GradeRequestState
from jupyter_autograde.permissions import STAFF

_ALL = "all"
_COLUMNS = ["id", "assignment", "user", "attempt", "question", "state", "asked_at", "text", "answered_by", "answer"]


class ListRequestsApp(SubmissionsApp):
    """Show requests about grades."""

    name = "jupyter-autograde-requests-list"
    description = """Show requests about grades: of a course, or of an assignment; your own, as staff everybody's.

    jupyter autograde requests list COURSE [--state=open|answered|withdrawn|all]
    jupyter autograde requests list COURSE/ASSIGNMENT [--student=NAME …] [--attempt=N] [--state=…]

    Those that wait are shown unless --state says which.
    """
    state = CaselessStrEnum(
        [*(one.value for one in GradeRequestState), _ALL],
        GradeRequestState.OPEN.value,
        help="Only open, answered or withdrawn ones; or all.",
    ).tag(config=True)
    aliases = {**SubmissionsApp.aliases, "state": "ListRequestsApp.state"}

    def run(self) -> None:
        """Show them, the oldest first."""
        (name,) = self.arguments("course or course/assignment")
        with self.connect() as client:
            found = self._of_assignment(client, name) if "/" in name else self._of_course(client, name)
        wanted = None if self.state == _ALL else GradeRequestState(self.state)
        rows = [
            one
            for one in found
            if wanted in (None, one.state)
            and (not self.student or one.user in self.student)
            and self.attempt in (None, one.attempt)
        ]
        rows.sort(key=lambda one: one.id)
        self.show(rows, _COLUMNS)

    def _of_course(self, client: AutogradeClient, name: str) -> list[GradeRequest]:
        course = find_course(client, name)
        if course.role in STAFF:
            return client.list_course_requests(course.id)
        raise InvalidInput(f"Name the assignment too: {name}/ASSIGNMENT. Only staff see the requests of a course.")

    def _of_assignment(self, client: AutogradeClient, name: str) -> list[GradeRequest]:
        assignment = find_assignment(client, name)
        if find_course(client, assignment.course).role in STAFF:
            return client.list_course_requests(assignment.course_id, assignment_id=assignment.id)
        own = client.list_submissions(assignment.id)
        return [one for submission in own for one in client.list_submission_requests(submission.id)]


class AskApp(SubmissionsApp):
    """Ask about a grade."""

    name = "jupyter-autograde-requests-ask"
    description = """Ask the staff about the grade of a submission of yours, or of one question of it.

    jupyter autograde requests ask COURSE/ASSIGNMENT [--attempt=N] [--question=Q] --text='…'

    Its feedback has to be released. Without --attempt it is about the newest one.
    """
    text = Unicode("", help="What you ask.").tag(config=True)
    question = Unicode("", help="The question that it is about, as the feedback names it.").tag(config=True)
    aliases = {**SubmissionsApp.aliases, "text": "AskApp.text", "question": "AskApp.question"}

    def run(self) -> None:
        """Ask, and show the request."""
        (name,) = self.arguments("assignment")
        request = self._request()
        with self.connect() as client:
            submission = self._own(client, name)
            made = client.ask_about_grade(submission, request)
        self.show([made], _COLUMNS)

    def _own(self, client: AutogradeClient, name: str) -> str:
        if not self.student:
            self.student = [client.me().name]
        return self.one_submission(client, name).id

    def _request(self) -> AskRequest:
        try:
            return AskRequest(text=self.text, question=self.question or None)
        except ValidationError as fault:
            raise InvalidInput(f"This can't be asked: {said(fault)}. Say it with --text='…'.") from fault


class AnswerApp(ClientApp):
    """Answer a request about a grade."""

    name = "jupyter-autograde-requests-answer"
    description = """Answer a request about a grade; for staff.

    jupyter autograde requests answer ID --text='…'

    Where the grade is to be another, change it first (grade or regrade the submission, void the test): the answer keeps
    the score that there is then beside the one that was asked about.
    """
    text = Unicode("", help="The answer.").tag(config=True)
    aliases = {**ClientApp.aliases, "text": "AnswerApp.text"}

    def run(self) -> None:
        """Answer, and show it."""
        (request_id,) = self.arguments("id")
        try:
            answer = AnswerRequest(text=self.text)
        except ValidationError as fault:
            raise InvalidInput(f"This can't be an answer: {said(fault)}. Say it with --text='…'.") from fault
        with self.connect() as client:
            row = client.answer_request(request_id, answer)
        self.show([row], _COLUMNS)


class WithdrawApp(ClientApp):
    """Take a request about a grade back."""

    name = "jupyter-autograde-requests-withdraw"
    description = """Take a request of yours back that has no answer.

    jupyter autograde requests withdraw ID

    Nothing is lost: you may ask the same again.
    """

    def run(self) -> None:
        """Take it back, and show it."""
        (request_id,) = self.arguments("id")
        with self.connect() as client:
            row = client.withdraw_request(request_id)
        self.show([row], _COLUMNS)


class RequestsApp(AutogradeApp):
    """Ask about grades, and answer."""

    name = "jupyter-autograde-requests"
    description = __doc__
    subcommands = {
        "list": (ListRequestsApp, ListRequestsApp.__doc__),
        "ask": (AskApp, AskApp.__doc__),
        "answer": (AnswerApp, AnswerApp.__doc__),
        "withdraw": (WithdrawApp, WithdrawApp.__doc__),
    }


def said(fault: ValidationError) -> str:
    """Return what pydantic has to say, without its own words around it."""
    return str(fault.errors()[0]["msg"]).removeprefix("Value error, ")
