"""The environment with unmodified clients of other services, as sites have them; `make install-test` makes it."""

from __future__ import annotations

import os
from pathlib import Path

CLIENTS = Path(os.environ.get("AUTOGRADE_CLIENTS", Path(__file__).parents[2] / ".venv-clients"))
OTTER_SUBMIT = CLIENTS / "share" / "jupyter" / "labextensions" / "@otter-submit"
"""The labextension with otter-submit's button."""
