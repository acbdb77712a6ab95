"""How large a bundle may be."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class BundleLimits:
    """Limits of one bundle (defaults: design.md section 4), in bytes but for `files` and `ratio`.

    `ratio` caps decompressed/compressed size of one entry above `ratio_floor` bytes: deflate reaches about
    1000 on zeros, and honest notebooks and tables stay far below 200.
    """

    total: int = 100 * MIB
    file: int = 50 * MIB
    notebook: int = 20 * MIB
    files: int = 500
    ratio: int = 200
    ratio_floor: int = 10 * MIB
