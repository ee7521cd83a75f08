"""Compression of text responses with Brotli or gzip; static files are compressed once.

Streamed responses are not compressed, as they would have to be buffered.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask_compress import Compress

from search_web.static_files import version

CODINGS = ("br", "gzip")
"""Supported content codings, preferred first."""

SMALLEST = 1000
"""Minimum size of a compressed body in bytes; a smaller one fits into a single packet."""

MEDIA_TYPES = """
    text/html text/plain text/css text/javascript text/csv
    application/json application/problem+json application/ld+json application/xml text/xml
    application/atom+xml application/opensearchdescription+xml
    application/vnd.citationstyles.csl+json application/x-bibtex image/svg+xml
""".split()
"""Media types to compress; fonts and pictures are compressed already."""


READ = ("GET", "HEAD")
"""Methods that read a static file."""


class StaticFiles:
    """Cache of compressed static files by name and version; ignores all other responses."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return the compressed content with a key, or None."""
        return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Store compressed content, unless the key "coding;file" names no static file."""
        if not key.endswith(";"):
            self._kept[key] = value

    @staticmethod
    def key(asked: Request) -> str:
        """Return the cache key of a static file, or "" for other requests."""
        if asked.endpoint != "static" or asked.method not in READ:
            return ""
        name = (asked.view_args or {}).get("filename", "")
        try:
            return f"{name} {version(name)}"
        except (OSError, ValueError):  # the file does not exist, or its name is invalid
            return ""


def compress(app: Flask) -> None:
    """Compress responses if the client accepts it."""
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
    """Return a response prepared for Flask-Compress.

    Its entity tag is made weak, as it is the same for all codings (RFC 9110, section 8.8.1), and a
    whole static file is read, as streams are not compressed. Accept-Encoding is reduced to the best
    coding: Flask-Compress would use one that the client refuses with `q=0`.
    """
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
