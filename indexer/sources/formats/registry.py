"""The table of file formats.

To add one, write its reader in this folder and add a row.
"""

from __future__ import annotations

import re

from indexer.sources.formats.format import Format
from indexer.sources.formats.json_lines import read_json_lines
from indexer.sources.formats.other_kinds import OTHER_KINDS, TABLE
from indexer.sources.formats.saved_page import read_saved_page
from indexer.sources.formats.wordpress_export import read_wordpress_export

_OBJECT = re.compile(rb"\{")
_XML = re.compile(
    rb"<(?:\?xml|rss|rdf|feed|!--)|<!doctype\s+rss|<[a-z][\w.:-]*\s[^<>]*\bxmlns\b"
    rb"|.*?<rss\b[^>]*\bwordpress\.org/export/",  # below a notice of PHP
    re.I | re.S,
)

FORMATS: tuple[Format, ...] = (
    *OTHER_KINDS,
    Format("JSON Lines", _OBJECT.match, read_json_lines, 4),
    Format("WordPress export", _XML.match, read_wordpress_export, 4),
    TABLE,
)
"""The formats with recognisable first bytes; the first row that recognises a file wins."""

ANY_OTHER = Format("saved page", bool, read_saved_page, 3)
"""The format of a file that no row recognises, because plain text has no fixed beginning."""


def format_of(head: bytes) -> Format:
    """Return the format of a file by its first bytes."""
    start = head.lstrip()
    return next((row for row in FORMATS if row.recognizes(start)), ANY_OTHER)
