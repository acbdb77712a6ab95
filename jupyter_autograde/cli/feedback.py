"""`jupyter autograde feedback status|generate|release|unrelease|fetch|comment`."""

from __future__ import annotations

import json
from pathlib import Path

from traitlets import Bool, Unicode

from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.comment import CommentApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.cli.progress import progress_bar
from jupyter_autograde.cli.selection import SelectionApp, SubmissionsApp, place_of, unpack_archive
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import GradingError, NotFound
from jupyter_autograde.models.event import EventType
from jupyter_autograde.models.feedback import (
    FeedbackCounts,
    FeedbackSelection,
    FeedbackState,
    FeedbackStatus,
    GenerateRequest,
)


class FeedbackStatusApp(SelectionApp):
    """Show how far the feedback of each student is."""

    name = "jupyter-autograde-feedback-status"
    description = """Show how far the feedback of each student is: none, generating, generated or released.

    jupyter autograde feedback status COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all]

    Outdated is one that tells of another score or lateness, or is without a newer comment; generate it again.
    """

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            rows = client.list_feedback(assignment.id, students=self.student, attempts=self.which())
        self.show(rows, ["user", "attempt", "state", "outdated", "failed", "comments", "generated_at", "released_at"])


class GenerateApp(SelectionApp):
    """Have feedback made."""

    name = "jupyter-autograde-feedback-generate"
    description = """Have feedback made: a page and a notebook with results and comments, for whoever has none.

    jupyter autograde feedback generate COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all] [--again]

    Each submission is run once more, without hidden tests. Students see nothing before `feedback release`. What is up
    to date is left alone, so that it can be said again after a break.
    """
    again = Bool(False, help="Also where it is up to date.").tag(config=True)
    no_wait = Bool(False, help="Come back at once, not when all is made.").tag(config=True)
    flags = {
        **SelectionApp.flags,
        "again": ({"GenerateApp": {"again": True}}, again.help),
        "no-wait": ({"GenerateApp": {"no_wait": True}}, no_wait.help),
    }

    def run(self) -> None:
        """Ask for it, and wait."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            after = client.poll_events(wait=0).last_id
            request = GenerateRequest(students=self.student, attempts=self.which(), again=self.again)
            counts = client.generate_feedback(assignment.id, request)
            failed = [] if self.no_wait else self._wait(client, assignment.id, counts.done, after)
        _say_counts(self, counts, "queued" if self.no_wait else "generated", "have no grade")
        if failed:
            who = ", ".join(f"{one.user} ({one.attempt})" for one in failed[:10])
            raise GradingError(f"The feedback of {len(failed)} could not be made: {who}. The service's log says why.")

    def _wait(self, client: AutogradeClient, assignment_id: str, queued: int, after: int) -> list[FeedbackStatus]:
        """Return those that failed, when none is on its way any more."""
        with progress_bar(queued, "Making feedback") as progress:
            while True:
                rows = client.list_feedback(assignment_id, students=self.student, attempts=self.which())
                left = sum(row.state is FeedbackState.GENERATING for row in rows)
                if not left:
                    return [row for row in rows if row.failed]
                # The list of a class is long: it is asked for again when the events say that nothing is left, or stop.
                while left > 0:
                    progress(max(0, queued - left))
                    page = client.poll_events(after=after)
                    after = page.last_id
                    ended = [one for one in page.events if one.type is EventType.FEEDBACK_GENERATED]
                    left -= sum(one.assignment_id == assignment_id for one in ended)
                    if not page.events:
                        break


class ReleaseFeedbackApp(SelectionApp):
    """Let students see their feedback."""

    name = "jupyter-autograde-feedback-release"
    description = """Let students see the newest feedback of theirs.

    jupyter autograde feedback release COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all]

    An outdated one tells of a score that does not count any more, and is left out: generate it again first.
    """

    def run(self) -> None:
        """Release it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            selection = FeedbackSelection(students=self.student, attempts=self.which())
            counts = client.release_feedback(assignment.id, selection)
        _say_counts(self, counts, "released", "have none, or an outdated one")


