"""Completion: what a reader may be about to type: names of sections, units and places, tags, words
and phrases that many articles hold, and titles.

A phrase is two or three words that stand together more often than by chance: by normalised
pointwise mutual information (Bouma, "Normalized (Pointwise) Mutual Information in Collocation
Extraction", GSCL 2009).
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

RECENT = 1000
"""The newest articles whose bodies give phrases; the titles of all do."""

LEAST_COUNT = 3
"""Times that a phrase stands in titles and recent bodies."""

LEAST_NPMI = 0.35
LEAST_LETTERS = 2
LONGEST_KEY = 6
"""Words of an entry that are compared."""

_ARTICLES = frozenset(joined + ARTICLE for joined in JOINED)

MOST_PHRASES = 20_000
QUERIES, TITLES = 5, 3


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the article that has it."""

    text: str
    article_id: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Completed:
    """Queries and titles that begin, at one of their words, with what was typed."""

    queries: tuple[str, ...] = ()
    titles: tuple[Title, ...] = ()


@dataclass(slots=True)
class _Keys:
    """Sorted keys, each with the number of its entry, which is also its rank."""

    pairs: list[tuple[str, int]] = field(default_factory=list)

    def add(self, forms: Sequence[str], number: int) -> None:
        folded = [without_article(form) for form in forms]
        self.pairs += (
            (" ".join(folded[place : place + LONGEST_KEY]), number) for place in range(len(folded))
        )

    def begin(self, key: str, most: int) -> list[int]:
        """The entries with the best ranks that begin so."""
        first = bisect_left(self.pairs, (key,))
        last = bisect_left(self.pairs, (key + "\U0010ffff",))
        return sorted({number for _, number in self.pairs[first:last]})[:most]


class Completions:
    """The completions of an index."""

    def __init__(self, articles: Iterable[Article], analyzer: ArabicAnalyzer) -> None:
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
        """What the text, or failing that its last word, may become."""
        forms = self._analyzer.forms(text)
        if not forms:
            return Completed()
        key = " ".join([*map(without_article, forms[:-1]), _begun(forms[-1])])
        if len(key.replace(" ", "")) < LEAST_LETTERS:
            return Completed()
        queries = [self._queries[n] for n in self._query_keys.begin(key, QUERIES + 1)]
        if not queries and len(forms) > 1:
            queries = list(self._last_completed(text, _begun(forms[-1])))
        titles = [self._titles[n] for n in self._title_keys.begin(key, TITLES)]
        return Completed(
            tuple(one for one in queries if one != text.strip())[:QUERIES], tuple(titles)
        )

    def _last_completed(self, text: str, key: str) -> Iterator[str]:
        last = self._analyzer.tokens(text)[-1]
        if len(key) <= LEAST_LETTERS or text[last.end :].strip():
            return
        for number in self._query_keys.begin(key, QUERIES + 1):
            yield f"{text[: last.start]}{self._queries[number]}"


def _begun(form: str) -> str:
    """A form that may go on, as it is compared; nothing of one that is an article so far."""
    return "" if form in _ARTICLES else without_article(form)


def _distinct(texts: Iterable[str], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """The first of those that are compared alike."""
    seen = set()
    for text in texts:
        key = " ".join(map(without_article, analyzer.forms(text)))
        if key not in seen:
            seen.add(key)
            yield text


def _names(articles: Sequence[Article]) -> list[str]:
    """The names that are always completed, then those that several articles have; each the most
    frequent first."""
    always = Counter(_values(articles, "always"))
    several = Counter(_values(articles, "several"))
    frequent = (name for name, count in several.most_common() if count >= LEAST_COUNT)
    return [*(name for name, _ in always.most_common()), *frequent]


def _values(articles: Sequence[Article], completed: str) -> Iterator[str]:
    """The values of the fields that are completed so."""
    fields = [one for one in FIELDS if one.completed == completed]
    for article in articles:
        for one in fields:
            yield from one.values(article)


def _phrases(articles: Sequence[Article], analyzer: ArabicAnalyzer) -> Iterator[str]:
    """Words of titles, names of the list, phrases of titles and recent bodies, the most frequent
    first, as they are mostly written."""
    words: Counter[str] = Counter()
    runs: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[str]] = {}
    in_titles: Counter[tuple[str, ...]] = Counter()
    for number, article in enumerate(articles):
        for text in (article.title, *([article.body] if number < RECENT else [])):
            for run, piece in _runs(text, analyzer):
                runs[run] += 1
                if len(run) == 1:
                    words[run[0]] += 1
                if text is article.title:
                    in_titles[run] += 1
                    written.setdefault(run, Counter())[piece] += 1
                elif runs[run] <= LEAST_COUNT:
                    written.setdefault(run, Counter())[piece] += 1
    total = max(sum(words.values()), 1)
    kept = [
        run
        for run, count in runs.items()
        if count >= LEAST_COUNT
        and (
            in_titles[run] >= LEAST_COUNT or without_article(run[0]) in analyzer.lists.protected
            if len(run) == 1
            else _npmi(run, runs, words, total) >= LEAST_NPMI
        )
    ]
    kept.sort(key=lambda run: (-runs[run] * len(run), run))
    for run in kept[:MOST_PHRASES]:
        yield written[run].most_common(1)[0][0].translate(TASHKEEL)


def _runs(text: str, analyzer: ArabicAnalyzer) -> Iterator[tuple[tuple[str, ...], str]]:
    """The words of a text, and two and three that stand together with only a space between, that
    neither begin nor end with a stop word; each as forms and as written."""
    tokens = analyzer.tokens(text)
    for place, first in enumerate(tokens):
        if not _is_telling(first.form, analyzer):
            continue
        for size in (1, 2, 3):
            run = tokens[place : place + size]
            if len(run) < size or (
                size > 1 and text[run[-2].end : run[-1].start] not in (" ", "\u00a0")
            ):
                break
            if _is_telling(run[-1].form, analyzer):
                yield tuple(token.form for token in run), text[first.start : run[-1].end]


def _is_telling(form: str, analyzer: ArabicAnalyzer) -> bool:
    return len(form) > 2 and not form.isdigit() and not analyzer.is_stop(form)


def _npmi(
    run: tuple[str, ...], runs: Counter[tuple[str, ...]], words: Counter[str], total: int
) -> float:
    """How much more often words stand together than by chance: 0 as chance has it, 1 always; of
    three, of the two pairs the looser one."""
    if len(run) == 3:
        pairs = [pair for pair in (run[:2], run[1:]) if pair in runs]
        return min((_npmi(pair, runs, words, total) for pair in pairs), default=0.0)
    together = runs[run] / total
    if together >= 1:
        return 1.0
    alone = words[run[0]] * words[run[1]] / total**2
    return math.log(together / alone) / -math.log(together)
