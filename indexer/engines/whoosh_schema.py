"""How a document lies in a Whoosh index: fields of Whoosh's own types only, so that Whoosh alone,
without a class of ours, opens and searches what we write."""

from __future__ import annotations

from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from indexer.schema import TEXT_FIELDS


def whoosh_schema() -> Schema:
    """For each text field its forms with positions, its stems, and its length in tokens."""
    fields: dict[str, Any] = {
        "id": ID(unique=True, stored=True),
        "article": STORED(),
        "id_value": COLUMN(VarBytesColumn()),
        "digest_value": COLUMN(VarBytesColumn()),
        "ordinal": COLUMN(NumericColumn("i")),
        "section_value": COLUMN(VarBytesColumn()),
        "author_value": COLUMN(VarBytesColumn()),
    }
    for field in TEXT_FIELDS:
        fields[forms_field(field.name)] = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
        fields[stems_field(field.name)] = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
        fields[length_field(field.name)] = COLUMN(NumericColumn("i"))
    return Schema(**fields)


def forms_field(field: str) -> str:
    return f"{field}_forms"


def stems_field(field: str) -> str:
    return f"{field}_stems"


def length_field(field: str) -> str:
    return f"{field}_length"
