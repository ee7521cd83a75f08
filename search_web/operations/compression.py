"""Compression: Brotli and gzip for texts, tags that hold for either, static files compressed once.

Streams are sent as they come, never gathered to be compressed.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask_compress import Compress

from search_web.static_files import version

CODINGS = ("br", "gzip")

SMALLEST = 1000
"""Bytes from which on a body is compressed; a smaller one fits into a packet as it is."""

MEDIA_TYPES = """
    text/html text/plain text/css text/javascript text/csv
    application/json application/problem+json application/ld+json application/xml text/xml
    application/atom+xml application/opensearchdescription+xml
    application/vnd.citationstyles.csl+json application/x-bibtex image/svg+xml
""".split()
"""Fonts and pictures are compressed already."""


READ = ("GET", "HEAD")
"""The methods by which a static file is read."""


class StaticFiles:
    """Static files as they were compressed, by their names and versions; keeps nothing else."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        if not key.endswith(";"):
            self._kept[key] = value

    @staticmethod
    def key(asked: Request) -> str:
        """Nothing, for what is no static file."""
        if asked.endpoint != "static" or asked.method not in READ:
            return ""
        name = (asked.view_args or {}).get("filename", "")
        try:
            return f"{name} {version(name)}"
        except (OSError, ValueError):  # there is none of this name, or of no such name can be
            return ""


def compress(app: Flask) -> None:
    """Compresses what the application answers, where the client takes it."""
    app.config.update(
        COMPRESS_MIMETYPES=MEDIA_TYPES,
        COMPRESS_MIN_SIZE=SMALLEST,
        COMPRESS_ALGORITHM=CODINGS,
        COMPRESS_STREAMS=False,
        COMPRESS_CACHE_BACKEND=StaticFiles,
        COMPRESS_CACHE_KEY=StaticFiles.key,
    )
    Compress(app)
    app.after_request(_prepared)


def _prepared(response: Response) -> Response:
    """Runs before the compression. A tag names what is sent in whichever coding, so it is weak (RFC
    9110, 8.8.1); a whole static file is no stream. The library would send a coding that the client
    refuses (`q=0`), so it is told the best one alone."""
    best = request.accept_encodings.best_match((*CODINGS, "identity"), "identity")
    request.environ["HTTP_ACCEPT_ENCODING"] = best
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(tag, weak=True)
    is_text = response.mimetype in MEDIA_TYPES
    is_file = request.endpoint == "static" and request.method in READ
    if is_text and is_file and response.status_code == 200:
        response.direct_passthrough = False
        response.make_sequence()
    return response
