"""Corpus: as many different documents of about 1,000 words as wanted, of real running text.

All the sources are dealt out, piece by piece, again and again. In each round the articles are
grouped by topic in another way, and a document takes pieces of several articles of a group, so no
two documents are alike, and words come in bursts, as they do.

What would be wrong in a second round is that it has no new words. Collections do not stop growing
theirs: after n words one in n^(1-β) is new (Heaps). So from the second round on, of the words that
stand once in all the sources, that share gets other letters, as a new name would have.

Document i is the same in a collection of any size.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzers.normalize import normalize
from analyzers.tokenizer import words
from tests.benchmarks.sources import SourceArticle, Vocabulary
from tests.benchmarks.topics import groups, vectors

SEED = 2026
SHORTEST, LONGEST = 600, 1400
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
SECTIONS = ("الإرهاب", "الهجرة", "الأمن", "الاستخبارات", "السيبراني", "أوروبا", "آسيا", "التطرف")
AUTHORS = (*(f"وحدة {letter}" for letter in LETTERS), "هيئة التحرير", "قسم الدراسات")
FIRST_DAY, LAST_DAY = dt.date(2010, 1, 1), dt.date(2026, 10, 31)


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """A document of the corpus, named as `indexer build` reads it from JSON Lines."""

    id: str
    title: str
    date: str
    section: str
    author: str
    body: str


def make_articles(
    sources: Sequence[SourceArticle], vocabulary: Vocabulary
) -> Iterator[MadeArticle]:
    """Yield an endless sequence of documents."""
    directions = vectors(sources)
    number = 0
    dealt = 0
    for turn in itertools.count():
        rng = random.Random(f"{SEED}/{turn}")
        titles: list[str] = []
        taken: list[str] = []
        length, wanted = 0, rng.randint(SHORTEST, LONGEST)
        for title, piece in _dealt(sources, groups(directions, rng), rng):
            dealt += len(piece.split())
            share = (vocabulary.words / dealt) ** (1 - vocabulary.exponent) if turn else 0.0
            text = _with_new_words(piece, vocabulary.rare, share, rng) if turn else piece
            titles.append(title)
            taken.append(text)
            length += len(piece.split())
            if length >= wanted:
                yield _article(number, titles[0], "\n".join(taken), rng)
                number += 1
                titles, taken = [], []
                length, wanted = 0, rng.randint(SHORTEST, LONGEST)


def _dealt(
    sources: Sequence[SourceArticle], topics: list[list[int]], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """Every piece of the sources once, with its title, topic by topic."""
    for topic in topics:
        pieces = [(sources[row].title, piece) for row in topic for piece in sources[row].pieces]
        rng.shuffle(pieces)
        yield from pieces


def _with_new_words(text: str, rare: frozenset[str], share: float, rng: random.Random) -> str:
    """Return a text with some of its rare words misspelled."""
    parts = []
    before = 0
    for word, start, end in words(text):
        if not rare.isdisjoint(normalize(word)) and rng.random() < share:
            parts += [text[before:start], _respelled(word, rng)]
            before = end
    return "".join((*parts, text[before:]))


def _respelled(word: str, rng: random.Random) -> str:
    """Return a word with two inner letters or digits replaced; its ends may be affixes."""
    letters = list(word)
    inner = range(1, len(word) - 1) if len(word) > 3 else range(len(word))
    for place in rng.sample(inner, min(2, len(inner))):
        letter = letters[place]
        if letter.isdigit():
            letters[place] = rng.choice("0123456789")
        elif letter.isalpha():
            letters[place] = rng.choice("abcdefghiklmnoprstu" if letter.isascii() else LETTERS)
    return "".join(letters)


def _article(number: int, title: str, body: str, rng: random.Random) -> MadeArticle:
    days = (LAST_DAY - FIRST_DAY).days
    return MadeArticle(
        id=f"made-{number:06}",
        title=title,
        date=(FIRST_DAY + dt.timedelta(rng.randint(0, days))).isoformat(),
        section=rng.choices(SECTIONS, range(len(SECTIONS), 0, -1))[0],
        author=rng.choice(AUTHORS),
        body=body,
    )
