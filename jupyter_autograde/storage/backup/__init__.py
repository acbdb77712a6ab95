"""Database and blobs in one file, and back from it into an empty place."""

from jupyter_autograde.storage.backup.archive import compression_of
from jupyter_autograde.storage.backup.manifest import Ending, Manifest
from jupyter_autograde.storage.backup.restore import Restored, restore_backup
from jupyter_autograde.storage.backup.write import write_backup

__all__ = ["Ending", "Manifest", "Restored", "compression_of", "restore_backup", "write_backup"]
