"""`jupyter autograde doctor`: each fault is found, and has its fix."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_autograde import __version__
from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.cli.local.doctor.hub import SCOPES, clock
from jupyter_autograde.cli.local.doctor.stored import file_system_of, user_of
from jupyter_autograde.cli.main import main
from jupyter_autograde.sandbox.base import Probe, SelfTestReport
from jupyter_autograde.storage import migrations, orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.shown_address import shown_address
from jupyter_autograde.testing.hub import FakeHub
from jupyter_autograde.testing.operators_page import managed_snippet
from jupyter_autograde.testing.redis import run_redis
from jupyter_autograde.testing.service import configured, serving

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Found = dict[str, dict[str, str]]
Doctor = Callable[..., tuple[int, Found]]

CONFIG = """
from jupyter_autograde.testing.service import HoldingSandbox
c.AutogradeService.sandbox = HoldingSandbox
c.AutogradeService.engine = "jupyter_autograde.testing.service.fake_engine"
c.AutogradeService.data_dir = {data!r}
c.AutogradeService.db_url = {db!r}
c.AutogradeService.url = "http://127.0.0.1:9"
c.AutogradeService.update({settings!r})
"""


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    for name in [name for name in os.environ if name.startswith("JUPYTERHUB_")]:
        monkeypatch.delenv(name)
    # Before that of this machine, which may be of another build.
    folder = tmp_path / "share" / "labextensions" / "jupyter-autograde"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": __version__}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub that listens on loopback."""
    fake = FakeHub()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def doctor(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Run the doctor on a service with some settings; gives its exit code and its findings by their names."""

    def run(*options: str, **settings: Any) -> tuple[int, Found]:
        config = tmp_path / "jupyter_autograde_config.py"
        config.write_text(CONFIG.format(data=str(tmp_path / "service"), db=database_url, settings=settings))
        capsys.readouterr()
        code = main(["doctor", "--json", f"--config={config}", *options])
        return code, {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}

    return run


@pytest.fixture
def upgraded(tmp_path: Path, database_url: str) -> Iterator[Database]:
    """The service's database, as a first start leaves it; the folder of its files is there too."""
    service = configured(tmp_path, database_url)
    database = service.open_database(upgrade=True)
    BlobStore(service.blobs_url)
    yield database
    database.close()


def verdicts(found: Found, verdict: Verdict = Verdict.PROBLEM) -> set[str]:
    return {name for name, finding in found.items() if finding["verdict"] == verdict}


@pytest.fixture
def known(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    """A hub that knows the service, which has its variables."""
    token = hub.add_user("autograde", kind="service", scopes=SCOPES)
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", token)
    return hub


def test_a_service_that_is_well_has_no_problem(doctor: Doctor, upgraded: Database, known: FakeHub) -> None:
    code, found = doctor()
    assert verdicts(found) == set()
    assert code == 0
    assert {"hub", "scopes", "clock", "database", "blobs", "disk", "sandbox", "jupyterhub"} <= verdicts(
        found, Verdict.OK
    )
    assert "in the environments default" in found["sandbox"]["message"]
    assert found["service"]["verdict"] == found["queue"]["verdict"] == Verdict.UNKNOWN  # it does not run


@SQLITE
def test_a_service_that_runs_is_seen(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    service = configured(tmp_path, database_url, standalone=True, prefix="/")
    with serving(service.build()) as address:
        config = tmp_path / "jupyter_autograde_config.py"
        settings = {"url": address.rstrip("/")}
        config.write_text(CONFIG.format(data=service.data_dir, db=database_url, settings=settings))
        while main(["doctor", "--standalone", f"--config={config}"]) or "2 slots" not in (
            out := capsys.readouterr().out
        ):
            pass  # until its sandbox is tested, and its worker has said so
    lines = out.splitlines()
    assert [line.split()[0] for line in lines[:-1] if line.split()[1] == "service"] == ["ok"]
    assert any(line.startswith("ok       queue        1 worker, 2 slots") for line in lines), lines
    assert lines[-1] == "Nothing is wrong."


def test_the_scopes_that_are_asked_for_are_those_of_the_operators_page() -> None:
    (role,) = [line for line in managed_snippet().splitlines() if "list:groups" in line]
    assert json.loads(role.strip().removeprefix('"scopes":').strip().rstrip(",")) == list(SCOPES)


@SQLITE
def test_faults_of_the_hub_have_their_fix(
    doctor: Doctor, upgraded: Database, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor()[1]["hub"]["verdict"] == Verdict.UNKNOWN
    monkeypatch.setenv("JUPYTERHUB_API_URL", hub.api_url)
    tokens = {
        "strange": "x" * 20,
        "person": hub.add_user("sam"),
        "other": hub.add_user("grades", kind="service", scopes=SCOPES),
        "poor": hub.add_user("autograde", kind="service", scopes=SCOPES[:1]),
    }
    for whose, name, said, fix in [
        ("strange", "hub", "does not know the service's token", "restart the hub"),
        ("person", "hub", "of 'sam'", "JUPYTERHUB_API_TOKEN"),
        ("other", "hub", "'grades'", "c.AutogradeService.service_name = 'grades'"),
        ("poor", "scopes", "read:users:groups, list:groups", "'services': ['autograde']"),
    ]:
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", tokens[whose])
        code, found = doctor()
        assert code == 1
        assert name in verdicts(found), whose
        assert said in found[name]["message"]
        assert fix in found[name]["fix"]
    code, found = doctor(doors={"gradeservice": []}, door_options={"gradeservice": {"secret": "s" * 40}})
    assert "admin:users" not in found["scopes"]["fix"]
    code, found = doctor(doors={"pipalhub": []}, door_options={"pipalhub": {"create_users": True}})
    assert "admin:users" in found["scopes"]["fix"]
    hub.stop()
    code, found = doctor()
    assert "does not answer" in found["hub"]["message"]


@SQLITE
def test_what_is_unsafe_in_the_doors_is_found(
    doctor: Doctor, upgraded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    for doors, options, name, verdict, said in [
        (["pipalhub"], {}, "door pipalhub", Verdict.OK, "opens"),
        (["otter-service"], {}, "door otter-service", Verdict.UNKNOWN, "subdomain_host"),
        (["otter-service"], {"unsafe_identity": True}, "door otter-service", Verdict.PROBLEM, "in any name"),
        (["gradeservice"], {}, "doors", Verdict.UNKNOWN, "needs the secret"),
        (["gradeservice"], {"secret": "s" * 40}, "door gradeservice", Verdict.UNKNOWN, "'student'"),
        (["gradeservice"], {"secret": "short"}, "door gradeservice", Verdict.PROBLEM, "fewer than 32 bytes"),
    ]:
        code, found = doctor("--standalone", doors={doors[0]: []}, door_options={doors[0]: options})
        assert (code, found[name]["verdict"]) == (verdict == Verdict.PROBLEM, verdict), found
        assert said in found[name]["message"]


@SQLITE
def test_doors_of_the_command_line_are_looked_at(doctor: Doctor, upgraded: Database) -> None:
    code, found = doctor("--standalone", "--doors=pipalhub,otter-service=mine/", "--no-upgrade-db", "--admin-name=ines")
    assert (code, found["door pipalhub"]["verdict"], found["door otter-service"]["verdict"]) == (
        0,
        Verdict.OK,
        Verdict.UNKNOWN,
    )


@SQLITE
def test_a_service_of_the_hub_is_looked_for_where_the_hub_puts_it(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--json", f"--data-dir={tmp_path / 'none'}", f"--db-url={database_url}"]

    def service_seen(*more: str) -> dict[str, str]:
        main(["doctor", *options, *more])
        (finding,) = [one for one in json.loads(capsys.readouterr().out) if one["name"] == "service"]
        return finding  # type: ignore[no-any-return]

    monkeypatch.setattr("jupyter_autograde.cli.local.doctor.hub.STANDALONE_URL", "http://127.0.0.1:9")
    unseen = service_seen("--url=http://127.0.0.1:9")
    assert (unseen["verdict"], "Not seen" in unseen["message"]) == (Verdict.UNKNOWN, True)
    assert "--url=http://HOST:PORT --AutogradeService.prefix=/services/NAME/" in unseen["fix"]
    service = configured(tmp_path, database_url, standalone=True)
    with serving(service.build()) as whole:
        address = whole.removesuffix(service.prefix)
        typed = service_seen(f"--url={address}", f"--AutogradeService.prefix={service.prefix}")
        monkeypatch.setenv("JUPYTERHUB_SERVICE_URL", address)
        monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", service.prefix)
        of_the_hub = service_seen()
        there = "It runs at", "says 'degraded'"  # its sandbox may not have been tested yet
        assert any(said in seen["message"] for seen in (typed, of_the_hub) for said in there)
        assert "nobody listens" not in typed["message"] + of_the_hub["message"]


def test_clocks_that_differ_are_noticed() -> None:
    assert clock("clock", "the hub", "Thu, 01 Jan 2026 00:00:00 GMT").verdict == Verdict.PROBLEM
    assert clock("clock", "the hub", None).verdict == Verdict.UNKNOWN


@SQLITE
def test_a_database_of_another_release_is_named_with_the_command(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "service").mkdir(mode=0o700)
    (tmp_path / "service" / "blobs").mkdir()
    old = f"sqlite:///{tmp_path / 'old.db'}"
    database = Database(old)
    migrations.upgrade(database, "0006")
    database.close()
    code, found = doctor("--standalone", db_url=old)
    assert code == 1
    assert verdicts(found) == {"database"}
    options = f"--data-dir={tmp_path / 'service'} --db-url={old}"
    backup = f"jupyter autograde db backup FILE {options}"
    assert found["database"]["fix"] == f"{backup} && jupyter autograde db upgrade {options}"


@SQLITE
def test_faults_of_the_store_have_their_fix(doctor: Doctor, tmp_path: Path, database_url: str) -> None:
    code, found = doctor("--standalone", db_url=f"sqlite:///{tmp_path / 'none.db'}")
    assert code == 1
    assert verdicts(found) == {"data folder", "database", "blobs"}
    assert not (tmp_path / "service").exists()
    assert found["data folder"]["fix"].startswith("install -d -m 700")
    assert not (tmp_path / "none.db").exists()
    assert found["database"]["fix"].endswith(
        f"db upgrade --data-dir={tmp_path / 'service'} --db-url=sqlite:///{tmp_path / 'none.db'}"
    )
    (tmp_path / "service" / "blobs").mkdir(parents=True)
    (tmp_path / "service").chmod(0o755)
    (tmp_path / "a-file").write_text("")
    (tmp_path / "garbage").write_text("garbage\n" * 1000)
    for settings, name, said in [
        ({"db_url": "nonsense"}, "database", "no SQLAlchemy URL"),
        ({"db_url": "oracle://x"}, "database", "oracle"),
        ({"db_url": "postgresql://127.0.0.1:9/x"}, "database", "does not answer"),
        ({"blobs_url": f"{tmp_path}/a-file/blobs"}, "blobs", "Nothing can be stored"),
        ({"queue": "celery"}, "sandbox", "Workers grade"),
        ({"db_url": f"sqlite:///{tmp_path / 'garbage'}"}, "database", "file is not a database"),
    ]:
        code, found = doctor("--standalone", **settings)
        assert code == 1
        assert said in found[name]["message"], settings
        assert found[name]["fix"]
        assert found["data folder"]["fix"] == f"chmod 700 {tmp_path / 'service'}"


@SQLITE
def test_nothing_secret_in_an_address_is_shown(doctor: Doctor, upgraded: Database) -> None:
    """What the doctor says is what people send on when they ask for help."""
    for settings, name, shown in [
        ({"blobs_url": "ftp://bob:S3CRET@127.0.0.1:9/x"}, "blobs", "ftp://127.0.0.1:9/x"),
        ({"blobs_url": "none://bob:S3CRET@host/x?key=S3CRET"}, "blobs", "none://host/x?key=…"),
        ({"blobs_url": "memory://bob:S3CRET@host/x"}, "blobs", "memory://host/x"),
        ({"db_url": "postgresql://bob@127.0.0.1:9/x?password=S3CRET"}, "database", "postgresql://127.0.0.1:9/x?"),
        ({"db_url": "postgresql://bob:S3CRET@127.0.0.1:9/x"}, "database", "postgresql://127.0.0.1:9/x"),
    ]:
        _, found = doctor("--standalone", **settings)
        assert shown in found[name]["message"], settings
        assert "S3CRET" not in json.dumps(found), settings


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/srv/with?a=mark", "/srv/with?a=mark"),
        ("s3://bucket/x", "s3://bucket/x"),
        ("sqlite:////home/ann@example.org/x.db", "sqlite:////home/ann@example.org/x.db"),
        ("postgresql://bob:S/3@host/x", "postgresql://host/x"),
        ("simplecache::s3://key:S@3/C@bucket/x", "simplecache::s3://bucket/x"),
        ("ftp://bob:S3?C=R@host/x", "ftp://…"),
        ("postgresql://bob@host/x?password=S@3&sslmode=require", "postgresql://…"),
        ("postgresql:///x?user=a&password=S3", "postgresql:///x?user=…&password=…"),
    ],
)
def test_an_address_is_shown_without_what_is_secret_in_it(url: str, shown: str) -> None:
    assert shown_address(url) == shown


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_can_only_be_read_is_noticed(doctor: Doctor, upgraded: Database, database_url: str) -> None:
    read_only = f"{database_url}{'&' if '?' in database_url else '?'}options=-cdefault_transaction_read_only%3Don"
    code, found = doctor("--standalone", db_url=read_only)
    assert code == 1
    assert "can be read but not written" in found["database"]["message"]


@SQLITE
def test_a_sandbox_that_does_not_hold_is_a_problem(doctor: Doctor, upgraded: Database) -> None:
    code, found = doctor("--standalone", sandbox="unsafe_none")
    assert code == 1
    assert verdicts(found) == {"sandbox"}
    assert "unsafe" in found["sandbox"]["message"].lower()


@SQLITE
def test_what_the_sandbox_lacks_is_said_once_with_what_to_do(
    doctor: Doctor, upgraded: Database, tmp_path: Path
) -> None:
    away = tmp_path / "away" / "bin" / "python"
    code, found = doctor("--standalone", environments={"default": str(away)})
    assert code == 1
    assert found["sandbox"]["message"] == f"The grading environment 'default' has no Python at {away}."
    assert "c.AutogradeService.environments['default']" in found["sandbox"]["fix"]
    assert f"python3 -m venv {tmp_path / 'away'}" in found["sandbox"]["fix"]
    code, found = doctor("--standalone", sandbox="bubblewrap", sandbox_options={"search_path": str(tmp_path)})
    assert code == 1
    assert found["sandbox"]["message"].startswith("Not installed: bwrap, ")
    assert found["sandbox"]["fix"].startswith("sudo apt-get install bubblewrap ")


def test_one_reason_of_several_probes_is_said_once() -> None:
    probes = (Probe("a", False, "It does not start."), Probe("b", False, "It does not start."), Probe("c", False))
    assert SelfTestReport("box", probes).reasons == "It does not start; c"


@SQLITE
def test_a_broker_that_is_away_and_missing_workers_are_told_apart(doctor: Doctor, upgraded: Database) -> None:
    away = {"queue": "celery", "queue_options": {"broker": "redis://127.0.0.1:9/0"}}
    assert "does not answer" in doctor("--standalone", **away)[1]["queue"]["message"]
    with run_redis() as broker:
        settings = {"queue": "celery", "queue_options": {"broker": broker.url}}
        code, found = doctor("--standalone", **settings)
        assert (code, found["queue"]["fix"]) == (1, "jupyter autograde worker --config=FILE")
        with upgraded.write() as session:
            session.add(orm.Worker(name="machine:7", slots=2, public_key=b"k"))
        code, found = doctor("--worker", **settings)
        assert code == 0
        assert found["queue"]["message"].startswith("1 worker, 2 slots")
        assert found["sandbox"]["verdict"] == Verdict.OK
        assert "hub" not in found


@SQLITE
def test_a_labextension_of_another_release_is_noticed(doctor: Doctor, upgraded: Database, tmp_path: Path) -> None:
    folder = tmp_path / "share" / "labextensions" / "jupyter-autograde"
    for text, verdict in [
        ('{"version": "0.0.7"}', Verdict.PROBLEM),
        ("{", Verdict.PROBLEM),
        (json.dumps({"version": __version__}), Verdict.OK),
    ]:
        (folder / "package.json").write_text(text)
        assert doctor("--standalone")[1]["labextension"]["verdict"] == verdict, text


@SQLITE
def test_nothing_is_changed_by_looking(doctor: Doctor, upgraded: Database, tmp_path: Path) -> None:
    def everything() -> set[Path]:
        return {path for folder in (tmp_path / "service", tmp_path / "typo") for path in folder.rglob("*")}

    before = everything()
    doctor("--standalone")
    doctor("--standalone", blobs_url=str(tmp_path / "typo" / "blobs"))
    options = [f"--data-dir={tmp_path / 'service'}", f"--db-url={upgraded.url}"]
    assert main(["db", "check", *options]) == 0
    assert everything() == before
    assert not (tmp_path / "typo").exists()
    assert main(["db", "check", f"--data-dir={tmp_path / 'typo'}"]) == 1
    assert not (tmp_path / "typo").exists()


def test_who_is_not_the_services_user_is_told_how_to_be(tmp_path: Path) -> None:
    assert user_of(tmp_path, 0, 0).verdict == Verdict.OK
    found = user_of(tmp_path, 0, 4_000_000, "--data-dir=/srv/x")
    assert found.verdict == Verdict.PROBLEM
    assert "this runs as #4000000" in found.message
    assert found.fix.endswith("sudo -u root jupyter autograde doctor --data-dir=/srv/x")


def test_the_file_system_of_a_path_is_that_of_the_deepest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nserver:/x /srv nfs4 rw 0 0\ntmpfs /srv/here\\040too tmpfs rw 0 0\n")
    kinds = [file_system_of(Path(place), mounts) for place in ("/home/x", "/srv/db", "/srv/here too/db", "/srvx")]
    assert kinds == ["ext4", "nfs4", "tmpfs", "ext4"]
    assert file_system_of(Path("/"), tmp_path / "none") == ""
