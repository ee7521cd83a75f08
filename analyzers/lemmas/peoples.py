"""Countries and organisations, with their adjectives (nisbas) and peoples: نمسا, نمساوي.

None of their names is a form of another word, and each with its people is a family. SOURCES.md
lists the sources of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Self

from analyzers.normalize import normalize

FILE = "peoples.tsv"
"""Name of the file, in this package."""

NOTHING = "-"
"""What stands in an empty cell."""

ENDINGS = ("ه", "ا", "ون", "ين", "ان", "ات", "تان", "تين")
"""Endings of an adjective, normalised."""


class Row(NamedTuple):
    """A row of the file.

    Attributes:
        names: The spellings of the name of a country or an organisation, the usual one first.
        adjectives: The spellings of its adjective, the usual one first.
        plurals: Other plurals of its people.
    """

    names: list[str]
    adjectives: list[str]
    plurals: list[str]


class Peoples(NamedTuple):
    """The names of the file.

    Attributes:
        lemmas: Lemmas of each form of a name, without the article.
        families: Form of the name of the country or organisation, by the form of each lemma.
    """

    lemmas: Mapping[str, tuple[str, ...]]
    families: Mapping[str, str]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """Return the names of some rows."""
        lemmas: dict[str, tuple[str, ...]] = {}
        families: dict[str, str] = {}
        for row in rows:
            name, adjective = row.names[0], row.adjectives[0]
            families[_form(name)] = families[_form(adjective)] = _form(name)
            lemmas |= dict.fromkeys(map(_form, (*row.adjectives, *row.plurals)), (adjective,))
            feminines = {_form(one + "ة") for one in row.adjectives}
            if _form(name) in feminines:  # سعودية is no other word than سعودي
                lemmas[_form(name)] = (adjective,)
                continue
            for form in map(_form, row.names):  # سورية may be سوريا, and the feminine of سوري
                lemmas[form] = (name, adjective) if form in feminines else (name,)
        for row in rows:
            for form in map(_form, row.adjectives):
                for ending in ENDINGS:
                    lemmas.setdefault(form + ending, (row.adjectives[0],))
        return cls(lemmas, families)


def shipped_rows() -> Iterator[Row]:
    """Yield the rows of the shipped file."""
    for line in (files(__package__) / FILE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, adjectives, plurals = (cell.split() for cell in line.split("\t"))
            yield Row(names, adjectives, [one for one in plurals if one != NOTHING])


@cache
def shipped_peoples() -> Peoples:
    """Return the shipped names, read once in each process."""
    return Peoples.of([*shipped_rows()])


def _form(name: str) -> str:
    """Return the form of a name, which is one word."""
    (form,) = normalize(name)
    return form
