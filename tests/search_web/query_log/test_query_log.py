"""What the query log keeps of readers' searches, for how long, and what it never keeps."""

from __future__ import annotations

import datetime as dt
import errno
import logging
import multiprocessing
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from tenacity import Retrying, stop_after_delay, wait_fixed

from analyzers.analyzer import ArabicAnalyzer
from indexer.cli import main as indexer
from indexer.searching.interpretation import Interpretation
from indexer.searching.request import SearchRequest
from indexer.searching.result import ResultPage
from indexer.settings import QueryRetention
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.query_log.log import QueryLog, expire, normalized_query
from search_web.query_log.report import (
    DailyCount,
    Durations,
    FrequentQuery,
    QueryReport,
    ZeroResultQuery,
)
from search_web.query_log.store import MAX_QUERY_LENGTH, MEGABYTE, LoggedSearch, QueryStore
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of
from tests.workspaces import new_workspace

KEPT = QueryRetention(kept_days=30, least_asked=3)
TODAY = dt.date(2026, 3, 31)
NOON = dt.datetime(2026, 3, 31, 12, 34, 56, tzinfo=dt.UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Workspace(tmp_path).query_log


@pytest.fixture
def store(file: Path) -> QueryStore:
    return QueryStore(file)


def log(store: QueryStore, moment: dt.datetime = NOON, max_queued: int = 100) -> QueryLog:
    return QueryLog(store, KEPT, moment.timestamp, max_queued)


def answer(query: str, total: int = 1, took_ms: float = 5.0, **asked: Any) -> ResultPage:
    request = SearchRequest.model_validate({"q": query} | asked)
    return ResultPage(request, (), total, {}, Interpretation(), "g", took_ms)


def asked(query: str, days_ago: int = 0, total: int = 1, took_ms: float = 5.0) -> LoggedSearch:
    moment = NOON - dt.timedelta(days=days_ago)
    seconds = int(moment.timestamp()) // 60 * 60
    return LoggedSearch(seconds, query, normalized_query(query), total, took_ms, "", False, "page")


def rows(file: Path, table: str = "searches") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()


@pytest.fixture
def report(store: QueryStore) -> Iterator[QueryReport]:
    with store.open() as connection:
        yield QueryReport(connection, TODAY - dt.timedelta(days=6))


# What is written


def test_a_search_is_logged_with_words_minute_results_and_duration(
    store: QueryStore, file: Path
) -> None:
    with log(store) as queries:
        queries.record(answer("مكافحة  الإرهاب", 7, 12.5), "api")
    minute = int(NOON.replace(second=0).timestamp())
    words = ("مكافحة الإرهاب", "مكافحه الارهاب")
    assert rows(file) == [(minute, *words, 7, 12.5, "", 0, "api")]


@pytest.mark.parametrize(
    "later",
    [
        {"page": 2},
        {"sort": "-date"},
        {"section": "الهجرة"},
        {"strict": True},
        {"from": "2020-01-01"},
    ],
)
def test_only_the_first_request_of_a_search_is_logged(
    store: QueryStore, file: Path, later: dict[str, Any]
) -> None:
    with log(store) as queries:
        queries.record(answer("الهجرة", per_page=20), "page")
        queries.record(answer("الهجرة", **later), "page")
    assert len(rows(file)) == 1


def test_a_query_without_words_is_not_logged(store: QueryStore) -> None:
    with log(store) as queries:
        queries.record(answer(""), "page")
        queries.record(answer("؟!"), "page")
    with store.open() as connection:
        assert not connection.execute("SELECT * FROM searches").fetchall()


def test_pages_and_scripts_are_recorded_and_nothing_of_who_asked(
    store: QueryStore, file: Path, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    told = {
        "User-Agent": "Personal/1.0",
        "Cookie": "language=ar; personal=1",
        "Referer": "http://localhost/personal",
        "X-Forwarded-For": "203.0.113.9",
        "X-Remote-User": "personal",
    }
    with closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served, log(store) as queries:
        client = create_app(served, Configuration(queries=queries, time_limit=60)).test_client()
        for path in ("/search", "/api/v1/search"):
            query = {"q": "الارهاب"}
            peer = {"REMOTE_ADDR": "198.51.100.7"}
            assert client.get(path, query_string=query, headers=told, environ_base=peer).data
    assert [row[-1] for row in rows(file)] == ["page", "api"]
    written = b"".join(
        one.read_bytes() for one in tmp_path.glob(f"{Workspace(tmp_path).query_log.name}*")
    )
    assert "الارهاب".encode() in written
    for secret in (b"ersonal", b"203.0.113", b"198.51.100", b"language="):
        assert secret not in written
    assert file.stat().st_mode & 0o077 == 0


def test_several_processes_and_threads_write_one_file(store: QueryStore, file: Path) -> None:
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=search_much, args=(file, number)) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    expected = {f"كلمة {number}" for number in range(2 * 4 * 50)}
    assert {row[1] for row in rows(file)} == expected
    assert len(rows(file)) == len(expected)


def search_much(file: Path, number: int) -> None:
    with QueryLog(QueryStore(file), KEPT) as queries:

        def ask(first: int) -> None:
            for word in range(first, first + 50):
                queries.record(answer(f"كلمة {word}"), "page")

        threads = [
            threading.Thread(target=ask, args=((4 * number + place) * 50,)) for place in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_searches_beyond_the_queue_are_dropped_and_counted(
    store: QueryStore, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    queries = log(store, max_queued=3)
    for number in range(5):
        queries.record(answer(f"كلمة {number}"), "page")
    with queries:
        pass
    assert len(rows(file)) == 3
    assert "2 searches or clicks are missing" in caplog.text


def test_a_write_error_loses_log_entries_but_fails_no_search(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Workspace(tmp_path).query_log.mkdir()
    caplog.set_level(logging.WARNING)
    with log(QueryStore(Workspace(tmp_path).query_log)) as queries:
        queries.record(answer("كلمة"), "page")
    told = [record.getMessage() for record in caplog.records]
    assert [text.partition(":")[0] for text in told] == [
        "the query log cannot be written",
        "1 searches or clicks are missing in the query log",
    ]
    assert "كلمة" not in caplog.text


# How long


def test_of_a_long_query_its_beginning_is_kept(store: QueryStore, file: Path) -> None:
    with log(store) as written:
        written.record(answer("كلمة " * 200), "page")
    (row,) = rows(file)
    assert len(str(row[1])) == len(str(row[2])) == MAX_QUERY_LENGTH


def test_a_file_grows_no_further_than_it_may_and_takes_searches_again_when_others_went(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    most = MEGABYTE
    store = QueryStore(file, most)
    written = log(store)
    batch = [asked(f"كلمة{number} " * 20, days_ago=40) for number in range(500)]
    for _ in range(20):
        written._attempt(partial(store.add, batch))
    assert file.stat().st_size <= most + 4096
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    (note,) = written.notes()
    assert "full" in note
    assert "most_megabytes" in note
    expire(store, KEPT, TODAY)
    store.add(batch)
    assert len(rows(file)) == 500


def test_a_full_disk_is_noted_and_the_note_goes_when_there_is_room(
    store: QueryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = log(store)
    with monkeypatch.context() as full:
        full.setattr("os.open", raising(OSError(errno.ENOSPC, "No space left on device")))
        written._attempt(partial(store.add, [asked("كلمة")]))
        assert "No space left" in "".join(written.notes())
    written._attempt(partial(store.add, [asked("كلمة")]))
    assert list(written.notes()) == []


def raising(error: Exception) -> Callable[..., int]:
    def fail(*_: object, **__: object) -> int:
        raise error

    return fail


def test_single_searches_expire_but_counts_of_frequent_queries_stay(
    store: QueryStore, file: Path
) -> None:
    store.add([asked("الهجرة", 40), asked("الهجره", 40, total=0), asked("الهجرة", 2)])
    store.add([asked("سر شخصي", 40), asked("سر شخصي", 1)])
    with log(store):
        pass
    assert [row[1] for row in rows(file)] == ["الهجرة", "سر شخصي"]
    day = (TODAY - dt.timedelta(days=40)).isoformat()
    assert rows(file, "counts") == [(day, "الهجره", 2, 1)]
    assert rows(file, "days") == [(day, 3, 1)]


def test_today_is_one_of_the_kept_days(store: QueryStore, file: Path) -> None:
    store.add([asked("حديث", 29), asked("قديم", 30)])
    expire(store, KEPT, TODAY)
    assert [row[1] for row in rows(file)] == ["حديث"]


def test_counts_of_a_day_that_expires_in_parts_are_added(store: QueryStore, file: Path) -> None:
    for _ in range(2):
        store.add([asked("الهجرة", 40)] * 3)
        expire(store, KEPT, TODAY)
    assert [row[1:] for row in rows(file, "counts")] == [("الهجره", 6, 0)]


def test_expired_searches_leave_no_bytes_in_the_file(store: QueryStore, tmp_path: Path) -> None:
    secret = "سر شخصي"
    store.add([asked(secret, 40)])
    assert secret.encode() in b"".join(one.read_bytes() for one in tmp_path.iterdir())
    expire(store, KEPT, TODAY)
    left = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert secret.encode() not in left
    assert normalized_query(secret).encode() not in left


def test_with_zero_days_only_counts_are_kept(store: QueryStore, file: Path) -> None:
    store.add([asked("الهجرة")] * 3 + [asked("سر شخصي")])
    expire(store, QueryRetention(kept_days=0, least_asked=3), TODAY)
    assert rows(file) == []
    assert rows(file, "counts") == [(TODAY.isoformat(), "الهجره", 3, 0)]


@pytest.mark.parametrize(("kept_days", "kept"), [(30, 2), (0, 0)])
def test_stopping_the_server_writes_the_queue_and_nothing_if_the_log_is_off(
    tmp_path: Path, samples: Path, kept_days: int, kept: int
) -> None:
    new_workspace(tmp_path)
    Workspace(tmp_path).settings_file.write_text(f"[queries]\nkept_days = {kept_days}\n")
    QueryStore(Workspace(tmp_path).query_log).add([asked("قديم", 10_000)])
    built = CliRunner().invoke(indexer, ["build", str(samples), "--data", str(tmp_path)])
    assert built.exit_code == 0, built.output
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = "from search_web.cli import main; main()"
    options = ["serve", "--data", str(tmp_path), "--port", port, "--workers", "2"]
    options += ["--time-limit", "60"]  # a search that is cut is not logged
    server = subprocess.Popen([sys.executable, "-c", command, *options])
    try:
        patiently = Retrying(stop=stop_after_delay(60), wait=wait_fixed(0.1))
        for query in ("أوروبا", "الأمن"):
            address = f"http://127.0.0.1:{port}/search?{urlencode({'q': query})}"
            patiently(urllib.request.urlopen, address).close()
    finally:
        server.terminate()
        server.wait(60)
    assert len(rows(Workspace(tmp_path).query_log)) == kept
    assert [row[1:] for row in rows(Workspace(tmp_path).query_log, "days")] == [(1, 0)]


# What it says


def test_each_day_is_counted_those_without_searches_too(
    store: QueryStore, report: QueryReport
) -> None:
    store.add([asked("أمن", 2), asked("أمن", 2, total=0), asked("أمن"), asked("أمن", 9)])
    third, second, last = (TODAY - dt.timedelta(days=days) for days in (2, 1, 0))
    assert report.days(TODAY) == (
        DailyCount(third, 2, 1),
        DailyCount(second, 0, 0),
        DailyCount(last, 1, 0),
    )


def test_without_searches_there_is_today_and_no_duration(report: QueryReport) -> None:
    assert report.days(TODAY) == (DailyCount(TODAY, 0, 0),)
    assert report.durations() is None
    assert not list(report.frequent(5))


def test_equal_queries_are_counted_together_as_last_typed(
    store: QueryStore, report: QueryReport
) -> None:
    store.add([asked("الأمن", 3, 8), asked("الامن", 1, 9), asked("أوروبا", 1, 0)])
    assert list(report.frequent(5)) == [
        FrequentQuery("الامن", 2, 0, 9, "", False),
        FrequentQuery("أوروبا", 1, 1, 0, "", False),
    ]
    assert len(list(report.frequent(1))) == 1


def test_counts_of_expired_searches_are_added(
    store: QueryStore,
) -> None:
    store.add([asked("الأمن", 40)] * 3 + [asked("برلين", 40)] * 3 + [asked("الأمن", 1)])
    expire(store, KEPT, TODAY)
    with store.open() as connection:
        everything = QueryReport(connection, dt.date.min)
        assert list(everything.frequent(5)) == [
            FrequentQuery("الأمن", 4, 0, 1, "", False),
            FrequentQuery("برلين", 3, 0, None, "", False),
        ]
        assert sum(day.searches for day in everything.days(TODAY)) == 7


def test_queries_without_results_have_their_count_and_last_time(
    store: QueryStore, report: QueryReport
) -> None:
    store.add([asked("قدوة", 3, 0), asked("قدوه", 1, 0), asked("أوروبا", 1, 4)])
    minute = NOON.replace(second=0) - dt.timedelta(days=1)
    assert list(report.empty(5)) == [ZeroResultQuery("قدوه", 2, minute)]


def test_durations_are_by_nearest_rank(store: QueryStore, report: QueryReport) -> None:
    store.add([asked("أمن", took_ms=number) for number in range(1, 101)])
    store.add([asked("قديم", 20, took_ms=5000)])
    assert report.durations() == Durations(50, 95, 100)
    assert [one.took_ms for one in report.slowest(2)] == [100, 99]


def test_only_frequent_queries_are_in_the_counts_to_share(
    store: QueryStore, report: QueryReport
) -> None:
    store.add([asked("الأمن", 1, 0), asked("الأمن"), asked("الأمن"), asked("سر شخصي")])
    yesterday, today = (TODAY - dt.timedelta(days=days) for days in (1, 0))
    assert list(report.by_day(3)) == [
        (yesterday.isoformat(), "الامن", 1, 1),
        (today.isoformat(), "الامن", 2, 0),
    ]


@pytest.mark.parametrize(("days", "said"), [(1, "يوماً واحداً"), (7, "7 أيام"), (30, "30 يوماً")])
def test_readers_are_told_what_is_kept_of_a_search(
    store: QueryStore, analyzer: ArabicAnalyzer, days: int, said: str
) -> None:
    kept = QueryRetention(kept_days=days)
    with closing(ServedIndex(engine_of(ARTICLES, analyzer))) as served:
        told = (
            create_app(served, Configuration(queries=QueryLog(store, kept)))
            .test_client()
            .get("/help")
            .text
        )
        assert f"ومدته {said}، ولا نحفظ عنوان IP" in told
        assert "ما يُحفظ من عملية البحث" not in create_app(served).test_client().get("/help").text
