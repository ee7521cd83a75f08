"""A harvester that libraries use reads a running application from end to end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch
from oaipmh_scythe.models import MetadataFormat, Record, Set
from werkzeug.serving import make_server

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.model.document import make_document
from search_web.app import create_app
from search_web.harvesting import repository
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, FULL

FIRST, LATER = "2024-01-01T00:00:00Z", "2025-06-01T10:20:30Z"


@pytest.fixture
def harvester(analyzer: ArabicAnalyzer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scythe]:
    """A harvester of articles of which one was changed later and another one removed."""
    monkeypatch.setattr(repository, "PAGE", 7)
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in ARTICLES:
            writer.add(make_document(article, analyzer))
        times = {one.id: LATER if one is FULL else FIRST for one in ARTICLES}
        writer.keep_file(DATESTAMPS_FILE, Datestamps(times, {"gone": LATER}).format())
        writer.publish(["the test"], refused=0)
    server = make_server("127.0.0.1", 0, create_app(ServedIndex(engine)), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    with Scythe(f"http://127.0.0.1:{server.server_port}/oai") as scythe:
        yield scythe
    server.shutdown()
    serving.join()
    server.server_close()


def ids(found: Iterator[object]) -> list[str]:
    """Return the ids of the articles of headers."""
    return [str(getattr(one, "identifier", "")).removeprefix("oai:127.0.0.1:") for one in found]


def id_of(record: Record) -> str:
    """Return the id of the article of a record."""
    return ids(iter([record.header]))[0]


def test_all_records_are_harvested_part_by_part(harvester: Scythe) -> None:
    records = [one for one in harvester.list_records() if isinstance(one, Record)]
    served = [one for one in records if not one.deleted]
    assert {id_of(one) for one in served} == {one.id for one in ARTICLES}
    assert [id_of(one) for one in records if one.deleted] == ["gone"]
    (full,) = (one for one in served if one.header.datestamp == LATER)
    assert full.metadata["title"] == [FULL.title]
    assert full.metadata["creator"] == list(FULL.authors)
    assert full.metadata["language"] == ["ar"]


def test_what_has_changed_is_harvested_alone(harvester: Scythe) -> None:
    assert ids(harvester.list_identifiers(from_="2025-01-01")) == ["gone", FULL.id]
    with pytest.raises(NoRecordsMatch):
        list(harvester.list_identifiers(from_="2093-01-01"))


def test_a_set_is_harvested_alone(harvester: Scythe) -> None:
    sets = [one for one in harvester.list_sets() if isinstance(one, Set)]
    (of_section,) = (one for one in sets if one.setName == FULL.section)
    assert ids(harvester.list_identifiers(set_=of_section.setSpec)) == [FULL.id]


def test_the_repository_and_its_formats_are_understood(harvester: Scythe) -> None:
    told = harvester.identify()
    assert told.baseURL == harvester.endpoint
    assert told.protocolVersion == "2.0"
    formats = [one for one in harvester.list_metadata_formats() if isinstance(one, MetadataFormat)]
    assert [one.metadataPrefix for one in formats] == ["oai_dc"]
    record = harvester.get_record(f"oai:127.0.0.1:{FULL.id}")
    assert isinstance(record, Record)
    assert FULL.url in record.metadata["identifier"]
