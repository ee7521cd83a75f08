"""OAI-PMH 2.0 at /oai, by which libraries harvest what the centre publishes.

See https://www.openarchives.org/OAI/openarchivesprotocol.html. Records are in Dublin Core; sets are
the sections and the kinds. A removed article is told by `status="deleted"` as long as it is known;
an index that is built from nothing knows of none, so the policy is `transient`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote, urlsplit

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from lxml import etree

from indexer.model.article import Article
from indexer.model.datestamps import datestamp
from indexer.searching.open_index import OpenIndex
from indexer.text.paragraphs import fold_space
from search_web.centre import centre_face
from search_web.harvesting.dublin_core import dublin_core
from search_web.harvesting.repository import Entry, Part, Repository, sets_of
from search_web.harvesting.requests import (
    PREFIX,
    HarvestingError,
    arguments_of,
    check_format,
    selection_of,
)
from search_web.served import ServedIndex

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

MEDIA_TYPE = "text/xml; charset=utf-8"
UNNAMED = "Bahith"
"""Name of the repository of a centre without a name."""

_IN_IDENTIFIERS = "-_.!~*'();/?:@&=+$,"
"""Characters that an identifier may have beside letters and digits."""

WRITTEN_IN_ITS_LANGUAGE = ("title", "description")
"""Elements in the language of the article, which tells their direction too."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""A language as XML writes it (xs:language)."""

_LOCATION = f"{{{XSI}}}schemaLocation"


def oai_pmh(served: ServedIndex) -> Blueprint:
    """Return the blueprint of /oai."""
    blueprint = Blueprint("oai", __name__)
    repositories = _Repositories()

    @blueprint.route("/oai", methods=["GET", "POST"])
    def answer() -> ResponseReturnValue:
        with served.snapshot() as index:
            document = _Answer(index, repositories.of(index)).document()
        response = Response(document, content_type=MEDIA_TYPE)
        response.cache_control.no_cache = True
        return response

    return blueprint


class _Repositories:
    """The records of the generation that was asked for last."""

    def __init__(self) -> None:
        self._kept: Repository | None = None

    def of(self, index: OpenIndex) -> Repository:
        """Return the records of the served generation."""
        kept = self._kept
        if kept is None or kept.generation != index.snapshot.info.id:
            kept = self._kept = Repository(index)
        return kept


