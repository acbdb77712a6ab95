"""The parts of the service, made from its settings, once."""

from __future__ import annotations

import logging
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from traitlets.utils.importstring import import_item

from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.courses.groups import check_patterns
from jupyter_autograde.environments import EnvironmentStore
from jupyter_autograde.errors import InvalidInput, SchemaOutdated
from jupyter_autograde.exchange.live_state import LiveRules
from jupyter_autograde.grading.contract import Engine
from jupyter_autograde.grading.manual.answers import AnswerBook
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.models.limits import MaxLimits
from jupyter_autograde.passback.lti11 import Lti11Channel
from jupyter_autograde.passback.platforms import platforms_of
from jupyter_autograde.passback.sender import PassbackSender
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.sandbox.base import Limits, Sandbox
from jupyter_autograde.sandbox.bubblewrap import BubblewrapSandbox
from jupyter_autograde.sandbox.environment import Environment
from jupyter_autograde.service.auth import Authenticator, Callers
from jupyter_autograde.service.auth.cookies import Cookies
from jupyter_autograde.service.auth.local import LocalAuthenticator, LocalTokens
from jupyter_autograde.service.auth.secret_file import load_or_create
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.mounts import MountedDoor, mount_doors
from jupyter_autograde.service.environments import CheckedEnvironments, GradingEnvironments
from jupyter_autograde.service.event_feed import EventFeed
from jupyter_autograde.service.folders import make_private
from jupyter_autograde.service.group_roster import GroupRoster
from jupyter_autograde.service.hand_in_desk import HandInDesk
from jupyter_autograde.service.health import Examiner
from jupyter_autograde.service.open_requests import OpenRequests
from jupyter_autograde.service.rate_limits import RateLimit
from jupyter_autograde.service.sandbox_check import SandboxCheck
from jupyter_autograde.service.settings import ServiceSettings
from jupyter_autograde.service.upload_limits import UploadLimits
from jupyter_autograde.service.worker_check import WorkerCheck
from jupyter_autograde.service.worker_parts import Check, WorkerParts
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.leftovers import claim_store
from jupyter_autograde.storage.receipt_keys import add_key, newest_key
from jupyter_autograde.storage.shown_address import shown_address


