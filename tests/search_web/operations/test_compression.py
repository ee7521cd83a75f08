"""Tests of compressed responses."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from search_web.operations.compression import SMALLEST, compress
from search_web.static_files import FOLDER, static_url

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}


def get(client: FlaskClient, path: str, accepted: str = "", **headers: str) -> TestResponse:
    return client.get(path, headers={"Accept-Encoding": accepted, **headers}, buffered=True)


@pytest.mark.parametrize("path", ["/browse", "/api/v1/search?q=الحدود", "/a/study-1"])
@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_texts_come_smaller_and_are_the_same(client: FlaskClient, path: str, coding: str) -> None:
    compressed = get(client, path, coding)
    assert compressed.headers["Content-Encoding"] == coding
    assert compressed.content_length == len(compressed.data)
    assert "Accept-Encoding" in compressed.headers["Vary"]
    plain = get(client, path)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert len(compressed.data) < len(plain.data) / 2
    text = DECODERS[coding](compressed.data).decode()
    assert text.partition('"took_ms"')[0] == plain.text.partition('"took_ms"')[0]


def test_the_coding_that_a_client_prefers_is_taken(client: FlaskClient) -> None:
    for accepted, coding in (
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("identity", None),
        ("br;q=0, gzip;q=0", None),
        ("br;q=0, *", "gzip"),
        ("zstd", None),
    ):
        assert get(client, "/search?q=الحدود", accepted).headers.get("Content-Encoding") == coding


def test_a_small_body_and_fonts_come_as_they_are(client: FlaskClient) -> None:
    for path in ("/healthz", "/static/fonts/ui-400.woff2"):
        response = get(client, path, "br, gzip")
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers


def test_a_static_file_is_compressed_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bytes] = []

    with app.test_request_context():
        address = static_url("style.css")
    original = brotli.compress

    def compressing(data: bytes, **options: int) -> bytes:
        done.append(data)
        return bytes(original(data, **options))

    monkeypatch.setattr(
        "flask_compress.flask_compress.brotli.compress",
        compressing,
    )
    bodies = {get(client, address, "br").data for _ in range(3)}
    assert done == [(FOLDER / "style.css").read_bytes()]
    assert [brotli.decompress(body) for body in bodies] == done


@pytest.mark.parametrize("coding", ["", "br", "gzip"])
def test_a_static_file_that_is_known_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    first = get(client, "/static/style.css", coding)
    assert first.headers["ETag"].startswith('W/"')
    for other in ("", "br", "gzip"):
        again = get(client, "/static/style.css", other, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Encoding" not in again.headers
    changed = get(client, "/static/style.css", coding, **{"If-None-Match": '"another"'})
    assert changed.status_code == 200


def test_a_part_of_a_static_file_is_not_compressed(client: FlaskClient) -> None:
    part = get(client, "/static/style.css", "br", Range="bytes=0-1999")
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert part.data == (FOLDER / "style.css").read_bytes()[:2000]


def test_a_head_request_tells_what_would_come(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    head, got = (
        call("/static/style.css", headers=headers, buffered=True)
        for call in (client.head, client.get)
    )
    assert head.data == b""
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == got.headers[name]


def test_a_stream_is_sent_as_it_comes() -> None:
    sent: list[int] = []
    app = Flask("streaming")
    compress(app)

    @app.get("/stream")
    def stream() -> Response:
        def lines() -> Iterator[bytes]:
            for number in range(3):
                sent.append(number)
                yield b"x" * 2 * SMALLEST

        return Response(lines(), content_type="application/json")

    response = app.test_client().get("/stream", headers={"Accept-Encoding": "br, gzip"})
    chunks = response.iter_encoded()
    assert next(chunks) == b"x" * 2 * SMALLEST
    assert sent == [0]
    assert "Content-Encoding" not in response.headers
    response.close()


@given(st.text(max_size=200))
def test_whatever_a_client_says_that_it_takes_it_gets_the_content(accepted: str) -> None:
    app = Flask("echo")
    compress(app)
    app.add_url_rule("/", view_func=lambda: Response("نص " * SMALLEST, content_type="text/plain"))
    said = accepted.encode("ascii", "ignore").decode().translate(dict.fromkeys(range(32)))
    response = app.test_client().get("/", headers={"Accept-Encoding": said})
    decode = DECODERS.get(response.headers.get("Content-Encoding", ""), bytes)
    assert decode(response.data).decode() == "نص " * SMALLEST
