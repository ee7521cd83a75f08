"""An article from an object with named fields, as dumps, lists and tables have them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

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
from indexer.sources.formats.field_names import named_fields
from indexer.sources.formats.format import ReadingContext, as_id
from indexer.sources.formats.rest_post import is_rest_post, record_of_rest_post
from indexer.sources.record import NO_TEXT, Found, Record, Refused
from indexer.text.authors import JOINED_BY, split_authors
from indexer.text.dates import parse_date
from indexer.text.headings import find_headings
from indexer.text.html import CleanText, clean_html, looks_like_html, plain_text, shows_something
from indexer.text.language import language_of
from indexer.text.page_starts import PageStartsError, parse_page_starts
from indexer.text.paragraphs import fold_space, one_line, paragraphs
from indexer.text.structure import StructureError, parse_structure

_NAMES = {
    bool: "true or false",
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}
_LISTS = {
    "authors": "a text or a list of texts",
    "tags": "a text or a list of texts",
    "headings": "a list of numbers",
}
_WANTED = {"id": "a text or a whole number"}

_TEXTS_WITHIN = ("name", "rendered", "display_name", "title")
"""Names under which an object that stands for a text has the text."""

ESSENTIAL = ("title", "body", "content")
"""Fields of which an article has one at least."""

MAX_DEPTH = 3
"""Maximum depth of a list within objects that is looked for."""

MAX_NAMED = 10
"""Maximum number of unknown fields that a message names."""

_SECONDS = range(0, 4_102_444_800)
"""Times of Unix that are dates, in seconds: 1970 to 2099."""


def _whole_characters(text: str) -> str:
    """Return a text without lone surrogates, which JSON allows and UTF-8 does not.

    Raises:
        ValueError: The text contains a lone surrogate.
    """
    text.encode()
    return text


def _text_within(value: object) -> object:
    """Return the text of an object that stands for one, as {"name": "…"}; others unchanged."""
    if isinstance(value, Mapping):
        found = (value[name] for name in _TEXTS_WITHIN if isinstance(value.get(name), str))
        return next(found, value)
    return value


def _names_within(value: object) -> object:
    """Return one text of a list of names; others unchanged."""
    if isinstance(value, list):
        if not value:
            return ""
        names = [_text_within(one) for one in value]
        return (
            JOINED_BY.join(map(str, names)) if all(isinstance(n, str) for n in names) else names[0]
        )
    return _text_within(value)


def _authors_of(names: object) -> object:
    """Split a text with several authors, and take the names of objects in a list."""
    if isinstance(names, list):
        return [_text_within(name) for name in names]
    return list(split_authors(names)) if isinstance(names, str) else names


def _list_of(tags: object) -> object:
    """Split a text with several tags, as a table has them, at its commas."""
    if isinstance(tags, list):
        return [_text_within(tag) for tag in tags]
    return COMMA.split(tags) if isinstance(tags, str) else tags


def _written_date(value: object) -> object:
    """Return a time of Unix, in seconds or milliseconds, as a date; others unchanged."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        for seconds in (value, value / 1000):
            if seconds >= 10**8 and int(seconds) in _SECONDS:
                return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()
    return value


Text = Annotated[str, AfterValidator(_whole_characters), BeforeValidator(_text_within)]
"""A text without lone surrogates."""

Names = Annotated[Text, BeforeValidator(_names_within)]
"""A text, or a list of names."""

Authors = Annotated[list[Text], BeforeValidator(_authors_of)]
"""Authors, as a list or as a text."""

Tags = Annotated[list[Text], BeforeValidator(_list_of)]
"""Tags, as a list or as a text."""


