"""`jupyter autograde assignment copy` and `course copy`: what is copied, with every date, before it is done."""

from __future__ import annotations

from pydantic import ValidationError
from traitlets import Bool, Integer

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.local_times import show_time, zone_of_course
from jupyter_autograde.cli.lookup import find_assignment, find_course
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.copying import MAX_SHIFT_DAYS, CopyPlan, CopyRequest, CopySkip

_WHY = {
    CopySkip.NAME_TAKEN: "the name is taken",
    CopySkip.LIMITS_TOO_HIGH: "its limits of grading are above the service's",
}
_DATES = [("opens_at", "opens"), ("due_at", "due"), ("closes_at", "closes")]


class CopyApp(ClientApp):
    """What both verbs share."""

    shift_days = Integer(
        0,
        min=-MAX_SHIFT_DAYS,
        max=MAX_SHIFT_DAYS,
        help="Days that are added to every date; whole weeks keep the weekday. The time of day stays.",
    ).tag(config=True)
    preview = Bool(False, help="Say what this would do, and do nothing.").tag(config=True)
    yes = Bool(False, help="Do it without being asked.").tag(config=True)
    aliases = {**ClientApp.aliases, "shift-days": "CopyApp.shift_days"}
    flags = {
        **ClientApp.flags,
        "preview": ({"CopyApp": {"preview": True}}, preview.help),
        "yes": ({"CopyApp": {"yes": True}}, yes.help),
    }

    def copy(self, client: AutogradeClient, course_id: str, request: CopyRequest) -> None:
        """Show what would be copied, ask, and copy it."""
        plan = client.preview_copies(course_id, request)
        if self.preview:
            self._show(plan)
            return
        count = sum(one.skipped is None for one in plan.assignments)
        if not self.yes and not self.json:
            self._show(plan)
        require_yes(f"Copy {count} into {plan.course!r}, as drafts?", "Nothing was copied.", yes=self.yes)
        self._show(client.copy_assignments(course_id, request))

    def _show(self, plan: CopyPlan) -> None:
        if self.json:
            self.show([plan], [])
            return
        zone = zone_of_course(plan.timezone)
        rows = [["ASSIGNMENT", "VERSION", "DATE", "WAS", "BECOMES"]]
        for one in plan.assignments:
            if one.skipped is not None:
                rows.append([one.name, "-", f"not copied: {_WHY[one.skipped]}", "", ""])
                continue
            head = [one.name, str(one.version or "-")]
            for field, word in _DATES:
                was = getattr(one.dates, field)
                if was is not None:
                    becomes = getattr(one.new_dates, field)
                    rows.append([*head, word, show_time(was, zone), show_time(becomes, zone)])
                    head = ["", ""]
            if head[0]:
                rows.append([*head, "no dates", "", ""])
        self.table(rows)
        if plan.takes_settings:
            self.say(
                "The course takes time zone, late policy and grading environment too, where it has none of its own."
            )


class CopyAssignmentApp(CopyApp):
    """Copy an assignment."""

    name = "jupyter-autograde-assignment-copy"
    description = """Copy an assignment as a draft, with its newest version ready to be released. For instructors.

    jupyter autograde assignment copy COURSE/ASSIGNMENT TO-COURSE[/NAME] [--shift-days=N] [--preview] [--yes]

    Dates, late policy, limits, visibility and rubric go along; students, their work and their extensions do not.
    """

    def run(self) -> None:
        """Copy it, or say what that would do."""
        original, target = self.arguments("assignment", "to-course")
        course_name, _, name = target.partition("/")
        with self.connect() as client:
            assignment = find_assignment(client, original)
            request = _request(
                course_id=find_course(client, course_name).id,
                shift_days=self.shift_days,
                assignments=[assignment.id],
                name=name or None,
            )
            self.copy(client, assignment.course_id, request)


class CopyCourseApp(CopyApp):
    """Copy the assignments of a course into another."""

    name = "jupyter-autograde-course-copy"
    description = """Copy all assignments of a course into another, such as the next term's. For instructors of both.

    jupyter autograde course copy FROM TO --shift-days=N [--preview] [--yes]

    Each is a draft there, as of "assignment copy". What has a name that is there already is left as it is.
    """

    def run(self) -> None:
        """Copy them, or say what that would do."""
        source, target = self.arguments("from", "to")
        with self.connect() as client:
            request = _request(course_id=find_course(client, target).id, shift_days=self.shift_days)
            self.copy(client, find_course(client, source).id, request)


def _request(**content: object) -> CopyRequest:
    try:
        return CopyRequest.model_validate(content)
    except ValidationError as fault:
        raise InvalidInput(f"This can't be asked: {fault.errors()[0]['msg']}.") from fault
