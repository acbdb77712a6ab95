"""Receipts as files, checked without a service."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyter_autograde.bundles import identity_of
from jupyter_autograde.cli.main import main
from jupyter_autograde.models.submission import Receipt, ReceiptKey, SavedReceipt
from jupyter_autograde.receipts import ReceiptFacts, ReceiptSigner
from jupyter_autograde.ulids import new_ulid

NOBODY = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def signer() -> ReceiptSigner:
    return ReceiptSigner(ReceiptSigner.generate())


def encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work" / "data").mkdir(parents=True)
    (tmp_path / "work" / "hw.ipynb").write_bytes(b"{}")
    (tmp_path / "work" / "data" / "a.csv").write_bytes(b"1")
    (tmp_path / "work" / ".autograde-bundle").write_text("ours")
    return tmp_path / "work"


@pytest.fixture
def saved(signer: ReceiptSigner) -> SavedReceipt:
    facts = ReceiptFacts(
        submission_id=new_ulid(),
        course="physics",
        assignment="hw",
        user="sam",
        attempt=2,
        submitted_at=datetime(2026, 1, 2, tzinfo=UTC),
        late=False,
        sha256=identity_of({"hw.ipynb": b"{}", "data/a.csv": b"1"}),
        key_id=signer.key_id,
    )
    return SavedReceipt(**facts.model_dump(), signature=signer.sign(facts), public_key=encoded(signer.public_key))


def verify(*words: str) -> int:
    return main(["receipt", "verify", *words, f"--url={NOBODY}"])


def test_a_receipt_is_checked_with_its_own_key_or_the_services(
    saved: SavedReceipt, folder: Path, tmp_path: Path, signer: ReceiptSigner, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "receipt.json"
    place.write_text(saved.model_dump_json())
    # Its own key proves nothing: whoever forges a receipt puts one in.
    assert verify(str(place), str(folder)) == 6
    said = capsys.readouterr().out
    assert "genuine" not in said and "came with the file" in said and signer.key_id in said
    assert verify(str(place), "--json") == 6
    facts = json.loads(capsys.readouterr().out)
    assert (facts["genuine"], facts["trusted_key"]) == (None, False)
    key = ReceiptKey(key_id=signer.key_id, public_key=encoded(signer.public_key), created_at=datetime.now(UTC))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps([key.model_dump(mode="json")]))
    assert verify(str(place), str(folder), f"--keys={keys}", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["genuine"], facts["trusted_key"], facts["files"]) == (True, True, True)
    # As the server extension keeps it: without a key.
    place.write_text(Receipt(**saved.model_dump()).model_dump_json())
    assert verify(str(place), f"--keys={keys}") == 0
    assert verify(str(place)) == 5  # asks the service, which nobody runs
    keys.write_text("[]")
    assert verify(str(place), f"--keys={keys}") == 1


@pytest.mark.parametrize("change", [{"attempt": 3}, {"late": True}, {"user": "ann"}, {"sha256": "0" * 64}])
def test_a_changed_receipt_is_not_genuine(saved: SavedReceipt, tmp_path: Path, change: dict[str, object]) -> None:
    place = tmp_path / "receipt.json"
    place.write_text(saved.model_copy(update=change).model_dump_json())
    assert verify(str(place)) == 1


def test_a_receipt_of_another_signer_is_not_the_services(saved: SavedReceipt, tmp_path: Path) -> None:
    other = ReceiptSigner(ReceiptSigner.generate())
    place = tmp_path / "receipt.json"
    place.write_text(saved.model_copy(update={"public_key": encoded(other.public_key)}).model_dump_json())
    assert verify(str(place)) == 1


def test_a_folder_with_other_files_is_said(saved: SavedReceipt, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "receipt.json"
    place.write_text(saved.model_dump_json())
    (folder / "data" / "a.csv").write_bytes(b"2")
    assert verify(str(place), str(folder)) == 1
    assert verify(str(place), str(tmp_path / "nowhere")) == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"attempt": 1}'])
def test_what_is_no_receipt_is_a_sentence(tmp_path: Path, content: str) -> None:
    place = tmp_path / "receipt.json"
    place.write_text(content)
    assert verify(str(place)) == 2
    assert verify(str(tmp_path / "nothing.json")) == 2
