"""The table of fields that are searched, filtered, counted or shown.

Parameters, addresses, JSON models, the OpenAPI document, facets, pages, completions and citations
derive from these rows. A row whose name is not an attribute of `Article` needs a `read` function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.model.article import Article

SCHEMA_VERSION = "10"
"""Version of the fields and the stored data; increase it with every change to force a rebuild."""

BETWEEN_VALUES = "\x1f"
"""Character between the values of a field; no text that is read from a source has it."""

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
        name: Name of the parameter and facet and, if nothing else is said, of the attribute and
            JSON property.
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
        most: How many values are counted, the most frequent, or None for all.
        beside: Shown among the values around the title of a hit.
        listed_as: Name of the attribute and JSON property that is the list of its values, if an
            article has several.
        read: Function that reads the value from an article, if it is no attribute.
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
    most: int | None = None
    beside: bool = True
    listed_as: str = ""
    read: Callable[[Article], str] | None = None

    @property
    def is_filtered(self) -> bool:
        """Return whether hits can be filtered and counted by this field."""
        return self.kind in ("facet", "date")

    def of(self, article: Article) -> str:
        """Return an article's value as text, the first of several, empty if it has none."""
        return next(iter(self.values(article)), "")

    def values(self, article: Article) -> tuple[str, ...]:
        """Return all values of an article."""
        if self.listed_as:
            return tuple(getattr(article, self.listed_as))
        value = self.read(article) if self.read else getattr(article, self.name)
        return (str(value),) if value else ()

    def joined(self, article: Article) -> str:
        """Return all values of an article as one text, as it is analysed and stored."""
        return BETWEEN_VALUES.join(self.values(article))

    def parted(self, joined: str) -> tuple[str, ...]:
        """Return the values in a text that `joined` made."""
        if not joined:
            return ()
        return tuple(joined.split(BETWEEN_VALUES)) if self.listed_as else (joined,)


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
        label=Message("Author"),
        plural=Message("Authors"),
        described="Units or authors wanted, any.",
        example="وحدة الدراسات",
        weight=1.0,
        typed=("unit", "وحدة", "الوحدة", "كاتب", "الكاتب"),
        completed="always",
        cited="author",
        listed_as="authors",
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
        name="language",
        kind="facet",
        label=Message("Language"),
        plural=Message("Languages"),
        described="Languages of the texts wanted, any, as codes of ISO 639.",
        example="ar",
        beside=False,
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
    Field(
        name="tags",
        kind="facet",
        label=Message("Tags"),
        plural=Message("Tags"),
        described="Tags wanted, any.",
        example="أوروبا",
        completed="several",
        most=100,
        beside=False,
        listed_as="tags",
    ),
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
    """Return an article's series or genre for a citation, empty if it has none."""
    return next(iter(all_cited(article, role)), "")


def all_cited(article: Article, role: Citation) -> list[str]:
    """Return all values of an article in a role of a citation, such as its authors."""
    return [value for field in FIELDS if field.cited == role for value in field.values(article)]
