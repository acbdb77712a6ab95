"""Write the reference pages in docs/ anew: `python scripts/reference`; with `--check` only say which are old."""

from __future__ import annotations

import sys

from settings import ROOT, settings_page
from tables import tables_page

PAGES = {"docs/operators/settings.md": settings_page, "docs/developers/tables.md": tables_page}


def main() -> int:
    old = []
    for name, make in PAGES.items():
        place, text = ROOT / name, make()
        if not place.exists() or place.read_text() != text:
            old.append(name)
            if "--check" not in sys.argv:
                place.write_text(text)
    if old and "--check" in sys.argv:
        sys.stderr.write(f"Out of date: {', '.join(old)}. Run: python scripts/reference\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
