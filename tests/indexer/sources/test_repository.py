"""What the index holds of a repository that speaks OAI-PMH, and how it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build, refresh
from indexer.building.plan import BuildPlan
from indexer.building.report import Report
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.model.article import Article
from indexer.processes import Processes
from indexer.sources.record import Found, Refused
from indexer.sources.registry import as_source
from indexer.sources.repository.answer import read_answer
from indexer.sources.repository.dublin_core import record_of_item
from indexer.sources.repository.source import OaiRepository
from indexer.sources.source import CrawlRules, SourceError
from indexer.sources.web.client import WebClient
from tests.indexer.sources.repository_server import (
    Deposit,
    RepositoryServer,
    Value,
    dublin_core,
    serving_repository,
)
from tests.indexer.sources.test_wordpress_site import Quiet


@pytest.fixture
def repository() -> Iterator[RepositoryServer]:
    with serving_repository() as server:
        yield server


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "generations")


Plan = Callable[..., BuildPlan]
Build = Callable[..., Report]


@pytest.fixture
def plan(
    repository: RepositoryServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Plan:
    def make(url: str = "") -> BuildPlan:
        connect = partial(WebClient, pause=0, back_off=0.001)
        return BuildPlan(
            [OaiRepository(f"oai+{url or repository.url}", connect)],
            engine,
            analyzer,
            gate=None,
            crawl=CrawlRules(pause=0),
            crawls=tmp_path / "crawls",
            processes=Processes(1),
        )

    return make


@pytest.fixture
def built(plan: Plan) -> Build:
    """Builds the index of the repository."""
    return lambda url="": build(plan(url), Quiet())


def titles(engine: WhooshEngine) -> set[str]:
    with closing(engine.snapshot()) as snapshot:
        return {article.title for article in snapshot.articles()}


def refusals(report: Report) -> dict[str, str]:
    return {one.place: one.reason for one in report.notes.refusals if isinstance(one, Refused)}


def article_of(values: Mapping[str, list[Value]]) -> Article:
    """The article of a record with these values."""
    record = Deposit("2026-01-01", dublin_core({"title": ["عنوان"], **values})).xml("oai:repo:1")
    [item] = read_answer(
        f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{record}</OAI-PMH>'.encode()
    ).items
    found = record_of_item(item, "https://repo.example/oai", "https://repo.example/oai")
    assert isinstance(found, Found), found
    return found.article


@pytest.mark.parametrize(
    ("values", "field", "wanted"),
    [
        # Several languages of one element: that of the publication first.
        (
            {"title": [("Borders", "en"), ("أمن الحدود", "ar")], "language": ["ar"]},
            "title",
            "أمن الحدود",
        ),
        ({"title": ["Border security", "أمن الحدود"], "language": ["ara"]}, "title", "أمن الحدود"),
        ({"title": ["أمن الحدود", "Border security"]}, "title", "أمن الحدود"),
        (
            {
                "title": [("Borders", "en"), ("الحدود", "ar")],
                "description": [("On borders.", "en"), ("عن الحدود.\nوالهجرة.", "ar")],
                "language": ["ar"],
            },
            "body",
            "عن الحدود.\nوالهجرة.\nOn borders.\nBorders",
        ),
        ({"description": ["<p>عن <b>الحدود</b></p><p>والهجرة</p>"]}, "body", "عن الحدود\nوالهجرة"),
        ({}, "body", ""),
        # Languages are written in many ways.
        ({"language": ["ara"]}, "language", "ar"),
        ({"language": ["en_US"]}, "language", "en"),
        ({"language": ["fre"]}, "language", "fr"),
        ({"language": ["العربية"]}, "language", "ar"),
        ({"language": ["Arabic", "en"]}, "language", "en"),
        # Names stand in catalogues with the family first.
        (
            {"creator": ["الهادي، سالم", "Nasser, Leila"]},
            "authors",
            ("سالم الهادي", "Leila Nasser"),
        ),
        ({"creator": ["أبو زيد, نصر حامد"]}, "authors", ("نصر حامد أبو زيد",)),
        ({"creator": ["سالم الهادي، باحث"]}, "authors", ("سالم الهادي، باحث",)),
        ({"creator": ["مركز، الدراسات"]}, "authors", ("مركز، الدراسات",)),
        ({"contributor": ["ليلى النجار"], "publisher": ["مركز"]}, "authors", ("ليلى النجار",)),
        ({"publisher": ["مركز الدراسات"]}, "authors", ("مركز الدراسات",)),
        (
            {"creator": ["أ ب"], "publisher": ["مركز الدراسات"], "rights": ["CC BY 4.0"]},
            "notice",
            "مركز الدراسات — CC BY 4.0",
        ),
        ({"subject": ["الهجرة؛ الحدود", "الهجرة", "Law; "]}, "tags", ("الهجرة", "الحدود", "Law")),
        # The earliest day is that of publication, the others those of the deposit.
        (
            {"date": ["2021-05-05T10:00:00Z", "2021-05-06T10:00:00Z", "2019-03-07"]},
            "date",
            dt.date(2019, 3, 7),
        ),
        ({"date": ["2021-05-05T10:00:00Z", "2019"]}, "date", dt.date(2019, 1, 1)),
        ({"date": ["2019-03"]}, "date", dt.date(2019, 3, 1)),
        ({"date": ["0000", "لا تاريخ"]}, "date", None),
        # The page is that of the repository, before those of files and of other sites.
        (
            {
                "identifier": [
                    "9789953",
                    "https://repo.example/bitstream/1/study.pdf",
                    "http://hdl.handle.net/1/2",
                    "https://repo.example/handle/1/2",
                ]
            },
            "url",
            "https://repo.example/handle/1/2",
        ),
        ({"identifier": ["doi:10.1234/abc.5"]}, "url", "https://doi.org/10.1234/abc.5"),
        ({"identifier": ["javascript:alert(1)", "http://[", "urn:x"]}, "url", ""),
        ({"type": ["info:eu-repo/semantics/article", "Peer-reviewed"]}, "kind", "Peer-reviewed"),
        ({"type": ["info:eu-repo/semantics/article"]}, "kind", "article"),
        ({"type": ["http://purl.org/coar/resource_type/c_6501", "دراسة"]}, "kind", "دراسة"),
        ({"coverage": ["1990-2000", "الأردن"]}, "place", "الأردن"),
        ({}, "id", "oai:repo:1"),
    ],
)
def test_an_article_is_made_of_dublin_core(
    values: Mapping[str, list[Value]], field: str, wanted: object
) -> None:
    assert getattr(article_of(values), field) == wanted


@pytest.mark.parametrize("text", ["oai+https://example.org/oai", "OAI+http://x.org/oai?set=a"])
def test_the_address_tells_that_it_is_a_repository(text: str) -> None:
    assert type(as_source(text)) is OaiRepository


@pytest.mark.parametrize("text", ["oai+ftp://example.org/oai", "oai+https://a b/oai"])
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(SourceError, match="address"):
        as_source(text)


def test_all_parts_of_the_list_are_read(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(5):
        repository.add(str(number), f"عنوان {number}")
    repository.delete("9", "2026-01-01T00:00:00Z")
    assert built().counts.indexed == 5
    assert titles(engine) == {f"عنوان {number}" for number in range(5)}
    assert [sorted(given) for given in repository.asked] == [
        ["metadataPrefix"],
        ["resumptionToken"],
        ["resumptionToken"],
    ]


def test_a_set_may_be_named(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(4):
        repository.add(str(number), f"عنوان {number}", sets=("col_1",) if number else ())
    built(f"{repository.url}?set=col_1")
    assert titles(engine) == {"عنوان 1", "عنوان 2", "عنوان 3"}
    assert repository.asked[0]["set"] == "col_1"
    assert "set" not in repository.asked[1]  # a token stands alone


@pytest.mark.parametrize(
    ("granularity", "since"),
    [
        ("YYYY-MM-DDThh:mm:ssZ", "2026-02-27T12:00:00Z"),
        ("YYYY-MM-DD", "2026-02-27"),
    ],
)
def test_an_update_asks_for_what_has_changed(
    repository: RepositoryServer,
    engine: WhooshEngine,
    built: Build,
    granularity: str,
    since: str,
) -> None:
    repository.granularity = granularity
    for number in range(3):
        repository.add(str(number), f"عنوان {number}")
    built()
    repository.asked.clear()
    repository.now = "2026-03-02T12:00:00Z"
    repository.add("1", "أمن الحدود", "2026-03-02T00:00:00Z")
    repository.add("3", "جديد", "2026-03-01T00:00:00Z")  # before the last reading, shown after it
    repository.delete("0", "2026-03-02T00:00:00Z")
    report = built()
    assert [given["from"] for given in repository.asked if "from" in given] == [since]
    counts = report.counts
    assert (counts.indexed, counts.unchanged, counts.removed) == (2, 1, 1)
    assert titles(engine) == {"أمن الحدود", "عنوان 2", "جديد"}


def test_nothing_new_changes_nothing(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    repository.add("1", "أمن الحدود")
    built()
    report = built()
    assert (report.counts.unchanged, report.published) == (1, False)
    assert titles(engine) == {"أمن الحدود"}
    repository.add("2", "جديد", "2026-03-01T13:00:00Z")
    assert built().counts.indexed == 1
    assert titles(engine) == {"أمن الحدود", "جديد"}


def test_where_nothing_changes_all_is_read_once_a_week_not_each_time(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    repository.deleted_record = "no"
    repository.add("1", "أمن الحدود")
    repository.add("2", "الهجرة")
    built()
    repository.asked.clear()
    for day in (10, 11, 16, 18, 19):
        repository.now = f"2026-03-{day}T12:00:00Z"
        built()
    since = [given.get("from") for given in repository.asked]
    days = ("2026-03-08", "2026-03-09", "2026-03-16")
    first, second, third = (f"{day}T12:00:00Z" for day in days)
    assert since == [None, first, second, None, third]
    del repository.deposits["oai:repo:2"]
    repository.now = "2026-03-26T12:00:00Z"
    assert built().counts.removed == 1
    assert titles(engine) == {"أمن الحدود"}


@pytest.mark.parametrize(
    ("deleted_record", "now", "query", "is_removed"),
    [
        ("no", "2026-03-02T12:00:00Z", "", False),  # not known yet
        ("no", "2026-03-09T12:00:00Z", "", True),
        ("transient", "2026-03-09T12:00:00Z", "", True),
        ("persistent", "2026-03-09T12:00:00Z", "", False),  # a deletion would be told
        ("persistent", "2026-03-09T12:00:00Z", "?set=a", True),
    ],
)
def test_a_repository_that_does_not_tell_of_deletions_is_read_whole_now_and_then(
    repository: RepositoryServer,
    engine: WhooshEngine,
    built: Build,
    deleted_record: str,
    now: str,
    query: str,
    is_removed: bool,
) -> None:
    repository.deleted_record = deleted_record
    repository.add("1", "أمن الحدود", sets=("a",))
    repository.add("2", "الهجرة", sets=("a",))
    built(f"{repository.url}{query}")
    del repository.deposits["oai:repo:2"]
    repository.now = now
    report = built(f"{repository.url}{query}")
    assert report.counts.removed == is_removed
    assert ("الهجرة" in titles(engine)) is not is_removed


def test_a_quick_update_finds_what_is_new_and_the_next_whole_one_what_is_deleted(
    repository: RepositoryServer, engine: WhooshEngine, plan: Plan, built: Build
) -> None:
    repository.add("1", "أمن الحدود")
    repository.add("2", "الهجرة")
    built()
    assert refresh(plan(), Quiet()) is None
    repository.add("3", "جديد", "2026-03-01T13:00:00Z")
    repository.delete("2", "2026-03-01T13:00:00Z")
    report = refresh(plan(), Quiet())
    assert report is not None
    assert report.counts.indexed == 1
    assert titles(engine) == {"أمن الحدود", "الهجرة", "جديد"}
    assert built().counts.removed == 1
    assert titles(engine) == {"أمن الحدود", "جديد"}


def test_what_is_no_article_is_refused_by_name_also_by_an_update(
    repository: RepositoryServer, built: Build
) -> None:
    repository.add("1", "أمن الحدود")
    repository.deposits |= {
        "oai:repo:2": Deposit("2026-01-01T00:00:00Z", dublin_core({"description": ["بلا عنوان"]})),
        "oai:repo:3": Deposit("2026-01-01T00:00:00Z", "<metadata><x/></metadata>"),
        "": Deposit("2026-01-01T00:00:00Z", dublin_core({"title": ["بلا رقم"]})),
    }
    wanted = {
        "oai:repo:2": "it has no title: mend it in the repository",
        "oai:repo:3": "it has no metadata in Dublin Core (oai_dc): mend it in the repository",
    }
    whole = {"a record without identifier": "it has no id: mend it in the repository"}
    assert refusals(built()) == {**wanted, **whole}
    assert refusals(built()) == wanted


def test_a_list_that_cannot_be_gone_on_with_is_begun_again_once(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(5):
        repository.add(str(number), f"عنوان {number}")
    repository.lost_tokens = ["||4"]
    report = built()
    assert (report.counts.indexed, report.counts.refused) == (5, 0)
    tokens = [given.get("resumptionToken") for given in repository.asked]
    assert tokens == [None, "||2", "||4", None, "||2", "||4"]


def torn(text: str) -> bytes:
    """The first part of a list whose second record is broken."""
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        "<responseDate>2026-03-01T12:00:00Z</responseDate><ListRecords>"
        + Deposit("2026-01-01", dublin_core({"title": ["أول"]})).xml("oai:repo:first")
        + text
    ).encode()


FAULT = (
    b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-03-01T12:00:00Z'
    b'</responseDate><error code="%s">words of it</error></OAI-PMH>'
)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"": torn("<record><a></b>")}, r"line 1, behind the record oai:repo:first.*mend that"),
        ({"": torn("")}, r"behind the record oai:repo:first"),
        ({"||2": FAULT % b"badResumptionToken"}, r"badResumptionToken: words of it: .*twice"),
        ({"": FAULT % b"cannotDisseminateFormat"}, r"have oai_dc switched on; what was indexed st"),
        ({"": FAULT % b"noSetHierarchy"}, r"leave set out of the address"),
        ({"": FAULT % b"badArgument"}, r"badArgument: words of it: name its base URL"),
        ({"": FAULT % b"noRecordsMatch"}, r"it has no records"),
        ({"": b"<html><p>error"}, r"answers 200 with text/xml, not as a repository does"),
        ({"": b""}, r"not as a repository does"),
        ({"": b"<?xml version='1.0' encoding='klingon'?><a/>"}, r"klingon.*name its base URL"),
        (
            {"||2": torn("<resumptionToken>||2</resumptionToken></ListRecords></OAI-PMH>")},
            r"goes in a circle \(resumptionToken \|\|2\)",
        ),
    ],
)
def test_a_fault_is_told_and_nothing_is_lost(
    repository: RepositoryServer,
    engine: WhooshEngine,
    built: Build,
    raw: dict[str, bytes],
    said: str,
) -> None:
    repository.deleted_record = "no"
    for number in range(3):
        repository.add(str(number), f"عنوان {number}")
    built()
    repository.raw = raw
    repository.now = "2026-04-01T12:00:00Z"  # all is read again
    with pytest.raises(SourceError, match=said) as told:
        built()
    assert repository.url in str(told.value)
    assert titles(engine) == {f"عنوان {number}" for number in range(3)}
    repository.raw = {}
    assert built().counts.unchanged == 3


def test_control_characters_and_entities_do_no_harm(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>' + torn(
        "</ListRecords></OAI-PMH>"
    ).decode().replace("أول", "أول\x0b\x1f &f;")
    repository.raw = {"": f'<?xml version="1.0"?>{bomb}'.encode()}
    built()
    [title] = titles(engine)
    assert title.startswith("أول")
    assert "root" not in title


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (503, "it answers 503: try again later"),
        (404, "it answers 404 with text/plain, not as a repository does"),
    ],
)
def test_an_interrupted_build_goes_on_where_it_was(
    repository: RepositoryServer, built: Build, tmp_path: Path, status: int, said: str
) -> None:
    for number in range(5):
        repository.add(str(number), f"عنوان {number}")
    repository.statuses = {"||4": status}
    with pytest.raises(SourceError, match=said):
        built()
    repository.statuses = {}
    repository.asked.clear()
    assert built().counts.indexed == 5
    assert repository.asked == [{"resumptionToken": "||4"}]
    assert not list((tmp_path / "crawls").iterdir())


def test_an_interrupted_build_begins_again_if_its_token_ran_out(
    repository: RepositoryServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(5):
        repository.add(str(number), f"عنوان {number}")
    repository.statuses = {"||4": 404}
    with pytest.raises(SourceError):
        built()
    repository.statuses = {}
    repository.lost_tokens = ["||4"]
    assert built().counts.indexed == 5


def test_robots_txt_is_kept_to(repository: RepositoryServer, built: Build) -> None:
    repository.add("1", "أمن الحدود")
    repository.robots = "User-agent: *\nDisallow: /oai"
    with pytest.raises(SourceError, match="let it allow Bahith this address"):
        built()
    assert not repository.asked


def test_an_address_that_is_no_base_url_is_told(repository: RepositoryServer, built: Build) -> None:
    with pytest.raises(SourceError, match=r"answers 200 with text/html.*name its base URL"):
        built(repository.url.replace("/oai/request", "/page"))
