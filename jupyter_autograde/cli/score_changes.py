"""What `regrade` and `void` share: find the assignment and the change, decide about it, print its preview."""

from __future__ import annotations

import shlex
import sys
from abc import abstractmethod

from traitlets import Bool, Integer, Unicode

from jupyter_autograde.cli.change_words import about, cells, is_fresh, summary
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.lookup import find_assignment
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.models.assignment import Assignment
from jupyter_autograde.models.regrade import (
    ApplyRequest,
    ChangeKind,
    ChangeState,
    ScoreChange,
    ScoreChangePreview,
    StepRequest,
    Which,
)

DECISIONS = ("preview", "apply", "discard", "undo", "listed")


class ScoreChangeApp(ClientApp):
    """A verb that starts a change of scores, shows it, and decides about it."""

    kind: ChangeKind
    verb: str

    preview = Bool(False, help="Show the one that is open, once more.").tag(config=True)
    apply = Bool(False, help="Let the one that is open count.").tag(config=True)
    discard = Bool(False, help="Close the one that is open without letting it count.").tag(config=True)
    undo = Bool(False, help="Take back the one that was applied last.").tag(config=True)
    listed = Bool(False, help="List what there is, open or not, with its ids.").tag(config=True)
    all = Bool(False, help="Show submissions that do not change, too.").tag(config=True)
    of_version = Integer(None, allow_none=True, help="Number of a version of the assignment.").tag(config=True)
    reason = Unicode("", help="Why; kept beside who did it and when.").tag(config=True)
    id = Unicode("", help="Id of the change that is meant; --list shows them.").tag(config=True)

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
        "list": ({"ScoreChangeApp": {"listed": True}}, listed.help),
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
        options = [one.removesuffix("ed") for one in decisions]
        if len(decisions) > 1:
            raise InvalidInput(f"Choose one of --{' and --'.join(options)}.")
        if decisions and self.chosen():
            raise InvalidInput(
                f"--{options[0]} is about a change that there is; --{' and --'.join(self.chosen())} begin a new one."
            )
        if self.which() is not Which.ALL and decisions != ["apply"]:
            raise InvalidInput("--up goes with --apply.")
        with self.connect() as client:
            assignment = find_assignment(client, name)
            if decisions:
                self._decide(client, assignment, decisions[0])
            else:
                made = self.begin(client, assignment)
                self._print(made)
                self._say_next(name, made)

    def _decide(self, client: AutogradeClient, assignment: Assignment, decision: str) -> None:
        changes = [one for one in client.list_score_changes(assignment.id) if one.kind is self.kind]
        changes.sort(key=lambda one: one.steps[0].at)
        if decision == "listed":
            self._list(changes)
            return
        change = self._find(changes, assignment, ChangeState.APPLIED if decision == "undo" else ChangeState.OPEN)
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
            if self.json:
                self.show([discarded], [])
            else:
                self.say(about(discarded))

    def _find(self, changes: list[ScoreChange], assignment: Assignment, state: ChangeState) -> ScoreChange:
        """Return the change that is meant; one that has lain about is never meant without being named."""
        if self.id:
            changes = [one for one in changes if one.id == self.id]
            if not changes:
                raise NotFound(
                    f"{assignment.name!r} has no {self.verb} with this id. --list shows those that there are."
                )
            return changes[0]
        in_state = [one for one in changes if one.state is state]
        if not in_state:
            raise NotFound(f"{assignment.name!r} has no {self.verb} that is {state}.")
        if state is ChangeState.APPLIED:
            return max(in_state, key=lambda one: one.steps[-1].at)
        if len(in_state) > 1:
            raise InvalidInput(_which(f"{len(in_state)} {self.verb}s of {assignment.name!r} are open", in_state))
        if not is_fresh(in_state[0], changes):
            fault = f"The {self.verb} of {assignment.name!r} that is open is older than what was decided last"
            raise InvalidInput(_which(fault, in_state))
        return in_state[0]

    def _list(self, changes: list[ScoreChange]) -> None:
        if self.json:
            self.show(changes, [])
            return
        for one in changes:
            self.say(about(one))

    def _print(self, preview: ScoreChangePreview) -> None:
        if self.json:
            self.say(preview.model_dump_json(indent=1))
            return
        self.say(about(preview))
        self.say(summary(preview.counts, preview.state))
        rows = [row for row in preview.rows if self.all or row.questions or row.before != row.after or not row.after]
        if rows:
            head = ["STUDENT", "ATTEMPT", "STATE", "BEFORE", "AFTER", "QUESTIONS"]
            self.table([head, *(cells(row, preview.state) for row in rows)])

    def _say_next(self, name: str, made: ScoreChange) -> None:
        if not self.json:
            # With the id: said twice, it must not decide about another one.
            call = f"jupyter autograde {self.verb} {shlex.quote(name)} --id={made.id}"
            self.say(f"Nothing has changed yet. Next: {call} --apply, or {call} --discard")


def _which(fault: str, changes: list[ScoreChange]) -> str:
    return "\n  ".join([f"{fault}. Say which with --id:", *(about(one) for one in changes)])
