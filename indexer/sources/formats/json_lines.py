"""JSON Lines: one article an object, one object a line."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, create_model

from indexer.model.article import Article, InvalidArticleError
from indexer.model.fields import KEYWORD_FIELDS
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import NO_TEXT, Found, Record, Refused
from indexer.text.dates import parse_date
from indexer.text.headings import find_headings
from indexer.text.html import clean_html, looks_like_html, plain_text, shows_something
from indexer.text.paragraphs import fold_space, one_line, paragraphs

MAX_LINE_BYTES = 32 * 1024 * 1024

OF_REST = (
    "it is a post as WordPress's REST API gives it: name the address of the site as the source, or "
    "index an export (in WordPress: Tools, Export)"
)

_NAMES = {
    bool: "true or false",
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}
_LISTS = {"tags": "a list of texts", "headings": "a list of numbers"}
_WANTED = {"id": "a text or a whole number", "source_id": "a text or a whole number"}


def _whole_characters(text: str) -> str:
    text.encode()  # a lone surrogate, which JSON can hold and UTF-8 cannot, raises ValueError
    return text


Text = Annotated[str, AfterValidator(_whole_characters)]


class _Texts(BaseModel):
    """An object's fields; all but the id, the title and one of body and content may be absent."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: Text | int = ""
    source_id: Text | int = ""
    url: Text = ""
    title: Text = ""
    date: Text = ""
    tags: list[Text] = []
    short_link: Text = ""
    notice: Text = ""
    summary: Text = ""
    body: Text = ""
    content: Text = ""
    headings: list[int] | None = None


_keywords: Any = dict.fromkeys(KEYWORD_FIELDS, (Text, ""))

_Line = create_model("_Line", __base__=_Texts, **_keywords)


class _RefusedLineError(ValueError):
    """A line that is no article; the message says why, in words for staff."""


def read_json_lines(file: Path, stream: BinaryIO, context: ReadingContext) -> Iterator[Record]:
    """Yield a record for each line of JSON Lines (UTF-8) that is not blank."""
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
    try:
        return Found(_article(line), file, place)
    except (_RefusedLineError, InvalidArticleError) as error:
        return Refused(file, place, str(error))


def _skip_line(line: bytes, stream: BinaryIO) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_LINE_BYTES)


def _article(line: bytes) -> Article:
    fields = _fields(line)
    date = parse_date(fields.date) if fields.date.strip() else None
    if fields.date.strip() and date is None:
        raise _RefusedLineError(f'date "{fold_space(fields.date)[:80]}" is no date')
    if fields.headings is not None:
        return _exported(fields, date, fields.headings)
    given = fields.body if fields.body.strip() else fields.content
    body, headings = _body(given) if given is fields.body else clean_html(given)
    if not body and not shows_something(given):
        raise _RefusedLineError(NO_TEXT)
    return Article(
        id=str(fields.id or fields.source_id).strip(),
        title=_one_line(fields.title),
        body=body,
        headings=headings,
        summary=_one_line(fields.summary),
        url=fields.url.strip(),
        date=date,
        **{name: fold_space(getattr(fields, name)) for name in KEYWORD_FIELDS},
        tags=tuple(tag for tag in map(fold_space, fields.tags) if tag),
        short_link=fields.short_link.strip(),
        notice=fold_space(fields.notice),
    )


def _exported(fields: _Texts, date: dt.date | None, headings: Sequence[int]) -> Article:
    """The article of a line as `indexer export` writes it: each text as it stands, but for
    line breaks and control characters, which only the body has, between its paragraphs."""
    return Article(
        id=str(fields.id),
        title=one_line(fields.title),
        body="\n".join(map(one_line, fields.body.split("\n"))),
        headings=tuple(headings),
        summary=one_line(fields.summary),
        url=fields.url,
        date=date,
        **{name: one_line(getattr(fields, name)) for name in KEYWORD_FIELDS},
        tags=tuple(map(one_line, fields.tags)),
        short_link=fields.short_link,
        notice=one_line(fields.notice),
    )


def _fields(line: bytes) -> _Texts:
    value = _parse(line)
    if not isinstance(value, dict):
        raise _RefusedLineError(f"an object is wanted, found {_name(value)}")
    if isinstance(title := value.get("title"), dict) and "rendered" in title:
        raise _RefusedLineError(OF_REST)
    try:
        return _Line.model_validate({key: item for key, item in value.items() if item is not None})
    except ValidationError as error:
        raise _RefusedLineError(_reason(error)) from error


def _parse(line: bytes) -> object:
    try:
        return json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _RefusedLineError(f"it is not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise _RefusedLineError(
            f"it is no JSON: {error.msg} at character {error.pos + 1}"
        ) from error
    except (ValueError, RecursionError) as error:  # digits or brackets beyond measure
        raise _RefusedLineError(
            "it is no JSON that can be read: too long a number, or too deep"
        ) from error


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong with an object, in words for staff."""
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
    return _NAMES.get(type(value), "null")


def _body(text: str) -> tuple[str, tuple[int, ...]]:
    if looks_like_html(text):
        return clean_html(text)
    lines = paragraphs(text)
    return "\n".join(lines), find_headings(lines)


def _one_line(text: str) -> str:
    return plain_text(text) if looks_like_html(text) else fold_space(text)
