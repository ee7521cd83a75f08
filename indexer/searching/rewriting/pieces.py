"""Pieces: a word that was typed in two, and words that were typed as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from analyzers.normalize import is_arabic
from analyzers.variants.misspelling import cost, is_likely
from analyzers.variants.names import arabic_names
from analyzers.variants.proclitics import ARTICLE, with_proclitics, without_article
from indexer.model.query import Phrase
from indexer.searching.open_index import OpenIndex
from indexer.searching.rewriting.typed import Reading, Typed, is_right

LEAST_JOINED = 5
LEAST_PIECE = 2
"""Letters of a word that was parted, and of a piece of words that were joined."""

LEAST_WORD = 4
"""Letters of a word of the index that stands beside a particle (فيالعراق)."""

LEAST_APART = 4
"""Letters of each word that a word which is right as it is may also be written as."""

FARTHEST = 2
"""Letters that may part a name from one that was written as one word."""

HEADS = frozenset("ابو ابي ابا ام بن ابن بنت ال بو عبد نصر سيف نور صلاح عز دير بيت تل كفر".split())
TAILS = frozenset(("الله", "الدين", "الاسلام", "اباد"))
"""Words of names that are often written with the next or the last one as one word."""


def joined(found: Typed, place: int, index: OpenIndex) -> Reading | None:
    """A word of the index that was typed in two pieces, if they do not stand side by side in it."""
    if place + 1 >= len(found.tokens) or found.between(place) not in {" ", "-"}:
        return None
    one, other = found.forms(place, place + 2)
    word = one + other
    if not is_arabic(one) or not is_arabic(other) or len(word) < LEAST_JOINED:
        return None
    if (
        found.absent.isdisjoint((place, place + 1))
        and not index.analyzer.is_stop(one)
        and (not index.vocabulary.has(word) or _stand_together(((one, other),), index))
    ):
        return None
    meant = _whole(word, index)
    if not meant and not (is_right(one, index) and is_right(other, index)):
        bare = without_article(word)
        meant = word if index.vocabulary.has(bare) else _nearly_whole(word, index)
    return Reading("split", place, place + 2, meant) if meant else None


def _whole(word: str, index: OpenIndex) -> str:
    ways = (word, ARTICLE + word)
    return next((way for way in ways if index.vocabulary.has(way)), "")


def _nearly_whole(word: str, index: OpenIndex) -> str:
    """A word of the index from which the pieces together differ in a vowel or so."""
    near = [
        (cost(word, one), -index.vocabulary.frequency(one), one)
        for one in set(index.vocabulary.likely(word, 1))
        if is_arabic(one)
    ]
    best = min(near, default=(1.0, 0, ""))
    return best[2] if best[0] < 1 else ""


def parted(found: Typed, place: int, index: OpenIndex) -> Reading | None:
    """A word that the index does not have as two or three that stand side by side in it."""
    form = found.form(place)
    if place not in found.absent or not is_arabic(form):
        return None
    words = _name_in_words(form, index) or _best_pieces(form, index)
    return Reading("split", place, place + 1, words) if words else None


def _best_pieces(form: str, index: OpenIndex) -> str:
    """The pieces that stand together the most often; else a particle and a word."""
    known = is_right(form, index)
    ways = [way for way in _ways(form, index) if not known or _may_be_apart(way)]
    counts = index.counts([_phrase(way) for way in ways]) if ways else []
    most = max(zip(counts, ways, strict=True), default=(0, ()))
    if most[0]:
        return " ".join(most[1])
    particles = (
        way
        for way in ways
        if len(way) == 2 and index.analyzer.is_stop(way[0]) and len(way[1]) >= LEAST_WORD
    )
    return "" if known else " ".join(next(particles, ()))


def _ways(form: str, index: OpenIndex) -> Iterator[tuple[str, ...]]:
    vocabulary = index.vocabulary
    for place in range(LEAST_PIECE, len(form) - LEAST_PIECE + 1):
        first, rest = form[:place], form[place:]
        if first in vocabulary:
            if rest in vocabulary:
                yield first, rest
            for second in range(LEAST_PIECE, len(rest) - LEAST_PIECE + 1):
                if rest[:second] in vocabulary and rest[second:] in vocabulary:
                    yield first, rest[:second], rest[second:]


def _may_be_apart(way: Sequence[str]) -> bool:
    """Whether a word that is right as it is may also be written as these."""
    return way[-1] in TAILS or not HEADS.isdisjoint(way) or min(map(len, way)) >= LEAST_APART


def _name_in_words(form: str, index: OpenIndex) -> str:
    """The name of several words of the index that was written as one, even with a vowel less."""
    names = {"".join(name): name for name in (*arabic_names(), *index.expander.entries)}
    names = {joined: name for joined, name in names.items() if len(name) > 1}
    near = [
        (far, names[one])
        for one, _, _ in process.extract(
            form, list(names), scorer=OSA.distance, score_cutoff=FARTHEST, limit=None
        )
        if is_likely(form, one, far := cost(form, one))
        and all(map(index.vocabulary.has, names[one]))
    ]
    return " ".join(min(near)[1]) if near and _stand_together([min(near)[1]], index) else ""


def _stand_together(ways: Sequence[tuple[str, ...]], index: OpenIndex) -> bool:
    return any(index.counts([_phrase(way) for way in ways]))


def _phrase(way: Sequence[str]) -> Phrase:
    return Phrase((with_proclitics(way[0]), *((form,) for form in way[1:])))
