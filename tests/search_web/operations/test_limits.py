"""Tests of the rate limits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from analyzers.errors import UserError
from search_web.app import create_app
from search_web.configuration import Configuration
from search_web.operations.limits import Limits
from search_web.operations.limits_storage import ProcessStorage
from search_web.operations.operations import Operations
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

FEW = Limits(pages="3/minute", api="2/minute", suggest="4/minute")
Make = Callable[..., FlaskClient]


@pytest.fixture
def limited(analyzer: ArabicAnalyzer) -> Make:
    """Return a function that returns a client of an application with rate limits."""
    served = ServedIndex(engine_of(ARTICLES, analyzer))

    def make(limits: Limits = FEW, proxies: int = 0, secret: bytes = b"x" * 32) -> FlaskClient:
        operations = Operations(limits=limits, trusted_proxies=proxies, secret=secret)
        return create_app(served, Configuration(operations=operations)).test_client()

    return make


def statuses(
    client: FlaskClient, path: str, times: int, address: str = "192.0.2.1", **headers: str
) -> list[int]:
    return [get(client, path, address, **headers).status_code for _ in range(times)]


def get(client: FlaskClient, path: str, address: str = "192.0.2.1", **headers: str) -> TestResponse:
    return client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address}, buffered=True)


def test_pages_the_api_and_suggestions_are_counted_apart(limited: Make) -> None:
    client = limited()
    assert statuses(client, "/search?q=الحدود", 4) == [200, 200, 200, 429]
    assert statuses(client, "/api/v1/search?q=الحدود", 3) == [200, 200, 429]
    assert statuses(client, "/suggest?q=الح", 5) == [200, 200, 200, 200, 429]


def test_all_pages_count_together(limited: Make) -> None:
    client = limited()
    for path in ("/", "/search?q=الحدود", "/a/study-1"):
        assert get(client, path).status_code == 200
    assert get(client, "/browse").status_code == 429


def test_an_answer_tells_what_is_left(limited: Make) -> None:
    client = limited()
    response = get(client, "/api/v1/search?q=a")
    assert response.headers["RateLimit-Policy"] == '"api";q=2;w=60'
    left = re.fullmatch(r'"api";r=1;t=(\d+)', response.headers["RateLimit"])
    assert left
    assert 1 <= int(left[1]) <= 61
    assert "Retry-After" not in response.headers


def test_a_script_is_refused_with_a_problem_that_says_when_to_come_back(limited: Make) -> None:
    client = limited()
    statuses(client, "/api/v1/search?q=a", 2)
    refused = get(client, "/api/v1/search?q=a")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert "أكثر مما يُجاب عنه" in (refused.json or {})["detail"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["RateLimit"].startswith('"api";r=0;')


def test_a_reader_is_refused_with_a_page_that_keeps_the_query(limited: Make) -> None:
    client = limited()
    statuses(client, "/search?q=الحدود", 3)
    refused = get(client, "/search?q=الحدود")
    assert (refused.status_code, refused.mimetype) == (429, "text/html")
    assert 'value="الحدود"' in refused.text
    assert refused.headers["X-Request-ID"] in refused.text
    assert 1 <= int(refused.headers["Retry-After"]) <= 61


def test_health_static_files_and_metrics_are_not_counted(limited: Make) -> None:
    client = limited(Limits("1/hour", "1/hour", "1/hour"))
    for path in ("/healthz", "/readyz", "/static/style.css"):
        assert statuses(client, path, 3) == [200] * 3
        assert "RateLimit" not in get(client, path).headers
    assert [client.get("/metrics").status_code for _ in range(3)] == [200] * 3


def test_one_client_does_not_use_up_what_another_may(limited: Make) -> None:
    client = limited()
    statuses(client, "/search?q=الحدود", 4)
    assert get(client, "/search?q=الحدود", "192.0.2.2").status_code == 200


def test_a_network_of_ipv6_is_one_client(limited: Make) -> None:
    client = limited()
    found = [
        get(client, "/search?q=الحدود", f"2001:db8::{number}").status_code for number in range(4)
    ]
    assert found == [200, 200, 200, 429]
    assert get(client, "/search?q=الحدود", "2001:db8:0:1::1").status_code == 200


def test_behind_a_proxy_that_is_not_trusted_all_are_one_client(limited: Make) -> None:
    client = limited()
    for number in range(3):
        get(client, "/search?q=الحدود", **{"X-Forwarded-For": f"192.0.2.{number}"})
    forged = {"X-Forwarded-For": "192.0.2.99"}
    assert get(client, "/search?q=الحدود", **forged).status_code == 429


def test_a_trusted_proxy_tells_clients_apart_and_they_cannot_forge_another(limited: Make) -> None:
    client = limited(proxies=1)
    for number in range(4):
        told = {"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}
        assert get(client, "/search?q=الحدود", **told).status_code == (429 if number == 3 else 200)
    other = {"X-Forwarded-For": "192.0.2.8"}
    assert get(client, "/search?q=الحدود", **other).status_code == 200


def test_limits_can_be_switched_off(limited: Make) -> None:
    client = limited(Limits("off", "1/minute", "off"))
    assert statuses(client, "/search?q=الحدود", 5) == [200] * 5
    assert "RateLimit" not in get(client, "/search?q=الحدود").headers
    assert statuses(client, "/api/v1/search?q=a", 2) == [200, 429]


@pytest.mark.parametrize("written", ["", "many", "5", "5/fortnight", "x/minute"])
def test_a_limit_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(UserError):
        Limits(api=written)


def test_a_storage_of_another_kind_is_refused() -> None:
    with pytest.raises(UserError, match="redis://"):
        Limits(storage="memcached://localhost")


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a Redis server started for the tests.

    Without redis-server the tests are skipped; in CI they fail.
    """
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have redis-server")
        pytest.skip("needs redis-server")
    place = tmp_path_factory.mktemp("redis") / "socket"
    options = ["--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(place.parent)]
    with subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert any("ready to accept" in line.lower() for line in server.stdout)
        yield f"redis+unix://{place}"
        server.terminate()
        server.stdout.read()


def test_servers_that_share_a_redis_count_together_and_keep_no_address(
    limited: Make, redis_address: str
) -> None:
    limits = Limits("3/minute", "2/minute", "4/minute", redis_address)
    first, second = limited(limits), limited(limits)
    found = [get(client, "/browse").status_code for client in (first, second, first, second)]
    assert found == [200, 200, 200, 429]
    with redis.Redis.from_url(redis_address.replace("redis+unix", "unix")) as store:
        kept = {key.decode(): store.ttl(key) for key in store.scan_iter()}
    assert kept
    assert all("192.0.2.1" not in key for key in kept)
    assert all(0 < seconds <= 60 for seconds in kept.values())


def test_without_its_redis_a_server_counts_for_itself(limited: Make, tmp_path: Path) -> None:
    client = limited(Limits("3/minute", "2/minute", "4/minute", f"redis+unix://{tmp_path}/none"))
    assert statuses(client, "/browse", 4) == [200, 200, 200, 429]


def test_what_was_counted_is_forgotten_after_its_period(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("search_web.operations.limits_storage.time.time", lambda: now)
    storage = ProcessStorage()
    assert [storage.incr("a", 60), storage.incr("a", 60), storage.incr("b", 90)] == [1, 2, 1]
    assert storage.get_expiry("a") == 1060
    now = 1060.0
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    assert storage.incr("a", 60) == 1
    storage.clear("b")
    assert storage.get("b") == 0
    assert storage.reset() == 1


def test_threads_that_count_at_once_lose_nothing() -> None:
    storage = ProcessStorage()
    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(lambda _: storage.incr("a", 60), range(2000)))
    assert sorted(counted) == list(range(1, 2001))
