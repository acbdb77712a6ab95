"""`jupyter autograde assignment …`: the list, and where the other verbs are."""

from __future__ import annotations

from jupyter_autograde.cli.assignment_extend import ExtendApp, ListExtensionsApp
from jupyter_autograde.cli.assignment_limits import LimitsApp
from jupyter_autograde.cli.assignment_set import SetAssignmentApp
from jupyter_autograde.cli.assignment_state import CloseApp, HoldersApp, OpenApp, ProgressApp, UnreleaseApp
from jupyter_autograde.cli.assignment_work import (
    CreateAssignmentApp,
    FetchAssignmentApp,
    FetchSolutionApp,
    ReleaseAssignmentApp,
    SubmitApp,
    VersionsApp,
)
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.copying import CopyAssignmentApp
from jupyter_autograde.cli.lookup import find_course


class ListAssignmentsApp(ClientApp):
    """Show assignments."""

    name = "jupyter-autograde-assignment-list"
    description = "Show the assignments of your courses, or of one: jupyter autograde assignment list [COURSE]"

    def run(self) -> None:
        """Show them."""
        if len(self.extra_args) > 1:
            self.arguments("course")
        with self.connect() as client:
            courses = [find_course(client, name).id for name in self.extra_args]
            found = client.list_assignments(*courses)
        found.sort(key=lambda one: (one.course, one.name))
        self.show(found, ["course", "name", "state", "due_at", "closes_at", "id"])


class AssignmentApp(AutogradeApp):
    """Look after assignments."""

    name = "jupyter-autograde-assignment"
    description = __doc__
    subcommands = {
        "list": (ListAssignmentsApp, ListAssignmentsApp.__doc__),
        "set": (SetAssignmentApp, SetAssignmentApp.__doc__),
        "extend": (ExtendApp, ExtendApp.__doc__),
        "extensions": (ListExtensionsApp, ListExtensionsApp.__doc__),
        "create": (CreateAssignmentApp, CreateAssignmentApp.__doc__),
        "copy": (CopyAssignmentApp, CopyAssignmentApp.__doc__),
        "release": (ReleaseAssignmentApp, ReleaseAssignmentApp.__doc__),
        "versions": (VersionsApp, VersionsApp.__doc__),
        "fetch": (FetchAssignmentApp, FetchAssignmentApp.__doc__),
        "solution": (FetchSolutionApp, FetchSolutionApp.__doc__),
        "submit": (SubmitApp, SubmitApp.__doc__),
        "close": (CloseApp, CloseApp.__doc__),
        "open": (OpenApp, OpenApp.__doc__),
        "unrelease": (UnreleaseApp, UnreleaseApp.__doc__),
        "progress": (ProgressApp, ProgressApp.__doc__),
        "holders": (HoldersApp, HoldersApp.__doc__),
        "limits": (LimitsApp, LimitsApp.__doc__),
    }
