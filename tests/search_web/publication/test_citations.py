"""Citations come back as they were written, read by the libraries of reference managers."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from typing import Any, cast
from urllib.parse import unquote

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from indexer.model.article import Article, InvalidArticleError
from indexer.text.paragraphs import fold_space, is_blank
from search_web.centre import Face
from search_web.publication.citations import (
    FORMATS,
    VERBATIM,
    bibtex,
    citable,
    csl_json,
    footnote,
    footnotes,
    ris,
)
from search_web.publication.links import web_link
from search_web.publication.schema_org import schema_org

FULL = Article(
    id="12/أ",
    title="مكافحة الإرهاب: «قراءة» {أولى} في 100% من الحالات & غيرها",
    body="نص.",
    url="https://example.org/12/",
    date=dt.date(2019, 6, 4),
    section="مكافحة الإرهاب",
    language="ar",
    authors=("وحدة الدراسات والتقارير",),
    tags=("أوروبا",),
    short_link="https://example.org/?p=12",
)
BARE = Article(id="13", title="عنوان", body="نص.", language="ar")

HOSTILE = (
    "عنوان\nER  - \n\nTY  - RPRT\nTI  - INJECTED",
    "عنوان},\n}\n@misc{injected, title = {INJECTED}",
    "عنوان\r\nTI  - INJECTED",
    "عنوان\u2028ER  - \u2028TY  - RPRT",
    "عنوان\x0bER  - \x0cTY  - RPRT\x85TI  - X\x1eER  - ",
    r"\write18{id} $x$ \input{/etc/passwd} \end{document}",
    "a--b ``c'' ?`d <<e>> ,,f, '" + "'' --- {}} {{ ^^ ~~ % # & _",
    "\x00\x1b[31m عنوان \x9b31m\x7f",
    "a and b",
    "ER  - ",
    "@comment{x}",
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")

TEXT = (st.text(min_size=1) | st.sampled_from(HOSTILE)).filter(lambda text: not is_blank(text))
URL = (
    st.text(min_size=1)
    .map(lambda rest: f"https://example.org/{rest}")
    .filter(lambda url: not CONTROL.search(url))
)
IDS = st.text(min_size=1, max_size=60).filter(
    lambda text: fold_space(text) == text and text not in (".", "..") and not CONTROL.search(text)
)


def parsed(articles: list[Article]) -> Any:
    """What BibTeX's reader finds, which is nothing but entries."""
    library = bibtexparser.parse_string(bibtex(articles))
    assert len(library.blocks) == len(library.entries)
    return library


def entries(articles: list[Article]) -> list[dict[str, str]]:
    """The fields of what BibTeX's reader finds."""
    return [
        {field.key: _printed(field.key, field.value) for field in one.fields}
        for one in parsed(articles).entries
    ]


def _printed(name: str, value: str) -> str:
    """What TeX prints of a field."""
    if name in VERBATIM:
        return value
    text: str = LatexNodes2Text().latex_to_text(value)
    return text.replace("ˆ", "^")


def test_bibtex_is_read_back() -> None:
    full, bare = entries([FULL, BARE])
    assert (full["title"], full["author"]) == (FULL.title, FULL.authors[0])
    assert (full["year"], full["month"], full["url"]) == ("2019", "jun", FULL.url)
    assert full["note"] == FULL.short_link
    assert bare["title"] == BARE.title
    assert bare.keys() == {"title", "language"}


def test_an_author_of_bibtex_is_one_name() -> None:
    (entry,) = parsed([replace(FULL, authors=("Salem and Sons, Ltd.",))]).entries
    assert entry["author"] == "{Salem and Sons, Ltd.}"


def test_several_authors_are_several() -> None:
    names = ("وحدة الدراسات", "د. سالم الهادي", "Ann and Sons")
    article = replace(FULL, authors=names)
    assert "author = {{وحدة الدراسات} and {د. سالم الهادي} and {Ann and Sons}}" in bibtex([article])
    assert [line for line in ris([article]).splitlines() if line.startswith("AU")] == [
        f"AU  - {name}" for name in names
    ]
    (item,) = json.loads(csl_json([article]))
    assert item["author"] == [{"literal": name} for name in names]
    assert footnote(article).startswith("وحدة الدراسات ود. سالم الهادي وAnn and Sons، «")
    assert schema_org(article, "https://x/")["author"] == [
        {"@type": "Organization", "name": names[0]},
        {"@type": "Person", "name": names[1]},
        {"@type": "Person", "name": names[2]},
    ]


@pytest.mark.parametrize(
    ("code", "name"), [("en", "english"), ("de", "german"), ("fa", "persian"), ("", None)]
)
def test_a_citation_names_the_language_of_its_article(code: str, name: str | None) -> None:
    article = replace(FULL, language=code)
    (entry,) = entries([article])
    (record,) = rispy.loads(ris([article]))
    (item,) = json.loads(csl_json([article]))
    assert entry.get("language") == name
    told = schema_org(article, "https://x/").get("inLanguage")
    assert {record.get("language"), item.get("language"), told} == {code or None}


def test_an_address_of_bibtex_is_as_it_is_and_a_date_has_its_day() -> None:
    address = "https://example.org/%D8%AE%D8%A8%D8%B1?a_b=1&c=2#d"
    (full,) = entries([replace(FULL, url=address, short_link=f"{address}2")])
    assert (full["url"], full["note"], full["date"]) == (address, f"{address}2", "2019-06-04")


