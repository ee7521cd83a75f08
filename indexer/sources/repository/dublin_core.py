"""The article of a record in Dublin Core, the metadata that every repository of OAI-PMH gives.

An element may stand several times, once for each language or value. What is said in the language of
the publication comes first; what is said in others is found as well, since it is part of the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from babel.core import get_global

from indexer.model.article import Article, InvalidArticleError
from indexer.sources.formats.format import as_id
from indexer.sources.record import Found, Record, Refused
from indexer.sources.repository.answer import Item, Said
from indexer.sources.web.redirects import is_of_site
from indexer.text.authors import author_kind
from indexer.text.dates import YEARS, parse_date
from indexer.text.html import clean_html, looks_like_html, plain_text
from indexer.text.language import language_of
from indexer.text.paragraphs import fold_space, is_blank, paragraphs

VERSION = 1
"""Version of the reader. Increase it when it gives another article for the same record."""

NO_METADATA = "it has no metadata in Dublin Core (oai_dc): mend it in the repository"

_LANGUAGE_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_]\w+)*")
_PART_OF_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?")
_SUBJECTS = re.compile(r"\s*[;؛]\s*")
_INVERTED = re.compile(r"([^,،]+?) ?[,،] ?([^,،]+)")
_PARTICLES = frozenset("أبو ابو عبد بن ابن آل ال al el abu abd bin ibn de von van".split())
_MOST_GIVEN_NAMES = 3
_VOCABULARY = "info:eu-repo/semantics/"
_DOI = re.compile(r"(?:doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|epub)$", re.IGNORECASE)


def record_of_item(item: Item, site: str, shown: str) -> Record:
    """Return the record of an item of a repository: an article, or Refused.

    Args:
        item: The item, not deleted.
        site: The address of the repository.
        shown: The address as reports name it.
    """
    place = item.identifier or "a record without identifier"
    if not item.values:
        return Refused(shown, place, NO_METADATA)
    try:
        return Found(_article(item, site), shown, place)
    except InvalidArticleError as error:
        return Refused(shown, place, f"{error}: mend it in the repository")


def _article(item: Item, site: str) -> Article:
    """Return the article of an item.

    Raises:
        InvalidArticleError: It lacks a required field or has an invalid one.
    """
    titles, descriptions = _said(item, "title"), _said(item, "description")
    language = _language(item, [*titles, *descriptions])
    title = next((said for said in titles if _is_in(said, language)), (*titles, Said(""))[0])
    written = [*descriptions, *(said for said in titles if said is not title)]
    written.sort(key=lambda said: not _is_in(said, language))  # is stable
    url = _url(item, site)
    authors, publishers = _authors(item), _texts(item, "publisher")
    return Article(
        id=as_id(item.identifier),
        title=_one_line(title.text),
        body="\n".join(dict.fromkeys(line for said in written for line in _lines(said.text))),
        url=url,
        date=_date(item),
        authors=authors or publishers,
        language=language,
        kind=_kind(item),
        place=next(iter(_places(item)), ""),
        tags=_subjects(item),
        notice=" — ".join([*(publishers if authors else ()), *_texts(item, "rights")]),
    )


def _said(item: Item, name: str) -> Sequence[Said]:
    """Return the values of an element."""
    return [said for said in item.values.get(name, ()) if not is_blank(said.text)]


def _texts(item: Item, name: str) -> tuple[str, ...]:
    """Return the texts of an element on one line each, without repetitions."""
    return tuple(dict.fromkeys(_one_line(said.text) for said in _said(item, name)))


def _one_line(text: str) -> str:
    return plain_text(text) if looks_like_html(text) else fold_space(text)


def _lines(text: str) -> list[str]:
    """Return the paragraphs of a description."""
    return paragraphs(clean_html(text).text if looks_like_html(text) else text)


def _code(named: str) -> str:
    """Return the code of a language (ISO 639) that a tag such as ar_SA or ara names, or ""."""
    if not (found := _LANGUAGE_CODE.fullmatch(named.strip())):
        return ""
    code = found[1].lower()
    return str(get_global("language_aliases").get(code, code))


def _language(item: Item, texts: Sequence[Said]) -> str:
    """Return the language that an item names, or that of the first of its texts that shows one."""
    named = (_code(said.text) for said in _said(item, "language"))
    return next(filter(None, [*named, *map(_language_of, texts)]), "")


def _language_of(said: Said) -> str:
    """Return the language of a text, as it says or its letters show, or ""."""
    return _code(said.language) or language_of(said.text)


def _is_in(said: Said, language: str) -> bool:
    """Return whether a text is in a language; in an unknown one is none."""
    return bool(language) and _language_of(said) == language


def _authors(item: Item) -> tuple[str, ...]:
    """Return the creators, or the contributors if there are none."""
    names = _texts(item, "creator") or _texts(item, "contributor")
    return tuple(dict.fromkeys(map(_name, names)))


def _name(name: str) -> str:
    """Return a name as readers write it: «الهادي، سالم», as repositories do, is «سالم الهادي»."""
    found = _INVERTED.fullmatch(name)
    if not found or author_kind(name):
        return name
    family, given = found[1].split(), found[2].split()
    is_family = len(family) == 1 or (len(family) == 2 and family[0].lower() in _PARTICLES)
    return f"{found[2]} {found[1]}" if is_family and len(given) <= _MOST_GIVEN_NAMES else name


def _subjects(item: Item) -> tuple[str, ...]:
    """Return the subjects; one element may hold several, between semicolons."""
    parts = (part for text in _texts(item, "subject") for part in _SUBJECTS.split(text))
    return tuple(dict.fromkeys(filter(None, parts)))


def _places(item: Item) -> Iterator[str]:
    """Yield the places that `coverage` names; it names times as well."""
    yield from (text for text in _texts(item, "coverage") if not re.search(r"\d", text))


def _kind(item: Item) -> str:
    """Return the type in words, or the name that a vocabulary gives it."""
    kinds = [text for text in _texts(item, "type") if "://" not in text]
    words = [text for text in kinds if not text.startswith(_VOCABULARY)]
    return next(iter([*words, *kinds]), "").removeprefix(_VOCABULARY)


def _date(item: Item) -> dt.date | None:
    """Return the earliest day: repositories also say when an item came in and was shown.

    Repositories often know the year or the month alone, which stands for its first day.
    """
    days = (parse_date(text) or _first_day(text) for text in _texts(item, "date"))
    return min(filter(None, days), default=None)


def _first_day(text: str) -> dt.date | None:
    """Return the first day of a year or a month, or None if the text is neither."""
    found = _PART_OF_DATE.fullmatch(text)
    if not found or int(found[1]) not in YEARS:
        return None
    return dt.date(int(found[1]), int(found[2] or 1), 1)


def _url(item: Item, site: str) -> str:
    """Return the address of the page: on the site if there is one, not that of a file, or a DOI."""
    addresses = [text for text in _texts(item, "identifier") if _is_address(text)]
    dois = (_DOI.fullmatch(text) for text in _texts(item, "identifier"))
    addresses += [f"https://doi.org/{found[1]}" for found in dois if found]
    addresses.sort(key=lambda url: (bool(_DOCUMENT.search(url)), not is_of_site(site, url)))
    return next(iter(addresses), "")


def _is_address(text: str) -> bool:
    """Return whether a text is an address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text
