"""Validated search requests of readers and scripts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    create_model,
    field_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from analyzers.normalize import CONTROLS
from indexer.engines.base import Sort
from indexer.model.fields import DATE_FACETS, FACET_FIELDS, FIELDS
from indexer.model.fields import Field as FieldRow

MAX_QUERY_LENGTH = 1000
"""Longest query, in code points."""

MAX_VALUE_LENGTH = 300
"""Longest value of a filter, in code points."""

MAX_VALUES = 50
"""Most values of a filter."""

MONTH = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-(0[1-9]|1[0-2])"
"""Regular expression of a month, YYYY-MM."""

MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000

_INVISIBLE = re.compile(f"(?![\u200c\u200d])[{CONTROLS}]")
"""Characters that a reader does not see and does not know of, within a word or around it.

The joiners are kept: they tell where Persian words and joined names are divided.
"""


def _clean(text: object) -> object:
    """Remove invisible characters from a text and collapse its white space."""
    if not isinstance(text, str):
        return text
    shown = _INVISIBLE.sub("", text)
    return " ".join(
        "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in shown).split()
    )


def _at_most(length: int) -> BeforeValidator:
    """Return a validator of a text's length before it is cleaned."""

    def check(text: object) -> object:
        if isinstance(text, str) and len(text) > length:
            raise PydanticKnownError("string_too_long", {"max_length": length})
        return text

    return BeforeValidator(check)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def whole(value: object) -> object:
    """Accept only digits as an integer; pydantic also accepts 1_0 and 1.0."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,100}", value):
        raise PydanticKnownError("int_parsing")
    return value


def _flag(value: object) -> object:
    """Accept only `true` and `false` as a boolean; pydantic also accepts 1 and yes."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticKnownError("bool_parsing")
    return value


def _iso_date(value: object) -> object:
    """Accept only YYYY-MM-DD as a date; pydantic also accepts a number of seconds."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise PydanticCustomError("day", "a date is written YYYY-MM-DD")
    return value


def _month(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(MONTH, value, re.ASCII):
        raise PydanticCustomError("month", "a month is written YYYY-MM")
    return value


Query = Annotated[
    str,
    Field(max_length=MAX_QUERY_LENGTH),
    BeforeValidator(_clean),
    _at_most(MAX_QUERY_LENGTH),
]
Value = Annotated[
    str,
    Field(max_length=MAX_VALUE_LENGTH),
    BeforeValidator(_clean),
    _at_most(MAX_VALUE_LENGTH),
]
Values = Annotated[tuple[Value, ...], Field(max_length=MAX_VALUES), BeforeValidator(_listed)]
Year = Annotated[int, Field(ge=1, le=9999), BeforeValidator(whole)]
Years = Annotated[tuple[Year, ...], Field(max_length=MAX_VALUES), BeforeValidator(_listed)]
Month = Annotated[str, Field(pattern=f"^{MONTH}$"), BeforeValidator(_month)]
Months = Annotated[tuple[Month, ...], Field(max_length=MAX_VALUES), BeforeValidator(_listed)]
Day = Annotated[dt.date | None, BeforeValidator(_iso_date)]


Model = TypeVar("Model", bound=BaseModel)


def _with_filters(model: type[Model]) -> type[Model]:
    """Add a parameter for each filtered field; an empty one filters nothing."""
    rows: Any = {field.name: (_parameter(field), ()) for field in FIELDS if field.is_filtered}
    return create_model(model.__name__, __base__=model, __module__=__name__, **rows)


def _parameter(field: FieldRow) -> object:
    values, example = _FILTERS.get(field.name, (Values, str))
    return Annotated[
        values, Field(description=field.described, examples=[[example(field.example)]])
    ]


_FILTERS: Mapping[str, tuple[object, type]] = {"year": (Years, int), "month": (Months, str)}
"""Types of the filters that are not text: the type of the parameter, and of its example."""


def accepted(field: str, values: Iterable[str]) -> tuple[str, ...] | tuple[int, ...]:
    """Return the parameter that accepts these values of a field, spelled as in facets."""
    return tuple(map(int, values)) if field == "year" else tuple(values)


@_with_filters
class _Filtered(BaseModel):
    """A query and field filters."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    q: Annotated[
        Query,
        Field(
            description="The query, as readers type it: words, phrases in quotation marks, "
            "`-word`, `OR` or `أو`, `word*`, `title:word`. Without it all articles that pass the "
            "filters.",
            examples=["مكافحة الارهاب"],
        ),
    ] = ""


class Selection(_Filtered):
    """A query with filters.

    Each filtered field of `indexer.model.fields` is an attribute too: a tuple of accepted values,
    where empty means all.

    Attributes:
        q: The query; empty matches all articles.
        from_date: First day of publication, inclusive.
        to_date: Last day of publication, inclusive.
        strict: Search the words exactly as typed: no rewriting, expansion or partial matches.

    Raises:
        pydantic.ValidationError: A parameter is not valid; the error names it.
    """

    from_date: Annotated[
        Day,
        Field(alias="from", description="The first day of publication.", examples=["2023-01-01"]),
    ] = None
    to_date: Annotated[
        Day,
        Field(
            alias="to",
            description="The last day of publication; not before the first.",
            examples=["2024-12-31"],
        ),
    ] = None
    strict: Annotated[
        bool,
        Field(
            description="All words as they are typed: no rewriting, no synonyms, no fewer words.",
            examples=[True],
        ),
        BeforeValidator(_flag),
    ] = False

    @field_validator("to_date")
    @classmethod
    def _not_before_the_first(cls, last: dt.date | None, info: ValidationInfo) -> dt.date | None:
        first = info.data.get("from_date")
        if first and last and last < first:
            raise PydanticCustomError("period", "the last day is before the first")
        return last

    def chosen(self, field: str) -> tuple[str, ...]:
        """Return the accepted values of a field, spelled as in facets."""
        return tuple(map(str, getattr(self, field)))

    def narrowed(self, field: str, values: Iterable[str]) -> Self:
        """Return a copy that accepts these values of a field instead."""
        return self.model_copy(update={field: accepted(field, values)})

    @property
    def is_filtered(self) -> bool:
        """Return True if there is any filter."""
        return self.is_dated or any(map(self.chosen, FACET_FIELDS))

    @property
    def is_dated(self) -> bool:
        """Return True if there is a filter by date, year or month."""
        return bool(self.from_date or self.to_date or any(map(self.chosen, DATE_FACETS)))


class SearchRequest(Selection):
    """A request for one page of hits.

    Attributes:
        sort: Order of the hits; `-date` is newest first.
        page: Page number, from 1.
        per_page: Hits per page.
    """

    sort: Annotated[
        Sort,
        Field(
            description="`relevance`, `-date` (newest first) or `date` (oldest first). Without a "
            "query nothing is more relevant than another, so the newest come first.",
            examples=["-date"],
        ),
    ] = "relevance"
    page: Annotated[
        int,
        Field(
            ge=1,
            le=MAX_PAGE,
            description="The page, from 1. Scripts that read on use the cursor.",
            examples=[2],
        ),
        BeforeValidator(whole),
    ] = 1
    per_page: Annotated[
        int,
        Field(ge=1, le=MAX_PER_PAGE, description="Hits on a page.", examples=[25]),
        BeforeValidator(whole),
    ] = 10

    @property
    def offset(self) -> int:
        """Return the number of hits before the page."""
        return (self.page - 1) * self.per_page
