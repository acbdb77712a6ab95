"""The translations that come with the package, as JupyterLab's server and the service's own page find them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jupyterlab_server.translation_utils import get_installed_packages_locale, get_language_pack

from jupyter_autograde.service.pages.languages import language_for, texts

LOCALES = Path(__file__).parents[2] / "jupyter_autograde/locale"
DOMAIN = "jupyter_autograde"
ARGUMENT = re.compile(r"%\d")


@pytest.fixture(params=sorted(path.name for path in LOCALES.iterdir() if path.is_dir()))
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def catalog(locale: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    with (LOCALES / locale / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as stream:
        for message in read_po(stream, locale=locale):
            if message.id:
                many = bool(message.pluralizable)
                yield (
                    tuple(message.id) if many else (str(message.id),),
                    tuple(message.string or ()) if many else (str(message.string or ""),),
                )


def test_every_text_is_there_in_german() -> None:
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as stream:
        template = [message for message in read_po(stream) if message.id]
    with (LOCALES / "de_DE/LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as stream:
        german = read_po(stream, locale="de_DE")
    missing = []
    for message in template:
        # For a plural, the first form finds it.
        text = message.id[0] if message.pluralizable else message.id
        translated = german.get(text, message.context)
        forms = translated.string if translated else ""
        if not forms or not all(forms if isinstance(forms, tuple | list) else (forms,)):
            missing.append(message.id)
    assert template
    assert missing == []


def test_every_argument_of_a_text_is_in_its_translation(locale: str) -> None:
    wrong = []
    for source, forms in catalog(locale):
        # The form for one may leave the number out.
        wanted = set(ARGUMENT.findall(source[-1]))
        if any(forms) and not (
            set(ARGUMENT.findall(forms[-1])) == wanted and set(ARGUMENT.findall(forms[0])) <= wanted
        ):
            wrong.append((source, forms))
    assert wrong == []


def test_jupyterlab_finds_the_texts(locale: str) -> None:
    found, message = get_installed_packages_locale(locale)
    assert message == ""
    ours = found[DOMAIN]
    assert ours[""]["language"] == locale.replace("_", "-")
    assert ours["Submissions"] == ["Abgaben"]


def test_german_is_a_language_of_the_lab() -> None:
    pytest.importorskip("jupyterlab_language_pack_de_DE", reason="The lab's own texts are not here in German.")
    pack, message = get_language_pack("de_DE")
    assert message == ""
    assert pack[DOMAIN]["Submit"] == ["Abgeben"]
    assert pack["jupyterlab"][""]["language"] == "de-DE"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de-DE"),
        ("de-AT,de;q=0.9,en;q=0.8", "de-DE"),
        ("fr, de;q=0.5", "de-DE"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("de;q=0.1, en", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("../../etc;q=x, de;q=nan, ;;,,", "en"),
    ],
)
def test_the_browser_says_which_language(header: str, language: str) -> None:
    assert language_for(header) == language


def test_the_service_has_what_jupyterlab_has(locale: str) -> None:
    ours = json.loads(texts()[locale.replace("_", "-")].read_text(encoding="utf-8"))
    translated = {source[0] for source, forms in catalog(locale) if all(forms)}
    assert {key.split("\x04")[-1] for key in ours if key} == translated
