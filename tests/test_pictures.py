"""The pictures of the docs: each screen light and dark, none too large, none without a page that shows it."""

import json
import re
import struct
from pathlib import Path

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
SCREENS: list[str] = json.loads((ROOT / "ui-tests/pictures/screens.json").read_text())
MOST_BYTES = 150_000
SIZE = (1280, 800)


def pages() -> list[Path]:
    return [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]


def test_each_screen_has_a_picture_in_the_light_and_one_in_the_dark_and_no_other_is_kept() -> None:
    wanted = {f"{screen}-{theme}.png" for screen in SCREENS for theme in ("light", "dark")}
    assert {file.name for file in IMAGES.iterdir()} == wanted


def test_each_picture_is_small_and_of_one_size() -> None:
    for file in IMAGES.glob("*.png"):
        content = file.read_bytes()
        assert len(content) < MOST_BYTES, file.name
        # PNG, section 11.2.1: width and height begin the first chunk.
        assert struct.unpack(">II", content[16:24]) == SIZE, file.name


def test_each_picture_is_shown_on_a_page_as_its_reader_likes_it() -> None:
    shown = set()
    for page in pages():
        text = page.read_text()
        for block in re.findall(r"<picture>.*?</picture>", text, re.S):
            (dark,) = re.findall(r'media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"', block)
            ((light, words),) = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', block)
            assert len(words) > 20, f"{page.name}: {light} says too little to those who do not see it"
            assert dark == light.replace("-light.png", "-dark.png"), page.name
            for target in (dark, light):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
                shown.add(Path(target).name)
    assert shown == {file.name for file in IMAGES.iterdir()}
