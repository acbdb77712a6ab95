"""`jupyter autograde assignment close|open|unrelease|progress|holders`."""

from __future__ import annotations

from traitlets import Bool

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.cli.outlook_words import outlook_sentences
from jupyter_autograde.models.assignment import AssignmentChange, AssignmentState


class CloseApp(ClientApp):
    """End handing in."""

    name = "jupyter-autograde-assignment-close"
    description = """Let an assignment take no more submissions.

    jupyter autograde assignment close COURSE/ASSIGNMENT [--preview]
    """
    becomes = AssignmentState.CLOSED

    preview = Bool(False, help="Say what this would do, and do nothing.").tag(config=True)
    flags = {**ClientApp.flags, "preview": ({"CloseApp": {"preview": True}}, preview.help)}

    def run(self) -> None:
        """Change its state and show it, or say what that would do."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            if self.preview:
                outlook = client.look_out(assignment.id, self.becomes)
                if self.json:
                    self.show([outlook], [])
                for sentence in () if self.json else outlook_sentences(outlook):
                    self.say(sentence)
                return
            changed = client.change_assignment(assignment.id, AssignmentChange(state=self.becomes))
        self.show([changed], ["course", "name", "state"])


class OpenApp(CloseApp):
    """Allow handing in again."""

    name = "jupyter-autograde-assignment-open"
    description = """Let a closed assignment take submissions again, or release what was unreleased as it was.

    jupyter autograde assignment open COURSE/ASSIGNMENT [--preview]
    """
    becomes = AssignmentState.RELEASED


class UnreleaseApp(CloseApp):
    """Take a release back."""

    name = "jupyter-autograde-assignment-unrelease"
    description = """Make a released assignment a draft again, which students do not see.

    jupyter autograde assignment unrelease COURSE/ASSIGNMENT [--preview]

    It is refused once somebody has handed in; `open` releases it again as it was.
    """
    becomes = AssignmentState.DRAFT


class ProgressApp(ClientApp):
    """Show how far the students of a course are."""

    name = "jupyter-autograde-assignment-progress"
    description = """Show how many students have fetched, handed in and been graded, assignment by assignment.

    jupyter autograde assignment progress COURSE
    """

    def run(self) -> None:
        """Show it."""
        (name,) = self.arguments("course")
        with self.connect() as client:
            course = find_course(client, name)
            rows = client.list_progress(course.id)
            names = {one.id: one.name for one in client.list_assignments(course.id)}
        if self.json:
            self.show(rows, [])
            return
        columns = ["students", "fetched", "submitted", "graded", "failed", "extensions"]
        head = ["ASSIGNMENT", *(column.upper() for column in columns)]
        self.table([head, *([names.get(row.assignment_id), *(getattr(row, one) for one in columns)] for row in rows)])


class HoldersApp(ClientApp):
    """Show who has fetched which version."""

    name = "jupyter-autograde-assignment-holders"
    description = """Show which students have fetched an assignment, and the newest version of each.

    jupyter autograde assignment holders COURSE/ASSIGNMENT
    """

    def run(self) -> None:
        """Show them."""
        (name,) = self.arguments("assignment")
        with self.connect() as client:
            rows = client.list_holders(find_assignment(client, name).id)
        self.show(rows, ["user", "version", "fetched_at", "submitted"])
