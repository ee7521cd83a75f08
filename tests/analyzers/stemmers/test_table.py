"""The table of stemmers: choice by name, and the version of the analyser."""

from __future__ import annotations

import pytest

from analyzers import ArabicAnalyzer, UnknownStemmerError, explain, make_analyzer
from analyzers.stemmers import DEFAULT, STEMMERS
from analyzers.stemmers.base import ReasoningStemmer, StemmerRow

NAME = "first-letters"


class FirstLetters:
    """A stemmer without explanations that keeps the first four letters."""

    def stem(self, form: str) -> str:
        return form[:4]


def with_other(
    version: str, analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> ArabicAnalyzer:
    """Return an analyser with another stemmer, of the given version."""
    monkeypatch.setitem(STEMMERS, NAME, StemmerRow(lambda _: FirstLetters(), version))
    return make_analyzer(analyzer.lists, NAME)


def test_the_version_of_the_analyser_depends_on_name_and_version_of_the_stemmer(
    analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = [with_other(version, analyzer, monkeypatch).version for version in ("1", "2", "1")]
    assert versions[0] == versions[2] != versions[1]
    assert all(version.startswith(f"{NAME}-") for version in versions)
    assert analyzer.version.startswith(f"{DEFAULT}-")


def test_stems_that_are_not_explained_are_shown_without_reasons(
    analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    word, number = explain("كتابات 2019", with_other("1", analyzer, monkeypatch))
    assert (word.stem, word.why) == ("كتاب", f"the stemmer {NAME} does not say why")
    assert (number.stem, number.why) == ("2019", "a number")


def test_the_default_stemmer_explains_itself(analyzer: ArabicAnalyzer) -> None:
    assert isinstance(analyzer.stemmer, ReasoningStemmer)


def test_an_unknown_stemmer_is_an_error_that_lists_the_stemmers(
    analyzer: ArabicAnalyzer,
) -> None:
    with pytest.raises(UnknownStemmerError, match='no stemmer "root"; there are: ') as raised:
        make_analyzer(analyzer.lists, "root")
    assert all(name in str(raised.value) for name in STEMMERS)
