"""The Whoosh schema of a document.

It uses only Whoosh's own field types, so that Whoosh can open and search an index without this
package.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from indexer.model.article import Article
from indexer.model.fields import KEYWORD_FIELDS, TEXT_FIELDS

STORED_FIELDS = tuple(field.name for field in fields(Article))
"""Names of the stored fields: those of an article."""


def whoosh_schema() -> Schema:
    """Return the schema.

    It stores the article. Each text field has a field of forms with positions, and a column of its
    length in tokens.
    """
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
        schema[length_field(field.name)] = COLUMN(NumericColumn("i"))
    return Schema(**schema)


def forms_field(field: str) -> str:
    """Return the name of the field with a text field's forms."""
    return f"{field}_forms"


def value_field(field: str) -> str:
    """Return the name of the column with a keyword field's value."""
    return f"{field}_value"


def length_field(field: str) -> str:
    """Return the name of the column with a text field's length."""
    return f"{field}_length"
