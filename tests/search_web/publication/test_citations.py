"""Citations come back as they were written, read by the libraries of reference managers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from indexer.model.article import Article
from search_web.publication.citations import FORMATS, bibtex, csl_json, footnote, ris

FULL = Article(
    id="12/أ",
    title="مكافحة الإرهاب: «قراءة» {أولى} في 100% من الحالات & غيرها",
    body="نص.",
    url="https://example.org/12/",
    date=dt.date(2019, 6, 4),
    section="مكافحة الإرهاب",
    author="وحدة الدراسات والتقارير",
    tags=("أوروبا",),
    short_link="https://example.org/?p=12",
)
BARE = Article(id="13", title="عنوان", body="نص.")
ESCAPED = "\\{}$&#^_%~"
"""What TeX reads as commands, and is escaped."""

TEXT = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text.strip() == text and not set(text) & set(ESCAPED)
)


def entries(articles: list[Article]) -> list[dict[str, str]]:
    """The fields of what BibTeX's reader finds."""
    library = bibtexparser.parse_string(bibtex(articles))
    assert not library.failed_blocks
    return [{field.key: field.value for field in one.fields} for one in library.entries]


def test_bibtex_is_read_back() -> None:
    full, bare = entries([FULL, BARE])
    assert full["title"] == (r"مكافحة الإرهاب: «قراءة» (أولى) في 100\% من الحالات \& غيرها")
    assert full["author"] == "{وحدة الدراسات والتقارير}"
    assert (full["year"], full["month"], full["url"]) == ("2019", "jun", FULL.url)
    assert full["note"] == FULL.short_link
    assert bare["title"] == BARE.title
    assert bare.keys() == {"title", "language"}


def test_an_address_of_bibtex_is_as_it_is_and_a_date_has_its_day() -> None:
    address = "https://example.org/%D8%AE%D8%A8%D8%B1?a_b=1&c=2#d"
    (full,) = entries([replace(FULL, url=address, short_link=f"{address}2")])
    assert (full["url"], full["note"], full["date"]) == (address, f"{address}2", "2019-06-04")


@pytest.mark.parametrize("ids", [("A1", "a1"), ("a b", "au20b"), ("u", "U")])
def test_bibtex_has_an_entry_for_each_id(ids: tuple[str, str]) -> None:
    assert len(entries([replace(BARE, id=id_) for id_ in ids])) == 2


def test_ris_begins_with_the_type() -> None:
    assert ris([FULL]).startswith("TY  - ")


def test_ris_is_read_back() -> None:
    full, bare = rispy.loads(ris([FULL, BARE]))
    assert (full["title"], full["authors"], full["year"]) == (FULL.title, [FULL.author], "2019")
    assert full["date"] == "2019/06/04"
    assert full["urls"] == [FULL.url, FULL.short_link]
    assert full["keywords"] == ["مكافحة الإرهاب", "أوروبا"]
    assert (bare["title"], bare["id"]) == ("عنوان", "13")


def test_csl_json_is_read_back() -> None:
    full, bare = json.loads(csl_json([FULL, BARE]))
    assert full["issued"] == {"date-parts": [[2019, 6, 4]]}
    assert full["author"] == [{"literal": FULL.author}]
    assert (full["URL"], full["note"]) == (FULL.url, FULL.short_link)
    assert bare == {"id": "13", "type": "report", "title": "عنوان", "language": "ar"}


def test_a_footnote_has_what_an_arabic_study_cites() -> None:
    assert footnote(FULL) == (
        f"وحدة الدراسات والتقارير، «{FULL.title}»، مكافحة الإرهاب، 4 يونيو 2019، "
        "https://example.org/?p=12."
    )
    assert footnote(BARE) == "«عنوان»."


@given(title=TEXT, author=TEXT, id_=TEXT.filter(lambda text: len(text) < 100))
def test_any_title_survives(title: str, author: str, id_: str) -> None:
    article = Article(id=id_, title=title, body="نص.", author=author, date=dt.date(987, 1, 2))
    (entry,) = entries([article])
    assert entry["title"] == title
    assert json.loads(csl_json([article]))[0]["title"] == title
    (record,) = rispy.loads(ris([article]))
    assert record["title"] == title


@pytest.mark.parametrize("name", FORMATS)
def test_a_script_in_an_address_is_left_out(name: str) -> None:
    article = Article(id="1", title="ع", body="ن", url="javascript:alert(1)")
    assert "javascript" not in FORMATS[name].write([article])