class _Answer:
    """The answer to the current request."""

    def __init__(self, index: OpenIndex, repository: Repository) -> None:
        self._index = index
        self._repository = repository
        self._verbs: Mapping[str, Callable[[etree._Element, Mapping[str, str]], None]] = {
            "Identify": self._identify,
            "ListMetadataFormats": self._formats,
            "ListSets": self._sets,
            "GetRecord": self._record,
            "ListIdentifiers": self._identifiers,
            "ListRecords": self._records,
        }

    def document(self) -> bytes:
        """Return the document."""
        root = etree.fromstring(f'<OAI-PMH xmlns="{OAI}" xmlns:xsi="{XSI}"/>')
        root.set(_LOCATION, f"{OAI} {SCHEMA}")
        _add(root, "responseDate", datestamp(dt.datetime.now(dt.UTC)))
        asked = _add(root, "request", url_for("oai.answer", _external=True))
        given = {name: request.values.getlist(name) for name in request.values}
        try:
            arguments = arguments_of(given)
            for name, value in arguments.items():
                asked.set(name, fold_space(value))
            check_format(arguments)
            verb = arguments["verb"]
            self._verbs[verb](_add(root, verb), arguments)
        except HarvestingError as error:
            del root[2:]
            if error.code in ("badVerb", "badArgument"):
                asked.attrib.clear()
            _add(root, "error", str(error), code=error.code)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def _identify(self, content: etree._Element, _: Mapping[str, str]) -> None:
        """Add the description of the repository."""
        centre = centre_face()
        _add(content, "repositoryName", centre.name("ar") or UNNAMED)
        _add(content, "baseURL", url_for("oai.answer", _external=True))
        _add(content, "protocolVersion", "2.0")
        _add(content, "adminEmail", centre.centre.email or _webmaster())
        _add(content, "earliestDatestamp", self._repository.earliest)
        _add(content, "deletedRecord", "transient")
        _add(content, "granularity", "YYYY-MM-DDThh:mm:ssZ")

    def _formats(self, content: etree._Element, arguments: Mapping[str, str]) -> None:
        """Add the formats of records."""
        if "identifier" in arguments:
            self._entry(arguments["identifier"])
        form = _add(content, "metadataFormat")
        _add(form, "metadataPrefix", PREFIX)
        _add(form, "schema", DC_SCHEMA)
        _add(form, "metadataNamespace", OAI_DC)

    def _sets(self, content: etree._Element, arguments: Mapping[str, str]) -> None:
        """Add the sets, all at once."""
        if "resumptionToken" in arguments:
            raise HarvestingError("badResumptionToken", "the list of sets has one part")
        if not self._repository.sets:
            raise HarvestingError("noSetHierarchy", "no article has a section or a kind")
        for held in self._repository.sets.values():
            one = _add(content, "set")
            _add(one, "setSpec", held.spec)
            _add(one, "setName", held.value)

    def _record(self, content: etree._Element, arguments: Mapping[str, str]) -> None:
        """Add a record."""
        self._add_record(content, self._entry(arguments["identifier"]))

    def _identifiers(self, content: etree._Element, arguments: Mapping[str, str]) -> None:
        """Add the headers of a list."""
        part = self._part(arguments)
        for entry in part.entries:
            _add_header(content, entry, self._article(entry))
        _add_token(content, part)

    def _records(self, content: etree._Element, arguments: Mapping[str, str]) -> None:
        """Add the records of a list."""
        part = self._part(arguments)
        for entry in part.entries:
            self._add_record(content, entry)
        _add_token(content, part)

    def _part(self, arguments: Mapping[str, str]) -> Part:
        """Return the part of a list that is asked for."""
        return self._repository.part(selection_of(arguments), self._index)

    def _entry(self, identifier: str) -> Entry:
        """Return the record with an identifier."""
        begin = _identifier("")
        entry = None
        if identifier.startswith(begin):
            entry = self._repository.entry(unquote(identifier.removeprefix(begin)))
        if entry is None:
            raise HarvestingError("idDoesNotExist", "no record has this identifier")
        return entry

    def _article(self, entry: Entry) -> Article | None:
        """Return the article of a record, or None if it is there no more."""
        return None if entry.is_removed else self._index.snapshot.article(entry.id)

    def _add_record(self, content: etree._Element, entry: Entry) -> None:
        """Add a record."""
        article = self._article(entry)
        record = _add(content, "record")
        _add_header(record, entry, article)
        if article is None:
            return
        metadata = _add(record, "metadata")
        held = etree.SubElement(
            metadata, f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}
        )
        held.set(_LOCATION, f"{OAI_DC} {DC_SCHEMA}")
        address = url_for("pages.article", article_id=article.id, _external=True)
        for name, text in dublin_core(article, address, centre_face()):
            element = etree.SubElement(held, f"{{{DC}}}{name}")
            element.text = text
            if name in WRITTEN_IN_ITS_LANGUAGE and _LANGUAGE.fullmatch(article.language):
                element.set(_LANG, article.language)


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Append an element of the protocol to its parent."""
    element = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    element.text = fold_space(text) or None
    return element


def _add_header(parent: etree._Element, entry: Entry, article: Article | None) -> None:
    """Append the header of a record."""
    header = _add(parent, "header", **({} if article else {"status": "deleted"}))
    _add(header, "identifier", _identifier(entry.id))
    _add(header, "datestamp", entry.time)
    for one in sets_of(article) if article else ():
        _add(header, "setSpec", one.spec)


def _add_token(content: etree._Element, part: Part) -> None:
    """Append the token by which a list goes on; that of the last part of several is empty."""
    if part.rest is None and not part.begun:
        return
    token = part.rest.token() if part.rest else ""
    _add(
        content,
        "resumptionToken",
        token,
        completeListSize=str(part.total),
        cursor=str(part.begun),
    )


def _identifier(article_id: str) -> str:
    """Return the identifier of an article's record, stable as long as the host's name is."""
    return f"oai:{_host()}:{quote(article_id, safe=_IN_IDENTIFIERS)}"


def _host() -> str:
    """Return the name of the host."""
    return urlsplit(f"//{request.host}").hostname or ""


def _webmaster() -> str:
    """Return the address that RFC 2142 gives whoever keeps a site; the protocol wants one."""
    host = _host()
    return f"webmaster@{host}" if "." in host else f"webmaster@{host or 'localhost'}.invalid"
