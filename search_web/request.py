"""SearchRequest: what a reader or a script asks for, validated once, at the door."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from indexer.schema import KEYWORD_FIELDS

MAX_QUERY_LENGTH = 1000
MAX_PER_PAGE = 100
MAX_PAGE = 1_000_000

Sort = Literal["relevance", "-date", "date"]

BIDI_CONTROLS = dict.fromkeys(
    map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


def _clean(text: object) -> object:
    """Text as it may be echoed: no bidi controls, no control characters, white space folded."""
    if not isinstance(text, str):
        return text
    shown = text.translate(BIDI_CONTROLS)
    return " ".join(
        "".join(c if c.isprintable() or c in "\u200c\u200d" else " " for c in shown).split()
    )


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _iso_date(value: object) -> object:
    """Only YYYY-MM-DD; pydantic would take a number of seconds too."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("a date is written YYYY-MM-DD")
    return value


def _month(value: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value, re.ASCII):
        raise ValueError("a month is written YYYY-MM")
    return value


Text = Annotated[str, BeforeValidator(_clean)]
Values = Annotated[tuple[Text, ...], BeforeValidator(_listed), Field(max_length=50)]


class SearchRequest(BaseModel):
    """One search.

    `sort`: `-date` is newest first. `section`, `author`, `kind`, `year` and `month` (YYYY-MM) name
    the values wanted, any of them; empty means all. `from_date` and `to_date` are inclusive days.
    `exact` switches every rewriting of the query off.

    Raises pydantic.ValidationError naming the parameter at fault.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    q: Annotated[Text, Field(max_length=MAX_QUERY_LENGTH)] = ""
    page: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 1
    per_page: Annotated[int, Field(ge=1, le=MAX_PER_PAGE)] = 10
    sort: Sort = "relevance"
    section: Values = ()
    author: Values = ()
    kind: Values = ()
    year: Annotated[
        tuple[Annotated[int, Field(ge=1, le=9999)], ...],
        BeforeValidator(_listed),
        Field(max_length=50),
    ] = ()
    month: Annotated[
        tuple[Annotated[str, AfterValidator(_month)], ...],
        BeforeValidator(_listed),
        Field(max_length=50),
    ] = ()
    from_date: Annotated[dt.date | None, BeforeValidator(_iso_date), Field(alias="from")] = None
    to_date: Annotated[dt.date | None, BeforeValidator(_iso_date), Field(alias="to")] = None
    exact: bool = False

    @field_validator("to_date")
    @classmethod
    def _not_before_the_first(cls, last: dt.date | None, info: ValidationInfo) -> dt.date | None:
        first = info.data.get("from_date")
        if first and last and last < first:
            raise ValueError("the last day is before the first")
        return last

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    @property
    def is_filtered(self) -> bool:
        return self.is_dated or any(getattr(self, field) for field in KEYWORD_FIELDS)

    @property
    def is_dated(self) -> bool:
        return bool(self.year or self.month or self.from_date or self.to_date)
