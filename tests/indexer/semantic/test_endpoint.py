"""An embedder behind an HTTP endpoint, as many programs and services offer it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.semantic.embedder import EmbedderError
from indexer.semantic.endpoint import Endpoint
from indexer.semantic.registry import open_embedder
from indexer.settings import Semantic


class Answering(ThreadingHTTPServer):
    """A server that gives each text the vector of its length, or what it is told to give."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.status = 200
        self.body: bytes | None = None


class Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, asked, self.headers.get("Authorization", "")))
        rows = [
            {"index": number, "embedding": [float(len(text)), 1.0]}
            for number, text in enumerate(asked["input"])
        ]
        body = self.server.body or json.dumps({"data": rows[::-1]}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Answering]:
    with Answering() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def settings(server: Answering, **others: Any) -> Semantic:
    address = f"http://127.0.0.1:{server.server_address[1]}/v1/"
    return Semantic(model="endpoint", address=address, endpoint_model="m", **others)


def test_it_is_asked_as_its_users_ask_it(server: Answering, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k1\n")
    wanted = settings(server, key_file="key", query_prefix="q: ", passage_prefix="p: ")
    embedder = open_embedder(wanted, tmp_path / "settings.toml")
    assert embedder is not None
    embedder.query("سؤال")
    vectors = embedder.passages(["1", "22"])
    assert [path for path, *_ in server.asked] == ["/v1/embeddings"] * 2
    assert [asked["input"] for _, asked, _ in server.asked] == [["q: سؤال"], ["p: 1", "p: 22"]]
    assert {asked["model"] for _, asked, _ in server.asked} == {"m"}
    assert {key for *_, key in server.asked} == {"Bearer k1"}
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert (vectors[:, 0] / vectors[:, 1]).round().tolist() == [4, 5]  # in the order of the texts


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"index": 0, "embedding": ["a"]}]}'),
        (302, b""),
    ],
)
def test_whatever_else_it_answers_is_an_error_that_names_it(
    server: Answering, tmp_path: Path, status: int, body: bytes
) -> None:
    server.status, server.body = status, body or b"?"
    with pytest.raises(EmbedderError, match=r"http://127\.0\.0\.1:\d+/v1/embeddings"):
        Endpoint(settings(server), tmp_path).query("سؤال")


def test_an_endpoint_that_is_not_there_is_an_error(server: Answering, tmp_path: Path) -> None:
    wanted = settings(server).model_copy(update={"address": "http://127.0.0.1:1"})
    with pytest.raises(EmbedderError, match="gave no vectors"):
        Endpoint(wanted, tmp_path).query("سؤال")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Semantic(model="e4"), 'there is no model "e4"'),
        (Semantic(model="endpoint"), "semantic.address"),
        (
            Semantic(
                model="endpoint", address="http://a", endpoint_model="m", key_file="not-there"
            ),
            "not-there: the key",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, wanted: Semantic, told: str
) -> None:
    with pytest.raises(EmbedderError, match=told) as caught:
        open_embedder(wanted, tmp_path / "settings.toml")
    assert str(tmp_path / "settings.toml") in str(caught.value)