class _Texts(BaseModel):
    """Fields of an object; only the id or the url, the title, and body or content are required."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: Text | int = ""
    url: Text = ""
    title: Text = ""
    date: Annotated[Text, BeforeValidator(_written_date)] = ""
    author: Names = ""
    authors: Authors = []
    tags: Tags = []
    short_link: Text = ""
    notice: Text = ""
    summary: Text = ""
    body: Text = ""
    content: Text = ""
    headings: list[int] | None = None
    structure: Text = ""
    page_starts: Text = ""


SINGLE_VALUED = tuple(field.name for field in KEYWORDS if not field.listed_as)
"""Names of the fields with one value."""

_keywords: Any = dict.fromkeys(SINGLE_VALUED, (Names, ""))

_Object = create_model("_Object", __base__=_Texts, **_keywords)


class RefusedObjectError(ValueError):
    """The object is not an article; the message tells staff why."""


def records_of(
    value: object, file: Path, place: str, content: bytes, context: ReadingContext
) -> Iterator[Record]:
    """Yield the record of a JSON value, or those of the list of objects that an object holds.

    Args:
        value: The value.
        file: The file that holds it.
        place: Its place in the file.
        content: The bytes of the value.
        context: The context of the reading.
    """
    if isinstance(value, dict) and (path := _list_in(value)) and not _is_article(value, context):
        inner: Any = value
        for name in path:
            inner = inner[name]
        for number, one in enumerate(inner, 1):
            held = json.dumps(one).encode()
            yield from records_of(one, file, f"{place}, {'.'.join(path)} {number}", held, context)
        return
    read = partial(record_of_object, value, file, place, context)
    yield context.record(file, place, (content,), read)


def record_of_object(value: object, file: Path, place: str, context: ReadingContext) -> Record:
    """Return the article of an object, Refused if it is none, LeftOut if it is not public."""
    if not isinstance(value, dict):
        return Refused(file, place, f"an object is wanted, found {_name(value)}")
    if not context.mapping and is_rest_post(value):
        return record_of_rest_post(value, file, place, context.post_types)
    fields, unread = named_fields(value, context.mapping)
    try:
        return Found(_article(value, fields), file, place, unread=unread)
    except (RefusedObjectError, InvalidArticleError) as error:
        return Refused(file, place, str(error))


def _is_article(value: Mapping[str, Any], context: ReadingContext) -> bool:
    """Return True if an object has a field that only an article has."""
    fields, _ = named_fields(value, context.mapping)
    return any(isinstance(fields.get(name), str) for name in ESSENTIAL) or is_rest_post(value)


def _article(value: Mapping[str, Any], given: Mapping[str, Any]) -> Article:
    """Return the article of an object.

    Args:
        value: The object.
        given: Its values by field.

    Raises:
        RefusedObjectError: The object is not an article.
        InvalidArticleError: The article lacks a required field or has an invalid one.
    """
    fields = _validated(value, given)
    date = parse_date(fields.date) if fields.date.strip() else None
    if fields.date.strip() and date is None:
        raise RefusedObjectError(f'date "{fold_space(fields.date)[:80]}" is no date')
    if fields.headings is not None:
        return _exported(fields, date, fields.headings)
    text = fields.body if fields.body.strip() else fields.content
    address = fields.url.strip()
    body = _body(text, address) if text is fields.body else clean_html(text, address)
    if not body.text and not shows_something(text):
        raise RefusedObjectError(NO_TEXT)
    title = _one_line(fields.title)
    values = {name: fold_space(getattr(fields, name)) for name in SINGLE_VALUED}
    named = values["language"] or body.language
    values["language"] = language_of(f"{title}\n{body.text}", named)
    return Article(
        id=_id(fields),
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


def _authors(fields: _Texts) -> tuple[str, ...]:
    """Return the authors: those of the list, or those in the text."""
    listed = tuple(name for name in map(fold_space, fields.authors) if name)
    return listed or split_authors(fields.author)


def _id(fields: _Texts) -> str:
    """Return the id, or the address where there is none."""
    return str(fields.id).strip() or as_id(fields.url.strip())


def _exported(fields: _Texts, date: dt.date | None, headings: Sequence[int]) -> Article:
    """Return the article of an object in the format of `indexer export`, with its texts unchanged.

    Only line breaks and control characters become spaces, except the line breaks between the
    paragraphs of the body.

    Raises:
        RefusedObjectError: The structure or the pages are not those of the body.
    """
    body = "\n".join(map(one_line, fields.body.split("\n")))
    try:
        parse_structure(fields.structure, len(body))
    except StructureError as error:
        raise RefusedObjectError(f'"structure" does not fit the text: {error}') from error
    try:
        parse_page_starts(fields.page_starts, len(body))
    except PageStartsError as error:
        raise RefusedObjectError(f'"page_starts" does not fit the text: {error}') from error
    values = {name: one_line(getattr(fields, name)) for name in SINGLE_VALUED}
    values["language"] = values["language"] or language_of(f"{fields.title}\n{body}")
    return Article(
        id=str(fields.id),
        title=one_line(fields.title),
        body=body,
        headings=tuple(headings),
        structure=fields.structure,
        page_starts=fields.page_starts,
        summary=one_line(fields.summary),
        url=fields.url,
        date=date,
        **values,
        authors=tuple(map(one_line, fields.authors)) or split_authors(fields.author),
        tags=tuple(map(one_line, fields.tags)),
        short_link=fields.short_link,
        notice=one_line(fields.notice),
    )


def _validated(value: Mapping[str, Any], given: Mapping[str, Any]) -> _Texts:
    """Return the fields of an object.

    Raises:
        RefusedObjectError: It has no field of an article, or one of a wrong type.
    """
    if given.keys().isdisjoint(ESSENTIAL):
        raise RefusedObjectError(without_fields(value))
    try:
        return _Object.model_validate(dict(given))
    except ValidationError as error:
        raise RefusedObjectError(_reason(error)) from error


def without_fields(names: Iterable[str]) -> str:
    """Return the reason to refuse an object that has no field of an article."""
    named = fold_space(", ".join(islice(names, MAX_NAMED)))[:200] or "no field"
    return (
        f"it has {named}, and neither title nor body nor content: name its fields in "
        "[sources.mapping] of settings.toml"
    )


def _list_in(value: Mapping[str, Any], depth: int = MAX_DEPTH) -> tuple[str, ...]:
    """Return the names that lead to the first list of objects within an object, or ()."""
    for name, inner in value.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return (name,)
        if isinstance(inner, dict) and depth and (rest := _list_in(inner, depth - 1)):
            return (name, *rest)
    return ()


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


def _name(value: object) -> str:
    """Return the name of a value's type, for messages to staff."""
    return _NAMES.get(type(value), "null")


def _body(text: str, address: str) -> CleanText:
    """Return the plain text of a body in HTML or plain text."""
    if looks_like_html(text):
        return clean_html(text, address)
    lines = paragraphs(text)
    return CleanText("\n".join(lines), find_headings(lines), "")


def _one_line(text: str) -> str:
    """Return a title or summary, in HTML or plain text, as plain text on one line."""
    return plain_text(text) if looks_like_html(text) else fold_space(text)
