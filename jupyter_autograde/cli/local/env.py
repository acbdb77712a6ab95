"""`jupyter autograde env build|list|show|remove`: the grading environments of this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from traitlets import Bool, Unicode

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.local.service_app import ServiceApp
from jupyter_autograde.environments import BuiltEnvironment, EnvironmentStore, build_environment, take_image
from jupyter_autograde.environments.images import image_digest
from jupyter_autograde.errors import Conflict, EnvironmentUnavailable, InvalidInput, SandboxUnavailable
from jupyter_autograde.sandbox import Environment, Limits, Program, Sandbox
from jupyter_autograde.sandbox import runner as runner_package
from jupyter_autograde.sandbox.docker import DockerSandbox
from jupyter_autograde.service.environments import as_environment

_FACTS = Program(Path(str(runner_package.__file__)).parent, "autograde_runner", "facts")
_LIMITS = Limits(wall_seconds=60)

Check = Callable[[BuiltEnvironment], None]


class EnvironmentVerb(ServiceApp):
    """A verb that works on the built environments."""

    def store(self) -> EnvironmentStore:
        """Return those of the configured service."""
        return EnvironmentStore(Path(self.service().data_dir))


class BuildApp(EnvironmentVerb):
    """Build an environment, or take an image as one; the old one serves until the sandbox has held in this one."""

    name = "jupyter-autograde-env-build"
    description = """Build an environment: jupyter autograde env build NAME --requirements FILE [--python PYTHON]

    The requirements are locked with hashes and exactly that is installed, beside the service's data. With
    --image NAME@sha256:… a container image is the environment; the sandbox must then be `docker`.
    A service that runs knows the environment at once.
    """
    requirements = Unicode(help="Requirements file, as pip reads it; ipykernel is added.").tag(config=True)
    image = Unicode(help="Container image by digest.").tag(config=True)
    python = Unicode(
        help="The Python to build with: a path, or with uv a version. With --image, its path in the image "
        "(default: /usr/local/bin/python3)."
    ).tag(config=True)
    use_uv = Bool(True, help="Build with uv where it is installed.").tag(config=True)
    aliases = {
        **ServiceApp.aliases,
        "requirements": "BuildApp.requirements",
        "image": "BuildApp.image",
        "python": "BuildApp.python",
    }
    flags = {**ServiceApp.flags, "no-uv": ({"BuildApp": {"use_uv": False}}, "Build with pip.")}

    def run(self) -> None:
        """Build it, and see that the sandbox holds in it."""
        (name,) = self.arguments("name")
        if bool(self.requirements) == bool(self.image):
            raise InvalidInput("Say what to build from: either --requirements FILE or --image NAME@sha256:…")
        if name in self.service().environments:
            raise Conflict(f"{name!r} is in c.AutogradeService.environments already. Choose another name.")
        sandbox = self.service().make_sandbox()
        try:
            self._build(name, sandbox)
        finally:
            sandbox.close()

    def _build(self, name: str, sandbox: Sandbox) -> None:
        def check(built: BuiltEnvironment) -> None:
            self._self_test(sandbox, built)

        if self.image:
            built = self._from_image(name, sandbox, check)
        else:
            built = self._from_requirements(name, check)
        self.say(f"{built.name}: Python {built.version}, lock {built.lock[:12]}")

    def _from_requirements(self, name: str, check: Check) -> BuiltEnvironment:
        return build_environment(
            self.store(),
            name,
            Path(self.requirements),
            python=self.python or sys.executable,
            on_progress=lambda text: self.say(f"{text} …"),
            check=check,
            use_uv=self.use_uv,
        )

    def _from_image(self, name: str, sandbox: Sandbox, check: Check) -> BuiltEnvironment:
        digest = image_digest(self.image)
        if not isinstance(sandbox, DockerSandbox):
            raise InvalidInput(
                f"The sandbox {sandbox.isolation.name} can't run container images. Set c.AutogradeService.sandbox to "
                "'docker', or build the environment with --requirements."
            )
        python = self.python or "/usr/local/bin/python3"
        self.say("Fetching the image …")
        sandbox.fetch(self.image)
        box = sandbox.start(_FACTS, Environment(name, Path(python), digest, self.image), _LIMITS)
        try:
            box.channel.settimeout(_LIMITS.wall_seconds)
            facts = json.loads(box.channel.recv(4096) or b"null")
        except (OSError, ValueError):
            facts = None
        finally:
            box.kill()
        if not isinstance(facts, dict) or not facts.get("ipython"):
            raise EnvironmentUnavailable(
                f"The Python {python} of the image can't run notebooks: it needs ipykernel. {box.log()[-500:]}".strip()
            )
        version = str(facts["version"])[:50]
        return take_image(self.store(), name, self.image, python=python, version=version, check=check)

    def _self_test(self, sandbox: Sandbox, built: BuiltEnvironment) -> None:
        """See that the sandbox holds in it: a service that runs has tested it only in those of its start (SEC-34)."""
        if not sandbox.isolation.safe:
            return  # an explicit setting, shown in every result
        report = sandbox.self_test(as_environment(built))
        if not report.ok:
            raise SandboxUnavailable(
                f"The sandbox {report.sandbox} does not hold in it: {report.reasons}. So it is not taken."
            )
        self.say(f"The sandbox ({report.sandbox}) holds in it.")


class ListApp(EnvironmentVerb):
    """List the environments of this machine; the first is the default."""

    name = "jupyter-autograde-env-list"
    description = __doc__

    def run(self) -> None:
        """Print a line each."""
        self.arguments()
        configured = self.service().environments
        rows = [(name, "", "", "configured", python) for name, python in configured.items()]
        for built in self.store().all():
            if built.name not in configured:
                place = built.image or built.python
                rows.append((built.name, built.version, built.lock[:12], _day(built.built_at), place))
        rows.insert(0, ("NAME", "PYTHON", "LOCK", "BUILT", "PLACE"))
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.say("  ".join([*cells, row[4]]).rstrip())


class ShowApp(EnvironmentVerb):
    """Show a built environment and its lock file."""

    name = "jupyter-autograde-env-show"
    description = __doc__
    lock = Unicode(help="Show an older lock instead, by the digest that a grade names, or its beginning.").tag(
        config=True
    )
    aliases = {**ServiceApp.aliases, "lock": "ShowApp.lock"}

    def run(self) -> None:
        """Print it."""
        (name,) = self.arguments("name")
        store = self.store()
        built = store.get(name)
        digest = store.full_digest(name, self.lock) if self.lock else built.lock
        self.say(f"Name:    {built.name}")
        if digest == built.lock:
            self.say(f"Python:  {built.version} ({built.python})")
            if built.image:
                self.say(f"Image:   {built.image}")
            self.say(f"Built:   {built.built_at:%Y-%m-%d %H:%M} UTC")
        self.say(f"Lock:    {digest}")
        self.say("")
        self.say(store.lock(name, digest).rstrip())


class RemoveApp(EnvironmentVerb):
    """Remove a built environment with its locks; assignments that use it can't be graded any more."""

    name = "jupyter-autograde-env-remove"
    description = __doc__

    def run(self) -> None:
        """Remove it."""
        (name,) = self.arguments("name")
        self.store().remove(name)
        self.say(f"{name} is removed.")


class EnvironmentApp(AutogradeApp):
    """Build and look after grading environments."""

    name = "jupyter-autograde-env"
    description = __doc__
    subcommands = {
        "build": (BuildApp, "Build an environment, or take an image as one."),
        "list": (ListApp, ListApp.__doc__),
        "show": (ShowApp, ShowApp.__doc__),
        "remove": (RemoveApp, RemoveApp.__doc__),
    }


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
