"""`jupyter autograde submission list|show|download|grade|comment`."""

from __future__ import annotations

import json
from pathlib import Path

from traitlets import Unicode

from jupyter_autograde.bundles.spool import spooled
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.comment import CommentApp
from jupyter_autograde.cli.feedback import print_rows
from jupyter_autograde.cli.progress import progress_bar
from jupyter_autograde.cli.selection import SubmissionsApp, place_of, unpack_archive
from jupyter_autograde.cli.visibility_words import awaiting
from jupyter_autograde.errors import Conflict
from jupyter_autograde.models.grade import GradeResult
from jupyter_autograde.models.job import MAX_AT_ONCE
from jupyter_autograde.models.visibility import ShownResult


class ListSubmissionsApp(SubmissionsApp):
    """Show submissions."""

    name = "jupyter-autograde-submission-list"
    description = """Show the submissions of an assignment: your own, as staff everybody's.

    jupyter autograde submission list COURSE/ASSIGNMENT [--student=NAME …] [--status=graded] [--attempts=latest|all]
    jupyter autograde submission list COURSE/ASSIGNMENT --failing=TEST [--of-question=QUESTION]
    """

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            found = self.submissions(client, name)
        self.show(found, ["user", "attempt", "submitted_at", "late", "state", "score", "max_score", "id"])


class ShowSubmissionApp(SubmissionsApp):
    """Show one submission and what its tests gave."""

    name = "jupyter-autograde-submission-show"
    description = """Show one submission and what its tests gave: the newest, or that of --attempt.

    jupyter autograde submission show COURSE/ASSIGNMENT [--student=NAME] [--attempt=N]
    jupyter autograde submission show ID
    """

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            submission = client.get_submission(self.one_submission(client, name).id)
            grades = client.list_grades(submission.id)
        current = next((one for one in grades if one.current), None)
        if self.json:
            grade = current.model_dump(mode="json") if current else None
            self.say(json.dumps({**submission.model_dump(mode="json"), "grade": grade}, indent=1, ensure_ascii=False))
            return
        facts = ("user", "attempt", "submitted_at", "late", "version", "state", "score", "max_score", "id")
        self.table([[fact.replace("_", " ").upper(), getattr(submission, fact)] for fact in facts])
        if submission.score_awaits is not None:
            self.say(awaiting(submission.score_awaits))
        if current is not None and current.result is not None:
            self._print(current.result)
        elif current is not None and current.tests is not None:
            self._print_tests(current.tests)

    def _print_tests(self, result: ShownResult) -> None:
        rows: list[list[object]] = [["QUESTION", "TEST", "PASSED"]]
        for question in result.questions:
            rows += [[question.name, case.name, "yes" if case.passed else "no"] for case in question.cases]
            rows += [[question.name, f"{name} (hidden)", None] for name in question.hidden_names]
        self.table(rows)

    def _print(self, result: GradeResult) -> None:
        if result.message:
            self.table([[result.message]])
        rows: list[list[object]] = [["QUESTION", "TEST", "PASSED", "POINTS", "OF"]]
        for question in result.questions:
            rows.append([question.name, None, None, f"{question.score:g}", f"{question.max_score:g}"])
            for case in question.cases:
                name = f"{case.name} (hidden)" if case.hidden else case.name
                passed = "yes" if case.passed else "no"
                rows.append([question.name, name, passed, f"{case.points:g}", f"{case.max_points:g}"])
            rows += [[question.name, f"{name} (hidden)", None, None, None] for name in question.hidden_names]
        self.table(rows)


class DownloadApp(SubmissionsApp):
    """Download the files of submissions."""

    name = "jupyter-autograde-submission-download"
    description = """Download the files of submissions as they were handed in: your own, as staff everybody's.

    jupyter autograde submission download COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all] [--output=FOLDER]

    They go to FOLDER/STUDENT/ATTEMPT. What is there already is not written again.
    """
    output = Unicode("submissions", help="The folder.").tag(config=True)
    aliases = {**SubmissionsApp.aliases, "output": "DownloadApp.output", "o": "DownloadApp.output"}

    def run(self) -> None:
        """Download them one after the other."""
        (name,) = self.arguments("assignment")
        rows: list[list[object]] = []
        with self.connect() as client:
            found = self.submissions(client, name)
            with progress_bar(len(found), "Downloading") as progress:
                for number, one in enumerate(found, start=1):
                    place = place_of(Path(self.output), one.user, one.attempt)
                    with spooled() as archive:
                        client.download_submission(one.id, archive)
                        rows.append([one.user, one.attempt, str(place), unpack_archive(archive, place)])
                    progress(number)
        print_rows(self, ["user", "attempt", "folder", "state"], rows)


class GradeAgainApp(SubmissionsApp):
    """Grade submissions again."""

    name = "jupyter-autograde-submission-grade"
    description = """Grade submissions again, for staff; the score follows at once. `regrade` has a preview.

    jupyter autograde submission grade COURSE/ASSIGNMENT [--student=NAME …] [--status=failed] [--attempts=latest|all]
    """

    def run(self) -> None:
        """Queue them."""
        (name,) = self.arguments("assignment")
        rows: list[list[object]] = []
        with self.connect() as client:
            found = self.submissions(client, name)
            for batch in (found[start : start + MAX_AT_ONCE] for start in range(0, len(found), MAX_AT_ONCE)):
                outcomes = client.grade_several(batch[0].assignment_id, [one.id for one in batch])
                said = {outcome.submission_id: outcome for outcome in outcomes}
                for one in batch:
                    rows.append([one.user, one.attempt, said[one.id].message or "queued", said[one.id].job_id])
        print_rows(self, ["user", "attempt", "state", "job"], rows)
        if not any(row[-1] for row in rows):
            raise Conflict("None was queued.")


class CommentOnSubmissionApp(CommentApp):
    """Comment on a submission, or see and remove comments."""

    name = "jupyter-autograde-submission-comment"
    description = CommentApp.description.replace("feedback comment", "submission comment")


class SubmissionApp(AutogradeApp):
    """List, show, download and grade submissions."""

    name = "jupyter-autograde-submission"
    description = __doc__
    subcommands = {
        "list": (ListSubmissionsApp, ListSubmissionsApp.__doc__),
        "show": (ShowSubmissionApp, ShowSubmissionApp.__doc__),
        "download": (DownloadApp, DownloadApp.__doc__),
        "grade": (GradeAgainApp, GradeAgainApp.__doc__),
        "comment": (CommentOnSubmissionApp, CommentOnSubmissionApp.__doc__),
    }
