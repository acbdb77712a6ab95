"""`jupyter autograde receipt save|keys|verify`."""

from __future__ import annotations

import base64
import binascii
import json
from pathlib import Path

import pydantic
from traitlets import Bool, Unicode

from jupyter_autograde.bundles import identity_of
from jupyter_autograde.bundles.unpack import visible_files
from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.cli.client_app import ClientApp
from jupyter_autograde.cli.feedback import print_rows
from jupyter_autograde.cli.selection import SubmissionsApp
from jupyter_autograde.client import AutogradeClient
from jupyter_autograde.errors import Conflict, InvalidInput, NotFound, UnsafePath
from jupyter_autograde.models.submission import Receipt, ReceiptKey, SavedReceipt

_MOST_BYTES = 1 << 20
"""A receipt has some hundred."""
_UNPROVED = 6
"""Exit code where only the key in the file vouches for the receipt."""


class SaveReceiptsApp(SubmissionsApp):
    """Save receipts as files."""

    name = "jupyter-autograde-receipt-save"
    description = """Save the receipts of submissions as files: your own, as staff everybody's.

    jupyter autograde receipt save COURSE/ASSIGNMENT [--student=NAME …] [--attempts=latest|all] [--output=FOLDER]
    """
    output = Unicode("receipts", help="The folder.").tag(config=True)
    aliases = {**SubmissionsApp.aliases, "output": "SaveReceiptsApp.output", "o": "SaveReceiptsApp.output"}

    def run(self) -> None:
        """Write a file for each; one that is there already is written again, for it says the same."""
        (name,) = self.arguments("assignment")
        rows: list[list[object]] = []
        with self.connect() as client:
            keys = {key.key_id: key.public_key for key in client.receipt_keys()}
            for one in self.submissions(client, name):
                receipt = client.get_submission(one.id).receipt
                if receipt is None:
                    raise NotFound(f"Attempt {one.attempt} of {one.user} has no receipt.")
                saved = SavedReceipt(**receipt.model_dump(), public_key=keys.get(receipt.key_id))
                place = Path(self.output) / f"{one.id}.json"
                try:
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_text(f"{saved.model_dump_json(indent=1)}\n")
                except OSError as fault:
                    raise InvalidInput(f"{place} can't be written: {fault.strerror}.") from fault
                rows.append([one.user, one.attempt, str(place)])
        print_rows(self, ["user", "attempt", "file"], rows)


class KeysApp(ClientApp):
    """Show the keys that receipts are checked with."""

    name = "jupyter-autograde-receipt-keys"
    description = """Show the public keys of the service; with --json as `receipt verify --keys` reads them.

    jupyter autograde receipt keys --json > keys.json
    """

    def run(self) -> None:
        """Show them."""
        self.arguments()
        with AutogradeClient(self.url, "") as client:
            self.show(client.receipt_keys(), ["key_id", "algorithm", "public_key", "created_at"])


