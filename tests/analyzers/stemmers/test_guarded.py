"""The guarded stemmer: words of one stem, and words of different stems."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer, make_analyzer
from analyzers.stemmers.guarded import GuardedStemmer
from tests.conftest import PROJECT
from tests.tables import rows

FOLDER = Path(__file__).parent / "cases"
CASES = rows(FOLDER / "stems.tsv")
GOLDEN = rows(FOLDER / "golden.tsv")
RULES = rows(FOLDER / "rules.tsv")
TOGETHER = [row[1].split() for row in CASES if row[0] == "together"]
APART = [row[1].split() for row in CASES if row[0] == "apart"]


@pytest.fixture(scope="module")
def analyzer(analyzer: ArabicAnalyzer) -> ArabicAnalyzer:
    return make_analyzer(analyzer.lists, "guarded")


def stem(word: str, analyzer: ArabicAnalyzer) -> str:
    (form,) = analyzer.forms(word)
    return analyzer.stem(form)


@pytest.mark.parametrize("words", TOGETHER, ids=lambda words: words[0])
def test_inflections_of_a_word_share_its_stem(words: list[str], analyzer: ArabicAnalyzer) -> None:
    assert len({stem(word, analyzer) for word in words}) == 1


@pytest.mark.parametrize("words", APART, ids=lambda words: words[0])
def test_different_words_keep_different_stems(words: list[str], analyzer: ArabicAnalyzer) -> None:
    for one, other in combinations(words, 2):
        assert stem(one, analyzer) != stem(other, analyzer)


@pytest.mark.parametrize(("word", "expected"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_a_word_has_this_stem(word: str, expected: str, analyzer: ArabicAnalyzer) -> None:
    assert stem(word, analyzer) == expected


@pytest.mark.parametrize(
    ("lexicon", "protected", "plurals", "steps", "why"), RULES, ids=[row[4] for row in RULES]
)
def test_an_affix_is_removed_if_the_lexicon_supports_it(
    lexicon: str, protected: str, plurals: str, steps: str, why: str
) -> None:
    counts = {word: int(count) for word, count in pairs(lexicon)}
    stemmer = GuardedStemmer(counts, frozenset(protected.split()), dict(pairs(plurals)))
    expected = steps.split()
    assert stemmer.steps(expected[0]) == expected


def pairs(written: str) -> list[tuple[str, str]]:
    """Return the pairs of a text such as `a:b c:d`."""
    return [(one, other) for one, _, other in (pair.partition(":") for pair in written.split())]


def test_a_word_may_be_cut_at_each_affix_that_it_might_have(analyzer: ArabicAnalyzer) -> None:
    lists = analyzer.lists
    stemmer = GuardedStemmer(lists.lexicon, lists.protected, lists.plurals)
    assert stemmer.cuts("والكتابها") == [
        ("و", "الكتابها", ""),
        ("وال", "كتابها", ""),
        ("", "والكتاب", "ها"),
    ]


def test_no_protected_name_is_cut(analyzer: ArabicAnalyzer) -> None:
    for name in analyzer.lists.protected:
        assert analyzer.stem(name) == name


@given(st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويء"), min_size=1, max_size=20))
def test_a_stem_is_never_empty_nor_longer(analyzer: ArabicAnalyzer, form: str) -> None:
    assert 0 < len(analyzer.stem(form)) <= max(len(form), longest_singular(analyzer))


def longest_singular(analyzer: ArabicAnalyzer) -> int:
    return max(map(len, analyzer.lists.plurals.values()))


def test_numbers_and_latin_words_are_their_own_stems(analyzer: ArabicAnalyzer) -> None:
    for form in ("2019", "europol", "f16"):
        assert analyzer.stem(form) == form


def test_stems_are_the_same_in_concurrent_threads(analyzer: ArabicAnalyzer) -> None:
    lists = analyzer.lists
    forms = list(lists.lexicon)[:4000]
    alone = [GuardedStemmer(lists.lexicon, lists.protected, lists.plurals).stem(f) for f in forms]
    fresh = GuardedStemmer(lists.lexicon, lists.protected, lists.plurals)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: [fresh.stem(form) for form in forms], range(4)):
            assert found == alone


def test_stems_are_the_same_in_every_process(analyzer: ArabicAnalyzer) -> None:
    forms = list(analyzer.lists.lexicon)[:2000]
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from analyzers.analyzer import make_analyzer\n"
        "from analyzers.word_lists import WordLists\n"
        "analyzer = make_analyzer(WordLists.load(Path('index_data/words')), 'guarded')\n"
        "print(' '.join(map(analyzer.stem, sys.stdin.read().split())))"
    )
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", program],
            input=" ".join(forms),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert found.stdout.split() == [analyzer.stem(form) for form in forms]
