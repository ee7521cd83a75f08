"""Lookup of the lemmas of a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.lemmas.lookup import STOP, Lemmatizer
from analyzers.lemmas.peoples import Peoples
from analyzers.lemmas.table import FormTable
from analyzers.normalize import normalize
from analyzers.stemmers.lemma import make
from analyzers.variants.proclitics import JOINED
from analyzers.word_lists import VERB, WordLists
from tests.analyzers.lemmas.treebank import NOUNS, VERBS, gold_lemmas, joined
from tests.tables import rows

FOLDER = Path(__file__).parent / "cases"
PAIRS = rows(FOLDER / "pairs.tsv")
TOGETHER = [row[1].split() for row in PAIRS if row[0] == "together"]
APART = [row[1].split() for row in PAIRS if row[0] == "apart"]


@pytest.fixture(scope="module")
def lemmatizer(analyzer: ArabicAnalyzer) -> Lemmatizer:
    return make(analyzer.lists).lemmatizer


def lemmas(word: str, lemmatizer: Lemmatizer) -> tuple[str, ...]:
    (form,) = normalize(word)
    return lemmatizer.lemmas(form).words


@pytest.mark.parametrize(("word", "expected", "source"), rows(FOLDER / "lemmas.tsv"))
def test_a_word_has_these_lemmas(
    word: str, expected: str, source: str, lemmatizer: Lemmatizer
) -> None:
    (form,) = normalize(word)
    found = lemmatizer.lemmas(form)
    assert (" ".join(found.words), found.source) == (expected, source)


@pytest.mark.parametrize("words", TOGETHER, ids=lambda words: words[0])
def test_inflections_of_a_word_share_a_lemma(words: list[str], lemmatizer: Lemmatizer) -> None:
    first, *others = words
    for other in others:
        assert {*lemmas(first, lemmatizer)} & {*lemmas(other, lemmatizer)}, other


@pytest.mark.parametrize("words", APART, ids=lambda words: words[0])
def test_different_words_share_no_lemma(words: list[str], lemmatizer: Lemmatizer) -> None:
    for one, other in combinations(words, 2):
        assert not {*lemmas(one, lemmatizer)} & {*lemmas(other, lemmatizer)}, (one, other)


def with_clitics(form: str, words: frozenset[str]) -> bool:
    """Return whether a form is one of the words with clitics before and behind it."""
    pronouns = ("", "ه", "ها", "هم", "هما", "هن", "نا", "كم", "ك")
    return any(
        form.startswith(before)
        and form.endswith(behind)
        and form[len(before) : len(form) - len(behind)] in words
        for before in JOINED
        for behind in pronouns
    )


def test_only_clitics_and_inflections_of_a_stop_word_share_its_lemma(
    lemmatizer: Lemmatizer, analyzer: ArabicAnalyzer
) -> None:
    lists = analyzer.lists
    of_stop_words = {lemma for word in lists.stop_words for lemma in lemmatizer.lemmas(word).words}
    verbs = {lemma for lemma in of_stop_words if lemma.endswith(VERB)}
    assert verbs == {"كان/v", "ليس/v"}
    assert all(lemma.endswith(STOP) for lemma in of_stop_words - verbs)
    for form in lists.lexicon:
        words = {*lemmatizer.lemmas(form).words}
        if not words <= verbs and words & of_stop_words:
            assert with_clitics(form, lists.stop_words), form


@pytest.mark.parametrize(
    "words",
    [
        *("أهم فيهم", "الأم أم", "أمها أم", "الوالي إلى", "الآية أي", "يعلون على", "فعلي على"),
        *("النحو نحو", "البعد بعد", "فتحت تحت", "الذات ذات", "لعن عن", "إليسا ليس", "كين كان"),
        *("ولكن كيان", "فعلت على", "الأنا أن", "الكم كم", "فهم هم", "الخلف خلف"),
    ],
)
def test_a_word_is_no_stop_word_with_clitics_that_it_looks_like(
    words: str, lemmatizer: Lemmatizer
) -> None:
    one, other = words.split()
    assert {*lemmas(one, lemmatizer)}.isdisjoint(lemmas(other, lemmatizer))


def uncut(form: str) -> list[str]:
    return [form]


NOBODY = Peoples({}, {})


TINY: Mapping[str, tuple[str, ...]] = {
    "كتاب": ("كتاب",),
    "شرطه": ("شرطة",),
    "مستوي": ("مستوى",),
    "اعتقلوا": ("اعتقل/v",),
    "يعلن": ("أعلن/v",),
    "لجنه": ("لجنة",),
    "ناشط": ("ناشط",),
    "كتب": ("كتاب", "كتب/v"),
    "بعد": ("بعد/p", "بعد"),
}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("وكتاب", "كتاب"),
        ("بالكتاب", "كتاب"),
        ("وكتابهم", "كتاب"),
        ("شرطتهم", "شرطة"),
        ("مستواها", "مستوى"),
        ("اعتقلوهم", "اعتقل/v"),
        ("وسيعلن", "أعلن/v"),
        ("للجنة", "لجنة"),
        ("ناشطتين", "ناشط"),
        ("الناشطون", "ناشط"),
        ("بكتب", "كتاب"),
        ("كتبوا", "كتب/v"),
        ("زخرف", "زخرف"),
    ],
)
def test_what_is_joined_to_a_word_is_taken_off_where_the_rest_is_such_a_word(
    word: str, expected: str, analyzer: ArabicAnalyzer
) -> None:
    lexicon = dict.fromkeys(TINY, 10)
    lists = replace(analyzer.lists, lexicon=lexicon, protected=frozenset(), lemmas={})
    found = lemmas(word, Lemmatizer(lists, FormTable.of(TINY), NOBODY, uncut))
    assert " ".join(found) == expected


def test_staff_correct_a_word_and_all_its_inflections(analyzer: ArabicAnalyzer) -> None:
    files = {**analyzer.lists.files, "lemmas.tsv": "كُتُب\tمكتبة\nشرطة\tشرطي أمن\n".encode()}
    corrected = Lemmatizer(WordLists.parse(files), FormTable.of(TINY), NOBODY, uncut)
    assert lemmas("كتب", corrected) == ("مكتبة",)
    assert lemmas("وشرطتهم", corrected) == ("شرطي", "أمن")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kinds", "least", "most"),
    [(NOUNS, 0.945, 0.115), (VERBS, 0.915, 0.075)],
    ids=["nouns", "verbs"],
)
def test_forms_of_a_treebank_meet_by_their_lemma_and_strangers_stay_apart(
    kinds: frozenset[str], least: float, most: float, lemmatizer: Lemmatizer, shared: Path
) -> None:
    gold = gold_lemmas(shared / "arabic" / "lemmas-pud.tsv", kinds)
    found = joined(gold, lambda form: lemmatizer.lemmas(form).words)
    assert found.meet >= least
    assert found.wrong <= most


@pytest.mark.shared
@pytest.mark.parametrize(("kinds", "least"), [(NOUNS, 0.95), (VERBS, 0.92)], ids=["nouns", "verbs"])
def test_more_forms_of_a_treebank_meet_by_their_lemma_or_family(
    kinds: frozenset[str], least: float, analyzer: ArabicAnalyzer, shared: Path
) -> None:
    lemma = make_analyzer(analyzer.lists, "lemma")

    def keys(form: str) -> list[str]:
        stems = lemma.stems(form)
        return [*stems, *lemma.families(stems)]

    assert joined(gold_lemmas(shared / "arabic" / "lemmas-pud.tsv", kinds), keys).meet >= least


@pytest.mark.parametrize("affixes", ["ل", "وال", "فب", "ون", "هم", "سيست"])
def test_a_long_run_of_affixes_is_one_word_that_takes_no_longer_than_others(
    affixes: str, lemmatizer: Lemmatizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    get = FormTable.get

    def counted(table: FormTable, form: str) -> tuple[str, ...]:
        looked_up.append(form)
        return get(table, form)

    monkeypatch.setattr(FormTable, "get", counted)
    assert lemmas(affixes * 200, lemmatizer)
    assert len(looked_up) < 1000