@pytest.mark.parametrize(
    "ids", [("A1", "a1"), ("a b", "au20b"), ("u", "U"), ("A1", "Б"), ("`1", "\u0601")]
)
def test_bibtex_has_an_entry_for_each_id(ids: tuple[str, str]) -> None:
    assert len(entries([replace(BARE, id=id_) for id_ in ids])) == 2


def test_ris_begins_with_the_type() -> None:
    assert ris([FULL]).startswith("TY  - ")


def test_ris_is_read_back() -> None:
    full, bare = rispy.loads(ris([FULL, BARE]))
    assert (full["title"], full["authors"], full["year"]) == (FULL.title, [FULL.authors[0]], "2019")
    assert full["date"] == "2019/06/04"
    assert full["urls"] == [FULL.url, FULL.short_link]
    assert full["keywords"] == ["مكافحة الإرهاب", "أوروبا"]
    assert (bare["title"], bare["id"]) == ("عنوان", "13")


def test_csl_json_is_read_back() -> None:
    full, bare = json.loads(csl_json([FULL, BARE]))
    assert full["issued"] == {"date-parts": [[2019, 6, 4]]}
    assert full["author"] == [{"literal": FULL.authors[0]}]
    assert (full["URL"], full["note"]) == (FULL.url, FULL.short_link)
    assert bare == {"id": "13", "type": "report", "title": "عنوان", "language": "ar"}


def test_a_footnote_has_what_an_arabic_study_cites() -> None:
    assert footnote(FULL) == (
        f"وحدة الدراسات والتقارير، «{FULL.title}»، مكافحة الإرهاب، 4 يونيو 2019، "
        "https://example.org/?p=12."
    )
    assert footnote(BARE) == "«عنوان»."


def test_a_title_turns_nothing_around_that_stands_behind_it() -> None:
    turning = "\u202eعنوان\u2067"
    assert footnote(replace(FULL, title=turning)) == footnote(replace(FULL, title="عنوان"))


def test_an_address_in_a_note_is_printed_as_it_is() -> None:
    (entry,) = parsed([replace(FULL, short_link="https://example.org/?a=1&b_c=%20#d")]).entries
    assert entry["note"] == r"https://example.org/?a=1\&b\_c=\%20\#d"


@given(
    id_=IDS,
    url=URL,
    texts=st.fixed_dictionaries(
        dict.fromkeys(("title", "section", "kind"), TEXT)
        | {"authors": st.lists(TEXT, min_size=1, max_size=3).map(tuple)}
        | {"tags": st.lists(TEXT, max_size=3).map(tuple)}
    ),
)
def test_whatever_an_article_holds_comes_back_as_one_line(
    id_: str, url: str, texts: dict[str, Any]
) -> None:
    day = dt.date(987, 1, 2)
    article = Article(id=id_, body="نص.", date=day, url=url, short_link=f"{url}2", **texts)
    title, section, kind = (citable(texts[name]) for name in ("title", "section", "kind"))
    authors = [name for name in map(citable, texts["authors"]) if name]
    tags = [tag for tag in map(citable, texts["tags"]) if tag]
    links = [web_link(article.url), web_link(article.short_link)]

    (entry,) = entries([article])
    assert (entry["title"], entry["type"]) == (title, kind)
    assert entry["author"] == " and ".join(authors)
    assert [entry["url"], entry["note"]] == links

    (record,) = rispy.loads(ris([article]))
    assert (record["title"], record["authors"], record["id"]) == (title, authors, id_)
    assert [unquote(link) for link in record["urls"]] == [unquote(link) for link in links]
    assert record["keywords"] == [section, *tags]
    assert record["date"] == "0987/01/02"

    (item,) = json.loads(csl_json([article]))
    assert (item["title"], item["author"]) == (title, [{"literal": name} for name in authors])
    assert [item["URL"], item["note"]] == links

    assert len(footnotes([article, article]).splitlines()) == 2


@given(st.lists(IDS, min_size=2, max_size=8, unique=True))
def test_no_two_ids_share_a_key(ids: list[str]) -> None:
    keys = [one.key for one in parsed([replace(BARE, id=id_) for id_ in ids]).entries]
    assert len({key.lower() for key in keys}) == len(ids)


@pytest.mark.parametrize("char", ["\n", "\r", "\x00", "\x1b", "\x85", "\u2028"])
@pytest.mark.parametrize("name", ["id", "url", "short_link"])
def test_an_id_or_an_address_with_a_line_break_is_no_article(name: str, char: str) -> None:
    with pytest.raises(InvalidArticleError, match=rf"its {name} holds .* at character 3 "):
        replace(BARE, **cast(Any, {name: f"ht{char}tps://x"}))


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/{a}\\b", "https://example.org/%7Ba%7D%5Cb"),
        ("https://example.org/خبر?a=1&b=%20#c", "https://example.org/خبر?a=1&b=%20#c"),
        ("https://example.org/\u202eنص", "https://example.org/%E2%80%AEنص"),
        ("https:// x/", ""),
        ("//example.org/", ""),
    ],
)
def test_what_no_address_holds_is_encoded(url: str, link: str) -> None:
    assert web_link(url) == link


@pytest.mark.parametrize("name", FORMATS)
def test_a_script_in_an_address_is_left_out(name: str) -> None:
    article = Article(id="1", title="ع", body="ن", url="javascript:alert(1)")
    assert "javascript" not in FORMATS[name].write([article], Face())