class VerifyReceiptApp(ClientApp):
    """Check a receipt."""

    name = "jupyter-autograde-receipt-verify"
    description = """Check that the service has signed a receipt, and that a folder has the files that it is for.

    jupyter autograde receipt verify FILE [FOLDER] [--keys=FILE] [--service]

    Nothing is asked of anybody, but with --service, or where there is no key at all. FOLDER is one of `submission
    download`, or any other with exactly the files that were handed in.
    """
    keys = Unicode("", help="File with the service's keys, of `receipt keys --json`.").tag(config=True)
    service = Bool(False, help="Ask the service for its keys.").tag(config=True)
    aliases = {**ClientApp.aliases, "keys": "VerifyReceiptApp.keys"}
    flags = {**ClientApp.flags, "service": ({"VerifyReceiptApp": {"service": True}}, service.help)}

    def run(self) -> None:
        """Say what is proved; Conflict where something does not fit."""
        if not 1 <= len(self.extra_args) <= 2:
            self.arguments("file")
        place, *folders = self.extra_args
        saved = _read_receipt(Path(place))
        key, trusted = self._key_of(saved)
        if not _is_signed(saved, key):
            raise Conflict(
                f"{place} is not what the service signed: the signature does not fit. Get the receipt again, "
                "with `jupyter autograde receipt save`, or in the Assignments panel."
            )
        if folders and _identity_of_folder(Path(folders[0])) != saved.sha256:
            raise Conflict(
                f"The signature fits the receipt, but {folders[0]} has other files than the ones that were handed in. "
                "`jupyter autograde submission download` brings those."
            )
        # Anybody can sign anything with a key of their own: that one proves nothing must not look like success.
        self.exit_code = 0 if trusted else _UNPROVED
        if self.json:
            genuine = True if trusted else None
            facts = {
                **saved.model_dump(mode="json"),
                "genuine": genuine,
                "trusted_key": trusted,
                "files": bool(folders),
            }
            self.say(json.dumps(facts, indent=1, ensure_ascii=False))
            return
        named = ("course", "assignment", "user", "attempt", "submitted_at", "late", "sha256", "key_id")
        self.table([[fact.replace("_", " ").upper(), getattr(saved, fact)] for fact in named])
        if trusted:
            self.say(
                "The signature is genuine." + (" The folder has the files that were handed in." if folders else "")
            )
            return
        self.say(
            "Nothing is proved yet: the signature fits the key that came with the file, and anybody can make one. "
            f"The receipt is the service's if `receipt keys` names {saved.key_id}; --keys or --service check that."
        )
        if folders:
            self.say("The folder has the files that the receipt names.")

    def _key_of(self, saved: SavedReceipt) -> tuple[bytes, bool]:
        """Return the public key that a receipt names, and whether it is known to be the service's."""
        if self.keys:
            return _find(_read_keys(Path(self.keys)), saved), True
        if saved.public_key and not self.service:
            return _decoded(saved.public_key), False
        with AutogradeClient(self.url, "") as client:
            return _find(client.receipt_keys(), saved), True


class ReceiptApp(AutogradeApp):
    """Save and check receipts."""

    name = "jupyter-autograde-receipt"
    description = __doc__
    subcommands = {
        "save": (SaveReceiptsApp, SaveReceiptsApp.__doc__),
        "keys": (KeysApp, KeysApp.__doc__),
        "verify": (VerifyReceiptApp, VerifyReceiptApp.__doc__),
    }


def _is_signed(receipt: Receipt, key: bytes) -> bool:
    try:
        # A student's server needs no cryptography, so it may be missing where this is run.
        from jupyter_autograde.receipts import verify
    except ImportError as fault:
        raise InvalidInput(
            "Checking needs the package cryptography: pip install 'jupyter-autograde[service]'."
        ) from fault
    return verify(receipt, key)


def _read(place: Path) -> bytes:
    try:
        with place.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as fault:
        raise InvalidInput(f"{place} can't be read: {fault.strerror}.") from fault
    if len(content) > _MOST_BYTES:
        raise InvalidInput(f"{place} is too large for that.")
    return content


def _read_receipt(place: Path) -> SavedReceipt:
    try:
        return SavedReceipt.model_validate_json(_read(place))
    except pydantic.ValidationError as fault:
        raise InvalidInput(f"{place} is no receipt.") from fault


def _read_keys(place: Path) -> list[ReceiptKey]:
    try:
        return pydantic.TypeAdapter(list[ReceiptKey]).validate_json(_read(place))
    except pydantic.ValidationError as fault:
        raise InvalidInput(f"{place} has no keys: write it with `receipt keys --json`.") from fault


def _find(keys: list[ReceiptKey], receipt: Receipt) -> bytes:
    for key in keys:
        if key.key_id == receipt.key_id:
            return _decoded(key.public_key)
    raise Conflict(f"The receipt names the key {receipt.key_id}, which is none of the service's.")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise InvalidInput("The public key is not one: it is no base64url.") from fault


def _identity_of_folder(folder: Path) -> str:
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder.")
    try:
        return identity_of(dict(visible_files(folder)))
    except (OSError, UnsafePath) as fault:
        raise InvalidInput(f"{folder} can't be read: {fault}.") from fault
