"""Recognition of names in Latin letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzers.normalize import is_arabic, normalize
from analyzers.variants import names
from analyzers.variants.names import named, normalize_all, other_spellings, sounding_like

TABLE = Path(names.__file__).parent / "names.tsv"


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Hamas", "حماس"),
        ("Hezbollah", "حزب الله"),
        ("al-Qaida", "القاعدة"),
        ("alqaeda", "القاعدة"),
        ("El Baradei", "البرادعي"),
        ("Erdoğan", "أردوغان"),
        ("von der Leyen", "فون دير لاين"),
        ("Vienna", "فيينا"),  # CLDR's cities
        ("Schweden", "السويد"),  # CLDR's countries
        ("Houthis", "الحوثي"),
    ],
)
def test_a_name_is_found_by_its_letters(latin: str, arabic: str) -> None:
    assert named(normalize_all(latin))[0] == arabic


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Qadhafi", "القذافي"),
        ("Kaddafi", "القذافي"),
        ("Mogerini", "موغيريني"),
        ("Suleymani", "سليماني"),
        ("7izballah", "حزب الله"),
    ],
)
def test_a_name_is_found_by_its_sound(latin: str, arabic: str) -> None:
    assert named(normalize_all(latin)) == ()
    assert sounding_like(normalize_all(latin))[0] == arabic


@pytest.mark.parametrize("word", ["security", "report", "border", "zzz", "ab", "dialogue"])
def test_other_words_are_no_names(word: str) -> None:
    assert named((word,)) == sounding_like((word,)) == ()


def test_spellings_of_one_name_know_each_other() -> None:
    assert other_spellings(*normalize("شولتز")) == ("شولتس",)
    assert other_spellings(*normalize("برلين")) == ()


def test_each_row_of_the_table_has_arabic_names_and_latin_ones() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len(rows) > 700
    for arabic, latin in rows:
        for name in arabic.split("|"):
            assert all(map(is_arabic, normalize_all(name))), arabic
        for name in latin.split(","):
            assert name.strip().isascii(), latin
    assert len({arabic for arabic, _ in rows}) == len(rows)
