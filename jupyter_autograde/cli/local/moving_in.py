"""`jupyter autograde import ngshare|nbgrader|gofer`: bring in what another service has."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from traitlets import Bool, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.progress import progress_bars
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import is_plain
from jupyter_autograde.moving_in.gofer import read_gofer
from jupyter_autograde.moving_in.haul import Haul
from jupyter_autograde.moving_in.nbgrader import read_gradebook
from jupyter_autograde.moving_in.nbgrader_exchange import read_exchange
from jupyter_autograde.moving_in.ngshare import read_ngshare
from jupyter_autograde.moving_in.prepare import Keep, prepare, reckon
from jupyter_autograde.moving_in.report import ImportReport
from jupyter_autograde.moving_in.write import Importer
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.service.config import AutogradeService, signer_of
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.bundle_store import store_files


class ImportVerb(StoreApp):
    """A verb that brings in what one kind of service has."""

    dry_run = Bool(False, help="Print what would change, and change nothing.").tag(config=True)
    leave_out = Bool(False, help="Import all the same where rows have problems, without these rows.").tag(config=True)
    json = Bool(False, help="Print JSON for programs.").tag(config=True)
    course = Unicode(help="Name of the course here.").tag(config=True)
    aliases = {**StoreApp.aliases, "course": "ImportVerb.course"}
    flags = {
        **StoreApp.flags,
        "dry-run": ({"ImportVerb": {"dry_run": True}}, dry_run.help),
        "leave-out": ({"ImportVerb": {"leave_out": True}}, leave_out.help),
        "json": ({"ImportVerb": {"json": True}}, json.help),
    }

    def read(self, service: AutogradeService) -> Haul:
        """Read the source."""
        raise NotImplementedError

    def run(self) -> None:
        """Read, compare, write, and say what is new."""
        service = self.service()
        haul = self.read(service)
        # As in `serve`: nothing that is written here is for others on this machine.
        umask = os.umask(0o077)
        try:
            report = self._bring_in(service, haul)
        finally:
            os.umask(umask)
        if self.json:
            self.say(report.model_dump_json(indent=1))
        else:
            self._show(report)
        if report.problems and not self.leave_out:
            raise InvalidInput(
                f"Nothing was imported, because of {counted(len(report.problems), 'problem')}. Mend the source, or say "
                "--leave-out to import all but these rows."
            )

    def _bring_in(self, service: AutogradeService, haul: Haul) -> ImportReport:
        database = service.open_database(upgrade=False)
        try:
            with progress_bars() as on_progress:
                keep = reckon if self.dry_run else _store_in(BlobStore(service.blobs_url))
                courses = prepare(haul, keep, service.bundle_limits, partial(_tell, on_progress, haul.works))
            report = ImportReport(source=haul.source, problems=haul.problems, notes=haul.notes)
            signer = ReceiptSigner(ReceiptSigner.generate()) if self.dry_run else signer_of(database)
            with database.write() as session:
                importer = Importer(session, report, signer, service.grading_environments)
                for course in courses:
                    importer.bring_in(course)
                report.applied = not self.dry_run and (self.leave_out or not report.problems)
                if not report.applied:
                    session.rollback()
        finally:
            database.close()
        return report

    def _show(self, report: ImportReport) -> None:
        if self.dry_run:
            for change in report.changes:
                self.say(_plain(f"+ {change.kind}: {change.what}"))
        for problem in report.problems:
            print(_plain(f"{problem.where}: {problem.message}"), file=sys.stderr)
        for kind, (new, there) in report.counts().items():
            if new or there:
                self.say(f"{kind:<12}{new:>8} new {there:>8} there already")
        for note in report.notes:
            self.say(_plain(note))
        if self.dry_run:
            self.say("Nothing was changed: this was a dry run.")


class NgshareApp(ImportVerb):
    """Bring in the database and files of ngshare."""

    name = "jupyter-autograde-import-ngshare"
    description = """Bring in courses, people, assignments, submissions and feedback of ngshare.

    jupyter autograde import ngshare NGSHARE.DB [--storage=FOLDER] [--dry-run]
    """
    storage = Unicode(help="ngshare's folder of files. Default: `files` beside the database.").tag(config=True)
    aliases = {**StoreApp.aliases, "storage": "NgshareApp.storage"}

    def read(self, service: AutogradeService) -> Haul:
        """Read the database."""
        (name,) = self.arguments("ngshare.db")
        path = Path(name)
        storage = Path(self.storage) if self.storage else path.parent / "files"
        if not storage.is_dir():
            raise InvalidInput(f"There is no folder {storage}. Say where ngshare keeps its files: --storage=FOLDER")
        return read_ngshare(path, storage, limit=service.bundle_limits.total)


class NbgraderApp(ImportVerb):
    """Bring in nbgrader's gradebook and exchange folder."""

    name = "jupyter-autograde-import-nbgrader"
    description = """Bring in what nbgrader has: its gradebook, its exchange folder, or both.

    jupyter autograde import nbgrader [--gradebook=gradebook.db] [--exchange=FOLDER] [--course=NAME] [--dry-run]
    """
    gradebook = Unicode(help="nbgrader's gradebook.db.").tag(config=True)
    exchange = Unicode(help="nbgrader's exchange folder, with a folder for each course.").tag(config=True)
    aliases = {
        **ImportVerb.aliases,
        "gradebook": "NbgraderApp.gradebook",
        "exchange": "NbgraderApp.exchange",
    }

    def read(self, service: AutogradeService) -> Haul:
        """Read the folder, then the gradebook, whose scores belong to what is in the folder."""
        self.arguments()
        if not (self.gradebook or self.exchange):
            raise InvalidInput("Say what to import: --gradebook=gradebook.db, --exchange=FOLDER, or both.")
        haul = Haul("nbgrader")
        if self.exchange:
            read_exchange(haul, Path(self.exchange), self.course or None, limit=service.bundle_limits.total)
        if self.gradebook:
            read_gradebook(haul, Path(self.gradebook), self.course or None)
        return haul


class GoferApp(ImportVerb):
    """Bring in the gradebook of gofer_service."""

    name = "jupyter-autograde-import-gofer"
    description = """Bring in the scores of gofer_service; it keeps nothing of what was handed in.

    jupyter autograde import gofer gradebook.db --course=NAME [--dry-run]
    """

    def read(self, service: AutogradeService) -> Haul:
        """Read the gradebook."""
        (name,) = self.arguments("gradebook.db")
        if not self.course:
            raise InvalidInput("gofer's gradebook does not name the course. Say it with --course=NAME.")
        return read_gofer(Path(name), self.course)


class ImportApp(AutogradeApp):
    """Bring in what another service has; importing again brings only what is new."""

    name = "jupyter-autograde-import"
    description = __doc__
    subcommands = {
        "ngshare": (NgshareApp, NgshareApp.__doc__),
        "nbgrader": (NbgraderApp, NbgraderApp.__doc__),
        "gofer": (GoferApp, GoferApp.__doc__),
    }


def _store_in(blobs: BlobStore) -> Keep:
    return lambda files: store_files(blobs, sorted(files.items()))


def _tell(on_progress: Callable[[str, int, int], None], whole: int, done: int) -> None:
    on_progress("Submissions", done, whole)


def _plain(text: str) -> str:
    """Return text without what would steer the terminal: names come from elsewhere."""
    return text if is_plain(text) else "".join(each if is_plain(each) else "\N{REPLACEMENT CHARACTER}" for each in text)
