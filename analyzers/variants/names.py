"""Names in Latin letters: people, places and organisations, and how Arabic writes them.

The table is `names.tsv`; the cities of time zones and the countries are those of CLDR, as Babel has
them. A name is found by its letters, whatever stands between its words and with or without its
article, else by how it sounds: Qadhafi is Gaddafi.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from babel import Locale
from rapidfuzz.distance import OSA

from analyzers.normalize import normalize

LONGEST = 5
"""Words of a name."""

LEAST_CONSONANTS = 3
"""Of a name that is found by its sound."""

LETTERS_FOR_EACH = 3
"""Letters of a name for each one that may part it from another that sounds like it."""

LEAST_OF_SEVERAL = 5
"""Letters of a name that may have an s of its plural: Houthis."""

LANGUAGES = ("de", "es", "it", "nl", "tr")
"""Languages, beside English and French, in which countries are found."""

LEAST_LETTERS = 4
"""Of a country's name in one of these."""

_TABLE = Path(__file__).parent / "names.tsv"
_ARTICLE = re.compile(r"^(?:al|el|ul)(?=...)")

_DIGITS = str.maketrans({"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "q", "9": "q"})
"""The digits of Arabizi as letters: 7izbullah."""

_SOUNDS = (
    (re.compile(r"sch|ssh|sh|tch|ch"), "S"),
    (re.compile(r"ph|v|w"), "f"),
    (re.compile(r"kh|h"), ""),
    (re.compile(r"gh|dj|g|q|c(?![eiy])|k"), "K"),
    (re.compile(r"dh|th|d|t"), "T"),
    (re.compile(r"ts|tz|zs|z|c|s|x"), "Z"),
    (re.compile(r"p"), "b"),
    (re.compile(r"[aeiouy']"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""What sounds alike in names that are written in Latin letters; vowels are left out."""


def named(forms: Sequence[str]) -> tuple[str, ...]:
    """The Arabic names, the usual one first, of what these Latin forms name together."""
    key = "".join(forms)
    bare = _ARTICLE.sub("", key, count=1)
    names = _names()
    several = bare.removesuffix("s") if len(bare) > LEAST_OF_SEVERAL else bare
    return names.get(key) or names.get(bare) or names.get(several, ())


def sounding_like(forms: Sequence[str]) -> tuple[str, ...]:
    """The Arabic names of what is named by other letters of the same sound; the nearest one."""
    key = _ARTICLE.sub("", "".join(forms).translate(_DIGITS), count=1)
    sound = _sound(key)
    if len(sound) < LEAST_CONSONANTS:
        return ()
    near = [
        (distance, name)
        for name in _by_sound().get(sound, ())
        if (distance := OSA.distance(name, key)) <= len(name) // LETTERS_FOR_EACH
    ]
    return _names()[min(near)[1]] if near else ()


@lru_cache(maxsize=1)
def arabic_names() -> frozenset[tuple[str, ...]]:
    """All names in Arabic letters, each as the forms of its words."""
    countries = ((str(name),) for name in Locale("ar").territories.values())
    return frozenset(
        forms
        for names in (*_names().values(), *countries)
        for name in names
        if (forms := normalize_all(name))
    )


def other_spellings(form: str) -> tuple[str, ...]:
    """The other Arabic spellings of a name that the table has for the same: شولتز, شولتس."""
    return _spellings().get(form, ())


@lru_cache(maxsize=1)
def words_of_names() -> frozenset[str]:
    """The forms of all words of names in Arabic letters."""
    return frozenset(form for forms in arabic_names() for form in forms)


def normalize_all(text: str) -> tuple[str, ...]:
    """The forms of a text's words between spaces."""
    return tuple(form for word in text.split() for form in normalize(word))


def _sound(key: str) -> str:
    first = key[:1] if key[:1] in "aeiou" else ""
    for written, sound in _SOUNDS:
        key = written.sub(sound, key)
    return ("A" if first else "") + key


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, tuple[str, ...]]:
    spellings: dict[str, tuple[str, ...]] = {}
    for names in _names().values():
        forms = [" ".join(normalize_all(name)) for name in names]
        for form in forms if len(forms) > 1 else ():
            spellings[form] = tuple(other for other in forms if other != form)
    return spellings


@lru_cache(maxsize=1)
def _by_sound() -> Mapping[str, Sequence[str]]:
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for key in _names():
        keys[_sound(key)].append(key)
    return keys


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, ...]]:
    """By the letters of a name in Latin script, its Arabic names."""
    names: dict[str, tuple[str, ...]] = {}
    for latin, arabic in (*_listed(), *_cities(), *_countries()):
        key = "".join(normalize_all(latin))
        for one in (key, _ARTICLE.sub("", key, count=1)):
            names.setdefault(one, arabic)
    return names


def _listed() -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            arabic, _, latin = line.partition("\t")
            for name in latin.split(","):
                yield name, tuple(arabic.split("|"))


def _cities() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The cities that time zones are called after, in English and in Arabic."""
    english = Locale("en").time_zones
    for zone, names in Locale("ar").time_zones.items():
        city = names.get("city")
        if city and "/" in zone:
            latin = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            yield str(latin), (str(city),)


def _countries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The countries in some languages more, and in Arabic."""
    arabic = Locale("ar").territories
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in arabic and len(name) >= LEAST_LETTERS:
                yield str(name), (str(arabic[code]),)