class AutogradeService(ServiceSettings):
    """The hub-side service."""

    @property
    def local_tokens(self) -> LocalTokens:
        """The tokens of a stand-alone service."""
        return LocalTokens(Path(self.data_dir))

    @property
    def grading_environments(self) -> GradingEnvironments:
        """The configured environments, and those that `jupyter autograde env build` made."""
        return GradingEnvironments(self.environments, EnvironmentStore(Path(self.data_dir)))

    def open_database(self, *, upgrade: bool) -> Database:
        """Return the database at the schema of this release; with `upgrade` it is made, and brought there."""
        if upgrade:
            self._make_data_dir()
        database = Database(self.db_url)
        if upgrade:
            migrations.upgrade(database)
        elif database.missing_file is not None:
            raise SchemaOutdated(
                f"There is no database {database.missing_file}. Look at --data-dir and --config, or make one: "
                f"jupyter autograde db upgrade {self.options_of_store()}"
            )
        migrations.check_revision(database)
        return database

    def options_of_store(self) -> str:
        """Return the options for a command on the same database, ready to be pasted but for what is secret in them."""
        elsewhere = [f"--db-url={shown_address(self.db_url)}"] if self.db_url != self._default_db_url() else []
        return shlex.join([f"--data-dir={self.data_dir}", *elsewhere])

    def build(self, *, upgrade: bool = True, authenticator: Authenticator | None = None) -> Components:
        """Make every part once and connect them; nothing runs yet but the sandbox's self-test.

        Raises
        ------
        SchemaOutdated, StorageError, InvalidName
        """
        doors = mount_doors(self.doors, self.door_options, self.prefix, standalone=self.standalone)
        database = self.open_database(upgrade=upgrade)
        blobs = BlobStore(self.blobs_url)
        with database.write() as session:
            load_courses(session, self.load_courses)
        signer = signer_of(database)
        platforms = platforms_of(self.lti11_platforms)
        claim_store(database, blobs)
        self._warn_of_missing_environments()
        parts = self.make_worker(database, blobs)
        if self.queue.only_here:
            parts.worker.recover()
        parts.begin()
        return Components(
            database=database,
            blobs=blobs,
            signer=signer,
            desk=HandInDesk(database, blobs, signer, self.attempts_a_day),
            queue=parts.queue,
            feed=EventFeed(database),
            callers=Callers(authenticator or self._authenticator(), self._cookies(doors)),
            groups=GroupRoster(database, check_patterns(self.group_roles)),
            examiner=Examiner(database, blobs, parts.queue, parts.check, doors),
            answers=AnswerBook(blobs),
            sandbox_check=parts.check,
            passback=PassbackSender(database, Lti11Channel(platforms), logging.getLogger("jupyter_autograde.passback")),
            platforms=platforms,
            upload_folder=self._make_folder("uploads"),
            environments=self.grading_environments,
            prefix=self.prefix,
            bundle_limits=self.bundle_limits,
            # The archive itself may be a little larger than the files in it.
            upload_limits=UploadLimits(size=self.max_bundle + 8 * MIB),
            rate_limit=RateLimit(self.requests_per_second, int(self.requests_per_second * 10)),
            open=OpenRequests() if self.requests_per_second else OpenRequests(0, 0),
            attempts_a_day=self.attempts_a_day,
            people_a_course=self.people_a_course,
            assignments_a_course=self.assignments_a_course,
            limits=Limits(**self.limits),
            max_limits=MaxLimits.model_validate(self.max_limits),
            live_rules=LiveRules(self.live_stuck_minutes, self.live_idle_minutes, self.live_others_of_all),
            doors=doors,
            closers=parts.closers,
        )

    def _warn_of_missing_environments(self) -> None:
        known = self.grading_environments
        for name, course in self.load_courses.items():
            environment = course.get("environment")
            if environment is not None and str(environment) not in known:
                self.log.warning(
                    "The course %r has no release until there is its grading environment %r: "
                    "jupyter autograde env build %s",
                    name,
                    environment,
                    environment,
                )

    def build_worker(self) -> WorkerParts:
        """Make the parts of a worker beside the service, and begin the self-test of its sandbox.

        Raises
        ------
        InvalidInput, SchemaOutdated, StorageError
        """
        if self.queue.only_here:
            raise InvalidInput(
                "With this queue the service does all jobs itself. For workers of their own set "
                "c.AutogradeService.queue to 'celery'."
            )
        database = self.open_database(upgrade=False)
        parts = self.make_worker(database, BlobStore(self.blobs_url), grades=True)
        parts.begin()
        return parts

    def make_worker(self, database: Database, blobs: BlobStore, *, grades: bool | None = None) -> WorkerParts:
        """Make what grades; `grades` says whether this process runs jobs, by default what the queue says."""
        environments = self.grading_environments
        sandbox = self.make_sandbox()
        own = SandboxCheck(sandbox, environments)
        engine = self._make_engine(sandbox, CheckedEnvironments(environments, own.fault_in))
        worker = GradingWorker(
            database,
            blobs,
            engine,
            log=logging.getLogger("jupyter_autograde.grading"),
            lease_seconds=self.lease_seconds,
            test_sandbox=own.test_again,
            refused=own.refused,
        )
        here = self.queue.here if grades is None else grades
        check: Check = own if here else WorkerCheck(worker.load, own.warning)
        queue = self._make_queue(worker, check)
        return WorkerParts(database, worker, queue, check, engine, [engine.close, sandbox.close])

    def _authenticator(self) -> Authenticator:
        if self.standalone:
            return LocalAuthenticator(self.local_tokens)
        from jupyter_autograde.service.auth.hub import HubAuthenticator

        return HubAuthenticator(self.service_name, self.admin_users)

    def _cookies(self, doors: Sequence[MountedDoor]) -> Cookies:
        secret = load_or_create(self._make_data_dir() / "cookie-secret")
        visited = [prefix for mounted in doors if mounted.door.visited for prefix in mounted.prefixes]
        also = [prefix for prefix in visited if not prefix.startswith(self.prefix)]
        return Cookies(secret, self.prefix, secure=urlsplit(self.public_url).scheme == "https", also=also)

    def make_sandbox(self) -> Sandbox:
        """Return a new sandbox of the configured kind; the caller closes it."""
        own = {"worker_user": self.worker_user} if issubclass(self.sandbox, BubblewrapSandbox) else {}
        sandbox: Sandbox = self.sandbox(**(own | self.sandbox_options))
        return sandbox

    def _make_queue(self, worker: GradingWorker, check: Check) -> Queue:
        log = logging.getLogger("jupyter_autograde.queue")
        queue: Queue = self.queue(worker, slots=self.slots, ready=check.fault, log=log, **self.queue_options)
        return queue

    def _make_engine(self, sandbox: Sandbox, environments: Mapping[str, Environment]) -> Engine:
        own: dict[str, Any] = {"limits": Limits(**self.limits)} if self.limits else {}
        if not self.render_figures:
            own["render_figures"] = False
        engine: Engine = import_item(self.engine)(sandbox, environments, **own)
        return engine

    def _make_data_dir(self) -> Path:
        return make_private(Path(self.data_dir))

    def _make_folder(self, name: str) -> Path:
        return make_private(self._make_data_dir() / name)


def signer_of(database: Database) -> ReceiptSigner:
    """Return the signer with the newest key; the first start makes one."""
    with database.write() as session:
        key = newest_key(session)
        if key is not None:
            return ReceiptSigner(key.private_key)
        private = ReceiptSigner.generate()
        signer = ReceiptSigner(private)
        add_key(session, key_id=signer.key_id, private_key=private, public_key=signer.public_key)
        return signer
