"""The names in a line of authors: several persons or units are told from one with a long name."""

from __future__ import annotations

import re
from typing import Literal

from indexer.text.folding import fold
from indexer.text.paragraphs import fold_space

JOINED_BY = "؛ "
"""What joins several names in one text; `split_authors` parts them again."""

MIN_NAME_WORDS = 2
"""Least number of words of a name that a comma or «و» parts from another."""

AuthorKind = Literal["person", "unit", ""]
"""What an author is, as far as the name says it."""

MAX_LINE = 500
"""Most characters between semicolons that are looked at for further names."""

_ALWAYS = re.compile("[;؛]")
_COMMA = re.compile(" ?[,،] ?")
_AND = re.compile(" (?:و|and|und|et|&) ")
_AND_JOINED = re.compile(r" و(?=\w)")

# Folded: without hamza, with ه for ة.
_UNIT_WORDS = frozenset(
    "وحده قسم مركز فريق هييه معهد موسسه لجنه مجلس اداره دايره مكتب برنامج جامعه كليه مرصد شبكه"
    " منظمه وكاله unit department section centre center team institute foundation committee council"
    " office program programme university network organization organisation agency".split()
)
_TITLES = frozenset(
    "د دكتور دكتوره ا م الدكتور الدكتوره الاستاذ الاستاذه المهندس المهندسه الباحث الباحثه الكاتب"
    " الكاتبه السفير السفيره اللواء العميد dr prof mr mrs ms".split()
)
# What may stand behind a comma and is no name.
_ROLES = frozenset(
    "باحث باحثه استاذ استاذه خبير خبيره محلل محلله كاتب كاتبه رييس رييسه مدير مديره عضو صحفي صحفيه"
    " سفير سفيره مستشار مستشاره مترجم مترجمه professor researcher director head member".split()
)


def split_authors(text: str) -> tuple[str, ...]:
    """Return the names in a line of authors, without repetitions.

    Semicolons always part names. Commas and «و» do between whole names only: «سالم الهادي، ليلى
    النجار» and «وحدة الدراسات ود. سالم الهادي» are two each, «وحدة الدراسات والتقارير» and «سالم
    الهادي، باحث في الهجرة» one each.
    """
    parts = [fold_space(part) for line in text.splitlines() for part in _ALWAYS.split(line)]
    names = [
        name
        for part in parts
        for piece in _parted(part, _COMMA)
        for whole in _parted(piece, _AND)
        for name in _parted(whole, _AND_JOINED)
    ]
    return tuple(dict.fromkeys(filter(None, names)))


def author_kind(name: str) -> AuthorKind:
    """Return whether a name is that of a unit or of a person, or "" if it does not say it."""
    words = _words(name)
    if words and words[0] in _TITLES:
        return "person"
    if any(word in _UNIT_WORDS or word.removeprefix("ال") in _UNIT_WORDS for word in words[:2]):
        return "unit"
    return ""


def _parted(text: str, mark: re.Pattern[str]) -> list[str]:
    """Return the parts of a text at those of its marks that stand between names."""
    if len(text) > MAX_LINE:
        return [text]
    parts, begin = [], 0
    marks = [found.span() for found in mark.finditer(text)]
    for number, (start, end) in enumerate(marks):
        following = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        if _are_names(text[begin:start], text[end:following], is_joined=mark is _AND_JOINED):
            parts.append(text[begin:start])
            begin = end
    return [*parts, text[begin:]]


def _are_names(left: str, right: str, *, is_joined: bool) -> bool:
    """Return whether texts on both sides of a mark are names.

    Args:
        left: The text before the mark.
        right: The text behind it.
        is_joined: Whether the mark is «و» joined to `right`, which may be a letter of a name.
    """
    kinds = author_kind(left), author_kind(right)
    words = _words(left), _words(right)
    if any(len(one) < MIN_NAME_WORDS for one in words):
        return False
    if is_joined:
        return bool(kinds[1])
    if "unit" in kinds:
        return all(kinds)
    return not any(
        one[0].startswith("ال") or one[0] in _ROLES for one in words if one[0] not in _TITLES
    )


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", fold(name))
