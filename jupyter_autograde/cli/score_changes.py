"""What `regrade` and `void` share: find the assignment and the change, decide about it, print its preview."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Sequence

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    ChangeCounts,
    ChangeKind,
    ChangeRow,
    ChangeState,
    Points,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    Which,
)

DECISIONS = ("preview", "apply", "discard", "undo")


class ScoreChangeApp(ClientApp):
    """A verb that starts a change of scores, shows it, and decides about it."""

    kind: ChangeKind
    verb: str

    preview = Bool(False, help="Show the one that is open, once more.").tag(config=True)
    apply = Bool(False, help="Let the one that is open count.").tag(config=True)
    discard = Bool(False, help="Close the one that is open without letting it count.").tag(config=True)
    undo = Bool(False, help="Take back the one that was applied last.").tag(config=True)
    all = Bool(False, help="Show submissions that do not change, too.").tag(config=True)
    of_version = Integer(None, allow_none=True, help="Number of a version of the assignment.").tag(config=True)
    reason = Unicode("", help="Why; kept beside who did it and when.").tag(config=True)
    id = Unicode("", help="Id of the change that is meant, where it is not the newest.").tag(config=True)

    aliases = {
        **ClientApp.aliases,
        "version": "ScoreChangeApp.of_version",
        "reason": "ScoreChangeApp.reason",
        "id": "ScoreChangeApp.id",
    }
    flags = {
        **ClientApp.flags,
        "preview": ({"ScoreChangeApp": {"preview": True}}, preview.help),
        "apply": ({"ScoreChangeApp": {"apply": True}}, apply.help),
        "discard": ({"ScoreChangeApp": {"discard": True}}, discard.help),
        "undo": ({"ScoreChangeApp": {"undo": True}}, undo.help),
        "all": ({"ScoreChangeApp": {"all": True}}, all.help),
    }

    @abstractmethod
    def begin(self, client: AutogradeClient, assignment: Assignment) -> ScoreChangePreview:
        """Start a new change and return its preview."""

    @abstractmethod
    def chosen(self) -> list[str]:
        """Return the options given that only a new change can use."""

    def which(self) -> Which:
        """Return which of the changes are applied."""
        return Which.ALL

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read the command line; `--version 2` is about the assignment, not about this program."""
        words = list(sys.argv[1:] if argv is None else argv)
        for place, word in enumerate(words[:-1]):
            if word == "--version" and words[place + 1].isdigit():
                words[place : place + 2] = [f"--version={words[place + 1]}"]
                break
        super().parse_command_line(words)

    def run(self) -> None:
        """Start, show, or decide."""
        (name,) = self.arguments("assignment")
        decisions = [one for one in DECISIONS if getattr(self, one)]
        if len(decisions) > 1:
            raise InvalidInput(f"Choose one of --{' and --'.join(decisions)}.")
        if decisions and self.chosen():
            raise InvalidInput(
                f"--{decisions[0]} is about a change that there is; --{' and --'.join(self.chosen())} begin a new one."
            )
        if self.which() is not Which.ALL and decisions != ["apply"]:
            raise InvalidInput("--up goes with --apply.")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            if decisions:
                self._decide(client, assignment, decisions[0])
            else:
                self._print(self.begin(client, assignment))
                self._say_next(name)

    def _decide(self, client: AutogradeClient, assignment: Assignment, decision: str) -> None:
        change = self._find(client, assignment, ChangeState.APPLIED if decision == "undo" else ChangeState.OPEN)
        step = StepRequest(reason=self.reason)
        if decision == "preview":
            self._print(client.get_score_change(change.id))
        elif decision == "apply":
            request = ApplyRequest(which=self.which(), reason=self.reason)
            self._print(client.apply_score_change(change.id, request))
        elif decision == "undo":
            self._print(client.undo_score_change(change.id, step))
        else:
            discarded = client.discard_score_change(change.id, step)
            self.show([discarded], ["kind", "state", "id"])

    def _find(self, client: AutogradeClient, assignment: Assignment, state: ChangeState) -> ScoreChange:
        changes = [one for one in client.list_score_changes(assignment.id) if one.kind is self.kind]
        if self.id:
            found = next((one for one in changes if one.id == self.id), None)
        else:
            in_state = [one for one in changes if one.state is state]
            found = max(in_state, key=lambda one: one.steps[-1].at, default=None)
        if found is None:
            raise NotFound(
                f"{assignment.name!r} has no {self.verb} that is {state}{' with this id' if self.id else ''}."
            )
        return found

    def _print(self, preview: ScoreChangePreview) -> None:
        if self.json:
            self.say(preview.model_dump_json(indent=1))
            return
        self.say(about(preview))
        self.say(summary(preview.counts, preview.state))
        rows = [row for row in preview.rows if self.all or row.questions or row.before != row.after or not row.after]
        if rows:
            head = ["STUDENT", "ATTEMPT", "STATE", "BEFORE", "AFTER", "QUESTIONS"]
            self.table([head, *(_cells(row, preview.state) for row in rows)])

    def _say_next(self, name: str) -> None:
        if not self.json:
            call = f"jupyter autograde {self.verb} {name}"
            self.say(f"Nothing has changed yet. Next: {call} --apply, or {call} --discard")


def about(change: ScoreChange) -> str:
    """Return in a line which change it is: of two, the one that is decided about may be another than one thinks."""
    said = [f"{change.kind} {change.id}"]
    said += [f"question {change.question}"] if change.question is not None else []
    said += [f"test {change.test}"] if change.test is not None else []
    said += [f"version {change.version}"] if change.version is not None else []
    said += [f"policy {change.policy.replace('_', '-')}"] if change.policy is not None else []
    said += [f"reason: {change.steps[0].reason}"] if change.steps[0].reason else []
    return ", ".join(said)


def summary(counts: ChangeCounts, state: ChangeState) -> str:
    """Return a preview in a line."""
    parts = [f"{counts.changed} change, {counts.down} go down"]
    if state in (ChangeState.APPLIED, ChangeState.UNDONE):
        parts.append(f"{counts.applied} {state}")
    if counts.waiting:
        parts.append(f"{counts.waiting} still being graded")
    if counts.failed:
        parts.append(f"{counts.failed} could not be graded and keep their score")
    if counts.outdated:
        parts.append(f"{counts.outdated} got another score meanwhile and keep it")
    return f"{'; '.join(parts)} (of {counts.total})"


def _cells(row: ChangeRow, state: ChangeState) -> Sequence[str]:
    questions = ", ".join(f"{one.name} {_points(one.before)} -> {_points(one.after)}" for one in row.questions)
    done = state in (ChangeState.APPLIED, ChangeState.UNDONE) and row.applied
    return [
        row.user,
        str(row.attempt),
        str(state) if done else str(row.state),
        _points(row.before),
        _points(row.after),
        questions or "-",
    ]


def _points(points: Points | None) -> str:
    return "-" if points is None else f"{points.score:g}/{points.max_score:g}"
