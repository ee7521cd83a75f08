"""The publish hook, as a site calls it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from threading import Event, Semaphore, Thread
from types import MappingProxyType

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.report import Counts, Report
from indexer.building.watch import watch
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.cli import main
from search_web.configuration import Configuration
from search_web.hooks.publish_hook import TOLERANCE, PublishHook, secret_of
from search_web.served import ServedIndex
from tests.search_web.conftest import ARTICLES, engine_of

SECRET = b"a secret of more than 24 bytes"
BODY = b'{"post": 7}'


def signature(id_: str, timestamp: str, body: bytes, secret: bytes = SECRET) -> str:
    """Sign as https://www.standardwebhooks.com describes."""
    digest = hmac.new(secret, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


@pytest.fixture
def client(tmp_path: Path, analyzer: ArabicAnalyzer) -> Iterator[FlaskClient]:
    hook = PublishHook(SECRET, Workspace(tmp_path).hooks, Workspace(tmp_path).update_request)
    with closing(ServedIndex(engine_of(ARTICLES[:1], analyzer))) as served:
        yield create_app(served, Configuration(hook=hook)).test_client()


def call(
    client: FlaskClient,
    id_: str = "msg_1",
    body: bytes = BODY,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> TestResponse:
    """Call the hook with a valid signature, unless `headers` replaces it."""
    timestamp = headers.get("timestamp", str(int(time.time())))
    signed = {
        "webhook-id": id_,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(id_, timestamp, body),
    }
    given = signed | {f"webhook-{name}": value for name, value in headers.items()}
    return client.post("/hooks/published", data=body, headers=given)


def test_a_signed_request_is_accepted_and_triggers_an_update(
    client: FlaskClient, tmp_path: Path
) -> None:
    assert call(client).status_code == 202
    assert Workspace(tmp_path).update_request.exists()


def test_one_of_several_signatures_is_enough(client: FlaskClient) -> None:
    timestamp = str(int(time.time()))
    good = signature("msg_1", timestamp, BODY)
    both = {"timestamp": timestamp, "signature": f"v1,AAAA {good}"}
    assert call(client, headers=both).status_code == 202


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {"signature": "v1,AAAA"}),
        (401, {"signature": "v1,é"}),
        (401, {"signature": signature("msg_1", str(int(time.time())), BODY, b"another")}),
        (400, {"timestamp": "yesterday"}),
        (400, {"timestamp": "9" * 5000}),
        (400, {"signature": ""}),
    ],
)
def test_a_wrongly_signed_request_is_rejected(
    client: FlaskClient, tmp_path: Path, status: int, headers: dict[str, str]
) -> None:
    answer = call(client, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert not Workspace(tmp_path).update_request.exists()


@pytest.mark.parametrize("id_", ["msg.1", ".", "", "a b", "x" * 257, "é"])
def test_an_id_that_could_be_split_another_way_is_not_taken(client: FlaskClient, id_: str) -> None:
    assert call(client, id_).status_code == 400


def test_a_signature_says_where_its_id_ends(client: FlaskClient) -> None:
    now = str(int(time.time()))
    signed = signature(f"msg.{now}", "7", b"")
    assert signed == signature("msg", now, b"7.")  # the bytes that are signed are the same
    split = {"timestamp": "7", "signature": signed}
    assert call(client, f"msg.{now}", b"", split).status_code == 400


def test_digits_of_arabic_are_no_timestamp(client: FlaskClient) -> None:
    now = str(int(time.time())).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    sent = {"timestamp": now.encode().decode("latin-1")}
    assert call(client, headers=sent).status_code == 400


@pytest.mark.parametrize(
    ("written", "secret"),
    [(b"raw secret\n", b"raw secret"), (b"whsec_" + base64.b64encode(SECRET) + b"\n", SECRET)],
)
def test_a_secret_is_raw_or_base64_behind_its_prefix(written: bytes, secret: bytes) -> None:
    assert secret_of(written) == secret
    with pytest.raises(ValueError):
        secret_of(b"whsec_!!")


@pytest.mark.parametrize("seconds", [-TOLERANCE - 5, TOLERANCE + 5])
def test_a_timestamp_too_far_off_is_rejected(client: FlaskClient, seconds: int) -> None:
    timestamp = str(int(time.time()) + seconds)
    assert call(client, headers={"timestamp": timestamp}).status_code == 401


def test_a_modified_body_is_rejected(client: FlaskClient) -> None:
    timestamp = str(int(time.time()))
    other = {"timestamp": timestamp, "signature": signature("msg_1", timestamp, b"other")}
    assert call(client, headers=other).status_code == 401


def test_a_replayed_request_is_rejected_by_every_process(
    client: FlaskClient, tmp_path: Path, analyzer: ArabicAnalyzer
) -> None:
    assert call(client).status_code == 202
    with closing(ServedIndex(engine_of(ARTICLES[:1], analyzer))) as served:
        hook = PublishHook(SECRET, Workspace(tmp_path).hooks, Workspace(tmp_path).update_request)
        assert call(create_app(served, Configuration(hook=hook)).test_client()).status_code == 409
    assert call(client, "msg_2").status_code == 202


@pytest.mark.parametrize("name", ["hooks", "update_request"])
def test_a_request_that_cannot_be_passed_on_is_accepted_when_it_is_sent_again(
    client: FlaskClient, tmp_path: Path, name: str
) -> None:
    in_the_way = getattr(Workspace(tmp_path), name)
    in_the_way.symlink_to(tmp_path / "not" / "there")
    answer = call(client)
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    in_the_way.unlink()
    assert call(client).status_code == 202
    assert Workspace(tmp_path).update_request.exists()


def test_accepted_ids_are_forgotten_once_they_are_too_old(
    client: FlaskClient, tmp_path: Path
) -> None:
    call(client)
    (seen,) = (tmp_path / "hooks").iterdir()
    old = time.time() - 2 * TOLERANCE - 1
    os.utime(seen, (old, old))
    call(client, "msg_2")
    assert seen not in (tmp_path / "hooks").iterdir()


def test_a_large_body_another_method_and_no_secret_are_refused(
    client: FlaskClient, analyzer: ArabicAnalyzer
) -> None:
    assert call(client, body=b"x" * 70_000).status_code == 413
    assert client.get("/hooks/published").status_code == 405
    with closing(ServedIndex(engine_of(ARTICLES[:1], analyzer))) as served:
        assert call(create_app(served).test_client()).status_code == 404


def test_a_short_secret_is_refused_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("short")
    result = CliRunner().invoke(
        main, ["serve", "--data", str(tmp_path), "--hook-secret-file", str(file)]
    )
    assert result.exit_code == 1
    assert "at least 24 bytes" in result.output


class Looks(Event):
    """An event with short, counted waits: a watcher waits only if there is nothing to do."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.begun.release()
        return super().wait(0.01)


def test_a_hook_starts_an_update_at_once_and_several_hooks_start_one(
    client: FlaskClient, tmp_path: Path
) -> None:
    runs: list[float] = []
    ran, goes_on = Event(), Event()

    def update() -> Report:
        runs.append(time.monotonic())
        ran.set()
        goes_on.wait(10)
        return Report(Counts(), 0, None, published=False)

    stopped = Looks()
    watching = Thread(
        target=watch, args=(update, 3600, stopped, Workspace(tmp_path).update_request)
    )
    watching.start()
    assert ran.wait(10)
    ran.clear()
    for number in range(5):
        call(client, f"msg_{number}")  # while an update runs
    goes_on.set()
    assert ran.wait(10)
    assert stopped.begun.acquire(timeout=10)
    assert len(runs) == 2
    ran.clear()
    call(client, "msg_later")  # while none does
    assert ran.wait(10)
    stopped.set()
    watching.join(10)
    assert len(runs) == 3
