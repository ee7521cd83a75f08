"""The table of fields: what an article has that is searched, filtered, counted or shown.

Parameters, addresses, JSON models, the OpenAPI document, facets, pages, completions and citations
are made of these rows. A row without an attribute of its name in `Article` says how it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.model.article import Article

SCHEMA_VERSION = "7"
"""Raised with every change of the fields or of what is stored; a new one means a full build."""

Kind = Literal["words", "facet", "date", "shown"]

Citation = Literal["author", "series", "genre"]


@dataclass(frozen=True, slots=True)
class Message:
    """An English text that catalogues translate, and its context where the text is ambiguous."""

    text: str
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an article.

    Attributes:
        name: The name of its attribute, parameter, property and facet.
        kind: `words` are analysed text; a `facet` is a whole value, filtered and counted; a `date`
            is a period that the day of publication lies in, filtered and counted; what is `shown`
            is neither.
        label: What a page calls one value, if it does.
        plural: What a page calls all values.
        described: What the filter wants, for the description of the API.
        example: A value, for the same.
        weight: Factor of its frequencies in the score; 0 if it has no terms.
        searched: Whether a query that names no field looks here.
        typed: What readers may call it before a colon, besides its name.
        completed: Whether its values complete what is typed: `always`, or those that `several`
            articles have.
        heads: Whether a hit shows it above the title, not below.
        cited: What a citation takes it for. A `genre` is narrower than a `series`.
        read: Its value in an article, if that is no attribute.
    """

    name: str
    kind: Kind
    label: Message | None = None
    plural: Message | None = None
    described: str = ""
    example: str = ""
    weight: float = 0.0
    searched: bool = False
    typed: tuple[str, ...] = ()
    completed: Literal["", "always", "several"] = ""
    heads: bool = False
    cited: Citation | None = None
    read: Callable[[Article], str] | None = None

    @property
    def is_filtered(self) -> bool:
        return self.kind in ("facet", "date")

    def of(self, article: Article) -> str:
        """Return the value of an article, empty if it has none."""
        value = self.read(article) if self.read else getattr(article, self.name)
        return str(value)

    def values(self, article: Article) -> tuple[str, ...]:
        """Return all values of an article: tags are several."""
        value = getattr(article, self.name)
        if isinstance(value, tuple):
            return value
        return (str(value),) if value else ()


def _year(article: Article) -> str:
    return f"{article.date.year}" if article.date else ""


def _month(article: Article) -> str:
    return f"{article.date.year:04}-{article.date.month:02}" if article.date else ""


FIELDS = (
    Field(name="title", kind="words", weight=4.0, searched=True, typed=("عنوان", "العنوان")),
    Field(name="summary", kind="words", weight=1.0, searched=True, typed=("ملخص", "الملخص")),
    Field(name="body", kind="words", weight=1.0, searched=True, typed=("نص", "النص")),
    Field(
        name="section",
        kind="facet",
        label=Message("Section"),
        plural=Message("Sections"),
        described="Sections wanted, any of them, as they are written in the facets.",
        example="مكافحة الإرهاب",
        weight=1.0,
        typed=("قسم", "القسم"),
        completed="always",
        heads=True,
        cited="series",
    ),
    Field(
        name="author",
        kind="facet",
        label=Message("Unit"),
        plural=Message("Units"),
        described="Units or authors wanted, any.",
        example="وحدة الدراسات",
        weight=1.0,
        typed=("unit", "وحدة", "الوحدة", "كاتب", "الكاتب"),
        completed="always",
        cited="author",
    ),
    Field(
        name="kind",
        kind="facet",
        label=Message("Type", "of content"),
        plural=Message("Types"),
        described="Types of content wanted, any.",
        example="دراسة",
        weight=1.0,
        typed=("نوع", "النوع"),
        heads=True,
        cited="genre",
    ),
    Field(
        name="place",
        kind="facet",
        label=Message("Place"),
        plural=Message("Places"),
        described="Places wanted, any.",
        example="برلين",
        weight=1.0,
        typed=("مكان", "المكان"),
        completed="several",
    ),
    Field(
        name="year",
        kind="date",
        label=Message("Year"),
        plural=Message("Years"),
        described="Years of publication wanted, any.",
        example="2024",
        read=_year,
    ),
    Field(
        name="month",
        kind="date",
        label=Message("Month"),
        plural=Message("Months"),
        described="Months of publication wanted, any; YYYY-MM.",
        example="2024-06",
        read=_month,
    ),
    Field(name="date", kind="shown", label=Message("Published")),
    Field(name="tags", kind="shown", label=Message("Tags"), completed="several"),
    Field(name="short_link", kind="shown", label=Message("Short link")),
)

FIELD = {field.name: field for field in FIELDS}

TEXT_FIELDS = tuple(field for field in FIELDS if field.weight)
"""Fields with terms of their own."""

SEARCHED_FIELDS = tuple(field.name for field in FIELDS if field.searched)

KEYWORDS = tuple(field for field in FIELDS if field.kind == "facet")

KEYWORD_FIELDS = tuple(field.name for field in KEYWORDS)
"""Names of the fields that are stored, filtered and counted whole."""

DATE_FACETS = tuple(field.name for field in FIELDS if field.kind == "date")
"""Names of the facets that come from the date: `year` (2019) and `month` (2019-06)."""

FACET_FIELDS = tuple(field.name for field in FIELDS if field.is_filtered)
"""Names of all fields that hits are filtered and counted by."""


def cited(article: Article, role: Citation) -> str:
    """Return the value that a citation takes for its author, series or genre, empty if none."""
    values = (field.of(article) for field in FIELDS if field.cited == role)
    return next(filter(None, values), "")
