"""Reading of the answers of OAI-PMH 2.0, as repositories such as DSpace, OJS and EPrints give them.

The XML is read as that of files is: in a stream, without entities and without asking for anything,
whatever stands above it, and without the control characters that repositories copy from documents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from indexer.sources.formats.xml_stream import Break, elements
from indexer.sources.unchanged_records import record_digest
from indexer.text.paragraphs import fold_space

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_TAGS = [f"{_OAI}{name}" for name in ("responseDate", "error", "record", "resumptionToken")]
_IDENTITY = ("deletedRecord", "granularity")
_TAGS += [f"{_OAI}{name}" for name in _IDENTITY]


@dataclass(frozen=True, slots=True)
class Said:
    """A value of an element.

    Attributes:
        text: The text.
        language: Its `xml:lang`, or "".
    """

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A record of a repository.

    Attributes:
        identifier: The name that the repository gives it, or "".
        datestamp: When it was changed.
        is_deleted: Whether the repository has deleted it.
        digest: Digest of all that the answer says of it.
        values: The values of Dublin Core, by element.
    """

    identifier: str
    datestamp: str = ""
    is_deleted: bool = False
    digest: str = ""
    values: Mapping[str, Sequence[Said]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProtocolFault:
    """An error of the protocol.

    Attributes:
        code: Its code, such as noRecordsMatch.
        said: What the repository says of it.
    """

    code: str
    said: str


@dataclass(frozen=True, slots=True)
class OaiAnswer:
    """An answer.

    Attributes:
        date: When the repository gave it, or "" if it is no answer of OAI-PMH.
        fault: The error that it tells of, or None.
        items: The records.
        token: What asks for the next part of the list; "" if there is none.
        size: Number of records of the whole list, or 0 if the repository does not say it.
        identity: What `Identify` says, by element.
        broken: Where the XML breaks off and why, or "".
    """

    date: str = ""
    fault: ProtocolFault | None = None
    items: Sequence[Item] = ()
    token: str = ""
    size: int = 0
    identity: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""


def read_answer(content: bytes) -> OaiAnswer:
    """Return the answer that bytes hold.

    Raises:
        UnreadableError: The XML declares an unknown encoding.
    """
    date = token = broken = ""
    size = 0
    fault: ProtocolFault | None = None
    items: list[Item] = []
    identity: dict[str, str] = {}
    for element in elements(io.BytesIO(content), _TAGS):
        if isinstance(element, Break):
            behind = f", behind the record {items[-1].identifier}" if items else ""
            broken = f"the XML breaks off in line {element.line}{behind} ({element.said})"
            break
        match etree.QName(element).localname:
            case "responseDate":
                date = _text(element)
            case "error":
                fault = fault or ProtocolFault(
                    element.get("code", ""), fold_space(_text(element))[:200]
                )
            case "record":
                items.append(_item(element))
            case "resumptionToken":
                token = (element.text or "").strip()
                size = _number(element.get("completeListSize", ""))
            case name:
                identity[name] = _text(element)
    return OaiAnswer(date, fault, items, token, size, identity, broken)


def _item(record: etree._Element) -> Item:
    """Return the record of an element."""
    header = record.find(f"{_OAI}header")
    if header is None:
        return Item("")
    values: dict[str, list[Said]] = {}
    for element in record.iterfind(f"{_OAI}metadata//{_DUBLIN_CORE}*"):
        if text := _text(element):
            said = Said(text, (element.get(_LANGUAGE) or "").strip())
            values.setdefault(etree.QName(element).localname, []).append(said)
    return Item(
        fold_space(header.findtext(f"{_OAI}identifier") or ""),
        fold_space(header.findtext(f"{_OAI}datestamp") or ""),
        header.get("status") == "deleted",
        record_digest(etree.tostring(record, with_tail=False)),
        values,
    )


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
