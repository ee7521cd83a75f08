"""Word boundaries: joining of split words, and splitting of words typed without a space."""

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
"""Minimum length of a word that is joined from two pieces."""

LEAST_PIECE = 2
"""Minimum length of a piece of a word that is split."""

LEAST_WORD = 4
"""Minimum length of a word that is split from a particle (فيالعراق)."""

LEAST_APART = 4
"""Minimum length of each piece of a known word that is split."""

FARTHEST = 2
"""Maximum edit distance between a word and a name written without spaces."""

HEADS = frozenset("ابو ابي ابا ام بن ابن بنت ال بو عبد نصر سيف نور صلاح عز دير بيت تل كفر".split())
"""Words of names that are often joined to the next word."""

TAILS = frozenset(("الله", "الدين", "الاسلام", "اباد"))
"""Words of names that are often joined to the previous word."""


def joined(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the word of the index that two consecutive tokens are pieces of, or None.

    Words that are consecutive in an article are kept, except after a stop word. Known words are
    joined only if the result is exactly a word of the index.

    Args:
        found: The query.
        start: Index of the first token.
        index: The index.
    """
    if start + 1 >= len(found.tokens) or found.between(start) not in {" ", "-"}:
        return None
    one, other = found.forms(start, start + 2)
    word = one + other
    if not is_arabic(one) or not is_arabic(other) or len(word) < LEAST_JOINED:
        return None
    if (
        found.absent.isdisjoint((start, start + 1))
        and not index.analyzer.is_stop(one)
        and (not index.vocabulary.has(word) or _stand_together(((one, other),), index))
    ):
        return None
    meant = _whole(word, index)
    if not meant and not (is_right(one, index) and is_right(other, index)):
        bare = without_article(word)
        meant = word if index.vocabulary.has(bare) else _nearly_whole(word, index)
    return Reading("split", start, start + 2, meant) if meant else None


def _whole(word: str, index: OpenIndex) -> str:
    """Return a joined word with or without article as the index contains it, or ""."""
    ways = (word, ARTICLE + word)
    return next((way for way in ways if index.vocabulary.has(way)), "")


def _nearly_whole(word: str, index: OpenIndex) -> str:
    """Return the nearest word of the index at a cost below 1, such as another vowel, or ""."""
    near = [
        (cost(word, one), -index.vocabulary.frequency(one), one)
        for one in set(index.vocabulary.likely(word, 1))
        if is_arabic(one)
    ]
    best = min(near, default=(1.0, 0, ""))
    return best[2] if best[0] < 1 else ""


def parted(found: Typed, start: int, index: OpenIndex) -> Reading | None:
    """Return the split of a token that the index lacks into two or more words, or None.

    Args:
        found: The query.
        start: Index of the token.
        index: The index.
    """
    form = found.form(start)
    if start not in found.absent or not is_arabic(form):
        return None
    words = _name_in_words(form, index) or _best_pieces(form, index)
    return Reading("split", start, start + 1, words) if words else None


def _best_pieces(form: str, index: OpenIndex) -> str:
    """Return the split whose pieces are most often consecutive, else a particle and a word.

    Returns:
        The pieces, separated by spaces, or "". A known word is never split from a particle.
    """
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
    """Yield all splits of a form into two or three forms of the index."""
    vocabulary = index.vocabulary
    for start in range(LEAST_PIECE, len(form) - LEAST_PIECE + 1):
        first, rest = form[:start], form[start:]
        if first in vocabulary:
            if rest in vocabulary:
                yield first, rest
            for second in range(LEAST_PIECE, len(rest) - LEAST_PIECE + 1):
                if rest[:second] in vocabulary and rest[second:] in vocabulary:
                    yield first, rest[:second], rest[second:]


def _may_be_apart(way: Sequence[str]) -> bool:
    """Return whether a known word may be split so: into a name, or into long pieces."""
    return way[-1] in TAILS or not HEADS.isdisjoint(way) or min(map(len, way)) >= LEAST_APART


def _name_in_words(form: str, index: OpenIndex) -> str:
    """Return the name of several words that was typed without spaces, or "".

    Its spelling may differ slightly, as in a missing vowel; some article must contain the name.
    """
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
    """Return whether an article contains any of the splits as a phrase."""
    return any(index.counts([_phrase(way) for way in ways]))


def _phrase(way: Sequence[str]) -> Phrase:
    """Return the phrase of a split; its first word may have a proclitic."""
    return Phrase((with_proclitics(way[0]), *((form,) for form in way[1:])))
