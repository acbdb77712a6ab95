"""Materials of a course from a git repository: a real one, served by git itself over https on this machine."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from jupyter_autograde.cli.git_materials import GitLimits, check_repository, cloned
from jupyter_autograde.errors import InvalidInput

GIT = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]


def git(*words: str, cwd: Path) -> None:
    subprocess.run([*GIT, *words], cwd=cwd, check=True, capture_output=True)


def commit(work: Path) -> None:
    git("add", "--all", cwd=work)
    git("commit", "--message=more", cwd=work)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of this machine, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    alternative = x509.SubjectAlternativeName([address, x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(pem))
    return path


class Host:
    """Serves the repositories of a folder, and notes what it is asked for."""

    def __init__(self, root: Path, certificate: Path) -> None:
        self.asked: list[str] = []
        self.moved_to = ""
        self.release = threading.Event()
        self.release.set()
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host._answer(self, root)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}/course"

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler, root: Path) -> None:
        self.asked.append(handler.path)
        self.release.wait(60)
        if self.moved_to and handler.path.startswith("/course/"):
            handler.send_response(302)
            handler.send_header("Location", self.moved_to + handler.path)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        target = urlsplit(handler.path)
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": handler.command,
            "PATH_INFO": target.path,
            "QUERY_STRING": target.query,
            "CONTENT_TYPE": handler.headers.get("Content-Type", ""),
            "GIT_PROTOCOL": handler.headers.get("Git-Protocol", ""),
        }
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if handler.headers.get("Content-Encoding") == "gzip":
            environment["HTTP_CONTENT_ENCODING"] = "gzip"
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        handler.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with one commit on `main`."""
    folder = tmp_path / "root" / "course"
    folder.mkdir(parents=True)
    git("init", cwd=folder)
    (folder / "a.txt").write_text("one")
    commit(folder)
    return folder


@pytest.fixture
def host(work: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("GIT_SSL_CAINFO", str(certificate))
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Host(work.parent, certificate)
    yield made
    made.close()


def files(url: str, branch: str = "", limits: GitLimits | None = None) -> dict[str, str]:
    with cloned(check_repository(url, ["127.0.0.1"]), branch, limits) as folder:
        found = {str(one.relative_to(folder)): one for one in folder.rglob("*") if ".git" not in one.parts}
        assert not any(one.is_symlink() for one in found.values())
        assert not list((folder / ".git" / "hooks").glob("*"))
        return {name: one.read_text() for name, one in found.items() if one.is_file()}


def test_the_newest_files_of_a_branch(host: Host, work: Path) -> None:
    assert files(host.url) == {"a.txt": "one"}
    git("checkout", "-b", "spring", cwd=work)
    (work / "b.txt").write_text("two")
    commit(work)
    git("checkout", "main", cwd=work)
    assert files(host.url) == {"a.txt": "one"}
    assert files(host.url, "spring") == {"a.txt": "one", "b.txt": "two"}
    with pytest.raises(InvalidInput, match="git can't fetch"):
        files(host.url, "autumn")


def test_links_filters_and_submodules_do_nothing(host: Host, work: Path, tmp_path: Path) -> None:
    (work / "x").mkdir()
    (work / "secret").symlink_to("/etc/passwd")
    (work / ".gitattributes").write_text("*.txt filter=evil\n")
    (work / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = x\n\turl = {host.url}-other\n')
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},x", cwd=work)
    commit(work)
    found = files(host.url)
    assert (found["secret"], found["a.txt"]) == ("/etc/passwd", "one")
    assert [path for path in host.asked if "other" in path] == []


def test_a_redirect_is_not_followed(host: Host) -> None:
    host.moved_to = "/elsewhere"
    with pytest.raises(InvalidInput, match="git can't fetch"):
        files(host.url)
    assert [path for path in host.asked if path.startswith("/elsewhere")] == []


def test_too_large_or_too_slow_is_given_up(host: Host, work: Path) -> None:
    (work / "big").write_bytes(os.urandom(1 << 20))
    commit(work)
    with pytest.raises(InvalidInput, match="takes more than"):
        files(host.url, limits=GitLimits(size=1 << 19))
    host.release.clear()
    with pytest.raises(InvalidInput, match="did not send"):
        files(host.url, limits=GitLimits(seconds=0.1))


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(host: Host) -> None:
    repository = check_repository(host.url.replace("127.0.0.1", "localhost"), ["localhost"])
    # Nothing listens there; by the name alone git would find the host.
    moved = replace(repository, addresses=("127.0.0.2",))
    with pytest.raises(InvalidInput, match="git can't fetch"), cloned(moved):
        pass
    assert host.asked == []
    with cloned(replace(repository, addresses=("127.0.0.1",))) as folder:
        assert (folder / "a.txt").read_text() == "one"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.org/x", "https://HOST/PATH"),
        ("ssh://example.org/x", "https://HOST/PATH"),
        ("git@example.org:x", "https://HOST/PATH"),
        ("ext::sh -c true", "https://HOST/PATH"),
        ("file:///etc", "https://HOST/PATH"),
        ("https://example.org/\nx", "https://HOST/PATH"),
        ("https://-x/", "not found|https://HOST"),
        ("https://[/x", "no address"),
        ("https://name:password@example.org/x", "name or a password"),
        *(
            (f"https://{host}/x", "private network")
            for host in (
                "127.0.0.1",
                "10.1.2.3",
                "192.168.0.1",
                "169.254.169.254",
                "[::1]",
                "[::ffff:10.0.0.1]",
                "[64:ff9b::a00:1]",
            )
        ),
        ("https://0x7f000001/x", "private network|not found"),
        ("https://localhost/x", "private network"),
    ],
)
def test_addresses_that_are_not_asked(url: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        check_repository(url)


@pytest.mark.parametrize("branch", ["--upload-pack=x", "-b", "a b", "a\nb"])
def test_names_that_are_no_branches(host: Host, branch: str) -> None:
    with pytest.raises(InvalidInput, match="no name of a branch"):
        files(host.url, branch)
