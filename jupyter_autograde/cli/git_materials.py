"""Materials of a course from a git repository: by https, from public addresses, within limits, running nothing of it.

**Source:** git-config(1) and git-clone(1); `http.curloptResolve` is there since git 2.37.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_autograde.errors import InvalidInput

_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+")
_BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,200}")
_KEPT = ("PATH", "LANG", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
"""Variables that git gets: of the user's own configuration, nothing."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""Addresses with an IPv4 address in them, RFC 6052 section 2.1."""
_PAUSE = 0.2
_MIB = 1 << 20


@dataclass(frozen=True)
class GitLimits:
    """What one clone may take."""

    seconds: float = 120.0
    size: int = 512 * _MIB
    """Bytes on the disk, of the history and the files."""


@dataclass(frozen=True)
class Repository:
    """A repository that may be asked.

    Parameters
    ----------
    url : str
        With https, and no name or password in it.
    host, port, addresses
        Where git connects to, whatever the name stands for by then.
    """

    url: str
    host: str
    port: int
    addresses: tuple[str, ...]


def is_repository(place: str) -> bool:
    """Say whether this is meant for an address, not a folder."""
    return "://" in place or place.startswith(("git@", "ext::"))


def check_repository(url: str, private_hosts: Collection[str] = ()) -> Repository:
    """Return the repository behind an address.

    Parameters
    ----------
    private_hosts : collection of str
        Names of hosts that may have private addresses.

    Raises
    ------
    InvalidInput
        It is no https address, has a password in it, or leads into a private network.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise InvalidInput(f"{url[:200]!r} is no address of a repository.") from None
    if parts.scheme != "https" or not _HOST.fullmatch(host) or not url.isascii() or not url.isprintable():
        raise InvalidInput(f"Materials come from https://HOST/PATH or a folder, not from {url[:200]!r}.")
    if "@" in parts.netloc:
        raise InvalidInput("An address with a name or a password in it can be seen by others. Clone the repository.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise InvalidInput(f"The host {host!r} is not found: {fault.strerror}.") from fault
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host not in private_hosts and not all(_is_public(address) for address in addresses):
        raise InvalidInput(
            f"{host} leads into a private network. If that is meant: --ImportConfigApp.private_hosts={host}"
        )
    return Repository(url, host, port, addresses)


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        translated = IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None
        found = found.ipv4_mapped or found.sixtofour or translated or found
    return found.is_global and not found.is_multicast


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def cloned(repository: Repository, branch: str = "", limits: GitLimits | None = None) -> Iterator[Path]:
    """Clone the newest files into a temporary folder, which is gone at the end.

    Hooks and filters are not run, submodules and redirects not followed, symbolic links written as text.

    Raises
    ------
    InvalidInput
        git does not succeed, or not within the limits.
    """
    if branch and not _BRANCH.fullmatch(branch):
        raise InvalidInput(f"{branch[:200]!r} is no name of a branch.")
    if shutil.which("git") is None:
        raise InvalidInput("git is not installed. Install it, or give a folder with the materials.")
    with tempfile.TemporaryDirectory(prefix="autograde-materials-") as place:
        target = Path(place) / "materials"
        _run(_command(repository, branch, target), Path(place), limits or GitLimits(), repository)
        yield target


def _command(repository: Repository, branch: str, target: Path) -> list[str]:
    settings = {
        "protocol.allow": "never",
        "protocol.https.allow": "always",
        "http.followRedirects": "false",
        "core.hooksPath": "/dev/null",
        "core.symlinks": "false",
        "core.protectNTFS": "true",
        "credential.helper": "",
        "transfer.fsckObjects": "true",
        "submodule.recurse": "false",
    }
    if not _is_literal(repository.host):
        addresses = ",".join(f"[{one}]" if ":" in one else one for one in repository.addresses)
        settings["http.curloptResolve"] = f"{repository.host}:{repository.port}:{addresses}"
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    how = ["--quiet", "--depth=1", "--single-branch", "--no-tags", "--no-recurse-submodules", "--template="]
    return [
        "git",
        *words,
        "clone",
        *how,
        *([f"--branch={branch}"] if branch else []),
        "--",
        repository.url,
        str(target),
    ]


def _run(command: list[str], place: Path, limits: GitLimits, repository: Repository) -> None:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {"HOME": str(place), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0"}
    log = place / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command,
            cwd=place,
            env={**kept, **own, "GIT_LFS_SKIP_SMUDGE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
        )
    give_up_at = time.monotonic() + limits.seconds
    try:
        while True:
            try:
                code = process.wait(_PAUSE)
            except subprocess.TimeoutExpired:
                code = None
            if _size(place) > limits.size:
                raise InvalidInput(f"The repository takes more than {limits.size // _MIB} MiB. Give a folder instead.")
            if code is not None:
                break
            if time.monotonic() > give_up_at:
                raise InvalidInput(
                    f"{repository.host} did not send the repository within {limits.seconds:.0f} seconds."
                )
    finally:
        _end(process)
    if code:
        said = log.read_bytes()[-500:].decode(errors="replace").strip()
        raise InvalidInput(f"git can't fetch {repository.url}: {said}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size(folder: Path) -> int:
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                continue  # git has renamed it meanwhile
    return total
