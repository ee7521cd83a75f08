"""Transliteration of words in Latin letters that the index lacks: names, then Arabizi.

Names are tried before English words, Arabizi only for words that are not common in English.
"""

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
"""Maximum length in letters of a transliterated word; longer ones are no names."""

ARTICLES = frozenset(("al", "el", "il", "ul"))
"""Spellings of the Arabic article in Latin letters."""

ENGLISH_ALL_THE_SAME = 10_000
"""English frequency from which a single word is never taken for a name: said, may."""

IN_NAMES = 60
"""Maximum English frequency of a word matched to a name by sound (Qadhafi)."""

FEMININE = "ه"
"""Feminine ending in normalised forms."""

OF_NAMES = 1
"""Cost of a feminine ending that was not typed."""

FOR_TWICE_AS_MANY = 0.25
"""Reduction of a transliteration's cost for each doubling of its frequency in the texts."""

UNLIKELY = 0.5
"""Maximum cost of a transliteration per Latin letter."""

SELDOM_ENGLISH = 300
"""Maximum English frequency of a word that is still transliterated as Arabizi (hijra)."""

LIKELY = 2
"""Maximum cost of the transliteration of an English word."""


def named_in_arabic(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the Arabic name for the longest foreign name that begins at a token, or None.

    Names of countries, persons, places and organisations are known.

    Args:
        found: The query.
        start: Index of the token.
        index: The index.
    """
    for size in range(min(max(MAX_NAME_WORDS, names.LONGEST), len(found.tokens) - start), 0, -1):
        forms = found.forms(start, start + size)
        if all(form in index.vocabulary for form in forms) or any(map(is_arabic, forms)):
            continue
        if size == 1 and not _may_be_a_name(forms[0], index):
            continue
        if written := _name(forms, index):
            return Reading("name", start, start + size, written, written=True)
    return None


def _may_be_a_name(form: str, index: OpenIndex) -> bool:
    return not is_listed(form, index) and english(form) < ENGLISH_ALL_THE_SAME


def _name(forms: tuple[str, ...], index: OpenIndex) -> str:
    """Return the Arabic name for a foreign one, preferably one in the index, or ""."""
    if country := arabic_name(forms):
        return country
    arabic = names.named(forms)
    if not arabic and not all(english(form) > IN_NAMES or form in ARTICLES for form in forms):
        is_arabizi = len(forms) == 1 and not forms[0].isalpha() and arabic_word(forms[0], index)
        arabic = () if is_arabizi else names.sounding_like(forms)
    there = (name for name in arabic if all(map(index.vocabulary.has, names.normalize_all(name))))
    return next(there, arabic[0] if arabic else "")


def from_arabizi(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the likeliest transliteration of a Latin word that the index lacks, or None.

    If the token is a separate article (al, el), it belongs to the next token.

    Args:
        found: The query.
        start: Index of the token.
        index: The index.
    """
    form = found.form(start)
    has_article = form in ARTICLES and start + 1 < len(found.tokens)
    read = found.form(start + has_article)
    if start + has_article not in found.absent or is_listed(read, index):
        return None
    most = LONGEST_ARABIZI
    if times := 0 if has_article else english(read):
        if times > SELDOM_ENGLISH:
            return None
        most = LIKELY
    word = arabic_word(read, index, most)
    if has_article and word:
        word = ARTICLE + without_article(word)
    return Reading("arabizi", start, start + 1 + has_article, word) if word else None


def arabic_word(latin: str, index: OpenIndex, most: float = LONGEST_ARABIZI) -> str:
    """Return the likeliest transliteration of a word that the index contains, or "".

    Args:
        latin: The word in Latin letters.
        index: The index.
        most: Maximum cost of the transliteration.
    """
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
    """Yield the transliterations that the index contains, each with its cost, likeliest lowest."""
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
    """Return the existing words among a word with and without article and feminine ending.

    Args:
        written: The word.
        is_there: Returns whether the index contains a word.

    Returns:
        The words, each with its additional cost.
    """
    if len(written) < 2:
        return ()
    ways = [(0, written), (0, ARTICLE + written)]
    if not written.endswith(FEMININE):
        ways += [(OF_NAMES, written + FEMININE), (OF_NAMES, ARTICLE + written + FEMININE)]
    return [(more, word) for more, word in ways if is_there(word)]
