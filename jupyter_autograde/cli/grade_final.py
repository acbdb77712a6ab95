"""`jupyter autograde grades final`."""

from __future__ import annotations

from traitlets import Bool, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_course
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.course import Course
from jupyter_autograde.models.gradebook import (
    FinalPreview,
    FinalPreviewRequest,
    FinalRequest,
    FinalRow,
    FinalStep,
    UnfinalRequest,
)

_NEW = (FinalStep.SET, FinalStep.REPLACED)
_WORDS = {
    FinalStep.SET: "becomes final",
    FinalStep.REPLACED: "replaces the final grade",
    FinalStep.UNCHANGED: "is final already",
    FinalStep.UNFINISHED: "left out: still to be graded",
    FinalStep.NOTHING: "left out: nothing counts",
}


class FinalGradesApp(ClientApp):
    """Make totals final, or take final grades back."""

    name = "jupyter-autograde-grades-final"
    description = """Show what making totals final would do, ask, and do it.

    jupyter autograde grades final COURSE [STUDENT ...] [--unfinished] [--reason=TEXT] [--yes]

    A final grade stays what it is, whatever becomes of the scores. Without names it is for everybody. Who has something
    that is still to be graded is left out, unless --unfinished is said. --take-back ends the final grades of those who
    are named.
    """
    unfinished = Bool(False, help="Those too of whom something is still to be graded.").tag(config=True)
    take_back = Bool(False, help="End the final grades of those who are named.").tag(config=True)
    yes = Bool(False, help="Do it without asking.").tag(config=True)
    reason = Unicode("", help="Why; kept beside who did it and when.").tag(config=True)
    aliases = {**ClientApp.aliases, "reason": "FinalGradesApp.reason"}
    flags = {
        **ClientApp.flags,
        "unfinished": ({"FinalGradesApp": {"unfinished": True}}, unfinished.help),
        "take-back": ({"FinalGradesApp": {"take_back": True}}, take_back.help),
        "yes": ({"FinalGradesApp": {"yes": True}}, yes.help),
    }

    def run(self) -> None:
        """Preview, ask, apply; or take back."""
        if not self.extra_args:
            self.arguments("course")
        name, *users = self.extra_args
        if self.take_back and (not users or self.unfinished):
            raise InvalidInput("--take-back needs the names of students, and nothing else.")
        with self.connect() as client:
            course = find_course(client, name)
            if self.take_back:
                self._end(client, course, users)
            else:
                self._make(client, course, users)

    def _make(self, client: AutogradeClient, course: Course, users: list[str]) -> None:
        preview = client.preview_final(course.id, FinalPreviewRequest(users=users, unfinished=self.unfinished))
        count = sum(row.step in _NEW for row in preview.rows)
        if not self.json:
            self._print(preview)
        if count:
            require_yes(f"Make {count} grades final?", "No grade was made final.", yes=self.yes)
            request = FinalRequest(users=users, unfinished=self.unfinished, digest=preview.digest, reason=self.reason)
            preview = client.make_final(course.id, request)
        if self.json:
            self.say(preview.model_dump_json(indent=1))
        else:
            self.say(f"{count} grades are final now.")

    def _end(self, client: AutogradeClient, course: Course, users: list[str]) -> None:
        require_yes(f"Take back {len(users)} final grades?", "No final grade was taken back.", yes=self.yes)
        done = client.take_back_final(course.id, UnfinalRequest(users=users, reason=self.reason))
        if self.json:
            self.say(done.model_dump_json(indent=1))
        else:
            self.say(f"Not final any more: {', '.join(done.users)}.")

    def _print(self, preview: FinalPreview) -> None:
        self.table([["STUDENT", "FINAL", "TOTAL", "", "STILL TO BE GRADED"], *map(_line, preview.rows)])


def _line(row: FinalRow) -> list[object]:
    before, after = (None if value is None else f"{value:.2f} %" for value in (row.before, row.after))
    return [row.user, before, after, _WORDS[row.step], ", ".join(row.unfinished)]
