"""A repository that speaks OAI-PMH 2.0: records, parts of lists, and faults."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from flask import Flask, Response, request
from werkzeug.serving import make_server

ABSTRACT = "تتناول الدراسة أمن الحدود والهجرة في دول الجوار وما تغير فيها خلال عام. " * 5

Value = str | tuple[str, str]
"""The value of an element, with its `xml:lang` if it has one."""

_ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>{date}</responseDate><request>x</request>{content}</OAI-PMH>"
)
_DC = (
    '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{content}</oai_dc:dc></metadata>'
)


@dataclass
class Deposit:
    """A record.

    Attributes:
        datestamp: When it was changed.
        metadata: Its metadata in XML, or "" if it is deleted.
        sets: The sets that it is in.
    """

    datestamp: str
    metadata: str
    sets: tuple[str, ...] = ()

    def xml(self, identifier: str) -> str:
        """Return the element of the record."""
        status = "" if self.metadata else ' status="deleted"'
        sets = "".join(f"<setSpec>{name}</setSpec>" for name in self.sets)
        return (
            f"<record><header{status}><identifier>{escape(identifier)}</identifier>"
            f"<datestamp>{self.datestamp}</datestamp>{sets}</header>{self.metadata}</record>"
        )


def dublin_core(values: Mapping[str, list[Value]]) -> str:
    """Return the metadata of values by element."""
    content = ""
    for name, given in values.items():
        for value in given:
            text, language = value if isinstance(value, tuple) else (value, "")
            lang = f" xml:lang={quoteattr(language)}" if language else ""
            content += f"<dc:{name}{lang}>{escape(text)}</dc:{name}>"
    return _DC.format(content=content)


@dataclass
class RepositoryServer:
    """A repository.

    Attributes:
        url: Its base URL.
        now: The time at which it answers.
        deposits: Its records, by identifier.
        deleted_record: What it says of deletions.
        granularity: In what it counts time.
        size: Number of records of a part.
        robots: Its robots.txt.
        raw: Answers in place of its own, by resumption token ("" for the first part).
        statuses: HTTP statuses of answers, by resumption token.
        lost_tokens: The tokens that it no longer knows, each for one request.
        asked: The parameters of each request for records.
    """

    url: str = ""
    now: str = "2026-03-01T12:00:00Z"
    deposits: dict[str, Deposit] = field(default_factory=dict)
    deleted_record: str = "persistent"
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    size: int = 2
    robots: str = ""
    raw: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    lost_tokens: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    def add(
        self,
        name: str,
        title: str,
        datestamp: str = "2026-01-01T00:00:00Z",
        sets: tuple[str, ...] = (),
    ) -> None:
        """Deposit a publication, or change it."""
        metadata = dublin_core(
            {
                "title": [title],
                "description": [ABSTRACT],
                "language": ["ar"],
                "date": ["2024-05-06"],
            }
        )
        self.deposits[f"oai:repo:{name}"] = Deposit(datestamp, metadata, sets)

    def delete(self, name: str, datestamp: str) -> None:
        """Delete a publication, and say so."""
        self.deposits[f"oai:repo:{name}"] = Deposit(datestamp, "")

    def answer(self) -> Response:
        """Answer a request."""
        given = dict(request.args)
        if given["verb"] == "Identify":
            return self._xml(
                "<Identify><repositoryName>مستودع</repositoryName>"
                f"<deletedRecord>{self.deleted_record}</deletedRecord>"
                f"<granularity>{self.granularity}</granularity></Identify>"
            )
        del given["verb"]
        self.asked.append(given)
        token = given.get("resumptionToken", "")
        if status := self.statuses.get(token):
            return Response("down", status, content_type="text/plain")
        if token in self.raw:
            return Response(self.raw[token], content_type="text/xml")
        if token in self.lost_tokens:
            self.lost_tokens.remove(token)
            return self._xml('<error code="badResumptionToken">it ran out</error>')
        return self._xml(self._listed(given, token))

    def _listed(self, given: Mapping[str, str], token: str) -> str:
        """Return a part of the list of records."""
        if token:
            since, wanted, begin = token.split("|")
        else:
            since, wanted, begin = given.get("from", ""), given.get("set", ""), "0"
            assert given["metadataPrefix"] == "oai_dc"
        found = [
            one.xml(name)
            for name, one in self.deposits.items()
            if one.datestamp[: len(since)] >= since and (not wanted or wanted in one.sets)
        ]
        if not found:
            return '<error code="noRecordsMatch"/>'
        end = int(begin) + self.size
        following = f"{since}|{wanted}|{end}" if end < len(found) else ""
        return (
            f"<ListRecords>{''.join(found[int(begin) : end])}"
            f'<resumptionToken completeListSize="{len(found)}">{following}</resumptionToken>'
            "</ListRecords>"
        )

    def _xml(self, content: str) -> Response:
        return Response(_ROOT.format(date=self.now, content=content), content_type="text/xml")


@contextmanager
def serving_repository() -> Iterator[RepositoryServer]:
    """A repository on a free port, until the end of the block."""
    repository = RepositoryServer()
    app = Flask(__name__)

    @app.get("/robots.txt")
    def robots() -> Response:
        return Response(repository.robots, content_type="text/plain")

    @app.get("/oai/request")
    def answer() -> Response:
        return repository.answer()

    @app.get("/page")
    def page() -> str:
        return "<!doctype html><html><body><p>مرحبا</body></html>"

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    repository.url = f"http://127.0.0.1:{server.server_port}/oai/request"
    try:
        yield repository
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
