"""What staff may set."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.settings import Settings, SettingsError
from indexer.workspace import Workspace
from tests.conftest import PROJECT


def test_the_file_that_is_delivered_says_what_is_usual() -> None:
    assert Workspace(PROJECT / "index_data").settings() == Settings()


def test_without_a_file_all_is_as_usual(tmp_path: Path) -> None:
    assert Workspace(tmp_path).settings() == Settings()


def test_what_is_set_counts_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.settings_file.write_text("[gate]\nmost_lost = 0.5 # half\n", encoding="utf-8-sig")
    settings = workspace.settings()
    assert (settings.gate.most_lost, settings.gate.few) == (0.5, Settings().gate.few)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gate]\nfew = 3\n most_lost = 'a lot'", "line 3, column 2: gate.most_lost: .* number"),
        ("[gate]\nmost_lost = 7.0", "line 2, column 1: gate.most_lost: .* less than or equal"),
        ("[generations]\nkept = 0", "line 2, column 1: generations.kept: .* greater"),
        ("[gate]\nmost_los = 1", 'line 2, column 1: gate.most_los: .* perhaps "most_lost"; there'),
        ("# x\n[gates]\nfew = 1", 'line 2, column 2: gates: .*, perhaps "gate"; there are: stem'),
        ("[engines.whoosh]\nshards = 3\n[gate]\nx = 1", "line 4, column 1: gate.x: there is no"),
        ("[queries]\nkept_days = -1", "line 2, column 1: queries.kept_days: .* greater"),
        ("[queries]\nleast_asked = 0", "line 2, column 1: queries.least_asked: .* greater"),
        ("xyzzy = 1\n[gate]", 'line 1, column 1: xyzzy: there is no setting "xyzzy"; there'),
        ("kept = 3", r"line 1, column 1: kept: .*; one of this name is under \[generations\]"),
        ('[site]\naddress = "x.org"', "line 2, column 1: site.address: it is the scheme and the"),
        ('[site]\naddress = "https://x.org/a"', "site.address: it is the scheme and the name"),
        ('[site]\naddress = "https://x.org:99999"', "site.address: it is the scheme and the"),
        ('[site]\naddress = "https://.."', "site.address: it is the scheme and the name"),
        ('[site]\nhosts = "x.org"', "line 2, column 1: site.hosts: it is a list, in square"),
        ('[site]\nhosts = ["https://x.org"]', "site.hosts.0: it is a name without scheme"),
        ('[semantic]\naddress = "x.org"', "semantic.address: it is an address that begins with"),
        ('[centre]\naccent = "red"', "centre.accent: it is a colour of six digits, such as"),
        ('[centre]\naccent = "#7cc7d4"', "#e2eef0 of the light theme is 1.6, .* a darker colour"),
        ('[centre]\naccent_dark = "#0b5563"', "of the dark theme is .* take a lighter colour"),
        ('[centre]\nsite = "x.org"', "centre.site: it is an address that begins with https://"),
        ('[centre]\nemail = "library"', "centre.email: it is an e-mail address, such as"),
        ('[sources.login]\nsite = "x.org"', "sources.login.site: it is the scheme and the name"),
        ('[sources.login]\npassword = "x"', "sources.login.password: "),
        ('[centre]\ncanonical = "x"', "centre.canonical: .* 'original' or 'here'"),
        ("gate = 1", "line 1, column 1: gate: it is a table"),
        (f"x = {'[' * 5000}", "settings.toml: .* recursion"),
        ("[gate]\nfew =", r".*line 2, column 6|.*end of document"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    Workspace(tmp_path).settings_file.write_text(text)
    with pytest.raises(SettingsError, match=said) as caught:
        Workspace(tmp_path).settings()
    assert str(Workspace(tmp_path).settings_file) in str(caught.value)


def test_the_address_of_the_site_may_end_with_a_slash(tmp_path: Path) -> None:
    text = '[site]\naddress = "https://search.example.org:8443/"'
    Workspace(tmp_path).settings_file.write_text(text)
    assert Workspace(tmp_path).settings().site.address == "https://search.example.org:8443"
