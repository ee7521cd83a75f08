"""Paging by cursor: each hit once, in one order, whatever is published meanwhile."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.analyzer import ArabicAnalyzer
from indexer.engines.base import Engine, GenerationGoneError
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.query_lists import SYNONYMS
from indexer.model.document import Document, make_document
from indexer.ranking.parameters import DEFAULT_RANKING
from indexer.searching.request import SearchRequest
from search_web.api.cursor import Cursor, Cursors, InvalidCursorError, Versions
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.indexer.engines.collection import ARTICLES, build
from tests.reference_engine import MemoryEngine
from tests.search_web.api.conftest import Ask, answer, problem
from tests.search_web.conftest import sparse

COUNT = 24
SECRET = b"a secret of this test alone"


@cache
def documents(analyzer: ArabicAnalyzer) -> tuple[Document, ...]:
    return tuple(make_document(sparse(number), analyzer) for number in range(COUNT))


@dataclass(frozen=True, slots=True)
class Change:
    """An event between two pages: articles withdrawn and published, or a rebuild."""

    deleted: frozenset[int]
    added: frozenset[int]
    fresh: bool

    def apply(self, engine: Engine, analyzer: ArabicAnalyzer) -> None:
        known = documents(analyzer)
        with engine.writer(analyzer.version, analyzer.lists.files, fresh=self.fresh) as writer:
            for number in self.deleted:
                writer.delete(known[number].id)
            for number in self.added:
                writer.add(known[number])
            writer.publish(["a test"], refused=0)


NUMBERS = st.frozensets(st.integers(0, COUNT - 1), max_size=8)
CHANGES = st.lists(st.builds(Change, NUMBERS, NUMBERS, st.booleans()), max_size=3)
SEARCHES = st.fixed_dictionaries(
    {
        "q": st.sampled_from(["", "أمن الحدود", "أمن الفضاء", "دراسة -3", "الهجرة OR 7"]),
        "per_page": st.integers(1, 9),
    },
    optional={
        "sort": st.sampled_from(["relevance", "-date", "date"]),
        "author": st.lists(st.sampled_from(["وحدة 1", "وحدة 2", "وحدة 3"]), min_size=1),
        "from": st.just("2012-01-01"),
        "strict": st.just("true"),
    },
)


@contextmanager
def memory() -> Iterator[Engine]:
    yield MemoryEngine()


@contextmanager
def whoosh() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        yield WhooshEngine(Path(folder), kept=2)


def ids(answer: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in answer["hits"]]


def client_of(engine: MemoryEngine, newer: float = DEFAULT_RANKING.newer) -> FlaskClient:
    """Make one of several applications over an engine with the same secret."""
    operations = Operations(secret=SECRET)
    return create_app(
        ServedIndex(engine),
        Configuration(ranking=replace(DEFAULT_RANKING, newer=newer), operations=operations),
    ).test_client()


@pytest.mark.parametrize("make", [memory, whoosh])
@settings(max_examples=15)
@given(wanted=SEARCHES, data=st.data())
def test_no_hit_is_repeated_or_lost(
    make: Callable[[], Any], analyzer: ArabicAnalyzer, wanted: dict[str, Any], data: st.DataObject
) -> None:
    with make() as engine, closing(ServedIndex(engine)) as served:
        Change(frozenset(), frozenset(range(0, COUNT, 2)) | {1, 3, 5}, True).apply(engine, analyzer)
        client = create_app(served, Configuration(cache=0)).test_client()
        everything = answer(client, "/api/v1/search", **wanted | {"per_page": 100})
        page = answer(client, "/api/v1/search", **wanted)
        read = ids(page)
        while cursor := page["next_cursor"]:
            for change in data.draw(CHANGES):
                change.apply(engine, analyzer)
            response = client.get("/api/v1/search", query_string={"cursor": cursor})
            if response.status_code == 410:
                with pytest.raises(GenerationGoneError):
                    engine.snapshot(everything["generation"])
                assert answer(client, problem(client, f"search?cursor={cursor}", 410)["restart"])
                return
            page = answer(client, f"/api/v1/search?cursor={cursor}")
            assert page["generation"] == everything["generation"]
            assert page["facets"] == everything["facets"]
            read += ids(page)
        assert read == ids(everything)


def test_a_cursor_holds_the_whole_request(ask: Ask) -> None:
    asked = {"q": "الدول", "sort": "date", "per_page": 2, "strict": "true", "from": "2019-01-01"}
    first = ask("search", **asked)
    second = ask("search", cursor=first["next_cursor"])
    by_page = ask("search", **asked, page=2)
    assert ids(second) == ids(by_page)
    assert (second["query"], second["page"], second["per_page"]) == ("الدول", 2, 2)
    assert second["next_cursor"] is None
    assert len({*ids(first), *ids(second)}) == first["total"] == 3


def test_a_cursor_takes_no_contradicting_parameters(script: FlaskClient, ask: Ask) -> None:
    cursor = ask("search", per_page=1)["next_cursor"]
    told = problem(script, f"search?cursor={cursor}&page=3&from=2019-01-01")
    assert told["type"] == "/api/problems/invalid-parameter"
    assert {one["parameter"] for one in told["errors"]} == {"page", "from"}
    assert {one["code"] for one in told["errors"]} == {"beside_cursor"}


def test_what_is_usual_or_what_the_cursor_holds_may_stand_beside_it(ask: Ask) -> None:
    asked = {"q": "الدول", "sort": "date", "per_page": 1, "from": "2019-01-01"}
    cursor = ask("search", **asked)["next_cursor"]
    alone = ids(ask("search", cursor=cursor))
    usual = {"q": "", "sort": "relevance", "page": 1, "per_page": 10, "strict": "false"}
    for beside in (asked, usual, {"page": 2}, {"sort": "relevance", "per_page": 1}):
        assert ids(ask("search", cursor=cursor, **beside)) == alone


@pytest.mark.parametrize("tampered", ["", "x", "a.b", ".eJw.x", "ا", "%00"])
def test_a_forged_cursor_is_refused(script: FlaskClient, tampered: str) -> None:
    told = problem(script, f"search?cursor={tampered}")
    assert told["type"] == "/api/problems/invalid-cursor"
    assert [one["parameter"] for one in told["errors"]] == ["cursor"]


@given(data=st.data())
def test_a_cursor_modified_anywhere_is_refused(data: st.DataObject) -> None:
    cursors = Cursors(SECRET)
    written = cursors.write(Cursor(Versions("1", "", "r"), SearchRequest(q="الهجرة", page=2)))
    place = data.draw(st.integers(0, len(written) - 2))  # of the last letter some bits say nothing
    other = data.draw(st.characters(codec="ascii").filter(lambda one: one != written[place]))
    with pytest.raises(InvalidCursorError):
        cursors.read(written[:place] + other + written[place + 1 :])


@given(
    q=st.text(max_size=200),
    section=st.lists(st.text(max_size=50), max_size=5),
    year=st.lists(st.integers(1, 9999), max_size=5),
    first=st.none() | st.dates(),
    page=st.integers(1, 1_000_000),
    strict=st.booleans(),
)
def test_a_cursor_is_read_as_it_was_written(strict: bool, first: Any, **values: Any) -> None:
    request = SearchRequest.model_validate({**values, "from_date": first, "strict": strict})
    cursor = Cursor(Versions("20261123T164154", "abc", "r"), request)
    assert Cursors(SECRET).read(Cursors(SECRET).write(cursor)) == cursor
    with pytest.raises(InvalidCursorError):
        Cursors(b"another").read(Cursors(SECRET).write(cursor))


def test_all_processes_with_one_secret_read_each_others_cursors(
    engine: MemoryEngine,
) -> None:
    one, other = (client_of(engine) for _ in range(2))
    cursor = answer(one, "/api/v1/search?per_page=3")["next_cursor"]
    assert other.get(f"/api/v1/search?cursor={cursor}").status_code == 200


def test_after_a_change_of_the_lists_a_cursor_says_where_to_restart(
    engine: MemoryEngine, tmp_path: Path
) -> None:
    client = create_app(ServedIndex(engine, tmp_path)).test_client()
    cursor = answer(client, "/api/v1/search?q=الدول&per_page=1&sort=date")["next_cursor"]
    (tmp_path / SYNONYMS).write_text("الهجرة، اللجوء", encoding="utf-8")
    told = problem(client, f"search?cursor={cursor}", 410)
    assert told["type"] == "/api/problems/cursor-expired"
    again = answer(client, told["restart"])
    assert (again["query"], again["page"], again["per_page"]) == ("الدول", 1, 1)


def test_a_cursor_of_another_ranking_has_expired(engine: MemoryEngine) -> None:
    former = client_of(engine, newer=0.1)
    cursor = answer(former, "/api/v1/search?per_page=1")["next_cursor"]
    now = client_of(engine, newer=0.9)
    assert problem(now, f"search?cursor={cursor}", 410)["restart"] == "/api/v1/search?per_page=1"


def test_a_cursor_continues_in_its_generation_and_a_new_search_uses_the_newest(
    engine: MemoryEngine, script: FlaskClient, ask: Ask, analyzer: ArabicAnalyzer
) -> None:
    first = ask("search", per_page=1)
    build(engine, ARTICLES[:1], analyzer)
    assert ask("search", per_page=1)["total"] == 1
    following = ask("search", cursor=first["next_cursor"])
    assert (following["total"], following["generation"]) == (4, first["generation"])


def test_a_cursor_of_a_removed_generation_says_where_to_restart(
    tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    engine = WhooshEngine(tmp_path, kept=1)
    build(engine, ARTICLES, analyzer)
    with closing(ServedIndex(engine)) as served:
        client = create_app(served).test_client()
        cursor = answer(client, "/api/v1/search?q=الدول&per_page=1")["next_cursor"]
        for _ in range(2):
            build(engine, ARTICLES, analyzer)
            answer(client, "/api/v1/facets")
        told = problem(client, f"search?cursor={cursor}", 410)
        assert told["type"] == "/api/problems/cursor-expired"
        assert told["detail"] == "The index in which it began is no longer kept."
        assert answer(client, told["restart"])["next_cursor"]
