"""The docs name what the code has."""

import re
from pathlib import Path

import jupyterlab
from jupyterlab_server.settings_utils import get_settings

from jupyter_autograde.errors import AutogradeError
from jupyter_autograde.models.error import CODES

ROOT = Path(__file__).parent.parent


def every_error(kind: type[AutogradeError] = AutogradeError) -> list[type[AutogradeError]]:
    """List the tree, but what a module keeps to itself: it never leaves it under a code of its own."""
    public = [child for child in kind.__subclasses__() if not child.__name__.startswith("_")]
    return [kind, *(found for child in public for found in every_error(child))]


def test_each_error_code_has_a_heading_and_a_sentence_in_the_labextension() -> None:
    headings = set(re.findall(r"^## `(\w+)`$", (ROOT / "docs/developers/error-codes.md").read_text(), re.M))
    codes = {kind.code for kind in every_error()} | set(CODES.values())
    assert headings == codes
    sentences = (ROOT / "src/api/errors.ts").read_text()
    # What their messages say is all that can be said.
    generic = {"error", "upstream_error", "service_refused", "receipt_mismatch", "request_refused"}
    assert {code for code in codes - generic if f"  {code}:" not in sentences} == set()


def test_the_drawing_of_the_error_tree_is_complete() -> None:
    import jupyter_autograde.errors

    drawn = dict(re.findall(r"^ +(\w+) {2,}(\w+)$", jupyter_autograde.errors.__doc__ or "", re.M))
    assert drawn == {kind.__name__: kind.code for kind in every_error()}


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_the_override_of_the_autosave_interval_is_one_for_jupyterlab(tmp_path: Path) -> None:
    (override,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs/operators/live.md").read_text(), re.S)
    (tmp_path / "overrides.json").write_text(override)
    schemas = Path(jupyterlab.__file__).parent / "schemas"
    plugin = "@jupyterlab/docmanager-extension:plugin"
    settings, _ = get_settings(str(tmp_path), str(schemas), str(tmp_path), plugin)
    interval = settings["schema"]["properties"]["autosaveInterval"]
    assert (interval["default"], "seconds" in interval["description"]) == (10, True)
