"""The table of file formats.

To add one, write its reader in this folder and add a row.
"""

from __future__ import annotations

import re

from indexer.sources.formats.feed import is_feed, read_feed
from indexer.sources.formats.format import Format
from indexer.sources.formats.html_page import read_html_page, read_web_archive
from indexer.sources.formats.json_lines import read_json_lines
from indexer.sources.formats.json_values import is_json, read_json
from indexer.sources.formats.other_kinds import OTHER_KINDS, zipped
from indexer.sources.formats.packed.epub import read_epub
from indexer.sources.formats.packed.word import read_docx, read_odt
from indexer.sources.formats.pdf.reader import read_pdf
from indexer.sources.formats.saved_page import read_saved_page
from indexer.sources.formats.table import is_table, read_table
from indexer.sources.formats.wordpress_export import read_wordpress_export

_PDF = re.compile(rb".{0,1024}?%PDF-\d\.\d", re.S)  # below what a server left, as readers take it
_WEB_ARCHIVE = re.compile(rb"From:\s*<Saved by|MIME-Version:")
_HTML = re.compile(
    rb"(?:<\?xml[^?]*+\?>\s*)?(?:<!--(?>.*?-->)\s*)*+"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|p|h[1-6]|table)\b",
    re.I | re.S,
)
_OBJECT = re.compile(rb"\{")
_XML = re.compile(
    rb"<(?:\?xml|rss|rdf|feed|!--)|<!doctype\s+rss|<[a-z][\w.:-]*\s[^<>]*\bxmlns\b"
    rb"|.*?<rss\b[^>]*\bwordpress\.org/export/",  # below a notice of PHP
    re.I | re.S,
)

DOCUMENTS: tuple[Format, ...] = (
    Format("PDF", _PDF.match, read_pdf, 2),
    Format("Word document", zipped(b"word/"), read_docx),
    Format("OpenDocument text", zipped(b"vnd.oasis.opendocument.text"), read_odt),
    Format("EPUB", zipped(b"application/epub+zip"), read_epub),
)
"""The formats of documents, an article a file, which posts may have as attached files."""

FORMATS: tuple[Format, ...] = (
    *DOCUMENTS,
    Format("web archive", _WEB_ARCHIVE.match, read_web_archive),
    Format("HTML page", _HTML.match, read_html_page),
    *OTHER_KINDS,
    Format("JSON", is_json, read_json),
    Format("JSON Lines", _OBJECT.match, read_json_lines, 5),
    Format("feed", is_feed, read_feed),
    Format("WordPress export", _XML.match, read_wordpress_export, 4),
    Format("table", is_table, read_table),
)
"""The formats with recognisable first bytes; the first row that recognises a file wins."""

ANY_OTHER = Format("saved page", bool, read_saved_page, 3)
"""The format of a file that no row recognises, because plain text has no fixed beginning."""


def format_of(head: bytes) -> Format:
    """Return the format of a file by its first bytes."""
    start = head.lstrip()
    return next((row for row in FORMATS if row.recognizes(start)), ANY_OTHER)
