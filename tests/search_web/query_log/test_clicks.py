"""What is counted of the results that readers open, what never, and what is learned from it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.evaluation.judgements import read_judgements
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.cli import main
from search_web.configuration import Configuration
from search_web.query_log.click_judgements import judgements_of_clicks
from search_web.query_log.log import QueryLog, expire, normalized_query
from search_web.query_log.report import Clicked, QueryReport
from search_web.query_log.store import LoggedClick, QueryStore
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

NOON = dt.datetime(2026, 3, 31, 12, 34, 56, tzinfo=dt.UTC)
HOUR = int(NOON.replace(minute=0, second=0).timestamp())
COUNTING = QueryRetention(kept_days=30, least_asked=3, count_clicks=True)
FOLLOWED = {
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
QUERY = "أمن الحدود"


@pytest.fixture
def store(tmp_path: Path) -> QueryStore:
    return QueryStore(Workspace(tmp_path).query_log)


class Pages:
    """The pages over some articles, and the log that they write."""

    def __init__(self, client: FlaskClient, queries: QueryLog, store: QueryStore) -> None:
        self.client = client
        self._queries = queries
        self._store = store

    def found(self, **asked: str) -> list[str]:
        """Return the ids of the results of a page."""
        hits = self.client.get(f"/api/v1/search?{urlencode(asked)}").get_json()["hits"]
        return [hit["id"] for hit in hits]

    def open(
        self, article: str, headers: dict[str, str], method: str = "GET", language: str = ""
    ) -> None:
        path = f"{language}/a/{quote(article)}?{urlencode({'hl': QUERY})}"
        assert self.client.open(path, method=method, headers=headers).status_code == 200

    def clicks(self) -> list[tuple[object, ...]]:
        """Return the clicks that were written."""
        self._queries.close()
        with self._store.open() as connection:
            return connection.execute("SELECT * FROM clicks").fetchall()


@contextmanager
def pages_of(analyzer: ArabicAnalyzer, store: QueryStore, kept: QueryRetention) -> Iterator[Pages]:
    with (
        closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served,
        QueryLog(store, kept, NOON.timestamp) as queries,
    ):
        client = create_app(served, Configuration(queries=queries, time_limit=60)).test_client()
        yield Pages(client, queries, store)


@pytest.fixture
def pages(analyzer: ArabicAnalyzer, store: QueryStore) -> Iterator[Pages]:
    with pages_of(analyzer, store, COUNTING) as pages:
        yield pages


def from_results(**asked: str) -> dict[str, str]:
    """Return the headers of a browser whose user follows a link on a page of results."""
    return FOLLOWED | {"Referer": f"http://localhost/search?{urlencode(asked)}"}


# What is counted


@pytest.mark.parametrize("language", ["", "/ar", "/en"])
def test_a_result_that_is_opened_counts_with_query_hour_and_place(
    pages: Pages, language: str
) -> None:
    article = pages.found(q=QUERY)[2]
    results = {"Referer": f"http://localhost{language}/search?{urlencode({'q': QUERY})}"}
    pages.open(article, FOLLOWED | results, language=language)
    assert pages.clicks() == [(HOUR, QUERY, normalized_query(QUERY), article, 3)]


def test_within_an_hour_an_article_counts_once_for_a_query(pages: Pages) -> None:
    first, second, *_ = pages.found(q=QUERY)
    for article in (first, second, first, first):
        pages.open(article, from_results(q=QUERY))
    assert sorted(str(row[3]) for row in pages.clicks()) == sorted([first, second])


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-User": ""},
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Cache-Control": "max-age=0"},
        {"Cache-Control": "no-cache"},
        {"Referer": "https://elsewhere.example/search?q=" + quote(QUERY)},
        {"Referer": "http://localhost/a/study-1?hl=" + quote(QUERY)},
        {"Referer": "http://localhost/search?q=" + quote("شيء لا يوجد")},
        {"Referer": "http://localhost/search?q=" + "ا" * 5000},
        {"Referer": "http://["},
        {"Referer": ""},
    ],
    ids=lambda headers: " ".join(f"{name}-{value[:30]}" for name, value in headers.items()),
)
def test_robots_prefetches_reloads_and_other_ways_to_an_article_do_not_count(
    pages: Pages, headers: dict[str, str]
) -> None:
    article = pages.found(q=QUERY)[0]
    pages.open(article, from_results(q=QUERY) | headers)
    assert pages.clicks() == []


def test_a_robot_that_sends_no_headers_of_a_browser_does_not_count(pages: Pages) -> None:
    article = pages.found(q=QUERY)[0]
    pages.open(article, {"Referer": from_results(q=QUERY)["Referer"]})
    pages.open(article, from_results(q=QUERY), "HEAD")
    assert pages.clicks() == []


@pytest.mark.parametrize(
    "asked", [{"sort": "-date"}, {"section": "الهجرة"}, {"strict": "true"}, {"page": "2"}]
)
def test_only_the_first_page_in_the_order_of_relevance_counts(
    pages: Pages, asked: dict[str, str]
) -> None:
    article = pages.found(q=QUERY, **asked)[0]
    pages.open(article, from_results(q=QUERY, **asked))
    assert pages.clicks() == []


def test_an_article_that_is_no_result_of_the_query_does_not_count(pages: Pages) -> None:
    pages.open(ARTICLES[0].id, from_results(q="الهجرة"))
    assert ARTICLES[0].id not in pages.found(q="الهجرة")
    assert pages.clicks() == []


def test_nothing_is_counted_unless_it_is_set(analyzer: ArabicAnalyzer, store: QueryStore) -> None:
    with pages_of(analyzer, store, QueryRetention()) as pages:
        pages.open(pages.found(q=QUERY)[0], from_results(q=QUERY))
        assert pages.clicks() == []
        assert "Which article is opened" not in pages.client.get("/en/help").text


def test_nothing_of_the_reader_is_written(pages: Pages, tmp_path: Path) -> None:
    personal = {
        "User-Agent": "Personal/1.0",
        "Cookie": "personal=1",
        "X-Forwarded-For": "203.0.9.9",
    }
    pages.open(pages.found(q=QUERY)[0], from_results(q=QUERY) | personal)
    assert len(pages.clicks()) == 1
    log = Workspace(tmp_path).query_log
    written = b"".join(one.read_bytes() for one in tmp_path.glob(f"{log.name}*"))
    assert b"ersonal" not in written
    assert b"203.0.9" not in written


def test_the_help_says_that_clicks_are_counted(pages: Pages) -> None:
    assert "Which article is opened" in pages.client.get("/en/help").text


# How long it is kept


def clicked(query: str, article: str, position: int = 1, hours_ago: int = 0) -> LoggedClick:
    hour = HOUR - 3600 * hours_ago
    return LoggedClick(hour, query, normalized_query(query), article, position)


def rows(store: QueryStore, table: str) -> list[tuple[object, ...]]:
    with store.open() as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


def test_clicks_are_forgotten_like_searches_and_counts_of_frequent_ones_stay(
    store: QueryStore,
) -> None:
    old = 24 * 40
    store.add(
        [
            *(clicked("أمن", "a", 2, old + hour) for hour in range(3)),
            clicked("سر", "b", 1, old),
            clicked("أمن", "a", 1),
        ]
    )
    expire(store, COUNTING, NOON.date())
    assert rows(store, "clicks") == [(HOUR, "أمن", "امن", "a", 1)]
    counts = rows(store, "click_counts")
    assert {row[1:4] for row in counts} == {("امن", "a", 2)}
    assert sum(int(str(row[4])) for row in counts) == 3


def test_reports_join_single_clicks_and_counts(store: QueryStore) -> None:
    store.add([clicked("أمن", "a", 2, 24 * 40 + hour) for hour in range(3)])
    expire(store, COUNTING, NOON.date())
    store.add([clicked("أمن", "a", 2), clicked("سر", "b")])
    with store.open() as connection:
        everything = QueryReport(connection, dt.date.min)
        assert [*everything.clicked()] == [
            Clicked("أمن", "امن", "a", 2, 4),
            Clicked("سر", "سر", "b", 1, 1),
        ]
        assert {row[1] for row in everything.clicked_by_day(2)} == {"امن"}
        recent = QueryReport(connection, NOON.date())
        assert [one.clicks for one in recent.clicked()] == [1, 1]


# What is learned from it


@pytest.mark.parametrize(
    ("clicks", "relevant"),
    [
        ([("a", 1, 3)], {"a"}),
        ([("a", 1, 2)], set()),  # too few
        ([("a", 1, 9), ("b", 3, 3)], {"a", "b"}),  # a third as often on the third place
        ([("a", 1, 9), ("b", 1, 4)], {"a"}),
        ([("a", 1, 40), ("b", 50, 3)], {"a", "b"}),
        ([("a", 1, 80), ("b", 50, 3)], {"a"}),  # no place weighs more than the tenth
        ([("a", 1, 2), ("a", 2, 1)], {"a"}),
    ],
)
def test_what_was_opened_often_for_its_place_is_relevant(
    clicks: list[tuple[str, int, int]], relevant: set[str]
) -> None:
    made = judgements_of_clicks(
        Clicked("أمن", "امن", article, position, times) for article, position, times in clicks
    )
    assert {id_ for grades in made.relevance.values() for id_ in grades} == relevant
    assert [*made.queries.values()] == (["أمن"] if relevant else [])


def test_the_command_writes_judgements_that_fit_and_evaluate_read(
    store: QueryStore, tmp_path: Path
) -> None:
    store.add([clicked("أمن\nالحدود", "a", 2, hour) for hour in range(3)])
    store.add([clicked("سر", "b")])
    folder = tmp_path / "clicks"
    arguments = ["clicks", str(folder), "--data", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "1 queries" in result.stdout
    judged = read_judgements(folder)
    assert [*judged.queries.values()] == ["أمن الحدود"]
    assert [*judged.relevance.values()] == [{"a": 1}]
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, "name another folder" in again.stderr) == (1, True)


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    arguments = ["clicks", str(tmp_path / "clicks"), "--data", str(tmp_path)]
    missing = CliRunner().invoke(main, arguments)
    assert (missing.exit_code, "there is no log" in missing.stderr) == (1, True)
    QueryStore(Workspace(tmp_path).query_log).add([clicked("سر", "b")])
    few = CliRunner().invoke(main, arguments)
    assert (few.exit_code, "no article was opened 3 times" in few.stderr) == (1, True)
    Workspace(tmp_path).query_log.write_bytes(b"no database" * 100)
    damaged = CliRunner().invoke(main, arguments)
    assert (damaged.exit_code, "not a database" in damaged.stderr) == (1, True)


def test_a_log_of_before_gets_the_tables_of_clicks(tmp_path: Path) -> None:
    file = Workspace(tmp_path).query_log
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE days (day TEXT PRIMARY KEY, searches INT, empty INT)")
    QueryStore(file).add([clicked("سر", "b")])
    assert len(rows(QueryStore(file), "clicks")) == 1
