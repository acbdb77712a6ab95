"""The terminal: verbs against a running service, exit codes, sentences."""

from __future__ import annotations

import json
import shlex
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.service.auth.local import LocalAuthenticator
from jupyter_autograde.testing.service import configured, serving

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def standalone(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A stand-alone service; the environment has the token of its admin."""
    service = configured(tmp_path, database_url, standalone=True, prefix="/", load_courses={})
    components = service.build(authenticator=LocalAuthenticator(service.local_tokens))
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", service.local_tokens.issue("admin", admin=True))
    with serving(components) as address:
        monkeypatch.setenv("JUPYTER_AUTOGRADE_URL", address)
        yield address


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
    for name in ("JUPYTER_AUTOGRADE_TOKEN", "JUPYTERHUB_API_TOKEN", "JUPYTER_AUTOGRADE_URL"):
        monkeypatch.delenv(name, raising=False)


@SQLITE
def test_an_admin_makes_a_course_and_enrols_people(standalone: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["course", "create", "physics", "--title=Physics 1"]) == 0
    assert main(["course", "enroll", "physics", "ines", "--role=instructor"]) == 0
    assert main(["course", "enroll", "physics", "sam", "olga"]) == 0
    capsys.readouterr()
    assert main(["course", "list"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == ["NAME", "TITLE", "ROLE", "ARCHIVED", "AT", "ID"]
    assert row.startswith("physics  Physics 1  admin")
    assert main(["course", "list", "--json"]) == 0
    (course,) = json.loads(capsys.readouterr().out)
    assert (course["name"], course["title"]) == ("physics", "Physics 1")


@SQLITE
def test_refusals_are_sentences_with_an_exit_code(standalone: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["course", "create", "physics"]) == 0
    capsys.readouterr()
    for arguments, code, said in [
        (["course", "create", "physics"], 1, "There is a course named 'physics' already"),
        (["course", "create", "a/b"], 2, "can't be used"),
        (["course", "create"], 2, "NAME"),
        (["course", "enroll", "nothing", "sam"], 3, "There is no course 'nothing'"),
        (["course", "list", "extra"], 2, "Usage"),
    ]:
        assert main(arguments) == code, arguments
        out, err = capsys.readouterr()
        assert said in err
        assert err.count("\n") == 1
        assert out == ""


@SQLITE
def test_what_others_typed_can_not_steer_the_terminal(standalone: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["course", "create", "x", "--title=\x1b[31mred\nline"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.count("\n") == 2


def test_without_a_token_or_a_service_the_next_step_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["course", "list"]) == 2
    assert "JUPYTER_AUTOGRADE_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", "x")
    assert main(["course", "list", "--url=http://127.0.0.1:9/"]) == 5
    err = capsys.readouterr().err
    assert "can't be reached" in err and "The address is http://127.0.0.1:9/\n" in err
    monkeypatch.setattr("jupyter_autograde.cli.client_app.DEFAULT_URL", "http://127.0.0.1:9/")
    assert main(["course", "list"]) == 5
    err = capsys.readouterr().err
    assert "answers at http://127.0.0.1:9/, which is asked because JUPYTER_AUTOGRADE_URL is not set" in err
    assert "/services/autograde/ behind it" in err


class _Hub(BaseHTTPRequestHandler):
    """Answers as JupyterHub does where it has no such page for a stranger."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/hub/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Be silent."""


def test_the_address_of_the_hub_alone_is_not_the_service(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_AUTOGRADE_TOKEN", "x")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as hub:
        serving_hub = threading.Thread(target=hub.serve_forever)
        serving_hub.start()
        address = f"http://127.0.0.1:{hub.server_port}/"
        code = main(["course", "list", f"--url={address}"])
        hub.shutdown()
        serving_hub.join()
    assert code == 5
    assert f"{address} is not the autograde service: it answered 302. " in (err := capsys.readouterr().err)
    assert "ends in /services/autograde/" in err


@SQLITE
def test_a_wrong_token_is_named_by_its_variable(
    standalone: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JUPYTER_AUTOGRADE_TOKEN")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "wrong")
    assert main(["course", "list"]) == 4
    err = capsys.readouterr().err
    assert "does not know this token. It is the token of JUPYTERHUB_API_TOKEN: make a new one at Hub > Token" in err
    assert "wrong" not in err


@pytest.mark.parametrize("arguments", [["nothing"], ["course", "nothing"], ["db", "nothing"]])
def test_an_unknown_verb(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "There is no verb 'nothing'" in capsys.readouterr().err


def test_help_lists_the_verbs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "serve" in capsys.readouterr().out


def test_tokens_are_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = f"--data-dir={tmp_path / 'data'}"
    assert main(["token", "sam", folder]) == 0
    token = capsys.readouterr().out.strip()
    assert len(token) > 40
    assert token not in (tmp_path / "data" / "standalone-tokens.json").read_text()
    assert main(["token", "a/b", folder]) == 2
    assert main(["token", folder]) == 2


def test_the_database_is_upgraded_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "upgrade", f"--data-dir={tmp_path / 'data'}"]) == 0
    assert "schema of this release" in capsys.readouterr().out
    assert (tmp_path / "data" / "autograde.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "JUPYTERHUB_API_TOKEN"),
        (["--standalone", "--url=http://0.0.0.0:9000"], "loopback"),
        (["--standalone", "--url=nonsense"], "HOST:PORT"),
        (["--config=/nothing.py"], "There is no configuration file"),
        (["--standalone", "--no-upgrade-db"], "jupyter autograde db upgrade"),
    ],
)
def test_a_service_that_can_not_start_says_why(
    tmp_path: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", f"--data-dir={tmp_path / 'data'}", *arguments]) in (1, 2)
    assert said in capsys.readouterr().err


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@pytest.mark.parametrize("folder", ["file", "file/below"])
def test_a_data_folder_that_can_not_be_is_named(
    tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    for verb in (
        ["serve", "--standalone", f"--url=http://127.0.0.1:{free_port()}"],
        ["db", "upgrade"],
        ["token", "sam"],
    ):
        assert main([*verb, f"--data-dir={tmp_path / folder}"]) == 2, verb
        err = capsys.readouterr().err
        assert f"The folder {tmp_path / folder} can't be made: " in err
        assert "Name another with --data-dir" in err
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("sqlite:///{}/garbage", "The service's database is damaged: file is not a database. "),
        ("postgresql://127.0.0.1:9/x", "The service's database does not answer."),
    ],
)
def test_a_database_that_can_not_be_used_is_named(
    tmp_path: Path, database: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "garbage").write_text("garbage\n" * 1000)
    options = [f"--data-dir={tmp_path / 'data'}", f"--db-url={database.format(tmp_path)}"]
    for verb in (
        ["serve", "--standalone", f"--url=http://127.0.0.1:{free_port()}"],
        ["db", "upgrade"],
        ["db", "check"],
        ["db", "backup", str(tmp_path / "b.tar")],
    ):
        assert main([*verb, *options]) == 1, verb
        assert said in capsys.readouterr().err, verb


def test_the_command_for_a_missing_database_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = f"--data-dir={tmp_path / 'da ta'}"
    assert main(["student", "delete", "sam", "--yes", wanted]) == 1
    command = capsys.readouterr().err.strip().partition("or make one: ")[2]
    assert main(shlex.split(command)[2:]) == 0
    capsys.readouterr()
    assert main(["student", "delete", "sam", "--yes", wanted]) == 3  # there is nobody
    assert "Nothing is kept about" in capsys.readouterr().err


def test_a_broken_configuration_file_stops_the_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "jupyter_autograde_config.py"
    file.write_text("c.AutogradeService.slots = 'many'\n")
    assert main(["db", "upgrade", f"--config={file}"]) == 2
    assert "slots" in capsys.readouterr().err
    file.write_text("this is no python")
    assert main(["db", "upgrade", f"--config={file}"]) == 2
    assert "has a fault" in capsys.readouterr().err
