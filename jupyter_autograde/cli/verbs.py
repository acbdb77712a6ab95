"""All verbs: finds the one that is called, and turns what goes wrong into a sentence and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from jupyter_core.application import NoStart
from traitlets.config.application import Application

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.errors import (
    AutogradeError,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    PermissionDenied,
    UpstreamError,
)

EXIT_CODES: dict[type[AutogradeError], int] = {
    InvalidInput: 2,
    NotFound: 3,
    NotAuthenticated: 4,
    PermissionDenied: 4,
    UpstreamError: 5,
    AutogradeError: 1,
}
"""0 = done; a class without a row has the code of its nearest base; 70 is our own fault."""
INTERNAL = 70
INTERRUPTED = 130


class MainApp(AutogradeApp):
    """Courses, assignments and grades of a Jupyter hub."""

    name = "jupyter-autograde"
    description = __doc__
    subcommands = {
        "serve": ("jupyter_autograde.cli.local.serve.ServeApp", "Run the hub-side service."),
        "worker": ("jupyter_autograde.cli.local.worker.WorkerApp", "Do grading jobs beside a service."),
        "token": ("jupyter_autograde.cli.local.token.TokenApp", "Make a token for a stand-alone service."),
        "db": ("jupyter_autograde.cli.local.db.DatabaseApp", "Back up, restore, check and upgrade database and files."),
        "doctor": ("jupyter_autograde.cli.local.doctor.DoctorApp", "Look for what is wrong, and name the fix."),
        "import": ("jupyter_autograde.cli.local.moving_in.ImportApp", "Bring in what another service has."),
        "student": ("jupyter_autograde.cli.local.student.StudentApp", "Hand out or delete what is kept of a person."),
        "demo": ("jupyter_autograde.cli.local.demo.DemoApp", "Run a hub with a demo course."),
        "grade": ("jupyter_autograde.cli.local.grade.app.GradeApp", "Grade notebooks from the command line."),
        "regrade": ("jupyter_autograde.cli.regrade.RegradeApp", "Grade submissions again, with a preview."),
        "void": ("jupyter_autograde.cli.void.VoidApp", "Take a wrong test out of the scores."),
        "manual": ("jupyter_autograde.cli.manual.ManualApp", "Grade by hand: points, rubrics, anonymous grading."),
        "env": ("jupyter_autograde.cli.local.env.EnvironmentApp", "Build grading environments."),
        "course": ("jupyter_autograde.cli.course.CourseApp", "Look after courses and the people in them."),
        "roster": ("jupyter_autograde.cli.roster.RosterApp", "Show, import and export who is in a course."),
        "assignment": ("jupyter_autograde.cli.assignment.AssignmentApp", "Look after assignments."),
        "submission": (
            "jupyter_autograde.cli.submission.SubmissionApp",
            "List, show, download and grade submissions.",
        ),
        "receipt": ("jupyter_autograde.cli.receipt.ReceiptApp", "Save and check receipts."),
        "feedback": (
            "jupyter_autograde.cli.feedback.FeedbackApp",
            "Generate, release and fetch feedback, and comment.",
        ),
        "requests": (
            "jupyter_autograde.cli.grade_requests.RequestsApp",
            "Ask about grades, and answer.",
        ),
        "todo": ("jupyter_autograde.cli.todo.TodoApp", "Show what is to be done in a course."),
        "events": ("jupyter_autograde.cli.events.EventsApp", "Show what happens in your courses."),
        "tail": ("jupyter_autograde.cli.tail.TailApp", "Show the last cells of notebooks."),
        "grades": (
            "jupyter_autograde.cli.grades.GradesApp",
            "Show, weigh, finalise and export grades.",
        ),
        "passback": ("jupyter_autograde.cli.passback.PassbackApp", "Pass grades back to an LMS."),
        "insight": ("jupyter_autograde.cli.insight.InsightApp", "Show how an assignment went."),
    }


def run_verb(argv: Sequence[str]) -> int:
    """Run one verb and return the exit code."""
    app: Application = MainApp.instance()
    try:
        app.initialize(list(argv))
        app.start()
    except NoStart:  # the verb has run
        return _exit_code(app)
    except AutogradeError as fault:
        print(f"jupyter autograde: {fault.message}", file=sys.stderr)
        return next(EXIT_CODES[kind] for kind in type(fault).__mro__ if kind in EXIT_CODES)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; Python would complain once more at exit
        return 0
    except Exception:
        app.log.exception("jupyter autograde failed; please report this")
        return INTERNAL
    finally:
        _forget(app)
    return 0


def _exit_code(app: Application) -> int:
    while app.subapp is not None:
        app = app.subapp
    return app.exit_code if isinstance(app, AutogradeApp) else 0


def _forget(app: Application) -> None:
    """Let the next call in this process begin anew: traitlets keeps every application as a singleton."""
    while app.subapp is not None:
        app = app.subapp
    type(app).clear_instance()
