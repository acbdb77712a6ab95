"""`jupyter autograde feedback comment` and `submission comment`, for staff."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import Bool, Unicode

from jupyter_autograde.cli.selection import SubmissionsApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.feedback import CommentRequest

COLUMNS = ["id", "question", "author", "created_at", "text"]


class CommentApp(SubmissionsApp):
    """Comment on a submission, or see and remove comments."""

    name = "jupyter-autograde-feedback-comment"
    description = """Comment on a submission or one question of it, in Markdown; or see and remove comments.

    jupyter autograde feedback comment COURSE/ASSIGNMENT --student=NAME [--attempt=N] [--question=Q] --text='…'
    jupyter autograde feedback comment COURSE/ASSIGNMENT --student=NAME [--attempt=N] [--list | --remove=ID]

    A submission's id may stand for assignment, student and attempt. The student reads comments in the feedback that is
    generated and released after them.
    """
    text = Unicode("", help="The comment.").tag(config=True)
    question = Unicode("", help="The question that it is about, as the result names it.").tag(config=True)
    remove = Unicode("", help="Id of a comment that new feedback is without.").tag(config=True)
    listed = Bool(False, help="Show the comments.").tag(config=True)

    aliases = {
        **SubmissionsApp.aliases,
        **{one: f"CommentApp.{one}" for one in ("text", "question", "remove")},
    }
    flags = {**SubmissionsApp.flags, "list": ({"CommentApp": {"listed": True}}, listed.help)}

    def run(self) -> None:
        """Add, remove or show."""
        (name,) = self.arguments("assignment")
        given = [option for option in ("text", "remove", "listed") if getattr(self, option)]
        if len(given) > 1 or (self.question and given != ["text"]):
            raise InvalidInput("Choose one of --text (perhaps with --question), --list and --remove.")
        with self.connect() as client:
            submission = self.one_submission(client, name)
            if self.text:
                rows = [client.add_comment(submission.id, self._request())]
            elif self.remove:
                rows = [client.remove_comment(submission.id, self.remove)]
            else:
                rows = client.list_comments(submission.id)
        self.show(rows, COLUMNS)

    def _request(self) -> CommentRequest:
        try:
            return CommentRequest(text=self.text, question=self.question or None)
        except ValidationError as fault:
            raise InvalidInput(f"This comment can't be: {fault.errors()[0]['msg']}.") from fault
