"""The passages of an article that are shown, and the words marked in them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from analyzers.tokenizer import words
from indexer.model.article import Article
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.marking import Marker
from indexer.searching.query.parser import parse_query
from indexer.searching.reasons import Reasons
from indexer.searching.result import Marked, Passage
from indexer.searching.snippets.passages import LEAD, MAX_LENGTH, MAX_LENGTH_OF_TWO, passages
from indexer.searching.snippets.repetition import TitleWords
from indexer.text.page_starts import PageStart

FILLER = "هذه جملة طويلة من كلام عام لا يعني أحدا وقد كتبت لتملأ المكان بين موضع وآخر. "
LONG = (
    f"{FILLER * 6}تتبع أجهزة الأمن عودة المقاتلين الأجانب من سوريا. {FILLER * 6}"
    f"وتبحث الحكومات إعادة الأطفال من المخيمات. {FILLER * 6}"
)


def shown(
    query: str,
    body: str,
    analyzer: ArabicAnalyzer,
    summary: str = "",
    title: str = "عنوان",
    page_starts: str = "",
) -> tuple[Passage, ...]:
    """The passages for a query whose parts all weigh the same."""
    wanted = parse_query(query, analyzer).wanted
    reasons = Reasons(query, wanted, (), analyzer)
    marker = Marker(reasons.leaves, analyzer)
    matches = {"body": marker.matches(body, "body"), "summary": marker.matches(summary, "summary")}
    return passages(
        Article(id="a", title=title, body=body, summary=summary, page_starts=page_starts),
        matches,
        reasons.worth([1 / len(wanted) for _ in wanted], DEFAULT_RANKING),
        TitleWords(title, analyzer),
    )


def marked_words(marked: Marked) -> list[str]:
    return [marked.text[start:end] for start, end in marked.marks]


def test_the_passage_is_around_the_matches_not_at_the_beginning(analyzer: ArabicAnalyzer) -> None:
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


def test_a_phrase_is_marked_only_where_its_words_are_adjacent(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown('"تنظيم الدولة"', "الدولة غير تنظيم الدولة", analyzer)
    assert marked_words(passage.marked) == ["تنظيم الدولة"]


def test_a_joined_name_is_marked_whole(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("الرحمن", "قال عبدالرحمن كلاما", analyzer)
    assert marked_words(passage.marked) == ["عبدالرحمن"]


def test_the_clitic_before_a_latin_word_is_marked_with_it(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("europol", "تعاون مع فرونتكس وEuropol.", analyzer)
    assert marked_words(passage.marked) == ["وEuropol"]


def test_a_word_searched_in_the_title_is_not_marked_in_the_body(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("عنوان:الأمن", "نص عن الأمن.", analyzer)
    assert passage.marked.marks == ()


def test_a_passage_stays_within_a_paragraph(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("أمن", "عنوان فرعي\nنص عن الأمن.\nفقرة أخرى", analyzer)
    assert passage == Passage(Marked("نص عن الأمن.", ((6, 11),)), False, False)


def test_a_passage_is_on_the_page_of_its_first_mark(analyzer: ArabicAnalyzer) -> None:
    body = "نص عن الصفحة الأولى وعن الأمن فيها."
    page_starts = f"4 0\n5 {body.index('وعن')}"
    (passage,) = shown("أمن", body, analyzer, page_starts=page_starts)
    assert passage.page == PageStart(body.index("وعن"), 5)
    (passage,) = shown("أولى", body, analyzer, page_starts=page_starts)
    assert passage.page == PageStart(0, 4)
    (passage,) = shown("أولى", body, analyzer, summary="الأولى", page_starts=page_starts)
    assert passage.page is None


# Which passage is the best


def fill(letters: int) -> str:
    """Return filler of this many letters, a multiple of five, that no query matches."""
    return "كلام " * (letters // 5)


def shown_words(query: str, body: str, analyzer: ArabicAnalyzer) -> list[list[str]]:
    """Return the words marked in each passage."""
    return [marked_words(passage.marked) for passage in shown(query, body, analyzer)]


@pytest.mark.parametrize(
    ("query", "body", "marked"),
    [
        (
            "داعش أوروبا",
            f"{fill(50)}داعش {fill(500)}قال داعش ثم أوروبا {fill(500)}",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا",
            f"{fill(50)}داعش ثم أوروبا {fill(500)}داعش ثم داعش ثم داعش {fill(500)}",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا",
            f"أوروبا ثم أوروبا ثم أوروبا {fill(500)}قال داعش ثم أوروبا {fill(500)}",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا",
            f"داعش {fill(500)}أوروبا ثم أوروبا ثم أوروبا {fill(500)}قال داعش ثم أوروبا",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا",
            f"{fill(50)}داعش {fill(250)}أوروبا {fill(500)}داعش ثم أوروبا {fill(500)}",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا",
            (f"{fill(50)}داعش {fill(500)}داعش {fill(MAX_LENGTH - 80 - 15)}كان أوروبا {fill(500)}"),
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش",
            f"{fill(500)}داعش {fill(500)}داعش ثم داعش {fill(500)}",
            [["داعش", "داعش"]],
        ),
        (
            "داعش",
            f"{fill(500)}بداعش {fill(500)}لداعش {fill(500)}",
            [["بداعش"]],
        ),
        (
            "داعش",
            f"{fill(500)}بداعش {fill(500)}داعش {fill(500)}",
            [["داعش"]],
        ),
        (
            "داعش",
            f"{fill(50)}داعش {fill(500)}داعش ثم داعش {fill(500)}",
            [["داعش"]],
        ),
        (
            "داعش",
            f"داعش {fill(500)}داعش {fill(500)}",
            [["داعش"]],
        ),
        (
            "داعش أوروبا ألمانيا",
            f"{fill(500)}داعش ثم أوروبا {fill(500)}داعش ثم أوروبا ثم داعش {fill(500)}ألمانيا",
            [["داعش", "أوروبا"], ["ألمانيا"]],
        ),
        (
            "داعش أوروبا ألمانيا",
            f"{fill(500)}داعش {fill(140)}أوروبا {fill(500)}ألمانيا {fill(500)}",
            [["داعش", "أوروبا"]],
        ),
        (
            "داعش أوروبا ألمانيا",
            f"ألمانيا {fill(500)}داعش {fill(40)}أوروبا {fill(500)}",
            [["ألمانيا"], ["داعش", "أوروبا"]],
        ),
    ],
    ids=[
        "all the words before one of them",
        "different words before one that is repeated",
        "different words before one that is repeated earlier",
        "different words before one that is repeated between them",
        "words that are near each other",
        "words as far from each other as one passage reaches",
        "a word that is repeated",
        "the first of equals",
        "the word as it is typed before another form of it",
        "the first lines before a word that is repeated",
        "a word once, also at the beginning",
        "a second passage for the word that the first one lacks",
        "one long passage where two short ones hold no more words",
        "two passages in the order of the text",
    ],
)
def test_the_passages_contain_as_many_words_of_the_query_as_possible(
    query: str, body: str, marked: list[list[str]], analyzer: ArabicAnalyzer
) -> None:
    assert shown_words(query, body, analyzer) == marked


# Where a passage begins and ends


def test_a_text_as_long_as_a_passage_is_shown_whole(analyzer: ArabicAnalyzer) -> None:
    for end in ("كلام", "كلاما"):
        body = f"داعش {fill(MAX_LENGTH - 10)} {end}"
        (passage,) = shown("داعش", body, analyzer)
        assert (passage.marked.text == body) == (len(body) <= MAX_LENGTH)
        assert passage.cut_after == (len(body) > MAX_LENGTH)


@pytest.mark.parametrize("space", [" ", "\u00a0"])
@pytest.mark.parametrize(("letters", "is_kept"), [(MAX_LENGTH, True), (MAX_LENGTH + 1, False)])
def test_a_passage_ends_with_the_last_word_that_fits(
    letters: int, is_kept: bool, space: str, analyzer: ArabicAnalyzer
) -> None:
    before = f"داعش {fill(MAX_LENGTH - 20)}كلمة"
    last = "ل" * (letters - len(before) - 1)
    body = f"{before} {last}{space}{fill(200)}"
    (passage,) = shown("داعش", body, analyzer)
    assert passage.marked.text == (f"{before} {last}" if is_kept else before)
    assert passage.cut_after


def test_a_word_longer_than_a_passage_is_cut(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("زراعة", "ل" * 500, analyzer)
    assert passage.marked.text == "ل" * MAX_LENGTH
    (passage,) = shown("زراعة", " " + "ل" * 500, analyzer)
    assert passage.marked.text == "ل" * (MAX_LENGTH - 1)


@pytest.mark.parametrize(
    ("letters", "is_end"), [(85, True), (MAX_LENGTH, True), (MAX_LENGTH + 1, False)]
)
def test_a_passage_ends_with_a_sentence_that_fills_a_third_of_it(
    letters: int, is_end: bool, analyzer: ArabicAnalyzer
) -> None:
    sentence = f"داعش {fill(letters - 10)}كلام{'ا' * (letters % 5)}."
    assert len(sentence) == letters
    (passage,) = shown("داعش", f"{sentence} {fill(500)}", analyzer)
    assert len(passage.marked.text) <= MAX_LENGTH
    assert (passage.marked.text == sentence) == is_end
    assert passage.cut_after


def test_a_passage_ends_with_the_last_sentence_that_fits(
    analyzer: ArabicAnalyzer,
) -> None:
    sentences = f"داعش {fill(190)}كلام. {fill(30)}كلام كان."
    assert len(sentences) == MAX_LENGTH
    (passage,) = shown("داعش", f"{sentences} {fill(500)}", analyzer)
    assert passage.marked.text == sentences


def test_a_passage_near_the_beginning_begins_there(analyzer: ArabicAnalyzer) -> None:
    for before in (50, 80):
        (passage,) = shown("داعش", f"{fill(before)}داعش {fill(500)}", analyzer)
        assert passage.marked.text.startswith(f"{fill(before)}داعش")
        assert not passage.cut_before


def test_space_before_a_text_is_not_shown(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("زراعة", LONG, analyzer, summary="  ملخص عن الزراعة.")
    assert passage.marked == Marked("ملخص عن الزراعة.", ((8, 15),))


@pytest.mark.parametrize(
    ("before", "begins"),
    [(60, "sentence"), (200, "word")],
)
def test_a_passage_begins_at_its_sentence_or_at_a_word_near_the_match(
    before: int, begins: str, analyzer: ArabicAnalyzer
) -> None:
    body = f"{fill(500)}انتهى. بدأ {fill(before)}داعش {fill(500)}"
    (passage,) = shown("داعش", body, analyzer)
    text = passage.marked.text
    assert text.startswith("بدأ" if begins == "sentence" else "كلام")
    assert text.index("داعش") <= LEAD * MAX_LENGTH
    assert passage.cut_before


def test_a_passage_with_room_left_begins_earlier_in_its_paragraph(
    analyzer: ArabicAnalyzer,
) -> None:
    paragraph = f"أول {fill(180)}داعش انتهى"
    (passage,) = shown("داعش", f"{fill(300)}\n{paragraph}\n{fill(300)}", analyzer)
    assert passage.marked.text == paragraph
    assert not passage.cut_before
    assert not passage.cut_after
    (passage,) = shown("داعش", f"{fill(300)}خاتمة. {paragraph}", analyzer)
    assert passage.marked.text == paragraph
    assert passage.cut_before
    (passage,) = shown("داعش", paragraph, analyzer)
    assert passage.marked.text == paragraph
    (passage,) = shown("داعش", f"{fill(400)}داعش", analyzer)
    assert passage.marked.text == f"{fill(MAX_LENGTH - 5)}داعش"


# A sentence that is too long is cut between clauses

LONG_CLAUSE = "وتتابع الأجهزة الأوروبية منذ سنوات طويلة نشاط شبكات التجنيد في المدن الكبرى"


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("في السابع والعشرين من حزيران ٢٠١٩", "دخلت اللائحة حيز التنفيذ", "حزيران ٢٠١٩"),
        ("وبلغ عدد الموقوفين حتى اليوم نحو 25", "شخصا من جنسيات مختلفة", "25 شخصا"),
        ("وأعلنت ذلك في بيان رسمي وزارة", "الداخلية بعد اجتماع طويل", "وزارة الداخلية"),
        ("ويبقى المالك الأول لهذه الخطوط القطاع", "الخاص في معظم البلدان", "القطاع الخاص"),
    ],
    ids=["a date", "a number and its noun", "an idafa", "an adjective and its noun"],
)
def test_a_passage_is_never_cut_inside(
    before: str, after: str, kept: str, analyzer: ArabicAnalyzer
) -> None:
    clauses = f"{LONG_CLAUSE} {before} {after} "
    for letters in range(5, 120, 5):
        match = f"{fill(letters)}داعش "
        for body in (f"{match}{clauses * 3}{FILLER * 3}", f"{FILLER * 3}{clauses * 3}{match}"):
            for passage in shown("داعش", body, analyzer):
                text = passage.marked.text
                first, second = kept.split()
                assert not text.endswith(first)
                assert not text.startswith(second)


def test_a_passage_begins_and_ends_at_a_comma_rather_than_at_a_word(
    analyzer: ArabicAnalyzer,
) -> None:
    body = f"{fill(400)}، وتتابع الشرطة داعش في المدن {fill(145)}كلام، {fill(400)}"
    (passage,) = shown("داعش", body, analyzer)
    assert passage.marked.text.startswith("وتتابع الشرطة داعش")
    assert passage.marked.text.endswith("كلام")
    assert body[body.index(passage.marked.text) + len(passage.marked.text)] == "،"


def test_a_period_after_a_single_letter_ends_no_sentence(analyzer: ArabicAnalyzer) -> None:
    (passage,) = shown("داعش", f"{fill(300)}. قال د. أحمد إن داعش {fill(300)}", analyzer)
    assert passage.marked.text.startswith("قال د. أحمد إن داعش")


# Titles and summaries


def test_no_passage_repeats_the_title(analyzer: ArabicAnalyzer) -> None:
    title = "مكافحة تمويل الإرهاب في أوروبا"
    body = f"مكافحة تمويل الإرهاب في أوروبا\n{FILLER}\nوتشمل المكافحة تمويل الجماعات."
    (passage,) = shown("تمويل الإرهاب", body, analyzer, title=title)
    assert passage.marked.text == "وتشمل المكافحة تمويل الجماعات."
    (passage,) = shown("زراعة", body, analyzer, title=title)
    assert passage.marked.text == FILLER.strip()
    assert shown("تمويل الإرهاب", title, analyzer, title=title) == ()


def test_a_sentence_that_says_little_more_than_the_title_gives_way_to_another(
    analyzer: ArabicAnalyzer,
) -> None:
    title = "الوزير يدعو إلى سحب قانون المصالحة"
    body = f"دعا الوزير اليوم إلى سحب قانون المصالحة. {FILLER * 3}ويعارض الحزب قانون المصالحة بشدة."
    (passage,) = shown("قانون المصالحة", body, analyzer, title=title)
    assert "ويعارض الحزب قانون المصالحة" in passage.marked.text


def test_the_summary_is_shown_if_it_holds_as_much_of_the_query(analyzer: ArabicAnalyzer) -> None:
    summary = "تدرس الورقة عودة المقاتلين الأجانب."
    body = f"{FILLER * 3}عودة إلى البداية. {FILLER * 3}والمقاتلون كثيرون."
    (passage,) = shown("عودة المقاتلين", body, analyzer, summary=summary)
    assert passage.marked.text == summary
    (passage,) = shown("كثيرون", body, analyzer, summary=summary)
    assert passage.marked.text.endswith("والمقاتلون كثيرون.")


def test_a_heading_gives_way_to_a_sentence(analyzer: ArabicAnalyzer) -> None:
    body = f"{FILLER * 3}\nنادي برن\n{FILLER * 3}\nويعد نادي برن أقدم المنتديات.\n{FILLER}"
    (passage,) = shown("نادي برن", body, analyzer)
    assert passage.marked.text == "ويعد نادي برن أقدم المنتديات."


def test_each_of_two_passages_is_a_short_one(analyzer: ArabicAnalyzer) -> None:
    body = f"{fill(200)}داعش\n{fill(500)}\n{fill(200)}أوروبا"
    passages = shown("داعش أوروبا", body, analyzer)
    assert [marked_words(passage.marked) for passage in passages] == [["داعش"], ["أوروبا"]]
    for passage in passages:
        assert MAX_LENGTH_OF_TWO / 2 < len(passage.marked.text) <= MAX_LENGTH_OF_TWO


ARABIC = st.text(st.sampled_from("ابتدرسكلمنهويةىأإ ءؤئ  \n.،؟ًٌَُِّـabZ19\u200f\u202bﻻ«»"), max_size=900)


@example("ءًء1", "1")
@example("ء\u200fء1", "1")
@given(ARABIC, ARABIC.map(lambda text: text[:60]))
def test_passages_are_substrings_of_the_text_with_whole_words_marked(
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
        assert len(text) <= MAX_LENGTH + 64
        assert not text or not unicodedata.combining(text[0])
        before = 0
        for start, end in marks:
            assert before <= start < end <= len(text)
            assert any(body[i:].startswith(text) and i + start in starts for i in range(len(body)))
            assert any(body[i:].startswith(text) and i + end in ends for i in range(len(body)))
            before = end
