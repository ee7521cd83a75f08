"""Queries of what a reader remembers of a long article: telling words of its lead or a sentence.

They are made of the articles themselves, the same in each run, so that a collection without judged
queries can be asked beside Lucene too. The article whose words they are is the one relevant.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from analyzers.normalize import normalize
from analyzers.tokenizer import words
from indexer.evaluation.judgements import Judgements
from indexer.model.article import Article

SEED = 2026
"""Seed of the choice of articles, sentences and words."""

WORDS = range(3, 7)
"""Numbers of words of a query."""

LETTERS = 3
"""Least letters of a word that readers remember."""

COMMONEST = 0.05
"""Share of the articles that a word may be in; a commoner one tells nothing of an article."""

_SENTENCE_END = re.compile(r"[.؟?!؛]\s+|\n+")


def remembered(articles: Sequence[Article], count: int) -> dict[str, Judgements]:
    """Make queries for some articles.

    Args:
        articles: The articles, of which only those with several long sentences are asked for.
        count: Number of articles to ask for.

    Returns:
        The judged queries, one an article, by what they are made of: `leads`, the beginning of the
        first sentence, and `sentences`, any of the others.
    """
    queries: dict[str, dict[str, str]] = {"leads": {}, "sentences": {}}
    common = _common(articles)
    shuffled = sorted(articles, key=lambda article: article.id)
    random.Random(SEED).shuffle(shuffled)
    for article in shuffled:
        telling = list(_telling(article.body, common))
        if len(telling) < 2:
            continue
        draw = random.Random(f"{SEED} {article.id}")
        lead, *others = telling
        queries["leads"][article.id] = _picked(lead[: 2 * WORDS.stop], draw)
        queries["sentences"][article.id] = _picked(draw.choice(others), draw)
        if len(queries["leads"]) == count:
            break
    return {
        name: Judgements(of_articles, {id_: {id_: 1} for id_ in of_articles})
        for name, of_articles in queries.items()
    }


def _common(articles: Sequence[Article]) -> set[str]:
    """Return the words that stand in too many articles, normalised."""
    counts = Counter(
        form for one in articles for form in {_form(word) for word, _, _ in words(one.body)}
    )
    return {form for form, count in counts.items() if count > COMMONEST * len(articles)}


def _telling(text: str, common: Collection[str]) -> Iterator[list[str]]:
    """Yield the telling words of each sentence that has enough of them for any query."""
    for sentence in _SENTENCE_END.split(text):
        kept = [
            word
            for word, _, _ in words(sentence)
            if len(word) >= LETTERS and _form(word) not in common
        ]
        if len(kept) >= WORDS.stop:
            yield kept


def _form(word: str) -> str:
    return "".join(normalize(word))


def _picked(source: Sequence[str], draw: random.Random) -> str:
    """Return some words in their order."""
    places = draw.sample(range(len(source)), draw.choice(WORDS))
    return " ".join(source[place] for place in sorted(places))
