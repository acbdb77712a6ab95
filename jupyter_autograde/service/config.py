"""What operators can set, and the parts of the service made from it, once."""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.traitlets import ByteSpecification
from pydantic import ValidationError
from traitlets import Bool, Dict, Float, Integer, List, Set, TraitError, Unicode, default, validate
from traitlets.config import LoggingConfigurable
from traitlets.utils.importstring import import_item

from jupyter_autograde.bundles import BundleLimits
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.courses.course import load_courses
from jupyter_autograde.courses.groups import check_patterns
from jupyter_autograde.environments import EnvironmentStore
from jupyter_autograde.environments.store import default_data_dir
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.exchange.live_state import LivePatience
from jupyter_autograde.exchange.submit import ATTEMPTS_A_DAY
from jupyter_autograde.grading.contract import Engine
from jupyter_autograde.grading.worker import GradingWorker
from jupyter_autograde.models.limits import MaxLimits
from jupyter_autograde.queues.base import ENTRY_POINT_GROUP as QUEUES
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.queues.in_process import InProcessQueue
from jupyter_autograde.receipts import ReceiptSigner
from jupyter_autograde.sandbox.base import ENTRY_POINT_GROUP as SANDBOXES
from jupyter_autograde.sandbox.base import Limits, Sandbox
from jupyter_autograde.sandbox.bubblewrap import BubblewrapSandbox
from jupyter_autograde.sandbox.environment import Environment, default_python
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from jupyter_autograde.service.auth import Authenticator, Callers
from jupyter_autograde.service.auth.cookies import Cookies
from jupyter_autograde.service.auth.local import LocalAuthenticator, LocalTokens
from jupyter_autograde.service.auth.secret_file import load_or_create
from jupyter_autograde.service.components import Components
from jupyter_autograde.service.doors.mounts import MountedDoor, mount_doors
from jupyter_autograde.service.environments import CheckedEnvironments, GradingEnvironments
from jupyter_autograde.service.event_feed import EventFeed
from jupyter_autograde.service.group_roster import GroupRoster
from jupyter_autograde.service.health import Examiner
from jupyter_autograde.service.loopback import LOOPBACK
from jupyter_autograde.service.named_class import NamedClass
from jupyter_autograde.service.rate_limits import RateLimit
from jupyter_autograde.service.sandbox_check import SandboxCheck
from jupyter_autograde.service.upload_limits import UploadLimits
from jupyter_autograde.service.worker_check import WorkerCheck
from jupyter_autograde.service.worker_parts import Check, WorkerParts
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.receipt_keys import add_key, newest_key

STANDALONE_URL = "http://127.0.0.1:10101"


