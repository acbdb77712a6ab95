"""Keys of whoever signs tokens: which are taken, and when they are read again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from jupyter_autograde.errors import UpstreamError
from jupyter_autograde.service.auth.json_web_keys import FRESH_SECONDS, PAUSE_SECONDS, KeySet

ONE = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
TWO = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
CURVE = ec.generate_private_key(ec.SECP256R1()).public_key()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Place:
    """An address that gives keys, or what a test says; `hold` makes it wait."""

    def __init__(self) -> None:
        self.content, self.status, self.asked = b"", 200, 0
        self.hold, self.came = threading.Event(), threading.Event()
        self.hold.set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                outer.came.set()
                outer.hold.wait()
                self.send_response(outer.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(outer.content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"


@pytest.fixture
def place() -> Iterator[Place]:
    made = Place()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.hold.set()
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def key_set(**keys: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    rows = []
    for kid, key in keys.items():
        name = "RS256" if isinstance(key, rsa.RSAPublicKey) else "ES256"
        rows.append({**jwt.get_algorithm_by_name(name).to_jwk(key, as_dict=True), "kid": kid})
    return json.dumps({"keys": rows}).encode()


def test_a_key_is_found_by_its_id_and_the_only_one_without(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_bytes(key_set(one=ONE, two=TWO))
    assert KeySet(str(file)).find("two").public_numbers() == TWO.public_numbers()
    for kid in (None, "three", 7, ["one"]):
        with pytest.raises(ValueError, match="no such key"):
            KeySet(str(file)).find(kid)
    file.write_bytes(key_set(one=ONE, weak=WEAK, curve=CURVE))
    assert KeySet(str(file)).find(None).public_numbers() == ONE.public_numbers()
    for kid in ("weak", "curve"):
        with pytest.raises(ValueError, match="no such key"):
            KeySet(str(file)).find(kid)


def test_keys_are_read_again_when_they_are_old_or_one_is_new_but_not_at_each_token(place: Place) -> None:
    clock = Clock()
    keys = KeySet(place.url, clock)
    place.content = key_set(one=ONE)
    keys.find("one")
    for _ in range(3):
        with pytest.raises(ValueError, match="no such key"):
            keys.find("two")
    assert place.asked == 1
    place.content = key_set(two=TWO)
    clock.now += PAUSE_SECONDS + 1
    assert keys.find("two").public_numbers() == TWO.public_numbers()
    assert place.asked == 2
    place.status = 500
    clock.now += FRESH_SECONDS + 1
    keys.find("two")
    assert place.asked == 3


@pytest.mark.parametrize(
    "bad",
    [
        {"kty": "RSA", "n": "AQAB"},
        {"kty": "RSA", "n": "?", "e": "AQAB"},
        {"kty": "RSA", "n": 7, "e": [], "kid": "bad"},
        {"kty": "RSA", "e": "AQAB", "n": ""},
        {"kty": "RSA", "kid": ["one"]},
        {"kty": ["RSA"]},
        "RSA",
        None,
    ],
)
def test_a_key_that_is_none_does_not_take_the_others_with_it(tmp_path: Path, bad: Any) -> None:
    file = tmp_path / "keys"
    good = json.loads(key_set(one=ONE))["keys"][0]
    listed = {**good, "kid": ["a list"]}, bad, good
    file.write_text(json.dumps({"keys": listed}))
    assert KeySet(str(file)).find("one").public_numbers() == ONE.public_numbers()


def test_whose_key_is_known_does_not_wait_while_keys_are_read(place: Place) -> None:
    clock = Clock()
    keys = KeySet(place.url, clock)
    place.content = key_set(one=ONE)
    keys.find("one")
    place.content = key_set(one=ONE, two=TWO)
    place.came.clear()
    place.hold.clear()
    clock.now += PAUSE_SECONDS + 1
    found: list[rsa.RSAPublicKey] = []
    reader = threading.Thread(target=lambda: found.append(keys.find("two")))
    reader.start()
    assert place.came.wait(10)
    assert keys.find("one").public_numbers() == ONE.public_numbers()
    with pytest.raises(UpstreamError, match="Try again in a moment"):
        keys.find("three")
    place.hold.set()
    reader.join()
    assert [key.public_numbers() for key in found] == [TWO.public_numbers()]
    assert place.asked == 2


def test_who_comes_while_the_first_keys_are_read_waits_for_them(place: Place) -> None:
    place.content = key_set(one=ONE)
    place.hold.clear()
    keys = KeySet(place.url, Clock())
    found: list[rsa.RSAPublicKey] = []
    readers = [threading.Thread(target=lambda: found.append(keys.find("one"))) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert place.came.wait(10)
    place.hold.set()
    for reader in readers:
        reader.join()
    assert [key.public_numbers() for key in found] == [ONE.public_numbers()] * 3
    assert place.asked == 1


@pytest.mark.parametrize(
    ("status", "content"), [(500, b""), (302, b""), (200, b"["), (200, b"[]"), (200, b" " * (2 << 20)), (200, b"{}")]
)
def test_what_is_no_set_of_keys_is_said_and_not_asked_for_at_each_token(
    place: Place, status: int, content: bytes
) -> None:
    place.status, place.content = status, content
    keys = KeySet(place.url, Clock())
    for _ in range(3):
        with pytest.raises(UpstreamError, match="can't be read"):
            keys.find("one")
    assert place.asked == 1
