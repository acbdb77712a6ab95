"""Bundles: the files of a release or submission, on the wire a plain zip archive."""

from jupyter_autograde.bundles.identity import file_sha256, identity, identity_of
from jupyter_autograde.bundles.limits import BundleLimits
from jupyter_autograde.bundles.paths import check_path
from jupyter_autograde.bundles.reader import BundleReader
from jupyter_autograde.bundles.writer import write_bundle

__all__ = [
    "BundleLimits",
    "BundleReader",
    "check_path",
    "file_sha256",
    "identity",
    "identity_of",
    "write_bundle",
]
