"""What the doctor finds at database and store, and its fix; nothing secret is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_autograde.cli.local.doctor.findings import Verdict
from jupyter_autograde.cli.local.doctor.stored import file_system_of, user_of
from jupyter_autograde.storage import migrations
from jupyter_autograde.storage.database import Database
from jupyter_autograde.storage.shown_address import shown_address
from tests.cli.doctor.asked import SQLITE, Doctor, verdicts


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
