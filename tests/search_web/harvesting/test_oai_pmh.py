"""What libraries harvest from /oai, and that each answer follows the protocol."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.datastructures import MultiDict

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.model.datestamps import DATESTAMPS_FILE, Datestamps
from indexer.model.document import make_document
from indexer.settings import Centre, Site
from search_web.app import create_app
from search_web.centre import Face
from search_web.configuration import Configuration
from search_web.harvesting import repository
from search_web.harvesting.requests import Selection
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.reference_engine import MemoryEngine
from tests.search_web.conftest import ARTICLES, FULL

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("oai_pmh.rng")))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FIRST, LATER = "2024-01-01T00:00:00Z", "2025-06-01T10:20:30Z"
LATE = tuple(f"study-{number}" for number in range(1, 6))
"""Articles that were changed later than the others."""

HOST = "search.example.org"
FACE = Face(Centre(name="مركز الدراسات", name_en="The Centre", email="library@example.org"))


@pytest.fixture
def engine(analyzer: ArabicAnalyzer) -> MemoryEngine:
    """An engine whose articles were changed at two times, and of which one was removed."""
    engine = MemoryEngine()
    times = {one.id: LATER if one.id in LATE else FIRST for one in ARTICLES}
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        for article in ARTICLES:
            writer.add(make_document(article, analyzer))
        stamps = Datestamps(times, {"gone/1": LATER})
        writer.keep_file(DATESTAMPS_FILE, stamps.format())
        writer.publish(["the test"], refused=0)
    return engine


@pytest.fixture
def library(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A client of the application, whose lists have parts of seven records."""
    monkeypatch.setattr(repository, "PAGE", 7)
    return client_of(engine)


def client_of(engine: MemoryEngine, face: Face = FACE, host: str = HOST) -> FlaskClient:
    """Return a client of an application that is known by a name."""
    operations = Operations(site=Site(hosts=(host,)))
    configuration = Configuration(face=face, operations=operations)
    return create_app(ServedIndex(engine), configuration).test_client()


def asked(client: FlaskClient, query: str) -> etree._Element:
    """Return a valid answer."""
    response = client.get(f"/oai?{query}", base_url=f"http://{HOST}")
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    root = etree.fromstring(response.data)
    SCHEMA.assertValid(root)
    return root


def texts(root: etree._Element, name: str) -> list[str]:
    """Return the texts of all elements of a name."""
    return [one.text or "" for one in root.iter(f"{{*}}{name}")]


def error(root: etree._Element) -> str:
    """Return the code of the error of an answer, or ""."""
    return next((one.get("code", "") for one in root.iter("{*}error")), "")


def parts(client: FlaskClient, query: str) -> Iterator[etree._Element]:
    """Yield all parts of a list."""
    verb = query.partition("&")[0]
    while True:
        root = asked(client, query)
        yield root
        token = next(iter(texts(root, "resumptionToken")), "")
        if not token:
            return
        query = f"{verb}&resumptionToken={token}"


def harvested(client: FlaskClient, query: str) -> list[str]:
    """Return the identifiers of a whole list, without what stands before the id."""
    found = (texts(root, "identifier") for root in parts(client, query))
    return [one.removeprefix("oai:search.example.org:") for ids in found for one in ids]


def test_the_repository_describes_itself(library: FlaskClient) -> None:
    root = asked(library, "verb=Identify")
    told = {etree.QName(one).localname: one.text for one in root.iter() if len(one) == 0}
    assert told == told | {
        "request": "http://search.example.org/oai",
        "repositoryName": "مركز الدراسات",
        "baseURL": "http://search.example.org/oai",
        "adminEmail": "library@example.org",
        "earliestDatestamp": FIRST,
        "deletedRecord": "transient",
    }


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "search.example.org"])
def test_a_centre_without_an_address_has_that_of_its_webmaster(
    engine: MemoryEngine, host: str
) -> None:
    client = client_of(engine, Face(), host)
    root = etree.fromstring(client.get("/oai?verb=Identify", base_url=f"http://{host}").data)
    SCHEMA.assertValid(root)
    assert texts(root, "adminEmail")[0].startswith(f"webmaster@{host}")


def test_a_record_has_what_is_known_of_an_article(library: FlaskClient) -> None:
    identifier = f"oai:search.example.org:{FULL.id}"
    root = asked(library, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}")
    (metadata,) = root.iter("{*}dc")
    assert [(etree.QName(one).localname, one.text) for one in metadata] == [
        ("title", FULL.title),
        *(("creator", name) for name in FULL.authors),
        ("subject", FULL.section),
        *(("subject", tag) for tag in FULL.tags),
        ("description", FULL.summary),
        ("publisher", "مركز الدراسات"),
        ("date", "2024-03-12"),
        ("type", FULL.kind),
        ("format", "text/html"),
        ("identifier", FULL.url),
        ("identifier", FULL.short_link),
        ("identifier", f"http://search.example.org/a/{FULL.id}"),
        ("language", "ar"),
        ("coverage", FULL.place),
        ("rights", FULL.notice),
    ]


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_all_records_are_listed_in_parts_by_their_time(library: FlaskClient, verb: str) -> None:
    found = harvested(library, f"verb={verb}&metadataPrefix=oai_dc")
    if verb == "ListRecords":
        found = [one for one in found if not one.startswith("http")]
    early = sorted(one.id for one in ARTICLES if one.id not in LATE)
    assert found == [*early, *sorted([*LATE, "gone/1"])]


