"""The schema: the fields of a document, their weights, and what a query may ask of them."""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA_VERSION = "5"
"""Raised with every change of the fields or of what is stored; a new one means a full build."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of words. `weight` multiplies its frequencies; `searched`: without being named."""

    name: str
    weight: float
    searched: bool


TEXT_FIELDS = (
    TextField("title", weight=4.0, searched=True),
    TextField("summary", weight=1.0, searched=True),
    TextField("body", weight=1.0, searched=True),
    TextField("section", weight=1.0, searched=False),
    TextField("author", weight=1.0, searched=False),
)

SEARCHED_FIELDS = tuple(field.name for field in TEXT_FIELDS if field.searched)

KEYWORD_FIELDS = ("section", "author", "kind")
"""Fields of an article that are filtered and counted whole."""

FACET_FIELDS = (*KEYWORD_FIELDS, "year", "month")
"""What hits are filtered and counted by. `year` (2019) and `month` (2019-06) come from the date."""

DATE_FACETS = ("year", "month")
