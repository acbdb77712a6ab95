"""`jupyter autograde student export|delete`: all that is kept about one person."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from traitlets import Bool, Unicode

from jupyter_autograde.cli.asking import require_yes
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.counts import counted
from jupyter_autograde.cli.local.progress import progress_bars
from jupyter_autograde.cli.local.service_app import StoreApp
from jupyter_autograde.errors import InvalidInput, NotFound
from jupyter_autograde.personal_data.export import export_person
from jupyter_autograde.personal_data.journal import Journal, Removal
from jupyter_autograde.personal_data.removal import remove_person
from jupyter_autograde.personal_data.rows import PersonalRows
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.timestamps import now


class ExportStudentApp(StoreApp):
    """Write everything that is kept about a person into one archive."""

    name = "jupyter-autograde-student-export"
    description = """Write everything that is kept about a person into one archive, for that person.

    jupyter autograde student export COURSE USER --output=FILE.zip
    jupyter autograde student export --all USER --output=FILE.zip

    Work, feedback, grades, enrollments and events. Hidden tests stay hidden. Only you can read the file.
    """
    everything = Bool(False, help="Of all courses.").tag(config=True)
    output = Unicode(help="The archive to write.").tag(config=True)
    aliases = {
        **StoreApp.aliases,
        "o": "ExportStudentApp.output",
        "output": "ExportStudentApp.output",
    }
    flags = {**StoreApp.flags, "all": ({"ExportStudentApp": {"everything": True}}, everything.help)}

    def run(self) -> None:
        """Write it."""
        if self.everything:
            (user,), course = self.arguments("user"), None
        else:
            course, user = self.arguments("course", "user")
        if not self.output:
            raise InvalidInput("Say where to write it: --output=FILE.zip")
        service = self.service()
        database = service.open_database(upgrade=False)
        try:
            with database.read() as session, progress_bars() as on_progress:
                counts = export_person(
                    session,
                    BlobStore(service.blobs_url, looks_only=True),
                    user,
                    course,
                    Path(self.output),
                    lambda done, whole: on_progress("Submissions", done, whole),
                )
        finally:
            database.close()
        self.say(f"{self.output}: {_in_words(counts)}")


class DeleteStudentApp(StoreApp):
    """Delete everything that is kept about a person."""

    name = "jupyter-autograde-student-delete"
    description = """Delete everything that is kept about a person: work, feedback, grades, enrollments and events.

    jupyter autograde student delete USER [--course=COURSE] [--yes]

    What the person did to the work of others stays under another name. Stop the service and all workers before. It is
    written down in removals.jsonl beside the database. Backups still have it all.
    """
    course = Unicode(help="Only what belongs to this course.").tag(config=True)
    yes = Bool(False, help="Do not ask before.").tag(config=True)
    aliases = {**StoreApp.aliases, "course": "DeleteStudentApp.course"}
    flags = {**StoreApp.flags, "yes": ({"DeleteStudentApp": {"yes": True}}, yes.help)}

    def run(self) -> None:
        """Count, ask, delete."""
        (user,) = self.arguments("user")
        course = self.course or None
        service = self.service()
        database = service.open_database(upgrade=False)
        try:
            with database.read() as session:
                counts = PersonalRows(session, user, course).counts()
            if not counts:
                raise NotFound(f"Nothing is kept about {user!r}" + (f" in {course!r}." if course else "."))
            where = f" in {course}" if course else ""
            require_yes(f"Delete {_in_words(counts)} of {user}{where}, for ever?", "Nothing was deleted.", yes=self.yes)
            with database.write() as session:
                counts, digests = remove_person(session, user, course)
                # In the transaction: whatever ends this, nobody is deleted whom a backup brings back unnoticed.
                removal = Removal(at=now(), user=user, course=course, by=_who(), rows=counts, files=len(digests))
                Journal(Path(service.data_dir)).add(removal)
            blobs = BlobStore(service.blobs_url)
            for digest in sorted(digests):
                blobs.remove(digest)
        finally:
            database.close()
        self.say(f"Deleted {_in_words(counts)} and {counted(len(digests), 'file')} of {user}{where}.")
        self.say("Backups still have them, until they are deleted as well. So has the store what was handed in and")
        self.say("refused, which no row names: the service deletes it within 16 days.")


class StudentApp(AutogradeApp):
    """Hand out or delete what is kept about a person."""

    name = "jupyter-autograde-student"
    description = __doc__
    subcommands = {
        "export": (ExportStudentApp, ExportStudentApp.__doc__),
        "delete": (DeleteStudentApp, DeleteStudentApp.__doc__),
    }


def _in_words(counts: dict[str, int]) -> str:
    return ", ".join(counted(count, name.replace("_", " ")) for name, count in counts.items())


def _who() -> str:
    """Return who runs this; behind sudo, who did."""
    return os.environ.get("SUDO_USER") or getpass.getuser()
