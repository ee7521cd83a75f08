"""A site without an interface: pages, a sitemap, rules for programs, and faults."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from flask import Flask, Response, request
from werkzeug.serving import make_server

PARAGRAPH = (
    "<p>" + "تتناول الدراسة أمن الحدود والهجرة في دول الجوار وما تغير فيها خلال عام. " * 5 + "</p>"
)


@dataclass
class Page:
    """A page.

    Attributes:
        content: Its HTML.
        changed: When it was changed, as the sitemap has it.
        kind: Its media type.
        status: The HTTP status of its answer.
    """

    content: str
    changed: str = ""
    kind: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass
class WebsiteServer:
    """A site.

    Attributes:
        url: Its address.
        pages: Its pages, by path.
        robots: Its robots.txt; None answers 404.
        robots_status: The HTTP status of robots.txt.
        documents: Further documents, such as sitemaps, by path.
        asked: The path of each request for a page, with its answer's status.
        agents: The names that clients gave.
    """

    url: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    robots: str | None = None
    robots_status: int = 200
    documents: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def add(self, path: str, title: str, changed: str = "", text: str = PARAGRAPH) -> None:
        """Publish an article."""
        head = f"<title>{title}</title><link rel='canonical' href='{self.url}{path}'>"
        body = f"<article><h1>{title}</h1>{text}</article>"
        page = f"<!doctype html><html lang='ar'><head>{head}</head><body>{body}</body></html>"
        self.pages[path] = Page(page, changed)

    def sitemap(self, *further: str) -> bytes:
        """Return the sitemap of the pages and of further addresses."""
        listed = {f"{self.url}{path}": page.changed for path, page in self.pages.items()}
        listed |= dict.fromkeys(further, "")
        rows = "".join(
            f"<url><loc>{escape(url)}</loc>"
            + (f"<lastmod>{changed}</lastmod>" if changed else "")
            + "</url>"
            for url, changed in listed.items()
        )
        namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return f"<urlset xmlns='{namespace}'>{rows}</urlset>".encode()

    def answer(self, path: str) -> Response:
        """Answer a request."""
        self.agents.add(request.headers.get("User-Agent", ""))
        if path == "/robots.txt":
            status = self.robots_status if self.robots is not None else 404
            return Response(self.robots or "", status, content_type="text/plain")
        if path in self.documents:
            return Response(self.documents[path], content_type="application/octet-stream")
        if path == "/sitemap.xml":
            return Response(self.sitemap(), content_type="application/xml")
        page = self.pages.get(path, Page("<h1>404</h1>", status=404))
        response = Response(page.content, page.status, content_type=page.kind)
        if page.status == 200:
            response.add_etag()
            response.make_conditional(request)
        self.asked.append((path, response.status_code))
        return response


@contextmanager
def serving_website() -> Iterator[WebsiteServer]:
    """A site on a free port, until the end of the block."""
    site = WebsiteServer()
    app = Flask(__name__)

    @app.get("/")
    @app.get("/<path:path>")
    def answer(path: str = "") -> Response:
        return site.answer(f"/{path}")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
