"""The table of fields that are searched, filtered, counted or shown.

Parameters, addresses, JSON models, the OpenAPI document, facets, pages, completions and citations
derive from these rows. A row whose name is not an attribute of `Article` needs a `read` function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.model.article import Article

SCHEMA_VERSION = "9"
"""Version of the fields and the stored data; increase it with every change to force a rebuild."""

FieldKind = Literal["words", "facet", "date", "shown"]
"""Kind of a field; see `Field.kind`."""

Citation = Literal["author", "series", "genre"]
"""Role of a field in a citation."""


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable English text, with a gettext context where the text is ambiguous."""

    text: str
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an article.

    Attributes:
        name: Name of the attribute, parameter, JSON property and facet.
        kind: `words` is analysed text; `facet` an exact value and `date` a period around the day
            of publication, both filtered and counted; `shown` is only displayed.
        label: Label of one value on pages.
        plural: Label of a list of values on pages.
        described: Description of the filter in the API's documentation.
        example: Example of a value in the API's documentation.
        weight: Multiplier of term frequencies in the score; 0 if the field is not analysed.
        searched: Also matched by queries that name no field.
        typed: Names that readers may type before a colon, besides `name`.
        completed: Which values are offered as completions: `always` all of them, `several` those
            that several articles share, or none if empty.
        heads: Shown above the title of a hit, not below.
        cited: Role in a citation. A `genre` is narrower than a `series`.
        read: Function that reads the value from an article, if `name` is not an attribute.
    """

    name: str
    kind: FieldKind
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
        """Return whether hits can be filtered and counted by this field."""
        return self.kind in ("facet", "date")

    def of(self, article: Article) -> str:
        """Return an article's value as text, the first of several, empty if it has none."""
        return next(iter(self.values(article)), "")

    def values(self, article: Article) -> tuple[str, ...]:
        """Return all values of an article; only tags have more than one."""
        value = self.read(article) if self.read else getattr(article, self.name)
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
"""All fields by name."""

TEXT_FIELDS = tuple(field for field in FIELDS if field.weight)
"""Analysed fields."""

SEARCHED_FIELDS = tuple(field.name for field in FIELDS if field.searched)
"""Names of the fields matched by queries that name no field."""

KEYWORDS = tuple(field for field in FIELDS if field.kind == "facet")
"""Fields whose exact value is stored, filtered and counted."""

KEYWORD_FIELDS = tuple(field.name for field in KEYWORDS)
"""Names of `KEYWORDS`."""

DATE_FACETS = tuple(field.name for field in FIELDS if field.kind == "date")
"""Names of the facets derived from the date: `year` (2019) and `month` (2019-06)."""

FACET_FIELDS = tuple(field.name for field in FIELDS if field.is_filtered)
"""Names of all fields that are filtered and counted."""


def cited(article: Article, role: Citation) -> str:
    """Return an article's author, series or genre for a citation, empty if it has none."""
    values = (field.of(article) for field in FIELDS if field.cited == role)
    return next(filter(None, values), "")
