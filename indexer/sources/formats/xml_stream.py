"""Streaming reading of XML files as sites write them, of any declared encoding."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple

from lxml import etree

from indexer.sources.formats.format import UnreadableError

CHUNK = 64 * 1024
"""Number of bytes that the parser gets at once."""

UTF_8 = "utf-8"
"""Python's name of UTF-8."""

_BEGIN = re.compile(rb"<\?xml\b|<(?:rss|feed|rdf:RDF)\b")
_DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_ASCII = bytes(range(0x80))
# WordPress does not escape control characters, but XML 1.0 allows only tabs and line breaks.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))


class Break(NamedTuple):
    """The error that ends parsing.

    Attributes:
        line: Number of the line.
        said: The parser's message.
    """

    line: int
    said: str

    @property
    def reason(self) -> str:
        """Return the reason why nothing more is read, with the mend."""
        mend = "save it as UTF-8" if "encoding" in self.said else "export it again"
        return (
            f"the XML breaks off here ({self.said}): {mend}, or mend the line; what stands "
            "before it is read"
        )


def elements(stream: BinaryIO, tags: Sequence[str]) -> Iterator[etree._Element | Break]:
    """Yield the elements with these tags as they end, in memory independent of the file's size.

    An element is empty after the next has been asked for. A Break is the last.

    Raises:
        UnreadableError: The XML declares an unknown encoding.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=tags,
        encoding="utf-8",
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
    )
    for error in _feed(parser, stream):
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):
                yield element
                _free(element)
        if error is not None:
            yield error


def _feed(parser: etree.XMLPullParser, stream: BinaryIO) -> Iterator[Break | None]:
    """Feed a stream to the parser; yield None after each chunk, or the error that ends parsing.

    What stands before the XML, such as a notice of PHP, is skipped.
    """
    chunks = iter(partial(stream.read, CHUNK), b"")
    first = next(chunks, b"")
    begin = found.start() if (found := _BEGIN.search(first)) else 0
    above, xml = first[:begin], first[begin:].lstrip()
    encoding = _encoding(xml)
    # Only a declaration must be the first; without it, line breaks above keep the numbers of lines.
    declared = found.end() if (found := _DECLARATION.match(xml)) else 0
    first = b"\n" * above.count(b"\n") + xml[declared:]
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chain([first], chunks):
            utf8 = chunk if encoding == UTF_8 else decoder.decode(chunk).encode()
            parser.feed(utf8.translate(None, delete=_CONTROLS))
            yield None
        parser.close()
    except etree.XMLSyntaxError as error:
        fatal = parser.feed_error_log.filter_from_fatals()
        if fatal:  # the first one; the last may only say that nothing was found
            yield Break(fatal[0].line, " ".join(fatal[0].message.split()))
        else:
            yield Break(error.lineno or 0, " ".join((error.msg or "").split()))


def _encoding(beginning: bytes) -> str:
    """Return the encoding of an XML file, given its beginning.

    The encoding is UTF-8 if none is declared, or if the beginning has non-ASCII characters and is
    valid UTF-8, whatever it declares.

    Raises:
        UnreadableError: The declared encoding is unknown, or not an extension of ASCII.
    """
    declared = _DECLARED.match(beginning)
    if declared is None or (not beginning.isascii() and _is_utf8(beginning)):
        return UTF_8
    name = declared[1].decode()
    try:
        encoding = codecs.lookup(name).name
        if encoding.startswith("utf-16"):  # the stream has been converted to UTF-8 already
            return UTF_8
        if _ASCII.decode(encoding) == _ASCII.decode("ascii"):
            return encoding
    except (LookupError, UnicodeError):
        pass
    raise UnreadableError(f'its XML declares the encoding "{name}", which is not known')


def _is_utf8(beginning: bytes) -> bool:
    """Return True if bytes are valid UTF-8, except perhaps for a cut character at the end."""
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _free(element: etree._Element) -> None:
    """Release the memory of an element and of its preceding siblings."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
