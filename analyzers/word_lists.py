"""WordLists: the words that the analyser reads, owned by staff, frozen with a generation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from analyzers.errors import UserError
from analyzers.lexicon import Lexicon, parse_lexicon
from analyzers.normalize import TASHKEEL, normalize

LEXICON = "lexicon.tsv"
STOP_WORDS = "stop_words.txt"
PROTECTED_NAMES = "protected_names.txt"
BROKEN_PLURALS = "broken_plurals.tsv"
LEMMAS = "lemmas.tsv"
Parsed = TypeVar("Parsed")

MAQSURA, YEH = "ى", "ي"
VERB = "/v"
"""Behind a lemma that is a verb."""

FILES = (LEXICON, STOP_WORDS, PROTECTED_NAMES, BROKEN_PLURALS, LEMMAS)
OPTIONAL = (LEMMAS,)
"""Files that a data folder of before may lack; one that is missing is as an empty one."""


class WordListError(UserError):
    """A word list cannot be used; the message names the file, the line and the column."""


@dataclass(frozen=True)
class WordLists:
    """All words are normalised forms. `stop_with_maqsura`: the stop words that are listed with ى at
    their end. `lemmas`: what staff say the lemmas of a form are, each as they wrote it. `files`
    holds the bytes they came from, by file name."""

    files: Mapping[str, bytes]
    lexicon: Lexicon
    stop_words: frozenset[str]
    stop_with_maqsura: frozenset[str]
    protected: frozenset[str]
    plurals: Mapping[str, str]
    lemmas: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the word lists in a folder. Raises WordListError."""
        files = {}
        for name in FILES:
            if name in OPTIONAL and not (folder / name).exists():
                files[name] = b""
                continue
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
            stop_with_maqsura=_parsed(STOP_WORDS, files, _with_maqsura),
            protected=_parsed(PROTECTED_NAMES, files, _words),
            plurals=_parsed(BROKEN_PLURALS, files, _pairs),
            lemmas=_parsed(LEMMAS, {LEMMAS: b"", **files}, _lemmas),
        )

    def digest(self) -> str:
        """A digest of all the files, in hexadecimal."""
        digest = hashlib.sha256()
        for name in FILES:
            digest.update(
                name.encode() + b"\0" + hashlib.sha256(self.files.get(name, b"")).digest()
            )
        return digest.hexdigest()


def _parsed(name: str, files: Mapping[str, bytes], parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(files[name].decode("utf-8-sig"))
    except KeyError as error:
        raise WordListError(f"{name} is missing") from error
    except UnicodeDecodeError as error:
        line = files[name][: error.start].count(b"\n") + 1
        column = error.start - files[name].rfind(b"\n", 0, error.start)
        raise WordListError(f"{name}: line {line}, column {column}: it is not UTF-8") from error
    except ValueError as error:
        raise WordListError(f"{name}: {error}") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers, without what `#` begins."""
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].rstrip()
        if words:
            yield number, words


def _form(number: int, column: int, written: str) -> str:
    """The form of a word that stands in a line from a column on."""
    word = written.strip()
    forms = normalize(word)
    if len(forms) != 1:
        column += len(written) - len(written.lstrip())
        raise ValueError(f"line {number}, column {column}: {word!r} is not one word")
    return forms[0]


def _words(text: str) -> frozenset[str]:
    return frozenset(_form(number, 1, line) for number, line in _lines(text))


def _with_maqsura(text: str) -> frozenset[str]:
    listed = (line for _, line in _lines(text))
    return frozenset(_form(0, 1, line) for line in listed if line.endswith(MAQSURA))


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    places: dict[str, int] = {}
    for number, line in _lines(text):
        plural, tab, singular = line.partition("\t")
        if not tab or "\t" in singular:
            raise ValueError(
                f"line {number}, column {len(plural) + 1}: wanted a plural, a tab and a singular"
            )
        column = len(plural) + 2
        one, many = _form(number, column, singular), _form(number, 1, plural)
        if one == many:
            raise ValueError(
                f"line {number}, column {column}: {plural} and {singular} are the same when "
                "normalised"
            )
        pairs[many] = one
        places[many] = number
    for plural, singular in pairs.items():
        if singular in pairs:
            raise ValueError(
                f"line {places[plural]}, column 1: {singular} is the singular of {plural}, and a "
                f"plural in line {places[singular]}"
            )
    return pairs


def _lemmas(text: str) -> dict[str, tuple[str, ...]]:
    lemmas: dict[str, tuple[str, ...]] = {}
    for number, line in _lines(text):
        word, tab, written = line.partition("\t")
        if not tab or not written.strip():
            raise ValueError(
                f"line {number}, column {len(word) + 1}: wanted a word, a tab and its lemmas"
            )
        for lemma in written.split():
            _form(number, line.index(lemma, len(word)) + 1, lemma.removesuffix(VERB))
        lemmas[_form(number, 1, word)] = tuple(written.translate(TASHKEEL).split())
    return lemmas
