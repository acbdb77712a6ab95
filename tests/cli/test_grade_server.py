"""`jupyter autograde grade --serve` as a process of its own, and its client."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jupyter_autograde.cli.main import main
from jupyter_autograde.sandbox.environment import default_python
from tests.cli.conftest import Write

PROGRAM = [sys.executable, "-m", "jupyter_autograde.cli.main", "grade"]


class Server:
    """A grading server and its socket."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "grade.sock"
        self._log = folder / "log"
        env = {**os.environ, "JUPYTER_NO_CONFIG": "1", "JUPYTER_CONFIG_DIR": str(folder / "config")}
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "--serve", str(self.path), "--jobs=2"],
                env=env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("Grading at"), self.log()

    def log(self) -> str:
        return self._log.read_text()

    def ask(self, line: bytes) -> list[dict]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.path))
            connection.sendall(line)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile() as answers:
                return [json.loads(answer) for answer in answers]

    def end(self, sent: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sent)
        with self.process:
            return self.process.wait(60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    assert running.end() == 0
    assert not running.path.exists()
    assert "Traceback" not in running.log()


@pytest.fixture(autouse=True)
def no_configuration_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")


def files_of(folder: Path) -> dict[str, object]:
    """Return the content of all files but what differs from run to run."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix == ".json":
            content = json.loads(path.read_text())
            for name in ("seconds", "cpu_seconds", "peak_memory"):
                content.pop(name, None)
            found[str(path.relative_to(folder))] = content
        elif path.is_file():
            found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def test_a_server_grades_as_the_command_alone(
    server: Server, assignment: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{}")
    notebooks = [str(write("ada.ipynb")), str(write("ben.ipynb", {"evens =": "evens = 0"})), str(broken)]
    words = ["grade", str(assignment / "autograder.zip"), *notebooks]
    alone, served = tmp_path / "alone", tmp_path / "served"
    assert main([*words, "-o", str(alone), f"--csv={alone}.csv"]) == 1
    said = capsys.readouterr()
    assert main([*words, "-o", str(served), f"--csv={served}.csv", "--socket", str(server.path)]) == 1
    assert capsys.readouterr() == said
    assert files_of(served) == files_of(alone)
    assert len(files_of(served)) == 11
    assert Path(f"{served}.csv").read_text() == Path(f"{alone}.csv").read_text()


def test_relative_paths_are_the_clients(
    server: Server, assignment: Path, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("ada.ipynb")
    monkeypatch.chdir(tmp_path)
    environment = os.path.relpath(default_python(), tmp_path)
    package = os.path.relpath(assignment / "autograder.zip", tmp_path)
    assert main(["grade", package, "ada.ipynb", f"--socket={server.path}", f"--env={environment}"]) == 0
    assert json.loads((tmp_path / "ada" / "record.json").read_text())["score"] == 8


def test_a_client_may_do_without_pictures(server: Server, assignment: Path, write: Write, tmp_path: Path) -> None:
    drawing = "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nevens = [0, 2, 4, 6, 8]"
    words = ["grade", str(assignment / "autograder.zip"), str(write("ada.ipynb", {"evens =": drawing}))]
    for name, more in (("drawn", []), ("scores", ["--no-figures"])):
        folder = tmp_path / name
        assert main([*words, "-o", str(folder), f"--socket={server.path}", *more]) == 0
        assert json.loads((folder / "ada" / "record.json").read_text())["score"] == 8
        assert ("image/png" in (folder / "ada" / "executed.ipynb").read_text()) is (name == "drawn")


def test_feedback_shows_nothing_that_a_hidden_test_made_the_notebook_print(
    server: Server, assignment: Path, write: Write, tmp_path: Path
) -> None:
    listening = "seen = []\ndef square(x):\n    seen.append(x)\n    return x * x"
    telling = "evens = [0, 2, 4, 6, 8]\nprint('asked for', seen)"
    notebook = write("ada.ipynb", {"def square": listening, "evens =": telling})
    words = ["grade", str(assignment / "autograder.zip"), str(notebook)]
    assert main([*words, "-o", str(tmp_path), f"--socket={server.path}", "--feedback"]) == 0
    assert "-12" in (tmp_path / "ada" / "executed.ipynb").read_text()
    feedback = (tmp_path / "ada" / "feedback.ipynb").read_text()
    assert "asked for [3]" in feedback
    assert "-12" not in feedback
    assert main([*words, "-o", str(tmp_path), f"--socket={server.path}"]) == 0
    assert not (tmp_path / "ada" / "feedback.ipynb").exists()


def test_a_package_that_changes_is_read_again(
    server: Server, assignment: Path, write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "package.zip"
    package.write_bytes((assignment / "autograder.zip").read_bytes())
    words = ["grade", str(package), str(write("ada.ipynb")), f"--socket={server.path}", "-o", str(tmp_path)]
    assert main(words) == 0
    package.write_text("no archive any more")
    assert main(words) == 2
    assert "not a readable zip archive" in capsys.readouterr().err


def test_only_the_user_may_connect(server: Server) -> None:
    assert stat.S_IMODE(server.path.stat().st_mode) == 0o600


GOOD = {
    **{"package": "/a", "notebooks": ["/b.ipynb"], "output": "/tmp", "environment": ""},
    **{"jobs": 0, "csv": "", "figures": True, "feedback": False},
}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        b"[]\n",
        b"[" * 100_000 + b"\n",
        json.dumps({**GOOD, "more": 1}).encode() + b"\n",
        json.dumps({**GOOD, "notebooks": []}).encode() + b"\n",
        json.dumps({**GOOD, "notebooks": [1]}).encode() + b"\n",
        json.dumps({**GOOD, "notebooks": ["b.ipynb"]}).encode() + b"\n",
        json.dumps({**GOOD, "jobs": True}).encode() + b"\n",
        json.dumps({**GOOD, "jobs": -1}).encode() + b"\n",
        json.dumps({**GOOD, "csv": "a\0b"}).encode() + b"\n",
        json.dumps({**GOOD, "figures": 1}).encode() + b"\n",
        json.dumps({**GOOD, "feedback": None}).encode() + b"\n",
        json.dumps(GOOD).encode(),
        json.dumps(GOOD).encode() + b"\n" + json.dumps(GOOD).encode() + b"\n",
    ],
    ids=range(15),
)
def test_what_is_no_request_is_refused(server: Server, line: bytes) -> None:
    (answer,) = server.ask(line)
    assert answer["refused"].startswith("The request is not understood")
    assert answer["exit"] == 2


def test_a_request_without_end_is_cut_off(server: Server) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # before all of it was sent
        (answer,) = server.ask(b"x" * (5 << 20) + b"\n")
        assert answer["exit"] == 2
    (answer,) = server.ask(b"[]\n")
    assert answer["exit"] == 2


def test_a_client_with_too_many_notebooks_says_so(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"/{'n' * 4000}/{number}.ipynb" for number in range(1100)]
    assert main(["grade", "/a.zip", *names, f"--socket={server.path}"]) == 2
    assert "too many notebooks for one request" in capsys.readouterr().err


def test_a_client_that_goes_away_stops_nothing(server: Server, assignment: Path, write: Write, tmp_path: Path) -> None:
    notebook = write("ada.ipynb")
    request = {**GOOD, "package": str(assignment / "autograder.zip"), "notebooks": [str(notebook)]}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.path))
        connection.sendall(json.dumps({**request, "output": str(tmp_path / "gone")}).encode() + b"\n")
    words = ["grade", request["package"], str(notebook), f"--socket={server.path}", "-o", str(tmp_path / "here")]
    assert main(words) == 0


def test_a_second_server_at_one_socket_is_refused(server: Server) -> None:
    done = subprocess.run([*PROGRAM, "--serve", str(server.path)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "listens at" in done.stderr
    assert server.path.exists()


def test_a_socket_that_a_killed_server_left_is_taken_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killed = Server(tmp_path)
    killed.end(signal.SIGKILL)
    assert killed.path.exists()
    assert main(["grade", "a.zip", "a.ipynb", f"--socket={killed.path}"]) == 1
    assert f"Nobody listens at {killed.path}" in capsys.readouterr().err
    assert Server(tmp_path).end() == 0


def test_a_file_that_is_no_socket_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis").write_text("years of work")
    assert main(["grade", "--serve", str(tmp_path / "thesis")]) == 2
    assert "no socket" in capsys.readouterr().err
    assert (tmp_path / "thesis").read_text() == "years of work"


def test_told_to_stop_a_server_finishes_what_runs_and_says_what_it_did_not_begin(
    assignment: Path, write: Write, tmp_path: Path
) -> None:
    server = Server(tmp_path)
    names = [str(write(f"n{number}.ipynb")) for number in range(30)]
    old = tmp_path / "n29" / "record.json"
    old.parent.mkdir()
    old.write_text("of an earlier grading")
    package = str(assignment / "autograder.zip")
    request = {**GOOD, "package": package, "notebooks": names, "output": str(tmp_path), "jobs": 1}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.path))
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile() as answers:
            assert json.loads(answers.readline())["done"] >= 1
            assert server.end() == 0
            rows = json.loads(answers.readlines()[-1])["rows"]
    graded = [row for row in rows if (row["status"], row["score"]) == ("ok", 8)]
    assert 1 <= len(graded) < 30
    assert len(graded) == len(list(tmp_path.glob("n*/record.json")))
    told = [row["message"] for row in rows if row["code"] == "worker_lost"]
    assert told == ["The grading was stopped before it came to this notebook."] * (30 - len(graded))


def test_the_client_imports_next_to_nothing(server: Server, assignment: Path, write: Write, tmp_path: Path) -> None:
    words = ["grade", str(assignment / "autograder.zip"), str(write("ada.ipynb")), "-o", str(tmp_path)]
    program = (
        "import sys; from jupyter_autograde.cli.main import main; code = main(sys.argv[1:])\n"
        "slow = {'argparse', 'asyncio', 'dataclasses', 'logging', 'pydantic', 'rich', 'traitlets', 'typing'}\n"
        "sys.exit(code or ' '.join(slow & set(sys.modules)) or 0)"
    )
    command = [sys.executable, "-c", program, *words, f"--socket={server.path}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
