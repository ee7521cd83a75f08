"""The Arabic catalogue has a translation for every message, and nothing else."""

from __future__ import annotations

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.checkers import checkers
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import search_web
from tests.conftest import PROJECT

WEB = Path(search_web.__file__).parent
CATALOGUE = WEB / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
ARABIC = re.compile(r"[\u0621-\u064a]")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

EXAMPLES = {"home.html", "help.html"}
"""Templates with examples of searches, which are Arabic in every language."""


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ar")


def texts(string: object) -> tuple[str, ...]:
    """Return the plural forms of a message or a translation, or its only form."""
    return tuple(map(str, string)) if isinstance(string, (tuple, list)) else (str(string or ""),)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_every_message_has_an_arabic_translation_in_all_its_forms(catalogue: Catalog) -> None:
    assert len(messages(catalogue)) > 100
    assert catalogue.num_plurals == 6
    for message in messages(catalogue):
        assert not message.fuzzy, message.id
        forms = texts(message.string)
        assert all(forms), message.id
        assert len(forms) == (6 if message.pluralizable else 1), message.id
    assert not catalogue.obsolete


def test_translations_have_the_placeholders_of_their_messages(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for check in checkers:
            check(catalogue, message)
        wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
        for number, form in enumerate(texts(message.string)):
            found = set(PLACEHOLDER.findall(form))
            spoken = message.pluralizable and number <= 2  # «نتيجتان» says the number itself
            assert found == wanted or (spoken and found == wanted - {"count"}), form


def test_the_catalogue_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`make messages` changes nothing."""
    template, translations = tmp_path / "messages.pot", tmp_path / "translations"
    shutil.copytree(WEB / "translations", translations)
    monkeypatch.chdir(PROJECT)
    recipe = (PROJECT / "Makefile").read_text("utf-8")
    commands = re.findall(r"^\t@\$\(BIN\)/pybabel (-q .+/messages\.pot.*)$", recipe, re.M)
    assert len(commands) == 2
    for command in commands:
        here = command.replace("$(VENV)/messages.pot", str(template))
        here = here.replace("search_web/translations", str(translations))
        CommandLineInterface().run(["pybabel", *here.split()])  # type: ignore[no-untyped-call]
    updated = translations / CATALOGUE.relative_to(WEB / "translations")
    assert entries(updated) == entries(CATALOGUE)


def entries(path: Path) -> str:
    """Return the entries without the header, which names the version of Babel."""
    return path.read_text("utf-8").partition("\n\n")[2]


def test_the_compiled_catalogue_is_up_to_date(catalogue: Catalog) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        served = read_mo(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    assert said_in(served) == said_in(read_mo(compiled))


def said_in(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return translations by the context and the forms of their messages."""
    return {(str(one.context), *texts(one.id)): texts(one.string) for one in messages(catalogue)}


@pytest.mark.parametrize("path", sorted((WEB / "templates").iterdir()), ids=lambda path: path.name)
def test_templates_hold_no_arabic_but_examples(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    if path.name in EXAMPLES:
        lines = [re.sub(r"\"(?:[^\"\\]|\\.)*\"(?=[,)])", "", line) for line in lines]
    assert [line for line in lines if ARABIC.search(line)] == []


@pytest.mark.parametrize("path", sorted((WEB / "static").glob("*.js")), ids=lambda path: path.name)
def test_scripts_hold_no_arabic(path: Path) -> None:
    assert not ARABIC.search(path.read_text("utf-8"))


COUNTED = re.compile(r"%\(\w+\)[sd] \w+اً")
"""A number and its noun in the accusative, as after 11 to 99 alone."""


def test_a_noun_is_in_the_accusative_after_eleven_to_ninety_nine_alone(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        if message.pluralizable:
            others = texts(message.string)[:-1]
            assert not any(map(COUNTED.search, others)), message.id


def test_tanwin_stands_on_the_letter_alif_throughout(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        assert not any("\u064b\u0627" in form for form in texts(message.string)), message.id
