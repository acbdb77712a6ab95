"""`kill -9` of a real Jupyter server, at the moments that matter: there is one submission in the end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import requests

from jupyter_autograde.testing.small_notebooks import small_notebook


class Server:
    """A Jupyter server in its own process."""

    def __init__(self, home, service_url):
        self._home = home
        home.mkdir(exist_ok=True)
        (home / "root").mkdir(exist_ok=True)
        env = {
            **os.environ,
            "HOME": str(home),
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTER_AUTOGRADE_URL": service_url,
            "JUPYTER_AUTOGRADE_TOKEN": "student-token",
        }
        command = [
            *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
            *("--port=0", "--IdentityProvider.token=t", f"--ServerApp.root_dir={home / 'root'}"),
            "--ServerApp.jpserver_extensions={'jupyter_autograde': True}",
        ]
        self._log = open(home / "log.txt", "ab")  # noqa: SIM115
        self.process = subprocess.Popen(command, env=env, stdout=self._log, stderr=self._log)
        self.url = self._wait_for_url()

    def _wait_for_url(self):
        info = self._home / "runtime" / f"jpserver-{self.process.pid}.json"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, (self._home / "log.txt").read_text()
            with contextlib.suppress(OSError, ValueError, requests.RequestException):
                url = json.loads(info.read_text())["url"]
                requests.get(url + "api", timeout=5).raise_for_status()
                return url
            time.sleep(0.05)
        raise AssertionError((self._home / "log.txt").read_text())

    def ask(self, method, path, body=None):
        answer = requests.request(
            method,
            f"{self.url}autograde/api/{path}",
            json=body,
            headers={"Authorization": "token t"},
            timeout=60,
        )
        return answer.json()

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(30)
        self._log.close()


@pytest.fixture
def start_server(tmp_path, service):
    servers = []

    def start():
        servers.append(Server(tmp_path / "home", service.url))
        return servers[-1]

    yield start
    for server in servers:
        server.end(signal.SIGKILL)


def fetch_and_work(server, assignment_id, tmp_path):
    reply = server.ask("POST", "local/fetch", {"assignment_id": assignment_id})
    path = reply["notebooks"][0]
    (tmp_path / "home" / "root" / path).write_bytes(small_notebook("x = 1"))
    return path


def receipts(tmp_path):
    folder = tmp_path / "home" / "root" / "Data-8" / "hw-1" / ".autograde" / "receipts"
    return [json.loads(place.read_bytes())["submission_id"] for place in sorted(folder.glob("*"))]


def test_killed_between_writing_and_sending(service, assignment_id, start_server, tmp_path):
    server = start_server()
    path = fetch_and_work(server, assignment_id, tmp_path)
    # As if the service were away: no request of this server is answered.
    service.fail("POST .*/submissions", drop="before", times=10_000)
    asking = threading.Thread(target=ask_and_forget, args=(server, path))
    asking.start()
    service.wait_for(lambda: any(method == "POST" for method, _ in service.requests))
    server.end(signal.SIGKILL)
    asking.join()
    assert service.submissions == []
    service.faults.clear()

    again = start_server()
    service.wait_for(lambda: len(service.submissions) == 1)
    assert settle(again) == []
    assert receipts(tmp_path) == [service.submissions[0]["id"]]
    assert len(service.submissions) == 1


def test_killed_between_sending_and_acknowledgement(service, assignment_id, start_server, tmp_path):
    server = start_server()
    path = fetch_and_work(server, assignment_id, tmp_path)
    service.fail("POST .*/submissions", drop="hold")
    asking = threading.Thread(target=ask_and_forget, args=(server, path))
    asking.start()
    service.wait_for(lambda: service.held == 1)
    server.end(signal.SIGKILL)
    service.release_held()
    asking.join()
    assert len(service.submissions) == 1

    again = start_server()
    assert settle(again) == []
    assert receipts(tmp_path) == [service.submissions[0]["id"]]
    assert len(service.submissions) == 1
    assert service.submissions[0]["attempt"] == 1


def ask_and_forget(server, path):
    with contextlib.suppress(requests.RequestException):
        server.ask("POST", "local/submit", {"path": path})


def settle(server):
    """Return the outbox when nothing waits in it any more."""
    end = time.monotonic() + 30
    while (left := server.ask("GET", "local/outbox")) and time.monotonic() < end:
        time.sleep(0.05)
    return left
