"""A cluster that does not answer, refuses or answers in pieces: an honest error with its mend."""

from __future__ import annotations

import json
import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from analyzers.analyzer import ArabicAnalyzer
from indexer.cli import main as indexer
from indexer.engines.base import EngineUnavailableError
from indexer.engines.opensearch import cluster as cluster_module
from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.settings import PASSWORD_VARIABLE, OpenSearchSettings
from indexer.engines.registry import ENGINES, EngineContext
from indexer.workspace import Workspace
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.workspaces import new_workspace


def error(kind: str, reason: str) -> dict[str, Any]:
    """Return the body of an error, as a cluster words it."""
    return {"error": {"type": kind, "reason": reason, "root_cause": [{"reason": reason}]}}


@contextmanager
def answering(
    status: int, body: dict[str, Any], tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Yield the address of a server that has one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_GET  # noqa: N815 # the names that the library wants

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "PAUSES", (0.0, 0.0))


@pytest.fixture
def unreachable() -> str:
    """The address of a port on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("status", "body", "reason", "mend"),
    [
        (
            403,
            error("cluster_block_exception", "index [x] blocked: read-only"),
            "blocked: read-only",
            "free space",
        ),
        (
            429,
            error("cluster_block_exception", "flood-stage watermark, read-only-allow-delete"),
            "flood-stage",
            "free space",
        ),
        (
            403,
            error("index_create_block_exception", "cluster create-index blocked"),
            "create-index blocked",
            "free space",
        ),
        (429, error("circuit_breaking_exception", "Data too large"), "too large", "add nodes"),
        (401, {"reason": "Unauthorized"}, "Unauthorized", "engines.opensearch"),
        (403, error("security_exception", "no permissions"), "no permissions", "the user"),
        (
            503,
            error("cluster_manager_not_discovered_exception", "no manager"),
            "no manager",
            "start the missing nodes",
        ),
        (
            500,
            error("search_phase_execution_exception", "a shard failed"),
            "a shard failed",
            "start the missing nodes",
        ),
    ],
)
def test_a_refusal_is_told_with_its_reason_and_its_mend(
    tmp_path: Path, status: int, body: dict[str, Any], reason: str, mend: str
) -> None:
    with answering(status, body) as address:
        engine = OpenSearchEngine(OpenSearchSettings(addresses=[address]), tmp_path)
        with pytest.raises(EngineUnavailableError) as raised:
            engine.generation()
    assert reason in str(raised.value)
    assert mend in str(raised.value)
    assert address in str(raised.value)


@pytest.mark.parametrize("limit", [{}, {"timeout": "50ms"}])
def test_an_answer_of_fewer_shards_is_none(tmp_path: Path, limit: dict[str, str]) -> None:
    found = {
        "timed_out": False,
        "_shards": {"total": 3, "successful": 2, "failed": 1},
        "hits": {"total": {"value": 7}, "hits": []},
    }
    with answering(200, found) as address:
        cluster = Cluster(OpenSearchSettings(addresses=[address]), tmp_path)
        with pytest.raises(EngineUnavailableError, match="1 of 3 are missing"):
            cluster.search("any", {"query": {"match_all": {}}, **limit})


def test_an_error_of_our_own_is_not_called_one_of_the_cluster(tmp_path: Path) -> None:
    with answering(400, error("parsing_exception", "unknown query")) as address:
        cluster = Cluster(OpenSearchSettings(addresses=[address]), tmp_path)
        with pytest.raises(Exception, match="parsing_exception") as raised:
            cluster.search("any", {})
    assert not isinstance(raised.value, EngineUnavailableError)


def test_what_readers_search_for_is_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with answering(500, error("search_phase_execution_exception", "lost")) as address:
        cluster = Cluster(OpenSearchSettings(addresses=[address]), tmp_path)
        with pytest.raises(EngineUnavailableError):
            cluster.search("any", {"query": {"term": {"forms.title": "يفتش"}}})
    assert "يفتش" not in caplog.text
    assert "forms.title" not in caplog.text


@pytest.fixture
def data(tmp_path: Path, unreachable: str) -> Path:
    workspace = new_workspace(tmp_path)
    workspace.settings_file.write_text(
        f'engine = "opensearch"\n[engines.opensearch]\naddresses = ["{unreachable}"]\n'
    )
    return tmp_path


def test_readers_get_a_503_while_the_cluster_cannot_be_reached(
    data: Path, unreachable: str
) -> None:
    workspace = Workspace(data)
    client: FlaskClient = create_app(ServedIndex(workspace.engine(), workspace.words)).test_client()
    for path in ("/search?q=x", "/api/v1/search?q=x"):
        answer = client.get(path)
        assert (answer.status_code, bool(answer.headers["Retry-After"])) == (503, True)
        assert unreachable not in answer.text
    detail = client.get("/readyz").get_json()["detail"]
    assert f"the cluster at {unreachable} does not answer" in detail
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("command", ["status", "verify", "rollback", "export"])
def test_commands_say_that_the_cluster_cannot_be_reached(
    data: Path, command: str, unreachable: str
) -> None:
    result = CliRunner().invoke(indexer, [command, "--data", str(data)])
    assert result.exit_code == 1
    assert f"the cluster at {unreachable} does not answer" in result.stderr
    assert "start its nodes" in result.stderr


def test_a_build_says_that_the_cluster_cannot_be_reached(
    data: Path, analyzer: ArabicAnalyzer, unreachable: str
) -> None:
    engine = Workspace(data).engine()
    with pytest.raises(EngineUnavailableError, match=unreachable), engine.writer("1", {}):
        pass


def test_without_its_package_the_engine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = "indexer.engines.opensearch"
    for name in [*sys.modules]:
        if name.startswith(f"{package}.") and name != f"{package}.settings":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(EngineUnavailableError, match=r"pip install 'bahith\[opensearch\]'"):
        ENGINES["opensearch"].open(EngineContext(tmp_path, OpenSearchSettings()))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"user": "search"}, "the user search has no password"),
        ({"user": "search", "password_file": "none"}, "none cannot be read"),
        ({"ca_file": "ca.pem"}, r"ca\.pem of engines\.opensearch is not there"),
    ],
)
def test_what_is_missing_of_the_settings_is_named(
    tmp_path: Path, settings: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(EngineUnavailableError, match=said):
        OpenSearchEngine(OpenSearchSettings(**settings), tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", ["file", "environment"])
def test_the_password_comes_from_a_file_or_the_environment(
    tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    (tmp_path / "password").write_text("secret\n" if source == "file" else "another")
    if source == "environment":
        monkeypatch.setenv(PASSWORD_VARIABLE, "secret")
    settings = OpenSearchSettings(user="search", password_file="password")
    assert cluster_module.account(settings, tmp_path) == ("search", "secret")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an authority, a node's certificate and a client's, made by OpenSSL."""
    folder = tmp_path_factory.mktemp("certificates")
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1")
    for name in ("node", "client"):
        subject = ("-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")
        files = ("-keyout", f"{name}.key", "-out", f"{name}.pem")
        subprocess.run([*new, *subject, *files], cwd=folder, check=True, capture_output=True)
    return folder


