"""Compounds: names and words of two parts that texts write joined or apart.

نصر الله and نصرالله, أبو كمال and البوكمال, لا مركزية and اللامركزية, جيو سياسي and جيوسياسي.
The parts that are often joined to their neighbour are listed; a word that the dictionary has or
that is one name (بنغازي) is no compound.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from analyzers.lemmas.table import FormTable, shipped
from analyzers.normalize import is_arabic
from analyzers.variants.foreign import ForeignWords
from analyzers.variants.names import arabic_names
from analyzers.variants.proclitics import ARTICLE, with_proclitics, without_article, without_joined
from analyzers.variants.transcription import inflections
from indexer.model.query import Phrase

HEADS = (
    ("ابو", "ابا", "ابي", "بو"),
    ("ام",),
    ("بن", "ابن"),
    ("بنت",),
    ("ال",),
    ("عبد",),
    *(
        (head,)
        for head in "نصر سيف نور صلاح عز شمس جمال بدر علاء محي دير بيت تل كفر خان راس جبل".split()
    ),
)
"""Words of names that are often joined to the next word, in groups of one meaning."""

TAILS = ("الله", "الدين", "اباد", "ستان")
"""Words of names that are often joined to the previous word."""

PREFIXES = frozenset(
    "لا جيو كهرو سوسيو بترو اورو انغلو انجلو افرو نيو سيكو بيو تكنو ميكرو ماكرو هيدرو كيمو اثنو "
    "الكترو فرانكو ايكو اغرو نانو ميتا بان شبه".split()
)
"""First parts of compound words, as in جيوسياسي."""

NEGATION = "لا"
"""The prefix that is also the first syllable of many words."""

JOINED_NAMES = frozenset(
    "بورسعيد بورتسودان حضرموت كفرشوبا مرجعيون نيودلهي نيويورك كيبتاون سانتياغو بيونغيانغ هونغكونغ "
    "كوالالمبور اديسابابا خانيونس بيتلحم راسالخيمه امدرمان".split()
)
"""Names of two parts that texts write joined or apart."""

IN, PER_CENT = "في", frozenset(("المءه", "بالمءه"))
"""The words for "per cent"."""

LEAST_REST = 3
"""Least number of letters beside a part of a name."""

LEAST_WORD = 5
"""Least number of letters behind `NEGATION`."""

CACHED_WORDS = 10_000
"""Words kept in the cache, with the ways to write them apart."""

_GROUPS = {head: heads for heads in HEADS for head in heads}


class Compounds:
    """The compounds of some texts.

    Args:
        forms: The forms of the texts.
        foreign: Tells which words are listed names.
        table: The dictionary.
    """

    def __init__(
        self, forms: Container[str], foreign: ForeignWords, table: FormTable | None = None
    ) -> None:
        self._forms = forms
        self._foreign = foreign
        self._table = table or shipped()
        self.apart = lru_cache(CACHED_WORDS)(self._apart)

    def _apart(self, form: str) -> tuple[Phrase, ...]:
        """Return the phrases that a word is when its parts are written apart.

        The texts have the words of each phrase, but not necessarily the phrase.

        Args:
            form: The form of the word, with or without proclitics.
        """
        if not is_arabic(form):
            return ()
        bare = dict.fromkeys(without_joined(form))
        ways = dict.fromkeys(way for word in bare for way in self._ways(word, form))
        phrases = (Phrase(tuple(map(self._present, way))) for way in ways)
        return tuple(phrase for phrase in phrases if all(phrase.slots))

    def joined(self, forms: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the forms of the texts that write words of a query joined to their neighbour.

        Args:
            forms: The forms of the query, in order.

        Returns:
            The joined forms for each word that is a part of them.
        """
        found: dict[str, tuple[str, ...]] = {}
        for first, second in pairwise(forms):
            words = dict.fromkeys(self._compounds(first, second))
            if present := self._present([one for word in words for one in _written(word)]):
                for form in (first, second):
                    found[form] = (*found.get(form, ()), *present)
        for number, sign in _percentages(forms):
            found[sign] = (*found.get(sign, ()), *self._present([number]))
        return found

    def _ways(self, word: str, form: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield the ways to write a word apart: the forms of both parts."""
        for end in range(2, len(word) - LEAST_REST + 1):
            first, rest = word[:end], word[end:]
            if first in _GROUPS and self._is_name(first, rest):
                yield _heads(first), (rest,)
            elif first in PREFIXES and self._is_prefixed(first, rest):
                yield _prefixes(first), _written(rest)
            elif first + rest in JOINED_NAMES or (
                form in self._forms and self._is_cut(first, rest)
            ):
                yield with_proclitics(first), (rest,)

    def _compounds(self, first: str, second: str) -> Iterator[str]:
        """Yield the words, without proclitics, that two words are when joined."""
        if _is_numbered_name(first, second):
            yield first + second
        if not (is_arabic(first) and is_arabic(second)) or len(second) < LEAST_REST:
            return
        for bare in dict.fromkeys(without_joined(first)):
            if bare in _GROUPS and self._is_name(bare, second):
                yield from (head + second for head in _GROUPS[bare])
            elif bare in PREFIXES and self._is_prefixed(bare, rest := without_article(second)):
                yield bare + rest
            elif bare + second in JOINED_NAMES or (
                first in self._forms and second in self._forms and self._is_cut(bare, second)
            ):
                yield bare + second

    def _is_name(self, head: str, rest: str) -> bool:
        """Return whether a part of a name and a word are a compound, and no other word."""
        word = head + rest
        if head == ARTICLE:
            return not self._table.get(rest)
        if (head, rest) in arabic_names():
            return True
        return not self._table.get(word) and self._foreign.kind(word) != "listed"

    def _is_prefixed(self, prefix: str, rest: str) -> bool:
        """Return whether a first part and a word are a compound, and no other word."""
        if prefix == NEGATION:
            known = bool(self._table.get(rest)) and not self._table.get(prefix + rest)
            return known and len(rest) >= LEAST_WORD
        return len(rest) > LEAST_REST

    def _is_cut(self, first: str, rest: str) -> bool:
        """Return whether two pieces are a name that may be written apart as well."""
        if len(first) < LEAST_REST:
            return False
        return rest in TAILS or self._foreign.kind(first + rest) == "listed"

    def _present(self, forms: Iterable[str]) -> tuple[str, ...]:
        """Return the forms that the texts have."""
        return tuple(form for form in dict.fromkeys(forms) if form in self._forms)


def _is_numbered_name(name: str, number: str) -> bool:
    """Return whether two words are a name that ends in a number: G 7."""
    return name.isascii() and name.isalpha() and number.isdecimal()


def _percentages(forms: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each number of a query with the word for "per cent" behind it: 27 في المئة.

    The number may stand alone, since texts write a sign (27%), which is no word.
    """
    words = [form for form in forms if form != IN]
    for number, word in pairwise(words):
        if number.isdecimal() and word in PER_CENT:
            yield number, word


def _heads(head: str) -> tuple[str, ...]:
    """Return all forms of a part of a name, with proclitics."""
    return tuple(form for one in _GROUPS[head] for form in with_proclitics(one))


def _prefixes(prefix: str) -> tuple[str, ...]:
    """Return a first part with proclitics and article."""
    return (*with_proclitics(prefix), *with_proclitics(ARTICLE + prefix))


def _written(word: str) -> tuple[str, ...]:
    """Return a word with endings, proclitics and article."""
    return tuple(
        form
        for one in inflections(word)
        for form in (*with_proclitics(one), *with_proclitics(ARTICLE + one))
    )
