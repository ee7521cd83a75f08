"""The archive of the plugin: what WordPress and its translators expect of it."""

from __future__ import annotations

import gettext
import io
import re
import shutil
import struct
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from click.testing import CliRunner

from search_web.cli import main
from search_web.static_files import FOLDER as STATIC
from search_web.wordpress_plugin.archive import PLUGIN, write_archive
from tests.conftest import PROJECT

CALL = re.compile(r"\b(?:__|esc_(?:html|attr)_(?:_|e)|_n)\( '((?:[^'\\]|\\.)+)'(, '[^']+')?")
"""A call of PHP with a message, and in the second group its domain or its plural."""

PHP = sorted(PLUGIN.rglob("*.php"))


def archive() -> bytes:
    written = io.BytesIO()
    write_archive(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def opened() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(archive()))


def test_the_command_writes_the_same_bytes_each_time() -> None:
    first = CliRunner().invoke(main, ["wordpress-plugin"])
    assert first.exit_code == 0
    time.sleep(2)  # the resolution of times in archives
    assert first.stdout_bytes == CliRunner().invoke(main, ["wordpress-plugin"]).stdout_bytes
    assert first.stdout_bytes == archive()


def test_all_lies_in_one_folder_with_the_main_file(opened: zipfile.ZipFile) -> None:
    names = opened.namelist()
    assert {name.split("/")[0] for name in names} == {"bahith"}
    assert {"bahith/bahith.php", "bahith/readme.txt", "bahith/uninstall.php"} <= set(names)


def test_the_search_box_is_that_of_our_pages(opened: zipfile.ZipFile) -> None:
    script = opened.read("bahith/assets/bahith-search.js")
    assert script == (STATIC / "bahith-search.js").read_bytes()


def test_the_version_is_that_of_the_project_wherever_it_stands() -> None:
    [version] = re.findall(r'^version = "(.+)"', (PROJECT / "pyproject.toml").read_text(), re.M)
    main_file = (PLUGIN / "bahith.php").read_text()
    assert re.findall(r"Version: +(\d\S*)|VERSION = '(.+)'", main_file) == [
        (version, ""),
        ("", version),
    ]
    assert f"Stable tag: {version}\n" in (PLUGIN / "readme.txt").read_text()


@pytest.mark.parametrize("file", PHP, ids=lambda file: file.name)
def test_no_file_runs_when_it_is_asked_for_by_its_address(file: Path) -> None:
    guard = "WP_UNINSTALL_PLUGIN" if file.name == "uninstall.php" else "ABSPATH"
    code = file.read_text().split("*/", 1)[1]
    assert re.match(
        rf"\s*(namespace Bahith;\s+)?if \( ! defined\( '{guard}' \) \) {{\s+exit;", code
    )


@pytest.mark.skipif(shutil.which("php") is None, reason="PHP is not installed")
@pytest.mark.parametrize("file", PHP, ids=lambda file: file.name)
def test_php_parses_every_file(file: Path) -> None:
    ran = subprocess.run(["php", "-l", str(file)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def is_complete(entry: Message) -> bool:
    forms = (entry.string,) if isinstance(entry.string, str) else entry.string or ("",)
    return all(forms)


def test_every_message_is_in_the_template_and_has_its_arabic() -> None:
    said = [call for file in PHP for call in CALL.findall(file.read_text())]
    messages = {message.replace("\\'", "'") for message, _ in said}
    assert len(messages) > 50
    for name in ("bahith.pot", "bahith-ar.po"):
        content = (PLUGIN / "languages" / name).read_bytes()
        entries = [entry for entry in read_po(io.BytesIO(content), locale="ar") if entry.id]
        ids = {one.id if isinstance(one.id, str) else one.id[0] for one in entries}
        assert ids == messages
        assert name == "bahith.pot" or [one.id for one in entries if not is_complete(one)] == []


def test_a_message_has_the_domain_of_the_plugin() -> None:
    for file in PHP:
        for message, second in CALL.findall(file.read_text()):
            assert second, f"{file.name}: {message}"
            assert second == ", 'bahith'" or "%1$s" in message


def test_wordpress_reads_the_arabic(opened: zipfile.ZipFile) -> None:
    content = opened.read("bahith/languages/bahith-ar.mo")
    arabic = gettext.GNUTranslations(io.BytesIO(content))
    assert arabic.gettext("Search results") == "نتائج البحث"
    assert arabic.ngettext("%1$s result", "%1$s results", 5) == "%1$s نتائج"
    count, _, translations, hashes, table = struct.unpack_from("<IIIII", content, 8)
    assert (hashes, table) == (0, translations + 8 * count)  # which WordPress checks
