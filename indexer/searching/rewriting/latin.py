"""Latin: words in Latin letters that no article holds, as Arabic ones: names, then Arabizi.

A name is tried before the word is taken for English, Arabizi only for what is no English word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import log2

from analyzers.normalize import is_arabic
from analyzers.variants import names
from analyzers.variants.arabizi import in_arabic
from analyzers.variants.proclitics import ARTICLE, without_article
from indexer.lists.territories import MAX_NAME_WORDS, arabic_name
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.typed import Reading, Typed, english, is_listed

LONGEST_ARABIZI = 20
"""Letters of a word that is read as Arabic; longer ones are no names."""

ARTICLES = frozenset(("al", "el", "il", "ul"))

ENGLISH_ALL_THE_SAME = 10_000
"""Times that English texts have a word that is no name whatever table has it: said, may."""

IN_NAMES = 60
"""Times up to which English texts have a word that is read as a name of like sound (Qadhafi)."""

FEMININE = "ه"
OF_NAMES = 1
"""How much less likely a word is that has an article or an ending which was not typed."""

FOR_TWICE_AS_MANY = 0.25
"""How much likelier a word is that stands in the texts twice as often."""

UNLIKELY = 0.5
"""For each letter, how unlikely the reading of a word may be."""

SELDOM_ENGLISH = 300
"""Times below which English texts have a word that is read as Arabizi all the same (hijra)."""

LIKELY = 2
"""How unlikely its reading may be."""


def named_in_arabic(found: Typed, place: int, index: OpenIndex) -> Reading | None:
    """The longest name from a place on that is a country's, a person's, a place's or an
    organisation's in another language, in Arabic."""
    for size in range(min(max(MAX_NAME_WORDS, names.LONGEST), len(found.tokens) - place), 0, -1):
        forms = found.forms(place, place + size)
        if all(form in index.vocabulary for form in forms) or any(map(is_arabic, forms)):
            continue
        if size == 1 and not _may_be_a_name(forms[0], index):
            continue
        if written := _name(forms, index):
            return Reading("name", place, place + size, written, written=True)
    return None


def _may_be_a_name(form: str, index: OpenIndex) -> bool:
    return not is_listed(form, index) and english(form) < ENGLISH_ALL_THE_SAME


def _name(forms: tuple[str, ...], index: OpenIndex) -> str:
    if country := arabic_name(forms):
        return country
    arabic = names.named(forms)
    if not arabic and not all(english(form) > IN_NAMES or form in ARTICLES for form in forms):
        is_arabizi = len(forms) == 1 and not forms[0].isalpha() and arabic_word(forms[0], index)
        arabic = () if is_arabizi else names.sounding_like(forms)
    there = (name for name in arabic if all(map(index.vocabulary.has, names.normalize_all(name))))
    return next(there, arabic[0] if arabic else "")


def from_arabizi(found: Typed, place: int, index: OpenIndex) -> Reading | None:
    """A Latin word that the index does not have as its likeliest Arabic one; al and el before it
    are its article."""
    form = found.form(place)
    has_article = form in ARTICLES and place + 1 < len(found.tokens)
    read = found.form(place + has_article)
    if place + has_article not in found.absent or is_listed(read, index):
        return None
    most = LONGEST_ARABIZI
    if times := 0 if has_article else english(read):
        if times > SELDOM_ENGLISH:
            return None
        most = LIKELY
    word = arabic_word(read, index, most)
    if has_article and word:
        word = ARTICLE + without_article(word)
    return Reading("arabizi", place, place + 1 + has_article, word) if word else None


def arabic_word(latin: str, index: OpenIndex, most: float = LONGEST_ARABIZI) -> str:
    """The likeliest Arabic word of the index that is written so in Latin letters; "" without one
    that is at most so unlikely."""
    if is_arabic(latin) or len(latin) > LONGEST_ARABIZI or not latin.isascii():
        return ""
    found = list(_readings(latin, index, most))
    for article in ARTICLES:
        if latin.startswith(article) and len(latin) > len(article) + 2:
            rest = latin.removeprefix(article)
            found += (
                (cost, word) for cost, word in _readings(rest, index, most) if ARTICLE in word[:2]
            )
    return min(found)[1] if found else ""


def _readings(latin: str, index: OpenIndex, most: float) -> Iterator[tuple[float, str]]:
    vocabulary = index.vocabulary

    def may_begin(letters: str) -> bool:
        return vocabulary.begins(letters) or vocabulary.begins(ARTICLE + letters)

    for cost, written in in_arabic(latin, may_begin):
        for more, word in _with_endings(written, vocabulary.has):
            if cost + more <= min(most, UNLIKELY * (len(latin) + 1)) and not index.analyzer.is_stop(
                word
            ):
                often = log2(1 + vocabulary.forms.get(word, 0))
                yield cost + more - FOR_TWICE_AS_MANY * often, word


def _with_endings(written: str, is_there: Callable[[str], bool]) -> Sequence[tuple[int, str]]:
    """The word and, where it is not there, what it may stand for: with an article, a feminine."""
    if len(written) < 2:
        return ()
    ways = [(0, written), (0, ARTICLE + written)]
    if not written.endswith(FEMININE):
        ways += [(OF_NAMES, written + FEMININE), (OF_NAMES, ARTICLE + written + FEMININE)]
    return [(more, word) for more, word in ways if is_there(word)]
