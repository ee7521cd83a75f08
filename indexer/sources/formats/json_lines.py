"""Reader of JSON Lines with one article per line."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    create_model,
)

from indexer.lists.query_lists import COMMA
from indexer.model.article import Article, InvalidArticleError
from indexer.model.fields import KEYWORDS
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import NO_TEXT, Found, Record, Refused
from indexer.text.authors import split_authors
from indexer.text.dates import parse_date
from indexer.text.headings import find_headings
from indexer.text.html import CleanText, clean_html, looks_like_html, plain_text, shows_something
from indexer.text.language import language_of
from indexer.text.paragraphs import fold_space, one_line, paragraphs
from indexer.text.structure import StructureError, parse_structure

MAX_LINE_BYTES = 32 * 1024 * 1024
"""Maximum length of a line in bytes."""

OF_REST = (
    "it is a post as WordPress's REST API gives it: name the address of the site as the source, or "
    "index an export (in WordPress: Tools, Export)"
)
"""Reason to refuse a post in the format of WordPress's REST API."""

_NAMES = {
    bool: "true or false",
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}
_LISTS = {
    "authors": "a list of texts",
    "tags": "a text or a list of texts",
    "headings": "a list of numbers",
}
_WANTED = {"id": "a text or a whole number", "source_id": "a text or a whole number"}


def _whole_characters(text: str) -> str:
    """Return a text without lone surrogates, which JSON allows and UTF-8 does not.

    Raises:
        ValueError: The text contains a lone surrogate.
    """
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_whole_characters)]
"""A text without lone surrogates."""


def _list_of(tags: object) -> object:
    """Split a text with several tags, as a table has them, at its commas."""
    return COMMA.split(tags) if isinstance(tags, str) else tags


Tags = Annotated[list[Text], BeforeValidator(_list_of)]
"""Tags, as a list or as a text."""

ESSENTIAL = ("title", "body", "content")
"""Fields of which an article has one at least."""

MAX_DEPTH = 3
"""Maximum depth of a list within objects that is looked for."""

MAX_NAMED = 10
"""Maximum number of unknown fields that a message names."""

_JQ_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class _Texts(BaseModel):
    """Fields of an object; only the id, the title, and body or content are required."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: Text | int = ""
    source_id: Text | int = ""
    url: Text = ""
    title: Text = ""
    date: Text = ""
    author: Text = ""
    lang: Text = ""
    authors: list[Text] = []
    tags: Tags = []
    short_link: Text = ""
    notice: Text = ""
    summary: Text = ""
    body: Text = ""
    content: Text = ""
    headings: list[int] | None = None
    structure: Text = ""


SINGLE_VALUED = tuple(field.name for field in KEYWORDS if not field.listed_as)
"""Names of the fields with one value."""

_keywords: Any = dict.fromkeys(SINGLE_VALUED, (Text, ""))

_Line = create_model("_Line", __base__=_Texts, **_keywords)


class _RefusedLineError(ValueError):
    """The line is not an article; the message tells staff why."""


def read_json_lines(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each nonblank line of JSON Lines (UTF-8)."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"line {number}"
        if len(line) > MAX_LINE_BYTES:
            _skip_line(line, stream)
            yield Refused(file, place, "it is longer than 32 MiB")
        elif line.strip():
            read = partial(_record, line, file, place)
            yield context.record(file, place, (line.strip(),), read)


def _record(line: bytes, file: Path, place: str) -> Record:
    """Return the article of a line, or Refused."""
    try:
        return Found(_article(line), file, place)
    except (_RefusedLineError, InvalidArticleError) as error:
        return Refused(file, place, str(error))


def _skip_line(line: bytes, stream: BinaryIO) -> None:
    """Skip the rest of a line, given the piece that has been read."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def _article(line: bytes) -> Article:
    """Return the article of a line.

    Raises:
        _RefusedLineError: The line is not an article.
        InvalidArticleError: The article lacks a required field or has an invalid one.
    """
    fields = _fields(line)
    date = parse_date(fields.date) if fields.date.strip() else None
    if fields.date.strip() and date is None:
        raise _RefusedLineError(f'date "{fold_space(fields.date)[:80]}" is no date')
    if fields.headings is not None:
        return _exported(fields, date, fields.headings)
    given = fields.body if fields.body.strip() else fields.content
    address = fields.url.strip()
    body = _body(given, address) if given is fields.body else clean_html(given, address)
    if not body.text and not shows_something(given):
        raise _RefusedLineError(NO_TEXT)
    title = _one_line(fields.title)
    values = {name: fold_space(getattr(fields, name)) for name in SINGLE_VALUED}
    named = values["language"] or fields.lang or body.language
    values["language"] = language_of(f"{title}\n{body.text}", named)
    return Article(
        id=str(fields.source_id if fields.id == "" else fields.id).strip(),
        title=title,
        body=body.text,
        headings=body.headings,
        structure=body.structure,
        summary=_one_line(fields.summary),
        url=address,
        date=date,
        **values,
        authors=_authors(fields),
        tags=tuple(tag for tag in map(fold_space, fields.tags) if tag),
        short_link=fields.short_link.strip(),
        notice=fold_space(fields.notice),
    )


