"""Autocompletion of queries and titles.

Completions are names of sections, units and places, tags, frequent words and collocations, and
titles. A collocation is a bigram or trigram of high normalised pointwise mutual information (Bouma,
"Normalized (Pointwise) Mutual Information in Collocation Extraction", GSCL 2009).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analyzers.analyzer import ArabicAnalyzer
from analyzers.normalize import TASHKEEL
from analyzers.variants.proclitics import ARTICLE, JOINED, without_article
from indexer.model.article import Article
from indexer.model.fields import FIELDS

RECENT_BODIES = 1000
"""Newest articles whose bodies are searched for phrases; titles are taken from all articles."""

MIN_COUNT = 3
"""Fewest occurrences of a phrase, and fewest articles that share a tag or place."""

MIN_NPMI = 0.35
"""Least normalised pointwise mutual information of a collocation."""

MIN_LETTERS = 2
"""Fewest letters typed before completions are offered."""

MAX_KEY_WORDS = 6
"""Words of a completion that are compared with what is typed."""

_DEFINITE_ARTICLES = frozenset(joined + ARTICLE for joined in JOINED)

MAX_PHRASES = 20_000
"""Most phrases kept, the most frequent first."""

MAX_QUERIES, MAX_TITLES = 5, 3
"""Most queries and titles offered."""


@dataclass(frozen=True, slots=True)
class Title:
    """The title of an article, with its id and year of publication."""

    text: str
    article_id: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Completed:
    """Queries and titles that contain the typed text at the beginning of a word."""

    queries: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()


@dataclass(slots=True)
class _Keys:
    """A sorted index from keys to completions.

    Attributes:
        pairs: Keys, each with the number of its completion, which is also the completion's rank.
    """

    pairs: list[tuple[str, int]] = field(default_factory=list)

    def add(self, forms: Sequence[str], number: int) -> None:
        """Add a key for each word of a completion; call `pairs.sort()` after the last one."""
        folded = [without_article(form) for form in forms]
        self.pairs += (
            (" ".join(folded[start : start + MAX_KEY_WORDS]), number)
            for start in range(len(folded))
        )

    def with_prefix(self, prefix: str, limit: int) -> list[int]:
        """Return the best-ranked completions with a key that begins with the prefix."""
        first = bisect_left(self.pairs, (prefix,))
        last = bisect_left(self.pairs, (prefix + "\U0010ffff",))
        return sorted({number for _, number in self.pairs[first:last]})[:limit]


class Completions:
    """The completions offered for an index."""

    def __init__(self, articles: Iterable[Article], analyzer: ArabicAnalyzer) -> None:
        """Collect the completions of these articles."""
        self._analyzer = analyzer
        newest = sorted(articles, key=lambda one: one.date.toordinal() if one.date else 0)[::-1]
        self._titles = [
            Title(one.title, one.id, one.date.year if one.date else None) for one in newest
        ]
        self._queries = list(_distinct([*_names(newest), *_phrases(newest, analyzer)], analyzer))
        self._title_keys, self._query_keys = _Keys(), _Keys()
        for keys, texts in (
            (self._title_keys, [title.text for title in self._titles]),
            (self._query_keys, self._queries),
        ):
            for number, text in enumerate(texts):
                keys.add(analyzer.forms(text), number)
            keys.pairs.sort()

    def complete(self, text: str) -> Completed:
        """Complete a text, or, if nothing completes all of it, its last word."""
        forms = self._analyzer.forms(text)
        if not forms:
            return Completed()
        prefix = " ".join([*map(without_article, forms[:-1]), _last_key(forms[-1])])
        if len(prefix.replace(" ", "")) < MIN_LETTERS:
            return Completed()
        queries = [self._queries[n] for n in self._query_keys.with_prefix(prefix, MAX_QUERIES + 1)]
        if not queries and len(forms) > 1:
            queries = list(self._complete_last_word(text, _last_key(forms[-1])))
        titles = [self._titles[n] for n in self._title_keys.with_prefix(prefix, MAX_TITLES)]
        return Completed(
            tuple(one for one in queries if one != text.strip())[:MAX_QUERIES], tuple(titles)
        )

    def _complete_last_word(self, text: str, prefix: str) -> Iterator[str]:
        last = self._analyzer.tokens(text)[-1]
        if len(prefix) <= MIN_LETTERS or text[last.end :].strip():
            return
        for number in self._query_keys.with_prefix(prefix, MAX_QUERIES + 1):
            yield f"{text[: last.start]}{self._queries[number]}"


def _last_key(form: str) -> str:
    """Return the key of an unfinished word, empty if it is only a definite article so far."""
    return "" if form in _DEFINITE_ARTICLES else without_article(form)


def _distinct(texts: Iterable[str], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """Yield the first of all texts with the same key."""
    seen = set()
    for text in texts:
        key = " ".join(map(without_article, analyzer.forms(text)))
        if key not in seen:
            seen.add(key)
            yield text


def _names(articles: Sequence[Article]) -> list[str]:
    """Return the values of fields that are always completed, then the frequent ones of the others.

    Both are ordered by descending frequency.
    """
    always = Counter(_values(articles, "always"))
    several = Counter(_values(articles, "several"))
    frequent = (name for name, count in several.most_common() if count >= MIN_COUNT)
    return [*(name for name, _ in always.most_common()), *frequent]


def _values(articles: Sequence[Article], completed: str) -> Iterator[str]:
    """Yield the values of the fields with this value of `Field.completed`."""
    fields = [one for one in FIELDS if one.completed == completed]
    for article in articles:
        for one in fields:
            yield from one.values(article)


def _phrases(articles: Sequence[Article], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """Yield words and collocations in their commonest spelling, the most frequent first.

    Words come from titles and the list of names, collocations from titles and recent bodies.
    """
    words: Counter[str] = Counter()
    ngrams: Counter[tuple[str, ...]] = Counter()
    spellings: dict[tuple[str, ...], Counter[str]] = {}
    in_titles: Counter[tuple[str, ...]] = Counter()
    for number, article in enumerate(articles):
        for text in (article.title, *([article.body] if number < RECENT_BODIES else [])):
            for ngram, spelling in _ngrams(text, analyzer):
                ngrams[ngram] += 1
                if len(ngram) == 1:
                    words[ngram[0]] += 1
                if text is article.title:
                    in_titles[ngram] += 1
                    spellings.setdefault(ngram, Counter())[spelling] += 1
                elif ngrams[ngram] <= MIN_COUNT:
                    spellings.setdefault(ngram, Counter())[spelling] += 1
    total = max(sum(words.values()), 1)
    kept = [
        ngram
        for ngram, count in ngrams.items()
        if count >= MIN_COUNT
        and (
            in_titles[ngram] >= MIN_COUNT or without_article(ngram[0]) in analyzer.lists.protected
            if len(ngram) == 1
            else _npmi(ngram, ngrams, words, total) >= MIN_NPMI
        )
    ]
    kept.sort(key=lambda ngram: (-ngrams[ngram] * len(ngram), ngram))
    for ngram in kept[:MAX_PHRASES]:
        yield spellings[ngram].most_common(1)[0][0].translate(TASHKEEL)


def _ngrams(text: str, analyzer: ArabicAnalyzer) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words, bigrams and trigrams of a text, as forms and as written.

    They are separated by single spaces, and begin and end with a content word.
    """
    tokens = analyzer.tokens(text)
    for index, first in enumerate(tokens):
        if not _is_content_word(first.form, analyzer):
            continue
        for size in (1, 2, 3):
            ngram = tokens[index : index + size]
            if len(ngram) < size or (
                size > 1 and text[ngram[-2].end : ngram[-1].start] not in (" ", "\u00a0")
            ):
                break
            if _is_content_word(ngram[-1].form, analyzer):
                yield tuple(token.form for token in ngram), text[first.start : ngram[-1].end]


def _is_content_word(form: str, analyzer: ArabicAnalyzer) -> bool:
    return len(form) > 2 and not form.isdigit() and not analyzer.is_stop(form)


def _npmi(
    ngram: tuple[str, ...], ngrams: Counter[tuple[str, ...]], words: Counter[str], total: int
) -> float:
    """Return the normalised pointwise mutual information of a bigram or trigram.

    0 means independence, 1 that the words occur only together. A trigram gets the lower value of
    its two bigrams.
    """
    if len(ngram) == 3:
        pairs = [pair for pair in (ngram[:2], ngram[1:]) if pair in ngrams]
        return min((_npmi(pair, ngrams, words, total) for pair in pairs), default=0.0)
    joint = ngrams[ngram] / total
    if joint >= 1:
        return 1.0
    independent = words[ngram[0]] * words[ngram[1]] / total**2
    return math.log(joint / independent) / -math.log(joint)
