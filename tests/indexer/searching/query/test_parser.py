"""Tests of the query parser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.fields import SEARCHED_FIELDS
from indexer.model.query import And, Best, Ids, Near, Not, Or, Phrase, Prefix, Query, Word
from indexer.searching.query.parser import MAX_COST, cost, parse_query
from tests.indexer.engines.collection import word
from tests.tables import rows

CASES = rows(Path(__file__).parents[1] / "cases" / "queries.tsv")


def shown(query: Query) -> str:
    """Return a query in the notation of the table `cases/queries.tsv`."""
    match query:
        case Word(form, None, fields):
            return f"{field_of(fields)}={form}"
        case Word(_, stem, fields):
            return f"{field_of(fields)}{stem}"
        case Phrase(slots, fields):
            return f'{field_of(fields)}"{" ".join(slot[0] for slot in slots)}"'
        case Near(slots, distance, fields):
            return f'{field_of(fields)}"{" ".join(slot[0] for slot in slots)}"~{distance}'
        case Prefix(prefix, fields):
            return f"{field_of(fields)}{prefix}*"
        case And(children):
            return f"({' '.join(map(shown, children))})"
        case Or(children, _):
            return f"({' | '.join(map(shown, children))})"
        case Not(child):
            return f"-{shown(child)}"
        case Best(typed, others):
            return f"({shown(typed)} = {' = '.join(map(shown, others))})"
        case Ids(ids):
            return f"#{','.join(ids)}"


def field_of(fields: tuple[str, ...]) -> str:
    return "" if fields == SEARCHED_FIELDS else f"{fields[0]}:"


@pytest.mark.parametrize(
    ("typed", "wanted", "excluded", "why"), CASES, ids=[row[3] for row in CASES]
)
def test_a_query_is_read_as_its_reader_means_it(
    typed: str, wanted: str, excluded: str, why: str, analyzer: ArabicAnalyzer
) -> None:
    parsed = parse_query(typed, analyzer)
    assert " ".join(map(shown, parsed.wanted)) == wanted
    assert " ".join(map(shown, parsed.excluded)) == excluded


def test_a_phrase_may_have_a_proclitic_before_its_first_word(analyzer: ArabicAnalyzer) -> None:
    (phrase,) = parse_query('"الدولة القومية"', analyzer).wanted
    assert isinstance(phrase, Phrase)
    assert {"الدوله", "والدوله", "للدوله", "بالدوله"} <= set(phrase.slots[0])
    assert phrase.slots[1] == ("القوميه",)


def test_a_query_that_does_not_parse_says_so(analyzer: ArabicAnalyzer) -> None:
    assert parse_query("(داعش", analyzer).as_plain_words
    assert not parse_query("داعش", analyzer).as_plain_words


@pytest.mark.parametrize(
    ("typed", "is_empty", "stop_words"),
    [
        ("", True, False),
        ("؟!", True, False),
        ("داعش", False, False),
        ("-داعش", False, False),
        ("داعش -سوريا", False, False),
        ("في على", False, True),
        ("الحرب على سوريا", False, False),
    ],
)
def test_nothing_to_search_and_stop_words_alone_are_told(
    typed: str, is_empty: bool, stop_words: bool, analyzer: ArabicAnalyzer
) -> None:
    parsed = parse_query(typed, analyzer)
    assert (parsed.is_empty, parsed.stop_words) == (is_empty, stop_words)
    assert not parsed.as_plain_words
    assert not parsed.too_many_words


def typed(text: str, analyzer: ArabicAnalyzer) -> Word:
    """Return the word of a query before it is widened."""
    return replace(word(text, analyzer), families=(), joined=())


def test_a_query_wants_each_of_its_words_and_leaves_out_what_is_excluded(
    analyzer: ArabicAnalyzer,
) -> None:
    parsed = parse_query("داعش العراق سوريا -حرب", analyzer)
    assert parsed.wanted == tuple(typed(one, analyzer) for one in ("داعش", "العراق", "سوريا"))
    assert parsed.excluded == (typed("حرب", analyzer),)
    assert parse_query("داعش العراق", analyzer).wanted == parsed.wanted[:2]


@pytest.mark.parametrize(
    ("unit", "most"),
    [("كلمة", 32), ("-كلمة", 32), ('"تنظيم الدولة"', 16), ('"كلمة"', 16), ("مقاتل*", 4)],
    ids=["words", "excluded words", "phrases", "phrases of a word", "prefixes"],
)
def test_a_query_has_so_many_words_at_most(unit: str, most: int, analyzer: ArabicAnalyzer) -> None:
    whole = parse_query(f"{unit} " * most, analyzer)
    assert len(whole.wanted) + len(whole.excluded) == most
    assert not whole.too_many_words
    cut = parse_query(f"{unit} " * (most + 1), analyzer)
    assert cut.too_many_words
    assert not cut.as_plain_words


def test_twenty_parentheses_within_each_other_are_read_and_no_more(
    analyzer: ArabicAnalyzer,
) -> None:
    for deep, is_plain in ((20, False), (21, True)):
        parsed = parse_query(f"{'(' * deep}داعش OR سوريا{')' * deep}", analyzer)
        assert parsed.as_plain_words == is_plain
        assert not parsed.too_many_words
    assert not parse_query("(داعش) " * 25, analyzer).as_plain_words


def test_too_many_words_are_cut_and_the_query_says_so(analyzer: ArabicAnalyzer) -> None:
    parsed = parse_query("كلمة " * (MAX_COST + 1), analyzer)
    assert len(parsed.wanted) == MAX_COST
    assert parsed.too_many_words


@pytest.mark.parametrize(
    "text",
    [
        "NOT " * 3000,
        "(" * 3000,
        "(" * 400 + ")" * 400,
        "-" * 5000,
        "اب* " * 30,
        '"' + "في من على " * 100 + '"',
        "ﷺ" * 1000,
    ],
)
def test_an_endless_query_is_bounded(text: str, analyzer: ArabicAnalyzer) -> None:
    parsed = parse_query(text, analyzer)
    assert cost(And((*parsed.wanted, *parsed.excluded))) <= MAX_COST


PIECES = (*'()"«»“”*-+:|&', *"داعشوال ةىي", " OR ", " NOT ", " AND ", "عنوان:")


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_no_text_is_an_error(analyzer: ArabicAnalyzer, text: str) -> None:
    parsed = parse_query(text, analyzer)
    assert cost(And((*parsed.wanted, *parsed.excluded))) <= MAX_COST
