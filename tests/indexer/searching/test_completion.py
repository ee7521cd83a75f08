"""What completes a text that is being typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.searching.completion import (
    Completed,
    Completions,
    Listing,
    Material,
    completions_of,
    material_of,
)
from indexer.searching.completion.completions import KINDS
from indexer.searching.completion.edges import Edges
from indexer.searching.completion.keys import Keys
from indexer.searching.open_index import open_index
from tests.search_web.conftest import engine_of

TITLES = (
    "مكافحة الإرهاب في أوروبا",
    "مكافحة الإرهاب في ألمانيا",
    "مكافحة الإرهاب: قوانين جديدة",
    "أنجيلا ميركل والهجرة",
    "أنجيلا ميركل في برلين",
    "سياسة أنجيلا ميركل",
    "الهجرة غير النظامية",
    "مانشستر يونايتد يتعادل",
    "جمهور مانشستر يونايتد",
    "ملعب مانشستر يونايتد",
    "مقاتلات جديدة لقطر",
    "عودة المقاتلين الأجانب",
    "محاكمة المقاتلين الأجانب",
    "نساء المقاتلين الأجانب",
    "هجوم في لندن",
    "هجوم على محطة",
    "هجوم ليلي",
    "توجيه NIS2 والكابلات",
    "يوروبول وبياناته",
)

SENTENCES = (
    "أعلن رئيس الحكومة يوسف الشاهد {0}.",
    "رئيس الحكومة يجري {0}.",
    "كان رئيس الحكومة في {0}.",
    "تكلم الرئيس الأميركي دونالد ترامب عن {0}.",
    "قال دونالد ترامب عن {0}.",
    "هنا باريس سان جيرمان: {0}.",
    "انتمى لتنظيم داعش {0}.",
    "عن تنظيم داعش {0}.",
    "كشف مصادر تمويلها {0}.",
    "شارك في نهائي كأس {0}.",
    "حقوق الإنسان في {0}.",
    "سافر مساء الأربعاء {0}.",
)
"""Sentences that go on in a different way in each article."""

OBJECTS = ("المدينة", "القرية", "الصحراء", "السوق")

ARTICLES = [
    Article(
        id=str(number),
        title=title,
        body=" ".join(SENTENCES).format(OBJECTS[number]) if number < 4 else "نص من بروكسل.",
        date=dt.date(2020, 1, 1) + dt.timedelta(number),
        section="مكافحة الإرهاب" if number < 6 else "الأمن السيبراني",
        authors=("وحدة الدراسات" if number else "وحدة دراسات الهجرة",),
        place="أوسلو" if number % 2 else "",
        tags=("الاتحاد الأوروبي", f"وسم {number}"),
    )
    for number, title in enumerate(TITLES)
]


@pytest.fixture(scope="module")
def completions(analyzer: ArabicAnalyzer) -> Completions:
    return Completions(Material.of(ARTICLES, analyzer), analyzer)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ارها", "مكافحة الإرهاب"),
        ("مكا", "مكافحة الإرهاب"),
        ("الارها", "مكافحة الإرهاب"),
        ("والارها", "مكافحة الإرهاب"),
        ("انجي", "أنجيلا ميركل"),
        ("ميرك", "أنجيلا ميركل"),
        ("اوسل", "أوسلو"),
        ("بروكس", "بروكسل"),
        ("اتحاد", "الاتحاد الأوروبي"),
        ("مكافحة ال", "مكافحة الإرهاب"),
        ("مستقبل انجيلا مير", "مستقبل انجيلا ميركل"),
        ("رئيس الح", "رئيس الحكومة"),
        ("باري", "باريس سان جيرمان"),
        ("حقوق ال", "حقوق الإنسان"),
    ],
)
def test_what_is_typed_is_completed_as_it_is_searched(
    completions: Completions, typed: str, offered: str
) -> None:
    assert offered in completions.complete(typed).queries


def test_what_begins_with_what_is_typed_comes_before_what_contains_it(
    completions: Completions,
) -> None:
    found = completions.complete("ترام")
    assert found.queries[0] == "ترامب"
    assert set(found.queries[1:]) == {"دونالد ترامب", "الرئيس الأميركي دونالد ترامب"}
    titles = completions.complete("مان").titles
    assert [title.article_id for title in titles] == ["7", "9", "8"]  # then the newest


GERMANY, FIGHTERS = "مكافحة الإرهاب في ألمانيا", "المقاتلين الأجانب"
MANCHESTER, PLANES = "مانشستر يونايتد", "مقاتلات جديدة لقطر"


@pytest.mark.parametrize(
    ("typed", "offered", "without"),
    [
        ("المان", [GERMANY], [MANCHESTER]),
        ("الماني", [GERMANY], [MANCHESTER]),
        ("والمان", [GERMANY], [MANCHESTER]),
        ("لالمان", [GERMANY], [MANCHESTER]),
        ("مان", [MANCHESTER], [GERMANY]),
        ("المقات", [FIGHTERS, "المقاتلين"], [PLANES]),
        ("للمقات", [FIGHTERS, "المقاتلين"], [PLANES]),
        ("والمقات", [FIGHTERS, "المقاتلين"], [PLANES]),
        ("مقات", [FIGHTERS, "المقاتلين", PLANES], []),
        ("المقاتلين ال", [FIGHTERS], []),
        ("مقاتلين اج", [FIGHTERS], []),
        ("مانشستر ال", [], [MANCHESTER]),
        ("تنظيم ال", [], ["تنظيم داعش"]),
        ("الهجو", ["هجوم", "هجوم في لندن"], []),  # nothing else begins so
        ("المانش", [MANCHESTER], []),
    ],
)
def test_a_typed_article_asks_for_one_if_any_word_that_begins_so_has_it(
    completions: Completions, typed: str, offered: list[str], without: list[str]
) -> None:
    found = completions.complete(typed)
    texts = {*found.queries, *(title.text for title in found.titles)}
    assert texts >= set(offered)
    assert not texts & set(without)


@pytest.mark.parametrize(
    "fragment",
    [
        "الأميركي دونالد ترامب",  # begins with an adjective
        "الأميركي",
        "رئيس الحكومة يجري",  # ends in a verb
        "لتنظيم داعش",  # begins with a joined particle
        "مصادر تمويلها",  # ends in a pronoun
        "باريس سان",  # is always a part of a longer phrase
        "رئيس الحكومة يوسف",
        "الحكومة يوسف الشاهد",
        "نهائي كأس",  # the genitive is missing
        "مساء الأربعاء",  # a day of the week
    ],
)
def test_fragments_are_not_offered(analyzer: ArabicAnalyzer, fragment: str) -> None:
    assert fragment not in Material.of(ARTICLES, analyzer).queries


@pytest.mark.parametrize(
    ("word", "begins", "ends", "alone"),
    [
        ("الإرهاب", True, True, True),
        ("تنظيم", True, True, True),
        ("ليبيا", True, True, True),
        ("السعودية", True, True, True),
        ("نادي", True, True, True),
        ("بلدية", True, True, True),
        ("فكرة", True, True, True),
        ("ألماني", False, True, False),
        ("الفرنسية", False, True, False),
        ("داعشي", False, True, False),
        ("الإرهابي", False, True, False),
        ("المدنية", False, True, False),
        ("جديدة", True, True, False),
        ("لتنظيم", False, False, False),
        ("للحماية", False, False, False),
        ("بالعاصمة", False, False, False),
        ("والعراق", False, True, False),
        ("تمويلها", True, False, False),
        ("شخصا", True, False, False),
        ("أبو", True, False, False),
        ("يجري", False, False, False),
        ("ترحل", False, False, False),
        ("تعادل", True, True, True),
        ("يوسف", True, True, True),
        ("استخدم", False, False, False),
        ("الأربعاء", False, False, False),
        ("أثناء", False, False, False),
        ("أمس", False, False, False),
        ("في", False, False, False),
        ("2016", False, False, False),
    ],
)
def test_words_at_which_a_phrase_may_begin_and_end(
    analyzer: ArabicAnalyzer, word: str, begins: bool, ends: bool, alone: bool
) -> None:
    edges = Edges(analyzer)
    (form,) = analyzer.forms(word)
    assert edges.may_begin(form) is begins
    assert edges.may_end(form) is ends
    assert edges.may_stand_alone(form) is alone


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("مكافحة الإرهاب في", "مكافحة الإرهاب"),
        ("مكافحة الإرهاب و", "مكافحة الإرهاب"),
        ("داعش من", "تنظيم داعش"),
        ("انجيلا ميركل في", "أنجيلا ميركل"),
    ],
)
def test_a_particle_at_the_end_is_ignored(
    completions: Completions, typed: str, offered: str
) -> None:
    assert offered in completions.complete(typed).queries


def test_titles_go_on_after_a_particle(completions: Completions) -> None:
    titles = completions.complete("مكافحة الإرهاب في").titles
    assert [title.article_id for title in titles] == ["1", "0"]
    assert completions.complete("ألمانيا و").titles[0].article_id == "1"


def test_sections_and_units_are_listings_with_their_articles(completions: Completions) -> None:
    found = completions.complete("وحدة")
    assert found.queries == ()
    assert found.listings == (
        Listing("author", "وحدة الدراسات", 18),
        Listing("author", "وحدة دراسات الهجرة", 1),
    )
    section = completions.complete("السيبر").listings
    assert section == (Listing("section", "الأمن السيبراني", 13),)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("germ", "ألمانيا"),
        ("Deutschl", "ألمانيا"),
        ("Allemagn", "ألمانيا"),
        ("Euro", "أوروبا"),
        ("europ", "يوروبول"),
        ("da3", "تنظيم داعش"),
        ("da3e", "تنظيم داعش"),
        ("hgYvi", "مكافحة الإرهاب"),  # الإره on the other layout
        ("lhka", "مانشستر يونايتد"),  # مانش
        ("NIS", "توجيه NIS2 والكابلات"),
        ("ىهس", "توجيه NIS2 والكابلات"),
        ("لثقة", "ألمانيا"),  # germ
    ],
)
def test_layout_and_latin_letters_are_understood_as_in_a_search(
    completions: Completions, typed: str, offered: str
) -> None:
    found = completions.complete(typed)
    assert offered in {*found.queries, *(title.text for title in found.titles)}


def test_names_of_which_no_article_has_a_word_are_not_offered(completions: Completions) -> None:
    assert completions.complete("Portuga") == Completed()


@pytest.mark.parametrize("typed", ["الهجرة ال", "برلين وال", "الهجرة اب"])
def test_words_that_never_occur_together_are_not_offered(
    completions: Completions, typed: str
) -> None:
    assert completions.complete(typed).queries == ()


def test_titles_are_completed_at_any_of_their_words(completions: Completions) -> None:
    assert [title.article_id for title in completions.complete("نظام").titles] == ["6"]


@pytest.mark.parametrize(
    "typed", ["", "ا", "أ", "ال", "الإ", "a", "زقطرخظ", "!!", "الهجرة غير النظامية!"]
)
def test_an_unknown_prefix_has_no_completions_but_itself(
    completions: Completions, typed: str
) -> None:
    assert completions.complete(typed).queries == ()


def test_a_tag_of_a_single_article_is_not_offered(completions: Completions) -> None:
    assert completions.complete("وسم").queries == ()


@given(st.text(max_size=30))
def test_any_text_may_be_typed(completions: Completions, text: str) -> None:
    found = completions.complete(text)
    assert text.strip() not in found.queries
    assert len(found.queries) <= 5
    assert len(found.queries) + len(found.listings) + len(found.titles) <= 8


@given(st.lists(st.sampled_from(["ال", "ار", "مان", "هج", "في", "و", "الإرهاب"]), max_size=4))
def test_nothing_is_offered_twice(completions: Completions, words: list[str]) -> None:
    found = completions.complete(" ".join(words))
    for offered in (found.queries, found.listings, found.titles):
        assert len(set(offered)) == len(offered)


def test_an_index_without_articles_completes_nothing(analyzer: ArabicAnalyzer) -> None:
    assert Completions(Material.of([], analyzer), analyzer).complete("ارهاب") == Completed()


# Sharing between processes


def shared(folder: Path | None, analyzer: ArabicAnalyzer) -> Material:
    with closing(open_index(engine_of(ARTICLES, analyzer))) as index:
        return material_of(index, folder)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of articles of each material that is made."""
    numbers: list[int] = []
    make = Material.of

    def counted(articles: Iterable[Article], analyzer: ArabicAnalyzer) -> Material:
        read = list(articles)
        numbers.append(len(read))
        return make(read, analyzer)

    monkeypatch.setattr(Material, "of", counted)
    return numbers