def test_parts_tell_how_far_they_are(library: FlaskClient) -> None:
    tokens = [
        (one.get("cursor"), one.get("completeListSize"), bool(one.text))
        for root in parts(library, "verb=ListIdentifiers&metadataPrefix=oai_dc")
        for one in root.iter("{*}resumptionToken")
    ]
    total = str(len(ARTICLES) + 1)
    expected = [("0", True), ("7", True), ("14", True), ("21", False)]
    assert tokens == [(cursor, total, goes_on) for cursor, goes_on in expected]


def test_a_removed_article_is_told(library: FlaskClient) -> None:
    gone = "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:search.example.org:gone/1"
    root = asked(library, gone)
    (header,) = root.iter("{*}header")
    assert header.get("status") == "deleted"
    assert not list(root.iter("{*}metadata"))


@pytest.mark.parametrize(
    ("times", "ids"),
    [
        ("from=2025-01-01", [*LATE, "gone/1"]),
        ("until=2024-01-01", [one.id for one in ARTICLES if one.id not in LATE]),
        (f"from={LATER}&until={LATER}", [*LATE, "gone/1"]),
        ("from=2024-01-01&until=2025-06-01", [*(one.id for one in ARTICLES), "gone/1"]),
    ],
)
def test_records_are_chosen_by_time(library: FlaskClient, times: str, ids: list[str]) -> None:
    found = harvested(library, f"verb=ListIdentifiers&metadataPrefix=oai_dc&{times}")
    assert set(found) == set(ids)


def test_sections_and_kinds_are_sets(library: FlaskClient) -> None:
    root = asked(library, "verb=ListSets")
    sets = dict(zip(texts(root, "setName"), texts(root, "setSpec"), strict=True))
    assert set(sets) == {one.section for one in ARTICLES} | {FULL.kind}
    for value in (FULL.section, FULL.kind):
        chosen = f"verb=ListIdentifiers&metadataPrefix=oai_dc&set={sets[value]}"
        assert harvested(library, chosen) == [FULL.id]
        specs = texts(asked(library, chosen), "setSpec")
        assert specs == [sets[FULL.section], sets[FULL.kind]]


LIST = "verb=ListRecords&metadataPrefix=oai_dc"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=Fetch", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&identifier=oai:x:1", "badArgument"),
        (f"{LIST}&metadataPrefix=oai_dc", "badArgument"),
        (f"{LIST}&from=2024", "badArgument"),
        (f"{LIST}&from=2024-02-31", "badArgument"),
        (f"{LIST}&from=2024-1-1", "badArgument"),
        (f"{LIST}&from=2024-01-01T00:00:00", "badArgument"),
        (f"{LIST}&from=2024-01-01&until=2024-02-01T00:00:00Z", "badArgument"),
        (f"{LIST}&from=2024-02-01&until=2024-01-01", "badArgument"),
        (f"{LIST}&resumptionToken=abc", "badArgument"),
        (f"{LIST}&set=قسم", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=marc&identifier=oai:x:1", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:1", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=study-1", "idDoesNotExist"),
        (f"{LIST}&from=2093-01-01", "noRecordsMatch"),
        (f"{LIST}&until=1999-01-01", "noRecordsMatch"),
        (f"{LIST}&set=section-none", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=W10", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%D9%85", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
    ],
)
def test_wrong_requests_have_the_errors_of_the_protocol(
    library: FlaskClient, query: str, code: str
) -> None:
    root = asked(library, query)
    assert error(root) == code
    (request,) = root.iter("{*}request")
    assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


def test_a_list_that_has_ended_has_no_further_part(library: FlaskClient) -> None:
    token = Selection(after=("2099-01-01T00:00:00Z", ""), listed=25).token()
    root = asked(library, f"verb=ListRecords&resumptionToken={token}")
    assert error(root) == "badResumptionToken"


@pytest.mark.parametrize(
    "held",
    [
        ["", "", "", LATER, "x", -1],
        ["", "", "", LATER, "x", 0],
        ["", "\ud800", "", LATER, "x", 7],
        ["", "", "", "tomorrow", "x", 7],
        ["", "", "", LATER, 5, 7],
        {"first": ""},
    ],
)
def test_a_token_that_was_never_given_is_refused(library: FlaskClient, held: object) -> None:
    token = base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")
    root = asked(library, f"verb=ListIdentifiers&resumptionToken={token}")
    assert error(root) == "badResumptionToken"


