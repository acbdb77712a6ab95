# ruff: noqa: E501 - programs in strings
"""`DockerSandbox` on a real engine, which the tests start themselves."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.environments import EnvironmentStore
from jupyter_autograde.errors import EnvironmentUnavailable
from jupyter_autograde.grading.engine import GradingEngine
from jupyter_autograde.sandbox import BubblewrapSandbox, Environment, Limits
from jupyter_autograde.sandbox.containers.engine import LABEL
from jupyter_autograde.sandbox.docker import DockerSandbox
from jupyter_autograde.sandbox.environment_layout import inspect_environment
from jupyter_autograde.service.environments import GradingEnvironments
from jupyter_autograde.testing.container_engine import NoEngine, python_root, required, run_docker
from jupyter_autograde.testing.sandbox_boxes import SHORT, said
from jupyter_autograde.testing.sandbox_contract import SandboxContract

pytestmark = pytest.mark.docker


@pytest.fixture(scope="session")
def engine_url() -> Iterator[str]:
    try:
        with run_docker() as url:
            yield url
    except NoEngine as reason:
        if required():
            pytest.fail(f"docker: {reason}")
        pytest.skip(f"docker: not run, {reason}")


@pytest.fixture(scope="session")
def sandbox(engine_url) -> Iterator[DockerSandbox]:
    made = DockerSandbox(url=engine_url)
    yield made
    made.close()


@pytest.fixture
def client(engine_url) -> Iterator[docker.APIClient]:
    made = docker.APIClient(base_url=engine_url)
    yield made
    made.close()


class TestDockerSandbox(SandboxContract):
    """All that a sandbox has to hold."""


def test_container_has_the_flags_of_the_threat_model(sandbox, environment, program, client):
    """SEC-35, as the engine itself tells them."""
    box = sandbox.start(program, environment, SHORT)
    try:
        (container,) = client.containers(filters={"label": LABEL})
        told = client.inspect_container(container["Id"])
    finally:
        box.kill()
    host = told["HostConfig"]
    assert told["Config"]["User"] == "65534:65534"
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert not host["Privileged"]
    assert "no-new-privileges" in host["SecurityOpt"]
    assert any(option.startswith("seccomp={") for option in host["SecurityOpt"])
    assert host["Memory"] == host["MemorySwap"] == SHORT.memory
    assert host["CpuQuota"] == host["CpuPeriod"]
    assert SHORT.processes <= host["PidsLimit"] <= SHORT.processes + 4
    assert host["IpcMode"] == "none"
    assert host["Init"] is True
    assert host["LogConfig"]["Type"] == "none"
    assert host["Binds"] is None
    assert all(mount["ReadOnly"] for mount in host["Mounts"])
    assert not any("docker.sock" in mount["Source"] for mount in host["Mounts"])
    assert set(host["Tmpfs"]) == {"/tmp", "/box", "/dev/shm"}
    for options in host["Tmpfs"].values():
        assert {"nosuid", "nodev"} <= set(options.split(","))
        assert "size=" in options
        assert "nr_inodes=" in options
    assert {limit["Name"] for limit in host["Ulimits"]} >= {"core", "nofile", "fsize"}


def test_nothing_is_left_of_a_box(sandbox, environment, program, client):
    box = sandbox.start(program, environment, SHORT)
    box.channel.settimeout(20)
    assert said(box, "answer = 1") == "1"
    assert client.containers(all=True, filters={"label": LABEL})
    box.kill()
    assert not client.containers(all=True, filters={"label": LABEL})


def test_box_ends_with_its_worker(engine_url, environment, program, client):
    """A worker that is killed can't remove its containers: they end when their stdin does."""
    code = f"""
import sys
from pathlib import Path
from jupyter_autograde.sandbox import Environment, Limits, Program
from jupyter_autograde.sandbox.docker import DockerSandbox
box = DockerSandbox(url={engine_url!r}).start(Program(Path({str(program.folder)!r}), "probe_program"), Environment("default", Path({str(environment.python)!r})), Limits())
box.channel.sendall(b"answer = 1")
print(box.channel.recv(10), flush=True)
sys.stdin.read()
"""
    worker = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"b'1'\n"
    (container,) = client.containers(filters={"label": LABEL})
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    # The answer to `wait` is the end itself; of a container that is gone already there is none.
    with contextlib.suppress(docker.errors.NotFound):
        client.wait(container["Id"], condition="removed", timeout=30)
    assert not client.containers(all=True, filters={"label": LABEL})