@contextmanager
def behind_tls(certificates: Path, status: int, body: dict[str, Any]) -> Iterator[str]:
    """Yield the address of a node that wants a client's certificate; see `answering`."""
    context = ssl.create_default_context(
        ssl.Purpose.CLIENT_AUTH, cafile=certificates / "client.pem"
    )
    context.load_cert_chain(certificates / "node.pem", certificates / "node.key")
    context.verify_mode = ssl.CERT_REQUIRED
    with answering(status, body, context) as address:
        yield address.replace("http:", "https:")


def test_a_node_with_a_certificate_is_asked_over_tls(certificates: Path) -> None:
    with behind_tls(certificates, 200, {"bahith-20261201t000000000000": {}}) as address:
        settings = OpenSearchSettings(
            addresses=[address],
            ca_file="node.pem",
            certificate_file="client.pem",
            key_file="client.key",
        )
        assert OpenSearchEngine(settings, certificates).generation() == "20261201T000000000000"


@pytest.mark.parametrize(
    "files",
    [
        {"certificate_file": "client.pem", "key_file": "client.key"},
        {"ca_file": "node.pem"},
        {"ca_file": "client.pem", "certificate_file": "client.pem", "key_file": "client.key"},
    ],
    ids=["no authority", "no client's certificate", "another authority"],
)
def test_a_node_whose_certificates_do_not_fit_is_not_trusted(
    certificates: Path, files: dict[str, str]
) -> None:
    with behind_tls(certificates, 200, {}) as address:
        settings = OpenSearchSettings.model_validate({"addresses": [address], **files})
        with pytest.raises(EngineUnavailableError, match="does not answer"):
            OpenSearchEngine(settings, certificates).generation()
