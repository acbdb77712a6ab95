"""The pages that are written from the code are those of the present code."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def check(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "scripts" / "reference"), "--check"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_settings_and_tables_are_those_of_the_code() -> None:
    done = check(ROOT)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["docs/operators/settings.md", "docs/developers/tables.md"])
def test_a_page_that_is_old_is_named_with_the_command(tmp_path: Path, page: str) -> None:
    shutil.copytree(ROOT / "scripts" / "reference", tmp_path / "scripts" / "reference")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ("docs/operators/settings.md", "docs/developers/tables.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    old = tmp_path / page
    old.write_text(old.read_text() + "| `gone` |\n")
    done = check(tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"Out of date: {page}. Run: python scripts/reference\n"