def test_program_can_not_reach_the_pipes_of_its_channel(sandbox, environment, program):
    source = """
import os
answer = []
for process in [name for name in os.listdir("/proc") if name.isdigit() and name != str(os.getpid())]:
    for number in ("0", "1"):
        try:
            os.close(os.open(f"/proc/{process}/fd/{number}", os.O_RDWR))
            name = open(f"/proc/{process}/comm").read().strip()
            answer.append(name) if name.startswith("python") else None
        except OSError:
            pass
"""
    box = sandbox.start(program, environment, SHORT)
    try:
        box.channel.settimeout(20)
        assert said(box, source) == "[]"
    finally:
        box.kill()


def test_engine_that_is_away_is_named(environment, tmp_path):
    sandbox = DockerSandbox(url=f"unix://{tmp_path}/none.sock")
    report = sandbox.self_test(environment)
    assert not report.ok
    assert "none.sock" in report.failures[0].detail
    assert sandbox.isolation.gaps


def test_image_that_is_not_here_is_never_fetched_while_grading(sandbox, program):
    gone = Environment("gone", Path("/usr/bin/python3"), image="sha256:" + "0" * 64)
    with pytest.raises(EnvironmentUnavailable, match="gone"):
        sandbox.start(program, gone, SHORT)


@pytest.fixture(scope="session")
def image(engine_url) -> str:
    """The id of an image with a Python, made without any registry."""
    made = docker.APIClient(base_url=engine_url)
    made.import_image_from_data(python_root(), repository="python-for-tests", tag="1")
    found: str = made.inspect_image("python-for-tests:1")["Id"]
    made.close()
    return found


def test_image_becomes_an_environment(sandbox, engine_url, image, program, client, tmp_path, capsys):
    """Nothing of this machine's disk is shown in its containers, not even their program."""
    configuration = tmp_path / "jupyter_autograde_config.py"
    configuration.write_text(
        f"c.AutogradeService.data_dir = {str(tmp_path)!r}\n"
        "c.AutogradeService.sandbox = 'docker'\n"
        f"c.AutogradeService.sandbox_options = {{'url': {engine_url!r}}}\n"
    )
    config = f"--config={configuration}"
    assert main(["env", "build", "geo", f"--image={image}", config]) == 0
    assert "The sandbox (docker) holds in it." in capsys.readouterr().out
    environment = GradingEnvironments({}, EnvironmentStore(tmp_path))["geo"]
    assert inspect_environment(environment).digest == image.removeprefix("sha256:")
    box = sandbox.start(program, environment, SHORT)
    try:
        box.channel.settimeout(20)
        assert said(box, "import sys\nanswer = sys.prefix") == "'/usr/local'"
        (container,) = client.containers(filters={"label": LABEL})
        assert not client.inspect_container(container["Id"])["HostConfig"].get("Mounts")
    finally:
        box.kill()
    assert main(["env", "build", "bad", f"--image={image}", "--python=/no/python", config]) == 1
    assert "/no/python" in capsys.readouterr().err
    with pytest.raises(EnvironmentUnavailable, match="docker"):
        BubblewrapSandbox().start(program, environment, SHORT)


def test_notebook_scores_as_in_bubblewrap(sandbox, environment):
    """The whole way: built, proved and graded in containers, the scorer in one of its own."""
    source = Path(__file__).parents[1] / "notebooks" / "grading" / "functions"
    files = {str(path.relative_to(source)): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    limits = Limits(wall_seconds=120, cell_seconds=30, question_seconds=20, memory=1 << 30)
    engine = GradingEngine(sandbox, {"default": environment}, limits=limits)
    try:
        built = engine.build(files, sorted(path for path in files if path.endswith(".ipynb")), environment="default")
        report = engine.prove(built, files, environment="default")
    finally:
        engine.close()
    assert report.refusal is None
    assert report.solution_score == report.max_score > report.empty_score
