"""`jupyter autograde serve` as a process of its own: starts, stops, and loses nothing when it is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.walkthrough import course_id, draft, ok, release, submit, wait_for, work

CONFIG = """
from jupyter_autograde.testing.service import COURSES, HoldingSandbox
c.AutogradeService.sandbox = HoldingSandbox
c.AutogradeService.engine = "{engine}"
c.AutogradeService.load_courses = COURSES
c.AutogradeService.slots = 2
"""
FAKE = "jupyter_autograde.testing.service.fake_engine"
NEVER = "jupyter_autograde.testing.service.never_ending_engine"


class Service:
    """A service process and its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, engine: str = FAKE, hub: FakeHub | None = None) -> str:
        """Start and wait until it answers; returns what it printed first."""
        config = self.folder / "jupyter_autograde_config.py"
        config.write_text(CONFIG.format(engine=engine))
        command = [sys.executable, "-m", "jupyter_autograde.cli.main", "serve", f"--config={config}"]
        command += [f"--data-dir={self.folder / 'data'}", f"--url={self.url}"]
        env = {**os.environ, "JUPYTER_NO_CONFIG": "1"}
        if hub is None:
            command.append("--standalone")
        else:
            env |= {
                "JUPYTERHUB_API_URL": hub.api_url,
                "JUPYTERHUB_API_TOKEN": "secret",
                "JUPYTERHUB_SERVICE_NAME": "autograde",
                "JUPYTERHUB_SERVICE_PREFIX": "/services/autograde/",
                "JUPYTERHUB_CLIENT_ID": "service-autograde",
            }
        with (self.folder / "log").open("a") as log, (self.folder / "out").open("w") as out:
            self._process = subprocess.Popen(command, env=env, stdout=out, stderr=log, start_new_session=True)
        self._wait(f"{self.url}{'/services/autograde' if hub else ''}/api/v1/health")
        return (self.folder / "out").read_text()

    def _wait(self, health: str) -> None:
        """Wait until the service is well, or its process has ended."""
        assert self._process is not None
        while True:
            with suppress(httpx.TransportError):
                if httpx.get(health).json()["status"] == "ok":
                    return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
                raise AssertionError((self.folder / "log").read_text())

    def end(self, sent: signal.Signals) -> int:
        """Send a signal and wait; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(sent)
        code = self._process.wait(30)
        self._process = None
        return code

    @property
    def process_id(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def close(self) -> None:
        """Kill what is left."""
        if self._process is not None:
            self.end(signal.SIGKILL)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(tmp_path)
    yield running
    running.close()


def token(service: Service, name: str, capsys: pytest.CaptureFixture[str], *flags: str) -> str:
    assert main(["token", name, f"--data-dir={service.folder / 'data'}", *flags]) == 0
    return capsys.readouterr().out.strip()


def clients(service: Service, capsys: pytest.CaptureFixture[str]) -> dict[str, httpx.AsyncClient]:
    flags = {"root": ["--admin"]}
    return {
        name: httpx.AsyncClient(
            base_url=f"{service.url}/api/v1",
            headers={"Authorization": f"token {token(service, name, capsys, *flags.get(name, []))}"},
            timeout=30,
        )
        for name in ("root", "ines", "sam", "olga")
    }


def test_a_stand_alone_service_prints_an_address_and_a_token(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    address, admin, _ = service.start().splitlines()
    assert address == f"Address: {service.url}/"
    found = httpx.get(f"{service.url}/api/v1/me", headers={"Authorization": f"token {admin.split()[-1]}"})
    assert (found.json()["name"], found.json()["admin"]) == ("admin", True)
    sams = token(service, "sam", capsys)
    assert httpx.get(f"{service.url}/api/v1/me", headers={"Authorization": f"token {sams}"}).json()["name"] == "sam"
    files = [path for path in (service.folder / "data").rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o077) for path in files} == {"0o0"}
    assert service.end(signal.SIGTERM) in (0, -signal.SIGTERM)
    assert "Traceback" not in (service.folder / "log").read_text()


def test_a_service_of_a_hub_knows_the_hubs_people(service: Service) -> None:
    hub = FakeHub()
    hub.start()
    try:
        service.start(hub=hub)
        headers = {"Authorization": f"token {hub.add_user('sam')}"}
        found = httpx.get(f"{service.url}/services/autograde/api/v1/me", headers=headers).json()
        assert [course["name"] for course in found["courses"]] == ["physics"]
        login = httpx.get(f"{service.url}/services/autograde/login")
        assert login.headers["Location"].startswith("/hub/api/oauth2/authorize?client_id=service-autograde")
    finally:
        hub.stop()


@pytest.mark.asyncio
async def test_killed_between_acknowledgement_and_grade_every_submission_is_graded_once(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.start()
    people = clients(service, capsys)
    ask = people.__getitem__
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    service.end(signal.SIGTERM)

    service.start(engine=NEVER)  # takes jobs, and is killed in the middle of two of them
    sent = [ok(await submit(ask, assignment_id, by, work(f"score: {n}"))) for n, by in enumerate(["sam", "olga"] * 3)]
    for submission in sent[:2]:
        await wait_for(people[submission["user"]], "job_started")
    service.end(signal.SIGKILL)

    service.start()
    for submission in sent:
        await wait_for(people[submission["user"]], "submission_graded", submission_id=submission["id"])
        (grade,) = ok(await people[submission["user"]].get(f"/submissions/{submission['id']}/grades"))
        assert grade["result"]["score"] == sent.index(submission)
    for client in people.values():
        await client.aclose()


@pytest.mark.asyncio
async def test_killed_before_the_acknowledgement_the_same_key_makes_one_submission(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.start()
    people = clients(service, capsys)
    ask = people.__getitem__
    assignment_id = await draft(ask)
    await release(ask, assignment_id)
    first = ok(await submit(ask, assignment_id, key="k"))  # the answer counts as lost
    service.end(signal.SIGKILL)
    service.start()
    again = ok(await submit(ask, assignment_id, key="k"))
    assert again["receipt"] == first["receipt"]
    assert len(ok(await people["sam"].get(f"/assignments/{assignment_id}/submissions"))) == 1
    assert await course_id(ask)
    for client in people.values():
        await client.aclose()


def test_a_folder_has_one_service_and_is_free_when_that_was_killed(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.start()
    other = ["serve", "--standalone", f"--data-dir={service.folder / 'data'}", f"--url={Service(tmp_path).url}"]
    assert main(other) == 1
    said = capsys.readouterr()
    assert f"Another service uses the folder {service.folder / 'data'} (process {service.process_id})" in said.err
    assert said.out == ""
    service.end(signal.SIGKILL)
    service.start()


def test_a_port_in_use_is_named(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", service.port)):
        config = service.folder / "c.py"
        config.write_text(CONFIG.format(engine=FAKE))
        done = subprocess.run(
            [
                *(sys.executable, "-m", "jupyter_autograde.cli.main", "serve", "--standalone"),
                *(f"--config={config}", f"--data-dir={service.folder / 'data'}", f"--url={service.url}"),
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert "Is the port in use?" in done.stderr