def test_a_list_goes_on_after_an_update_of_the_index(
    library: FlaskClient, engine: MemoryEngine, analyzer: ArabicAnalyzer
) -> None:
    """What changes meanwhile comes at the end; nothing is missing."""
    beginning = asked(library, "verb=ListIdentifiers&metadataPrefix=oai_dc")
    (token,) = texts(beginning, "resumptionToken")
    changed, removed, now = ARTICLES[3], ARTICLES[-1], dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.add(make_document(replace(changed, title="عنوان جديد"), analyzer))
        writer.delete(removed.id)
        served = {one.id for one in ARTICLES} - {removed.id}
        former = Datestamps.parse(writer.kept_file(DATESTAMPS_FILE))
        stamps = former.after(served, [changed.id], now)
        writer.keep_file(DATESTAMPS_FILE, stamps.format())
        writer.publish(["the test"], refused=0)
    begun = [one.rpartition(f":{HOST}:")[2] for one in texts(beginning, "identifier")]
    rest = harvested(library, f"verb=ListIdentifiers&resumptionToken={token}")
    assert {*begun, *rest} == {*(one.id for one in ARTICLES), "gone/1"}
    assert set(rest[-2:]) == {changed.id, removed.id}


def test_titles_and_summaries_name_their_language(library: FlaskClient) -> None:
    identifier = f"oai:{HOST}:{FULL.id}"
    root = asked(library, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}")
    (metadata,) = root.iter("{*}dc")
    told = {etree.QName(one).localname for one in metadata if one.get(LANG) == "ar"}
    assert told == {"title", "description"}


def test_an_index_without_sections_has_no_sets(analyzer: ArabicAnalyzer) -> None:
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.add(make_document(Article(id="1", title="عنوان", body="نص."), analyzer))
        writer.publish(["the test"], refused=0)
    client = client_of(engine)
    assert error(asked(client, "verb=ListSets")) == "noSetHierarchy"
    assert harvested(client, "verb=ListIdentifiers&metadataPrefix=oai_dc") == ["1"]


def test_a_form_is_answered_as_a_query_is(library: FlaskClient) -> None:
    sent = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "until": "2024-01-01"}
    root = etree.fromstring(library.post("/oai", data=sent).data)
    SCHEMA.assertValid(root)
    assert len(texts(root, "header")) == 7


@pytest.mark.parametrize("id_", ["تقرير/1", "a b", "x%20y", "50%", 'q"<>&', "a#b?c"])
def test_any_id_has_a_record(analyzer: ArabicAnalyzer, id_: str) -> None:
    engine = MemoryEngine()
    with engine.writer(analyzer.version, analyzer.lists.files) as writer:
        writer.add(make_document(replace(FULL, id=id_), analyzer))
        writer.publish(["the test"], refused=0)
    client = client_of(engine)
    root = asked(client, "verb=ListIdentifiers&metadataPrefix=oai_dc")
    (identifier,) = texts(root, "identifier")
    query = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
    found = client.get("/oai", query_string=query, base_url=f"http://{HOST}")
    assert texts(etree.fromstring(found.data), "title") == [FULL.title]


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1b", "\ufffe", "\ud800", "\x85", "<", '"'])
@pytest.mark.parametrize("name", ["from", "until", "set", "identifier", "resumptionToken", "verb"])
def test_signs_that_xml_has_no_place_for_are_no_fault(
    library: FlaskClient, name: str, sign: str
) -> None:
    written = quote(sign, errors="surrogatepass")
    given = {"verb": "ListRecords", "metadataPrefix": "oai_dc", name: f"x{written}"}
    query = "&".join(f"{one}={value}" for one, value in given.items())
    assert error(asked(library, query))
    assert error(asked(library, f"verb=Identify&x{written}=1")) == "badArgument"


NAMES = st.sampled_from(["verb", "identifier", "metadataPrefix", "from", "until", "set"])
VALUES = st.text(max_size=20) | st.sampled_from(
    ["ListRecords", "Identify", "oai_dc", "2024-01-01", "section-1", "oai:search.example.org:1"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(NAMES | st.just("resumptionToken"), VALUES), max_size=5))
def test_no_request_has_an_answer_outside_the_protocol(
    library: FlaskClient, sent: list[tuple[str, str]]
) -> None:
    response = library.post("/oai", data=MultiDict(sent))
    assert response.status_code == 200
    SCHEMA.assertValid(etree.fromstring(response.data))


def test_times_stay_until_an_article_changes() -> None:
    first = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    then = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    begun = Datestamps().after(["a", "b", "c"], ["a", "b", "c"], first)
    went_on = Datestamps.parse(begun.after(["a", "b"], ["b"], then).format())
    assert went_on.changed == {"a": "2024-01-01T00:00:00Z", "b": "2025-06-01T00:00:00Z"}
    assert went_on.removed == {"c": "2025-06-01T00:00:00Z"}
    came_back = went_on.after(["a", "b", "c"], ["c"], then)
    assert came_back.removed == {}
