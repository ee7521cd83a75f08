"""The word lists of the analyser. Staff edit them; a generation keeps a copy of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from analyzers.lexicon import Lexicon, read_lexicon
from analyzers.list_reader import Fault, Line, LineError, ListError, Part, content_of, read_list
from analyzers.normalize import TASHKEEL, normalize

LEXICON = "lexicon.tsv"
STOP_WORDS = "stop_words.txt"
PROTECTED_NAMES = "protected_names.txt"
BROKEN_PLURALS = "broken_plurals.tsv"
LEMMAS = "lemmas.tsv"

MAQSURA, YEH = "ى", "ي"
VERB = "/v"
"""Behind a lemma that is a verb."""

FILES = (LEXICON, STOP_WORDS, PROTECTED_NAMES, BROKEN_PLURALS, LEMMAS)
"""Names of the files of the word lists."""

OPTIONAL = (LEMMAS,)
"""Files that a data folder of before may lack; one that is missing is as an empty one."""

_TAB = re.compile("\t")
_BETWEEN_BLANKS = re.compile(r"\S+")


class _Word(NamedTuple):
    """A word of a list: its form and its spelling in the list."""

    form: str
    written: str


class _Pair(NamedTuple):
    """The forms of a broken plural and of its singular, and the number of their line."""

    plural: str
    singular: str
    line: int


@dataclass(frozen=True)
class WordLists:
    """The word lists; all words in them are forms.

    Attributes:
        files: Content of each file, by name.
        lexicon: Frequency of each form.
        stop_words: The stop words.
        stop_with_maqsura: The stop words that are listed with a final ى.
        protected: Names that the stemmer leaves whole.
        plurals: Singular of each broken plural.
        lemmas: Lemmas of each form that staff list, as they wrote them.
        faults: Faults of the lines that are not used.
    """

    files: Mapping[str, bytes]
    lexicon: Lexicon
    stop_words: frozenset[str]
    stop_with_maqsura: frozenset[str]
    protected: frozenset[str]
    plurals: Mapping[str, str]
    lemmas: Mapping[str, tuple[str, ...]]
    faults: tuple[Fault, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Load the word lists in a folder.

        Raises:
            ListError: A list cannot be read.
        """
        files = {name: content_of(folder / name, may_be_absent=name in OPTIONAL) for name in FILES}
        return cls.parse(files, folder)

    @classmethod
    def parse(cls, files: Mapping[str, bytes], folder: Path | None = None) -> Self:
        """Parse word lists.

        Args:
            files: Content of each file, by name.
            folder: Folder of the files, for faults.

        Raises:
            ListError: A list is missing or is not text.
        """
        places = {name: folder / name if folder else Path(name) for name in FILES}
        files = dict.fromkeys(OPTIONAL, b"") | dict(files)
        for name in FILES:
            if name not in files:
                raise ListError(Fault(places[name], 0, 0, "unreadable", {"why": "it is missing"}))
        lexicon = read_lexicon(places[LEXICON], files[LEXICON])
        stop_words = read_list(places[STOP_WORDS], files[STOP_WORDS], _word)
        protected = read_list(places[PROTECTED_NAMES], files[PROTECTED_NAMES], _word)
        plurals = read_list(places[BROKEN_PLURALS], files[BROKEN_PLURALS], _pair)
        lemmas = read_list(places[LEMMAS], files[LEMMAS], _lemmas)
        pairs = {pair.plural: pair for pair in plurals.entries}
        chained = [pair for pair in pairs.values() if pair.singular in pairs]
        faults = (
            *lexicon.faults,
            *stop_words.faults,
            *protected.faults,
            *plurals.faults,
            *lemmas.faults,
            *(_chain(places[BROKEN_PLURALS], pair, pairs[pair.singular]) for pair in chained),
        )
        for fault in faults:
            if not fault.line:
                raise ListError(fault)
        for pair in chained:
            del pairs[pair.plural]
        return cls(
            files={name: files[name] for name in FILES},
            lexicon=dict(lexicon.entries),
            stop_words=frozenset(word.form for word in stop_words.entries),
            stop_with_maqsura=frozenset(
                word.form for word in stop_words.entries if word.written.endswith(MAQSURA)
            ),
            protected=frozenset(word.form for word in protected.entries),
            plurals={pair.plural: pair.singular for pair in pairs.values()},
            lemmas=dict(lemmas.entries),
            faults=faults,
        )

    def digest(self) -> str:
        """Return the SHA-256 digest of all files, in hexadecimal."""
        digest = hashlib.sha256()
        for name in FILES:
            digest.update(name.encode() + b"\0" + hashlib.sha256(self.files[name]).digest())
        return digest.hexdigest()


def _form(part: Part) -> str:
    """Return the form of a word.

    Raises:
        LineError: It is not exactly one word.
    """
    forms = normalize(part.text)
    if len(forms) != 1:
        raise LineError(part.column, "not one word", entry=part.text)
    return forms[0]


def _word(line: Line) -> _Word:
    """Parse a line with one word."""
    return _Word(_form(line.entry), line.entry.text)


def _pair(line: Line) -> _Pair:
    """Parse a line with a broken plural, a tab and its singular."""
    parts = list(line.parts(_TAB))
    if len(parts) != 2:
        raise LineError(len(line.text.partition("\t")[0]) + 1, "no pair")
    plural, singular = parts
    one, many = _form(singular), _form(plural)
    if one == many:
        raise LineError(singular.column, "same form", entry=plural.text, other=singular.text)
    return _Pair(many, one, line.number)


def _lemmas(line: Line) -> tuple[str, tuple[str, ...]]:
    """Return a form and its lemmas."""
    parts = list(line.parts(_TAB))
    if len(parts) != 2 or not parts[1].text:
        raise LineError(len(line.text.partition("\t")[0]) + 1, "no lemma")
    word, written = parts
    for match in _BETWEEN_BLANKS.finditer(written.text):
        _form(Part(match.group().removesuffix(VERB), written.column + match.start()))
    return _form(word), tuple(written.text.translate(TASHKEEL).split())


def _chain(file: Path, pair: _Pair, other: _Pair) -> Fault:
    """Return the fault of a plural whose singular is listed as a plural in another line."""
    values = {"entry": pair.singular, "other": pair.plural, "line": str(other.line)}
    return Fault(file, pair.line, 1, "chain", values)
