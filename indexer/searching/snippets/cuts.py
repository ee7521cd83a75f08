"""Cuts: the places where a passage may begin or end within a sentence.

A sentence is cut at a mark of punctuation or, failing that, before a word that opens something: a
particle, a conjunction, a verb or a word with an attached preposition. Any other word belongs to
the one before it: the second noun of an idafa, an adjective, a counted noun, a part of a date or of
a name. The dictionary tells which words are verbs and particles.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel.dates import get_month_names

from analyzers.lemmas.table import PARTICLE, shipped
from analyzers.normalize import CONTROLS, MARKS, normalize
from analyzers.variants.proclitics import CONJUNCTIONS, PREPOSITIONS
from analyzers.word_lists import VERB

CACHED_WORDS = 1 << 16
"""Maximum number of words in each cache of a property of words."""

_LOCALES = ("ar", "ar_SY", "ar_TN", "ar_MA", "ar_MR")
"""Locales whose month names differ."""


def _forms(text: str) -> frozenset[str]:
    return frozenset(map(_form, text.split()))


def _form(word: str) -> str:
    return "".join(normalize(word))


_OPENING = _forms(
    "في من إلى على عن مع منذ خلال عبر ضد بين لدى عند حول دون بدون بعد قبل أثناء ضمن وفق حسب تحت"
    " فوق أمام وراء داخل خارج لكن إذ حيث بينما فيما كما أما حين حينما عندما بعدما لأن لأنه كي لكي"
    " حتى إذا لو إلا مما بل ثم أو مشيرا مؤكدا موضحا مضيفا معتبرا داعيا مبينا قائلا هو هي هم ذلك قد"
)
"""Words that open a clause or a phrase."""

_RELATIVE = _forms(
    "الذي التي الذين اللذان اللذين اللتان اللتين اللواتي اللاتي أن إن أنه أنها إنه إنها"
)
"""Words that open a clause about the word before them: a passage may end before, not begin with."""

_FOLLOWING = _forms("بن ابن بنت هذا هذه هؤلاء كلم")
"""Words that look like an opening but belong to the word before them."""

_DIVIDING = (*"،؛:,;.!?؟…–—-", '."', ".»")
"""Marks after which a passage may always begin."""

_JOINING = (
    _OPENING
    | _RELATIVE
    | _forms(
        "لا لم لن ما ليس سوف غير كل بعض أي هذا هذه تلك هؤلاء أحد إحدى عدم نحو أكثر أقل حوالي بن ابن"
        " بنت أبو أبي أم عبد آل ذو ذات يا و ب ل"
    )
)
"""Words that belong to the word after them."""

_TENS = _forms("والعشرين والعشرون والثلاثين والثلاثون وعشرين وثلاثين")
"""Second words of ordinals of days."""

_MONTHS = frozenset(
    _form(word)
    for locale in _LOCALES
    for name in get_month_names(locale=locale).values()
    for word in name.split()
)

# After a comma without space, too, as many write it; never before a digit, as in dates.
_CLAUSE_MARK = re.compile(
    r"[،؛:,;–—-](?:(?<=[،؛:])(?<!\d.)(?=\D)\s*|(?<=[،؛:,;])\s+(?=\D)|(?<=\s[–—-])\s+(?=\D))"
)
_GAP = re.compile(r"\s+")
_EDGES = re.compile(f"^[^\\w{MARKS}{CONTROLS}]+|[^\\w{MARKS}{CONTROLS}]+$")


def clause_starts(text: str, begin: int, end: int) -> list[int]:
    """Return the offsets in [begin, end) at which a clause begins after a mark."""
    found = (match.end() for match in _CLAUSE_MARK.finditer(text, begin, end))
    return [offset for offset in found if offset < end]


def clause_ends(text: str, begin: int, end: int) -> list[int]:
    """Return the offsets in [begin, end) at which a clause ends before a mark."""
    return [match.start() for match in _CLAUSE_MARK.finditer(text, begin, end)]


def word_starts(text: str, begin: int, end: int) -> list[int]:
    """Return the offsets in (begin, end) at which a word begins after white space."""
    found = (match.end() for match in _GAP.finditer(text, begin, end))
    return [offset for offset in found if offset < end]


def divides(text: str, offset: int, *, begins: bool) -> bool:
    """Return whether a passage may begin or end before the word at an offset.

    Args:
        text: The text.
        offset: Start of a word.
        begins: Whether the passage begins there, or else ends.
    """
    before = text[max(0, offset - 40) : offset].split()
    after = text[offset : offset + 80].split()
    if not before or not after or before[-1].endswith(_DIVIDING):
        return True
    return not is_bound(before[-1], after[0], after[1] if len(after) > 1 else "", begins=begins)


def is_bound(before: str, word: str, after: str = "", *, begins: bool) -> bool:
    """Return whether a word belongs to the one before it.

    Args:
        before: The word before it.
        word: The word.
        after: The word after it, which tells «السابع من يونيو» from «السابع من نوعه».
        begins: Whether a passage would begin with it, or else end before it.
    """
    if bare_form(before) in _JOINING or not opens(word):
        return True
    form = bare_form(word)
    if form in _TENS or (form == "من" and bare_form(after) in _MONTHS):
        return True
    if before[-1].isdigit() and form not in _OPENING and form[:1] not in CONJUNCTIONS:
        return True
    return begins and form in _RELATIVE


@lru_cache(maxsize=CACHED_WORDS)
def opens(word: str) -> bool:
    """Return whether a word opens a clause or a phrase, by itself or by what is attached to it."""
    form = bare_form(word)
    if form in _FOLLOWING:
        return False
    if form in _OPENING or form in _RELATIVE:
        return True
    if form[:1] in CONJUNCTIONS and form[1:] in _OPENING | _RELATIVE:
        return True
    lemmas = shipped().get(form)
    if lemmas and lemmas[0].endswith((VERB, PARTICLE)):
        return True
    attached = form[:1] in (*CONJUNCTIONS, *PREPOSITIONS)
    if lemmas:
        return attached and not any(_form(lemma)[:1] == form[0] for lemma in lemmas)
    return attached and bool(shipped().get(form[1:]))


@lru_cache(maxsize=CACHED_WORDS)
def bare_form(word: str) -> str:
    """Return the form of a word without the punctuation around it."""
    return _form(_EDGES.sub("", word))