class UnreleaseFeedbackApp(SelectionApp):
    """Hide feedback from students again."""

    name = "jupyter-autograde-feedback-unrelease"
    description = """Hide feedback from students again. What they have fetched stays with them.

    jupyter autograde feedback unrelease COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all] [--yes]
    """
    yes = Bool(False, help="Do it without being asked.").tag(config=True)
    flags = {**SelectionApp.flags, "yes": ({"UnreleaseFeedbackApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Ask, and hide it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            whose = ", ".join(self.student) or "everybody"
            require_yes(f"Hide the feedback on {assignment.name!r} from {whose}?", "Nothing was hidden.", yes=self.yes)
            selection = FeedbackSelection(students=self.student, attempts=self.which())
            counts = client.unrelease_feedback(assignment.id, selection)
        _say_counts(self, counts, "hidden", "")


class FetchFeedbackApp(SubmissionsApp):
    """Fetch feedback."""

    name = "jupyter-autograde-feedback-fetch"
    description = """Fetch released feedback into a folder: your own, as staff the newest of all or the named students.

    jupyter autograde feedback fetch COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all] [--output=FOLDER]

    It goes to FOLDER/STUDENT/ATTEMPT. What is there already is not written again.
    """
    output = Unicode("feedback", help="The folder.").tag(config=True)
    aliases = {**SubmissionsApp.aliases, "output": "FetchFeedbackApp.output", "o": "FetchFeedbackApp.output"}

    def run(self) -> None:
        """Fetch what there is."""
        (name,) = self.arguments("assignment")
        rows: list[list[object]] = []
        with self.connect() as client:
            found = self.submissions(client, name)
            with progress_bar(len(found), "Fetching") as progress:
                for number, one in enumerate(found, start=1):
                    place = place_of(Path(self.output), one.user, one.attempt)
                    with spooled() as archive:
                        try:
                            client.download_feedback(one.id, archive)
                        except NotFound:
                            continue
                        rows.append([one.user, one.attempt, str(place), unpack_archive(archive, place)])
                    progress(number)
        if not rows:
            raise NotFound("There is no feedback to fetch yet. Your instructor has to release it first.")
        print_rows(self, ["user", "attempt", "folder", "state"], rows)


class FeedbackApp(AutogradeApp):
    """Generate, release and fetch feedback, and comment on submissions."""

    name = "jupyter-autograde-feedback"
    description = __doc__
    subcommands = {
        "status": (FeedbackStatusApp, FeedbackStatusApp.__doc__),
        "generate": (GenerateApp, GenerateApp.__doc__),
        "release": (ReleaseFeedbackApp, ReleaseFeedbackApp.__doc__),
        "unrelease": (UnreleaseFeedbackApp, UnreleaseFeedbackApp.__doc__),
        "fetch": (FetchFeedbackApp, FetchFeedbackApp.__doc__),
        "comment": (CommentApp, CommentApp.__doc__),
    }


def print_rows(app: SelectionApp, columns: list[str], rows: list[list[object]]) -> None:
    """Print rows that are no models: as a table, or as JSON."""
    if app.json:
        app.say(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1, ensure_ascii=False))
    else:
        app.table([[column.upper() for column in columns], *rows])


def _say_counts(app: SelectionApp, counts: FeedbackCounts, done: str, skipped: str) -> None:
    if app.json:
        app.say(counts.model_dump_json(indent=1))
        return
    parts = [f"{counts.done} {done}"]
    parts += [f"{counts.unchanged} were so already"] if counts.unchanged else []
    parts += [f"{counts.skipped} {skipped}"] if counts.skipped else []
    app.say(f"{'; '.join(parts)} (of {counts.total})")
    if counts.left_out:
        names = [f"{one.user} ({one.attempt})" for one in counts.left_out]
        more = counts.skipped - len(names)
        app.say(f"Left out, with the attempt: {', '.join(names)}{f' and {more} more' if more else ''}.")
