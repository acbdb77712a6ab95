"""What operators can set, its defaults and its checks."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.traitlets import ByteSpecification
from pydantic import ValidationError
from traitlets import Bool, Dict, Float, Integer, List, Set, TraitError, Unicode, default, validate
from traitlets.config import LoggingConfigurable

from jupyter_autograde.bundles import BundleLimits
from jupyter_autograde.bundles.limits import MIB
from jupyter_autograde.courses.groups import check_patterns
from jupyter_autograde.courses.roster import MOST_PEOPLE
from jupyter_autograde.environments.store import default_data_dir
from jupyter_autograde.exchange.begin import MOST_ASSIGNMENTS
from jupyter_autograde.exchange.submit import ATTEMPTS_A_DAY
from jupyter_autograde.models.limits import MaxLimits
from jupyter_autograde.passback.platforms import platforms_of
from jupyter_autograde.queues.base import ENTRY_POINT_GROUP as QUEUES
from jupyter_autograde.queues.base import Queue
from jupyter_autograde.queues.in_process import InProcessQueue
from jupyter_autograde.sandbox.base import ENTRY_POINT_GROUP as SANDBOXES
from jupyter_autograde.sandbox.base import Limits, Sandbox
from jupyter_autograde.sandbox.environment import default_python
from jupyter_autograde.sandbox.warm_bubblewrap import WarmBubblewrapSandbox
from jupyter_autograde.service.loopback import LOOPBACK
from jupyter_autograde.service.named_class import NamedClass
from jupyter_autograde.service.open_requests import FILES, LISTENERS

STANDALONE_URL = "http://127.0.0.1:10101"


class ServiceSettings(LoggingConfigurable):
    """What `c.AutogradeService` takes."""

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
    people_a_course = Integer(
        MOST_PEOPLE,
        min=1,
        help="People whom the staff of a course can enroll in it. The hub's groups and `load_courses` are not bound.",
    ).tag(config=True)
    assignments_a_course = Integer(
        MOST_ASSIGNMENTS,
        min=1,
        help="Assignments that its instructors can create in a course, or copy into it. The doors of other systems and "
        "imports are not bound.",
    ).tag(config=True)
    live_stuck_minutes = Float(
        5.0,
        min=0.1,
        help="Minutes with the same error in every save after which the live classroom calls somebody stuck.",
    ).tag(config=True)
    live_idle_minutes = Integer(
        10, min=1, help="Minutes without a save after which the live classroom calls somebody idle."
    ).tag(config=True)
    live_others_of_all = Bool(
        False,
        help="Whether staff whose live classroom is on see the name and time of each notebook that a student of theirs "
        "saves outside of all assignments (where hooks report such) also of students whom they have enrolled "
        "themselves. Without it, of those alone whom `load_courses` or a group of the hub has put into the course, "
        "so that nobody sees the names of a person's own notebooks by enrolling the person.",
    ).tag(config=True)
    lti11_platforms = Dict(
        key_trait=Unicode(),
        help="Platforms (LMS) that grades are passed back to by LTI 1.1: name -> `{'addresses': [...], 'key': ..., "
        "'secret': ..., 'courses': [...]}`. `addresses` are the beginnings of the outcome addresses that scores may be "
        "sent to, `https`, or `http` on this machine; `courses` the names of the only courses that may use the "
        "platform, without it all. Key and secret stay here: no answer, no log and no database has them.",
    ).tag(config=True)
    requests_per_second = Float(
        20.0,
        help="Requests of one person a second in the long run. Of those that last, a person may have "
        f"{LISTENERS} event streams and long polls open at once (one more ends the oldest stream), and {FILES} uploads "
        "and downloads. 0 = no limit, neither here nor there.",
    ).tag(config=True)

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

    @validate("lti11_platforms")
    def _check_lti11_platforms(self, proposal: Any) -> dict[str, Any]:
        try:
            platforms_of(proposal.value)
        except ValueError as fault:
            raise TraitError(f"AutogradeService.lti11_platforms: {fault}") from None
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
    def bundle_limits(self) -> BundleLimits:
        """How large a submission or a release may be."""
        return BundleLimits(total=self.max_bundle, file=self.max_file, notebook=self.max_notebook, files=self.max_files)
