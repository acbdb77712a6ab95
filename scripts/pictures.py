"""Put the pictures that `make pictures` has taken into docs/images, each with 256 colours: a third of the size."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ROOT / "ui-tests" / "screenshots" / "docs"
IMAGES = ROOT / "docs" / "images"
SCREENS = ROOT / "ui-tests" / "pictures" / "screens.json"
COLOURS = 256


def small(picture: Image.Image) -> bytes:
    """Return the picture as a small PNG."""
    content = io.BytesIO()
    plain = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    plain.save(content, "PNG", optimize=True)
    return content.getvalue()


def main() -> int:
    """Take over what was taken; 1 when a picture of a screen is missing."""
    missing = []
    for screen in json.loads(SCREENS.read_text()):
        for theme in ("light", "dark"):
            name = f"{screen}-{theme}.png"
            if not (TAKEN / name).exists():
                missing.append(name)
                continue
            with Image.open(TAKEN / name) as picture:
                content = small(picture)
            (IMAGES / name).write_bytes(content)
            print(f"{name} {len(content) / 1000:.0f} kB")
    if missing:
        print(f"Not taken: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