def _exported(fields: _Texts, date: dt.date | None, headings: Sequence[int]) -> Article:
    """Return the article of a line in the format of `indexer export`, with its texts unchanged.

    Only line breaks and control characters become spaces, except the line breaks between the
    paragraphs of the body.

    Raises:
        _RefusedLineError: The structure is not that of the body.
    """
    body = "\n".join(map(one_line, fields.body.split("\n")))
    try:
        parse_structure(fields.structure, len(body))
    except StructureError as error:
        raise _RefusedLineError(f'"structure" does not fit the text: {error}') from error
    values = {name: one_line(getattr(fields, name)) for name in SINGLE_VALUED}
    values["language"] = values["language"] or language_of(f"{fields.title}\n{body}")
    return Article(
        id=str(fields.id),
        title=one_line(fields.title),
        body=body,
        headings=tuple(headings),
        structure=fields.structure,
        summary=one_line(fields.summary),
        url=fields.url,
        date=date,
        **values,
        authors=tuple(map(one_line, fields.authors)) or split_authors(fields.author),
        tags=tuple(map(one_line, fields.tags)),
        short_link=fields.short_link,
        notice=one_line(fields.notice),
    )


def _fields(line: bytes) -> _Texts:
    """Return the fields of a line.

    Raises:
        _RefusedLineError: The line is not an object with fields of the right types.
    """
    value = _parse(line)
    if not isinstance(value, dict):
        raise _RefusedLineError(f"an object is wanted, found {_name(value)}")
    if isinstance(title := value.get("title"), dict) and "rendered" in title:
        raise _RefusedLineError(OF_REST)
    if value.keys().isdisjoint(ESSENTIAL):
        raise _RefusedLineError(_other_object(value))
    try:
        return _Line.model_validate({key: item for key, item in value.items() if item is not None})
    except ValidationError as error:
        raise _RefusedLineError(_reason(error)) from error


def _other_object(value: dict[str, Any]) -> str:
    """Return the reason to refuse an object that has no field of an article."""
    if path := _path_to_list(value):
        return (
            f"it is an object with a list of objects: one object a line is wanted: jq -c "
            f"'{path}[]' FILE.json > FILE.jsonl"
        )
    names = fold_space(", ".join(list(value)[:MAX_NAMED]))[:200] or "no field"
    return (
        f"it has {names}, and neither title nor body nor content: name its fields as the staff's "
        "guide does"
    )


def _path_to_list(value: dict[str, Any], depth: int = MAX_DEPTH) -> str:
    """Return the path, for jq, of the first list of objects within an object, or ""."""
    for name, inner in value.items():
        path = f".{name}" if _JQ_NAME.fullmatch(name) else f".{json.dumps(name)}"
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return path
        if isinstance(inner, dict) and depth and (rest := _path_to_list(inner, depth - 1)):
            return path + rest
    return ""


def _parse(line: bytes) -> object:
    """Return the JSON value of a line.

    Raises:
        _RefusedLineError: The line is not valid JSON in UTF-8.
    """
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _RefusedLineError(f"it is not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise _RefusedLineError(
            f"it is no JSON: {error.msg} at character {error.pos + 1}"
        ) from error
    except (ValueError, RecursionError) as error:  # too many digits or nested brackets
        raise _RefusedLineError(
            "it is no JSON that can be read: too long a number, or too deep"
        ) from error


def _reason(error: ValidationError) -> str:
    """Return a description for staff of the first error in an object."""
    first = error.errors(include_url=False)[0]
    field, *inside = first["loc"]
    if first["type"] == "value_error":
        return f'"{field}" holds half of a character'
    found = _name(first["input"])
    if field in _LISTS:
        within = f"{found} in it" if inside else found
        return f'"{field}" must be {_LISTS[str(field)]}, found {within}'
    return f'"{field}" must be {_WANTED.get(str(field), "a text")}, found {found}'


def _name(value: Any) -> str:
    """Return the name of a value's type, for messages to staff."""
    return _NAMES.get(type(value), "null")


def _authors(fields: _Texts) -> tuple[str, ...]:
    """Return the authors of a line: those of its list, or those in its text."""
    listed = tuple(name for name in map(fold_space, fields.authors) if name)
    return listed or split_authors(fields.author)


def _body(text: str, address: str) -> CleanText:
    """Return the plain text of a body in HTML or plain text."""
    if looks_like_html(text):
        return clean_html(text, address)
    lines = paragraphs(text)
    return CleanText("\n".join(lines), find_headings(lines), "")


def _one_line(text: str) -> str:
    """Return a title or summary, in HTML or plain text, as plain text on one line."""
    return plain_text(text) if looks_like_html(text) else fold_space(text)
