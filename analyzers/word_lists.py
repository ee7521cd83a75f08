"""WordLists: the words that the analyser reads, owned by staff, frozen with a generation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from analyzers.lexicon import Lexicon, parse_lexicon
from analyzers.normalize import normalize

LEXICON = "lexicon.tsv"
STOP_WORDS = "stop_words.txt"
PROTECTED_NAMES = "protected_names.txt"
BROKEN_PLURALS = "broken_plurals.tsv"
Parsed = TypeVar("Parsed")

FILES = (LEXICON, STOP_WORDS, PROTECTED_NAMES, BROKEN_PLURALS)


class WordListError(ValueError):
    """A word list cannot be used; the message names the file and the line."""


@dataclass(frozen=True)
class WordLists:
    """All words are normalised forms. `files` holds the bytes they came from, by file name."""

    files: Mapping[str, bytes]
    lexicon: Lexicon
    stop_words: frozenset[str]
    protected: frozenset[str]
    plurals: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the word lists in a folder. Raises WordListError."""
        files = {}
        for name in FILES:
            try:
                files[name] = (folder / name).read_bytes()
            except OSError as error:
                raise WordListError(f"{folder / name}: {error.strerror}") from error
        return cls.parse(files)

    @classmethod
    def parse(cls, files: Mapping[str, bytes]) -> Self:
        """The word lists in these files' bytes. Raises WordListError."""
        return cls(
            files=files,
            lexicon=_parsed(LEXICON, files, lambda text: parse_lexicon(text.splitlines())),
            stop_words=_parsed(STOP_WORDS, files, _words),
            protected=_parsed(PROTECTED_NAMES, files, _words),
            plurals=_parsed(BROKEN_PLURALS, files, _pairs),
        )

    def digest(self) -> str:
        """A digest of all the files, in hexadecimal."""
        digest = hashlib.sha256()
        for name in FILES:
            digest.update(name.encode() + b"\0" + hashlib.sha256(self.files[name]).digest())
        return digest.hexdigest()


def _parsed(name: str, files: Mapping[str, bytes], parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(files[name].decode("utf-8-sig"))
    except KeyError as error:
        raise WordListError(f"{name} is missing") from error
    except ValueError as error:
        raise WordListError(f"{name}: {error}") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if words := line.partition("#")[0].strip():
            yield number, words


def _form(number: int, word: str) -> str:
    forms = normalize(word)
    if len(forms) != 1:
        raise ValueError(f"line {number}: {word!r} is not one word")
    return forms[0]


def _words(text: str) -> frozenset[str]:
    return frozenset(_form(number, word) for number, word in _lines(text))


def _pairs(text: str) -> dict[str, str]:
    pairs = {}
    for number, line in _lines(text):
        words = line.split("\t")
        if len(words) != 2:
            raise ValueError(
                f"line {number}: wanted a plural, a tab and a singular, found {line!r}"
            )
        plural, singular = (_form(number, word) for word in words)
        if plural == singular:
            raise ValueError(
                f"line {number}: {words[0]} and {words[1]} are the same when normalised"
            )
        pairs[plural] = singular
    if circle := pairs.keys() & set(pairs.values()):
        raise ValueError(f"these stand as a plural and as a singular: {', '.join(sorted(circle))}")
    return pairs
