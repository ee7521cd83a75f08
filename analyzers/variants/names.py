"""Names of people, places and organisations in Latin letters, and their Arabic spellings.

The table is `names.tsv`; countries and the cities of time zones are those of CLDR, from Babel. A
name is found by its letters, with or without its article and whatever separates its words, or else
by its sound: Qadhafi is Gaddafi.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from babel import Locale
from rapidfuzz.distance import OSA

from analyzers.normalize import normalize
from analyzers.variants.proclitics import without_article

LONGEST = 5
"""Largest number of words of a name."""

LEAST_CONSONANTS = 3
"""Least number of consonants of a name found by sound; an initial vowel counts as one."""

LETTERS_FOR_EACH = 3
"""Number of letters of a name for each edit allowed between it and a name of the same sound."""

LEAST_OF_SEVERAL = 5
"""Least number of letters of a name that may have the s of a plural: Houthis."""

LANGUAGES = ("de", "es", "it", "nl", "tr")
"""Languages, besides English and French, whose names of countries are known."""

LEAST_LETTERS = 4
"""Least number of letters of a country's name in one of `LANGUAGES`."""

_TABLE = Path(__file__).parent / "names.tsv"
"""The table of names."""

_ARTICLE = re.compile(r"^(?:al|el|ul)(?=...)")
"""The Arabic article in Latin letters, before three letters or more."""

_DIGITS = str.maketrans({"2": "", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "q", "9": "q"})
"""Latin letters for the digits of Arabizi: 7izbullah."""

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
"""Replacements, in order, that give names of the same sound the same key; vowels are dropped."""


def named(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the Arabic spellings of a name, the usual one first; none if it is unknown.

    Args:
        forms: The forms of its words in Latin letters.
    """
    key = "".join(forms)
    bare = _ARTICLE.sub("", key, count=1)
    names = _names()
    several = bare.removesuffix("s") if len(bare) > LEAST_OF_SEVERAL else bare
    return names.get(key) or names.get(bare) or names.get(several, ())


def sounding_like(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the Arabic spellings of the nearest name of the same sound; none without such a name.

    Args:
        forms: The forms of the name's words in Latin letters.
    """
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


def beginning(prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the names that begin with some Latin letters, each with its usual Arabic spelling.

    Args:
        prefix: The letters, in small ones and without spaces, as the names have.
    """
    names = _sorted_names()
    for place in range(bisect_left(names, prefix), len(names)):
        if not names[place].startswith(prefix):
            break
        yield names[place], _names()[names[place]][0]


@lru_cache(maxsize=1)
def arabic_names() -> frozenset[tuple[str, ...]]:
    """Return all Arabic names, each as the forms of its words."""
    countries = ((str(name),) for name in Locale("ar").territories.values())
    return frozenset(
        forms
        for names in (*_names().values(), *countries)
        for name in names
        if (forms := normalize_all(name))
    )


def other_spellings(form: str) -> tuple[str, ...]:
    """Return the other Arabic spellings of the same name: شولتس for شولتز."""
    return _spellings().get(form, ())


def spellings_of_names() -> Iterator[tuple[str, ...]]:
    """Yield the Arabic spellings, without article, of each name of one word that has several."""
    for names in dict.fromkeys(_names().values()):
        forms = {without_article(form): None for name in names for form in normalize_all(name)}
        if len(forms) > 1 and not any(" " in name for name in names):
            yield tuple(forms)


@lru_cache(maxsize=1)
def single_names() -> frozenset[str]:
    """Return the Arabic names of one word without an article, which may be a plural, or short."""
    words = (forms[0] for forms in arabic_names() if len(forms) == 1)
    return frozenset(
        word for word in words if len(word) >= LEAST_LETTERS and without_article(word) == word
    )


def names_version() -> str:
    """Return a digest of the table, with the version of Babel, which has the other names."""
    return f"{hashlib.sha256(_TABLE.read_bytes()).hexdigest()[:12]}+babel-{version('babel')}"


@lru_cache(maxsize=1)
def words_of_names() -> frozenset[str]:
    """Return the forms of all words of Arabic names."""
    return frozenset(form for forms in arabic_names() for form in forms)


def normalize_all(text: str) -> tuple[str, ...]:
    """Return the forms of the words of a text, which spaces separate."""
    return tuple(form for word in text.split() for form in normalize(word))


def _sound(key: str) -> str:
    """Return the key of a name's sound: its consonants, after A if it begins with a vowel."""
    first = key[:1] if key[:1] in "aeiou" else ""
    for written, sound in _SOUNDS:
        key = written.sub(sound, key)
    return ("A" if first else "") + key


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """Return the other spellings of each Arabic name that has several."""
    spellings: dict[str, tuple[str, ...]] = {}
    for names in _names().values():
        forms = [" ".join(normalize_all(name)) for name in names]
        for form in forms if len(forms) > 1 else ():
            spellings[form] = tuple(other for other in forms if other != form)
    return spellings


@lru_cache(maxsize=1)
def _by_sound() -> Mapping[str, Sequence[str]]:
    """Return the names in Latin letters by the key of their sound."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for key in _names():
        keys[_sound(key)].append(key)
    return keys


@lru_cache(maxsize=1)
def _sorted_names() -> Sequence[str]:
    return sorted(_names())


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[str, ...]]:
    """Return the Arabic spellings of each name, by its Latin letters with and without article."""
    names: dict[str, tuple[str, ...]] = {}
    for latin, arabic in (*_listed(), *_cities(), *_countries()):
        key = "".join(normalize_all(latin))
        for one in (key, _ARTICLE.sub("", key, count=1)):
            names.setdefault(one, arabic)
    return names


def _listed() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the Latin names of the table, each with its Arabic spellings."""
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            arabic, _, latin = line.partition("\t")
            for name in latin.split(","):
                yield name, tuple(arabic.split("|"))


def _cities() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the cities of time zones in English, each with its Arabic spelling."""
    english = Locale("en").time_zones
    for zone, names in Locale("ar").time_zones.items():
        city = names.get("city")
        if city and "/" in zone:
            latin = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            yield str(latin), (str(city),)


def _countries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the countries in each of `LANGUAGES`, each with its Arabic spelling."""
    arabic = Locale("ar").territories
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in arabic and len(name) >= LEAST_LETTERS:
                yield str(name), (str(arabic[code]),)