class AutogradeService(LoggingConfigurable):
    """The hub-side service."""

    standalone = Bool(
        False, help="Run without a hub, on loopback only, with tokens from `jupyter autograde token`."
    ).tag(config=True)
    data_dir = Unicode(
        help="Folder of the service's own files; only its user may read it. The database and the blobs lie "
        "in it unless `db_url` and `blobs_url` say otherwise. Default: `autograde-service` in Jupyter's data folder."
    ).tag(config=True)
    db_url = Unicode(
        help="SQLAlchemy URL of the database: SQLite for one machine, `postgresql://…` beyond. "
        "Default: a SQLite file in `data_dir`."
    ).tag(config=True)
    blobs_url = Unicode(
        help="Folder or fsspec URL of the files that were handed in. Default: a folder in `data_dir`."
    ).tag(config=True)
    service_name = Unicode(
        help="Name of the service in JupyterHub's configuration; tokens need "
        "`access:services!service=NAME`. Default: what JupyterHub says (JUPYTERHUB_SERVICE_NAME, or the name in "
        "JUPYTERHUB_SERVICE_PREFIX), else `autograde`."
    ).tag(config=True)
    url = Unicode(
        help="Where to listen, `http://HOST:PORT`. Default: what JupyterHub says (JUPYTERHUB_SERVICE_URL), "
        f"else {STANDALONE_URL}."
    ).tag(config=True)
    prefix = Unicode(help="Path of the service as browsers see it. Default: what JupyterHub says, else `/`.").tag(
        config=True
    )
    public_url = Unicode(
        help="Address as browsers see it; with `https` the cookies are for TLS only. Default: what "
        "JupyterHub says (JUPYTERHUB_PUBLIC_URL, or the address it calls back to)."
    ).tag(config=True)
    admin_users = Set(Unicode(), help="Administrators of the service beside the hub's own.").tag(config=True)
    load_courses = Dict(
        help="Courses to start with: {name: {title, environment, instructors, tas, students}}. `environment` is the "
        "grading environment of the course's new versions. People who are not named here keep the role they have, and "
        "courses keep what is not named."
    ).tag(config=True)
    group_roles = Dict(
        default_value={"formgrade-{course}": "instructor", "nbgrader-{course}": "student"},
        help="Groups of the hub whose members are in a course: name of the group with `{course}` in it -> student, ta "
        "or instructor. People come and go with the group; enrollments from elsewhere stay. `{}`: groups mean nothing.",
    ).tag(config=True)
    environments = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        help="Grading environments: name -> path of its Python. The first is the default. Those that "
        "`jupyter autograde env build` makes need not be named here. Default: "
        "`.venv-grading` beside the service's own environment, else the service's own Python.",
    ).tag(config=True)
    sandbox = NamedClass(
        WarmBubblewrapSandbox,
        klass=Sandbox,
        entry_point_group=SANDBOXES,
        help="Where students' code runs. Nothing is tried instead when it does not hold (SEC-34).",
    ).tag(config=True)
    sandbox_options = Dict(help="Keyword arguments of the sandbox's class.").tag(config=True)
    queue = NamedClass(
        InProcessQueue,
        klass=Queue,
        entry_point_group=QUEUES,
        help="Where grading jobs wait and who wakes the workers. What is to be done is in the database all the same.",
    ).tag(config=True)
    queue_options = Dict(help="Keyword arguments of the queue's class beside those that every queue has.").tag(
        config=True
    )
    engine = Unicode(
        "jupyter_autograde.grading.engine.GradingEngine",
        help="Dotted name of the grading engine; called with the sandbox and {name: Environment}.",
    ).tag(config=True)
    limits = Dict(
        key_trait=Unicode(),
        help="What one grading may use, where it differs from the sandbox's defaults, e.g. `{'cell_seconds': 30, "
        "'memory': 4 * 2**30}`: the fields of `jupyter_autograde.sandbox.Limits`, in seconds and bytes.",
    ).tag(config=True)
    render_figures = Bool(
        True,
        help="Render the figures of submissions, for staff to look at. Without it, grading a notebook with figures "
        "takes about half the time; a test that asks for what only drawing sets (the texts of automatic tick labels) "
        "finds it empty.",
    ).tag(config=True)
    doors = Dict(
        key_trait=Unicode(),
        value_trait=List(Unicode()),
        help="Open doors for the clients of other services: name -> prefixes below which they look for it, e.g. "
        "`{'ngshare': ['/services/ngshare/'], 'pipalhub': []}`; without prefixes the door's usual ones. A prefix "
        "without a leading `/` lies below this service's own. `serve --doors` adds to them.",
    ).tag(config=True)
    door_options = Dict(
        key_trait=Unicode(), value_trait=Dict(), help="Settings of the doors, name -> settings: see their pages."
    ).tag(config=True)
    max_limits = Dict(
        key_trait=Unicode(),
        help="The most that an instructor may ask for in an assignment's own limits, e.g. `{'wall_seconds': 3600}`: "
        "`wall_seconds` (1800), `cell_seconds` (900), `question_seconds` (120) in seconds, `memory` (4 GiB) and "
        "`output` (10 MiB) in bytes.",
    ).tag(config=True)
    worker_user = Unicode("nobody", help="Who starts sandboxes where the service itself runs as root.").tag(config=True)
    slots = Integer(help="Jobs at once in one process, the service or a worker. Default: one a core.").tag(config=True)
    lease_seconds = Float(60.0, help="Seconds of silence after which a worker is taken for dead.").tag(config=True)
    max_bundle = ByteSpecification(100 * MIB, help="Bytes of all files of a submission or a release.").tag(config=True)
    max_file = ByteSpecification(50 * MIB, help="Bytes of one file.").tag(config=True)
    max_notebook = ByteSpecification(20 * MIB, help="Bytes of one notebook.").tag(config=True)
    max_files = Integer(500, help="Files of a submission or a release.").tag(config=True)
    attempts_a_day = Integer(ATTEMPTS_A_DAY, help="Attempts of one student at one assignment in 24 hours.").tag(
        config=True
    )
    live_stuck_minutes = Integer(
        5, min=1, help="Minutes with the same error in every save after which the live classroom calls somebody stuck."
    ).tag(config=True)
    live_idle_minutes = Integer(
        10, min=1, help="Minutes without a save after which the live classroom calls somebody idle."
    ).tag(config=True)
    requests_per_second = Float(20.0, help="Requests of one person a second in the long run; 0 = no limit.").tag(
        config=True
    )

    @default("data_dir")
    def _default_data_dir(self) -> str:
        return str(default_data_dir())

    @default("db_url")
    def _default_db_url(self) -> str:
        return f"sqlite:///{Path(self.data_dir).absolute() / 'autograde.sqlite'}"

    @default("blobs_url")
    def _default_blobs_url(self) -> str:
        return str(Path(self.data_dir).absolute() / "blobs")

    @default("service_name")
    def _default_service_name(self) -> str:
        _, _, name = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "").rstrip("/").rpartition("/services/")
        return os.environ.get("JUPYTERHUB_SERVICE_NAME") or name or "autograde"

    @default("url")
    def _default_url(self) -> str:
        return (not self.standalone and os.environ.get("JUPYTERHUB_SERVICE_URL")) or STANDALONE_URL

    @default("prefix")
    def _default_prefix(self) -> str:
        return (not self.standalone and os.environ.get("JUPYTERHUB_SERVICE_PREFIX")) or "/"

    @default("public_url")
    def _default_public_url(self) -> str:
        names = ("JUPYTERHUB_PUBLIC_URL", "JUPYTERHUB_OAUTH_CALLBACK_URL")
        return next((os.environ[name] for name in names if os.environ.get(name)), "")

    @default("environments")
    def _default_environments(self) -> dict[str, str]:
        return {"default": str(default_python())}

    @default("slots")
    def _default_slots(self) -> int:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @validate("url")
    def _check_url(self, proposal: Any) -> str:
        parts = urlsplit(proposal.value)
        if parts.scheme != "http" or not parts.hostname or not parts.port:
            raise TraitError("AutogradeService.url must be http://HOST:PORT")
        return str(proposal.value)

    @validate("prefix")
    def _check_prefix(self, proposal: Any) -> str:
        parts = [part for part in str(proposal.value).split("/") if part]
        return "/".join(["", *parts, ""]) if parts else "/"

    @validate("group_roles")
    def _check_group_roles(self, proposal: Any) -> dict[str, str]:
        try:
            check_patterns(proposal.value)
        except ValueError as fault:
            raise TraitError(f"AutogradeService.group_roles: {fault}") from None
        return dict(proposal.value)

    @validate("environments")
    def _check_environments(self, proposal: Any) -> dict[str, str]:
        if not proposal.value:
            raise TraitError("AutogradeService.environments needs at least one environment")
        return dict(proposal.value)

    @validate("limits")
    def _check_limits(self, proposal: Any) -> dict[str, Any]:
        try:
            Limits(**proposal.value)
        except TypeError:
            known = ", ".join(field.name for field in dataclasses.fields(Limits))
            raise TraitError(f"AutogradeService.limits has an unknown key; there are: {known}") from None
        return dict(proposal.value)

    @validate("max_limits")
    def _check_max_limits(self, proposal: Any) -> dict[str, Any]:
        try:
            MaxLimits.model_validate(proposal.value)
        except ValidationError as fault:
            first = fault.errors()[0]
            raise TraitError(
                f"AutogradeService.max_limits: {'.'.join(map(str, first['loc']))}: {first['msg']}"
            ) from None
        return dict(proposal.value)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on; raises TraitError when a stand-alone service would leave loopback."""
        parts = urlsplit(self.url)
        host, port = str(parts.hostname), int(parts.port or 0)
        if self.standalone and host not in LOOPBACK:
            raise TraitError(
                f"A stand-alone service listens on loopback only, not on {host}. "
                "Behind a hub, start it without --standalone."
            )
        return host, port

    @property
    def local_tokens(self) -> LocalTokens:
        """The tokens of a stand-alone service."""
        return LocalTokens(Path(self.data_dir))

    @property
    def grading_environments(self) -> GradingEnvironments:
        """The configured environments, and those that `jupyter autograde env build` made."""
        return GradingEnvironments(self.environments, EnvironmentStore(Path(self.data_dir)))

    @property
    def bundle_limits(self) -> BundleLimits:
        """How large a submission or a release may be."""
        return BundleLimits(total=self.max_bundle, file=self.max_file, notebook=self.max_notebook, files=self.max_files)

    def open_database(self, *, upgrade: bool) -> Database:
        """Return the database at the schema of this release; with `upgrade` it is made, and brought there."""
        if upgrade:
            self._make_data_dir()
        database = Database(self.db_url)
        if upgrade:
            migrations.upgrade(database)
        elif database.missing_file is not None:
            raise InvalidInput(f"There is no database {database.missing_file}. Look at --data-dir and --config.")
        migrations.check_revision(database)
        return database

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
        self._warn_of_missing_environments()
        parts = self.make_worker(database, blobs)
        if self.queue.only_here:
            parts.worker.recover()
        parts.begin()
        return Components(
            database=database,
            blobs=blobs,
            signer=signer_of(database),
            queue=parts.queue,
            feed=EventFeed(database),
            callers=Callers(authenticator or self._authenticator(), self._cookies(doors)),
            groups=GroupRoster(database, check_patterns(self.group_roles)),
            examiner=Examiner(database, blobs, parts.queue, parts.check, doors),
            sandbox_check=parts.check,
            upload_folder=self._make_folder("uploads"),
            environments=self.grading_environments,
            prefix=self.prefix,
            bundle_limits=self.bundle_limits,
            # The archive itself may be a little larger than the files in it.
            upload_limits=UploadLimits(size=self.max_bundle + 8 * MIB),
            rate_limit=RateLimit(self.requests_per_second, int(self.requests_per_second * 10)),
            attempts_a_day=self.attempts_a_day,
            max_limits=MaxLimits.model_validate(self.max_limits),
            live_patience=LivePatience(self.live_stuck_minutes, self.live_idle_minutes),
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
        folder = Path(self.data_dir)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _make_folder(self, name: str) -> Path:
        folder = self._make_data_dir() / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


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