def test_the_second_process_reads_what_the_first_has_made(
    tmp_path: Path, analyzer: ArabicAnalyzer, made: list[int]
) -> None:
    folder = tmp_path / "completions"
    assert shared(folder, analyzer) == shared(folder, analyzer)
    assert made == [len(ARTICLES)]


def test_of_those_that_start_together_one_makes_it(
    tmp_path: Path, analyzer: ArabicAnalyzer, made: list[int]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: shared(tmp_path, analyzer), range(4)))
    assert found == found[:1] * 4
    assert len(made) == 1


def test_the_file_of_another_generation_is_removed(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    (tmp_path / "20200101T000000-other-0.json").write_text("{}")
    shared(tmp_path, analyzer)
    (file,) = tmp_path.glob("*.json")
    assert "other" not in file.name


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1, 2", b"\xff"])
def test_a_damaged_file_is_made_again(
    tmp_path: Path, analyzer: ArabicAnalyzer, made: list[int], damage: bytes
) -> None:
    expected = shared(tmp_path, analyzer)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(damage)
    assert shared(tmp_path, analyzer) == expected
    assert shared(tmp_path, analyzer) == expected
    assert len(made) == 2


def test_without_a_folder_that_can_be_used_each_makes_its_own(
    tmp_path: Path, analyzer: ArabicAnalyzer, made: list[int]
) -> None:
    file = tmp_path / "a file"
    file.touch()
    assert shared(file, analyzer) == shared(None, analyzer)
    assert len(made) == 2


TYPED = ("ار", "الا", "المان", "مكافحة ال", "lon", "hgj")
"""Beginnings of queries, in several writings."""


def offered(folder: Path | None, analyzer: ArabicAnalyzer) -> list[Completed]:
    """Return what a process offers that shares its completions in a folder."""
    with closing(open_index(engine_of(ARTICLES, analyzer))) as index:
        completions = completions_of(index, folder)
    return [completions.complete(text) for text in TYPED]


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of texts of each kind whose keys are made."""
    numbers: list[int] = []
    make = Keys.of

    def counted(texts: Sequence[str], analyzer: ArabicAnalyzer) -> Keys:
        numbers.append(len(texts))
        return make(texts, analyzer)

    monkeypatch.setattr(Keys, "of", counted)
    return numbers


def test_the_second_process_analyses_nothing_and_offers_the_same(
    tmp_path: Path, analyzer: ArabicAnalyzer, analysed: list[int]
) -> None:
    expected = offered(None, analyzer)
    assert any(expected)
    analysed.clear()
    assert offered(tmp_path, analyzer) == expected
    assert len(analysed) == len(KINDS)
    assert offered(tmp_path, analyzer) == expected
    assert len(analysed) == len(KINDS)


def test_a_folder_of_an_older_version_gets_keys(
    tmp_path: Path, analyzer: ArabicAnalyzer, analysed: list[int]
) -> None:
    shared(tmp_path, analyzer)  # which wrote no keys
    (tmp_path / "20200101T000000-other-0.keys").write_bytes(b"")
    assert offered(tmp_path, analyzer) == offered(None, analyzer)
    (file,) = tmp_path.glob("*.keys")
    assert "other" not in file.name


@pytest.mark.parametrize("damaged", [0, 10, 0.4, 0.6, -1])
def test_damaged_keys_are_made_again(
    tmp_path: Path, analyzer: ArabicAnalyzer, analysed: list[int], damaged: float
) -> None:
    expected = offered(tmp_path, analyzer)
    (file,) = tmp_path.glob("*.keys")
    content = bytearray(file.read_bytes())
    place = int(damaged * len(content)) if isinstance(damaged, float) else damaged
    content[place] ^= 0xFF
    file.write_bytes(content)
    assert offered(tmp_path, analyzer) == expected
    file.write_bytes(file.read_bytes()[: len(content) // 2])
    assert offered(tmp_path, analyzer) == expected
    assert len(analysed) == 3 * len(KINDS)
