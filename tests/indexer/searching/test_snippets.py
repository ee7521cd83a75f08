"""Which passages of an article are shown, and what is marked in them."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from analyzers.tokenizer import words
from indexer.searching.marking import Marker
from indexer.searching.query_parser import parse_query
from indexer.searching.result import Marked, Passage
from indexer.searching.snippets import LONGEST, passages

FILLER = "هذه جملة طويلة من كلام عام لا يعني أحدا وقد كتبت لتملأ المكان بين موضع وآخر. "
LONG = (
    f"{FILLER * 6}تتبع أجهزة الأمن عودة المقاتلين الأجانب من سوريا. {FILLER * 6}"
    f"وتبحث الحكومات إعادة الأطفال من المخيمات. {FILLER * 6}"
)


def marker(query: str, analyzer: ArabicAnalyzer) -> Marker:
    return Marker(parse_query(query, analyzer).wanted, analyzer)


def shown(
    query: str, body: str, analyzer: ArabicAnalyzer, summary: str = ""
) -> tuple[Passage, ...]:
    texts = {"body": body, "summary": summary}
    found = marker(query, analyzer)
    return passages(body, summary, lambda field: found.matches(texts[field], field))


def marked_words(marked: Marked) -> list[str]:
    return [marked.text[start:end] for start, end in marked.marks]


def test_the_passage_is_where_the_words_are_not_the_first_lines(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("المقاتلون الأجانب", LONG, analyzer)
    assert passage.marked.text.startswith("تتبع أجهزة الأمن عودة المقاتلين الأجانب")
    assert passage.cut_before
    assert passage.cut_after


def test_words_far_from_each_other_are_shown_in_two_passages(analyzer: ArabicAnalyzer) -> None:
    first, second = shown("مقاتلين أطفال", LONG, analyzer)
    assert marked_words(first.marked) == ["المقاتلين"]
    assert marked_words(second.marked) == ["الأطفال"]


def test_an_article_without_the_words_shows_its_summary_then_its_beginning(
    analyzer: ArabicAnalyzer,
) -> None:
    (passage,) = shown("زراعة", LONG, analyzer, summary="ملخص عن الزراعة.")
    assert passage == Passage(Marked("ملخص عن الزراعة.", ((8, 15),)), False, False)
    (passage,) = shown("زراعة", LONG, analyzer)
    assert LONG.startswith(passage.marked.text)
    assert (passage.cut_before, passage.cut_after) == (False, True)


def test_a_short_article_is_shown_whole(analyzer: ArabicAnalyzer) -> None:
    assert shown("أمن", "نص عن الأمن.", analyzer) == (
        Passage(Marked("نص عن الأمن.", ((6, 11),)), False, False),
    )


def test_neighbouring_words_are_one_mark(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("مكافحة الإرهاب", "جهود مكافحة الإرهاب، والإرهاب", analyzer)
    assert marked_words(passage.marked) == ["مكافحة الإرهاب", "والإرهاب"]


def test_a_phrase_is_marked_only_where_it_stands(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown('"تنظيم الدولة"', "الدولة غير تنظيم الدولة", analyzer)
    assert marked_words(passage.marked) == ["تنظيم الدولة"]


def test_a_joined_name_is_marked_whole(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("الرحمن", "قال عبدالرحمن كلاما", analyzer)
    assert marked_words(passage.marked) == ["عبدالرحمن"]


def test_the_clitic_before_a_latin_word_is_marked_with_it(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("europol", "تعاون مع فرونتكس وEuropol.", analyzer)
    assert marked_words(passage.marked) == ["وEuropol"]


def test_a_word_wanted_in_the_title_is_not_marked_in_the_text(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("عنوان:الأمن", "نص عن الأمن.", analyzer)
    assert passage.marked.marks == ()


def test_a_passage_keeps_within_a_paragraph(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("أمن", "عنوان فرعي\nنص عن الأمن.\nفقرة أخرى", analyzer)
    assert passage == Passage(Marked("نص عن الأمن.", ((6, 11),)), False, False)


ARABIC = st.text(st.sampled_from("ابتدرسكلمنهويةىأإ ءؤئ  \n.،؟ًٌَُِّـabZ19\u200f\u202bﻻ«»"), max_size=900)


@example("ءًء1", "1")
@given(ARABIC, ARABIC.map(lambda text: text[:60]))
def test_passages_are_pieces_of_the_text_with_whole_words_marked(
    analyzer: ArabicAnalyzer, body: str, query: str
) -> None:
    body = "\n".join(line.strip() for line in body.splitlines() if line.strip()) or "نص"
    whole = {(start, end) for _, start, end in words(body)}
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    place = 0
    for passage in shown(query, body, analyzer):
        text, marks = passage.marked.text, passage.marked.marks
        place = body.find(text, place)
        assert place >= 0
        assert len(text) <= LONGEST + 64
        assert not text or not unicodedata.combining(text[0])
        before = 0
        for start, end in marks:
            assert before <= start < end <= len(text)
            assert any(body[i:].startswith(text) and i + start in starts for i in range(len(body)))
            assert any(body[i:].startswith(text) and i + end in ends for i in range(len(body)))
            before = end
