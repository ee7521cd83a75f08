"""How a document lies in a Whoosh index: fields of Whoosh's own types only, so that Whoosh alone,
without a class of ours, opens and searches what we write."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from indexer.model.article import Article
from indexer.model.fields import KEYWORD_FIELDS, TEXT_FIELDS

STORED_FIELDS = tuple(field.name for field in fields(Article))
"""The article as it is, each of its fields under its own name."""


def whoosh_schema() -> Schema:
    """The article; for each text field its forms with positions, its stems, and its length."""
    schema: dict[str, Any] = {
        **{name: STORED() for name in STORED_FIELDS},
        "id": ID(unique=True, stored=True),
        "id_value": COLUMN(VarBytesColumn()),
        "digest_value": COLUMN(VarBytesColumn()),
        "ordinal": COLUMN(NumericColumn("i")),
        "fingerprint": COLUMN(NumericColumn("q")),
        **{value_field(name): COLUMN(VarBytesColumn()) for name in KEYWORD_FIELDS},
    }
    for field in TEXT_FIELDS:
        schema[forms_field(field.name)] = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
        schema[stems_field(field.name)] = TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
        schema[length_field(field.name)] = COLUMN(NumericColumn("i"))
    return Schema(**schema)


def forms_field(field: str) -> str:
    return f"{field}_forms"


def stems_field(field: str) -> str:
    return f"{field}_stems"


def value_field(field: str) -> str:
    return f"{field}_value"


def length_field(field: str) -> str:
    return f"{field}_length"
