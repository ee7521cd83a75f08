"""A site that answers as WordPress's REST API does, with the faults that sites have."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from flask import Flask, Response, request
from werkzeug.serving import make_server

Post = dict[str, Any]
Fault = Callable[[], Response | None]

BEGUN = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)


@dataclass
class WordPressServer:
    """A WordPress server.

    Attributes:
        url: Its address.
        posts: The posts, by id.
        names: Names of categories, tags, users and terms of Co-Authors Plus, by id.
        shown_names: The names of co-authors that readers see, by the name in their address.
        media: The items of the media library, by id.
        login: The name and password without which the API answers nothing, or None.
        asked: Arguments of each request for posts.
        fault: Called before each response; may return another one.
        clock: Time of the last change.
        files: What is uploaded, by name.
        forbids_files: Whether it gives none of them.
        hides_media: Whether it does not say with which posts they were uploaded.
        downloads: Name of each file that was asked for, and the condition of the request.
    """

    url: str = ""
    posts: dict[int, Post] = field(default_factory=dict)
    names: dict[str, dict[int, str]] = field(
        default_factory=lambda: {
            "categories": {1: "Uncategorized", 2: "الهجرة", 3: "أمن"},
            "tags": {7: "أوروبا &amp; العالم"},
            "users": {5: "وحدة الدراسات"},
            "coauthors": {11: "layla", 12: "guest-salim"},
        }
    )
    shown_names: dict[str, str] = field(default_factory=dict)
    media: dict[int, dict[str, Any]] = field(default_factory=dict)
    login: tuple[str, str] | None = None
    types: dict[str, str] = field(default_factory=lambda: {"post": "posts"})
    asked: list[dict[str, str]] = field(default_factory=list)
    fault: Fault = lambda: None
    clock: dt.datetime = BEGUN
    files: dict[str, bytes] = field(default_factory=dict)
    forbids_files: bool = False
    hides_media: bool = False
    downloads: list[tuple[str, str]] = field(default_factory=list)

    def add(self, number: int, **changes: Any) -> Post:
        """Publishes a post, or another version of it."""
        self.clock += dt.timedelta(minutes=1)
        former = self.posts.get(number, {})
        self.posts[number] = {
            "id": number,
            "type": "post",
            "date": "2024-03-05T10:00:00",
            "link": f"https://example.org/{number}/",
            "guid": {"rendered": f"https://example.org/?p={number}"},
            "title": {"rendered": f"عنوان &#8220;{number}&#8221;"},
            "content": {"rendered": f"<p>نص المقال {number}.</p>", "protected": False},
            "excerpt": {"rendered": f"<p>نص المقال {number}. [&hellip;]</p>"},
            "categories": [2],
            "tags": [7],
            "featured_media": 0,
            "author": 5,
            **former,
            "modified_gmt": f"{self.clock:%Y-%m-%dT%H:%M:%S}",
            **changes,
        }
        return self.posts[number]

    def fetched(self) -> list[int]:
        """The posts that were asked for whole, one by one."""
        return [int(n) for one in self.asked for n in one.get("include", "").split(",") if n]

    def file(self, name: str) -> Response:
        self.downloads.append((name, request.headers.get("If-None-Match", "")))
        if self.forbids_files:
            return Response("no", 403)
        if name not in self.files:
            return Response("no such file", 404)
        answer = Response(self.files[name], content_type="application/octet-stream")
        answer.add_etag()
        return cast(Response, answer.make_conditional(request))

    def answer(self, route: str) -> Response:
        given = request.args.to_dict()
        if (faulty := self.fault()) is not None:
            return faulty
        given_login = request.authorization
        if self.login and (
            given_login is None or (given_login.username, given_login.password) != self.login
        ):
            return as_json({"code": "rest_not_logged_in", "message": "ممنوع"}, 401)
        if route == "/":
            return as_json({"namespaces": ["oembed/1.0", "wp/v2"]})
        kind = route.rpartition("/")[2]
        if kind == "types":
            return as_json({name: {"rest_base": base} for name, base in self.types.items()})
        if kind in self.names:
            chosen = [int(number) for number in given["include"].split(",")]
            names = self.names[kind]
            slugs = {n: f"cap-{names[n]}" if kind == "coauthors" else "" for n in names}
            found = [{"id": n, "name": names[n], "slug": slugs[n]} for n in chosen if n in names]
            return as_json(found)
        if kind == "media" and "parent" in given:
            parents = [int(number) for number in given["parent"].split(",")]
            if self.hides_media:
                return as_json({"code": "rest_forbidden", "message": "ممنوع"}, 403)
            return as_json([one for one in self.media.values() if one.get("post") in parents])
        if kind == "media":
            chosen = [int(number) for number in given["include"].split(",")]
            return as_json([{"id": n, **self.media[n]} for n in chosen if n in self.media])
        self.asked.append(given)
        return self._posts(kind, given)

    def _posts(self, route: str, given: dict[str, str]) -> Response:
        of_type = (post for post in self.posts.values() if self.types[post["type"]] == route)
        listed = sorted(of_type, key=lambda post: post["id"])
        if "include" in given:
            wanted = {int(number) for number in given["include"].split(",")}
            listed = [post for post in listed if post["id"] in wanted]
        if "modified_after" in given:
            since = given["modified_after"].removesuffix("Z")
            listed = [post for post in listed if post["modified_gmt"] > since]
        offset = int(given.get("offset", 0))
        fields = given["_fields"].split(",")
        page = listed[offset : offset + int(given["per_page"])]
        shown = [{name: post[name] for name in fields if name in post} for post in page]
        return as_json(shown, total=len(listed))


def as_json(content: Any, status: int = 200, total: int | None = None) -> Response:
    answer = Response(json.dumps(content), status, content_type="application/json")
    if total is not None:
        answer.headers["X-WP-Total"] = str(total)
    return answer


@contextmanager
def serving() -> Iterator[WordPressServer]:
    """A site on a free port, until the end of the block."""
    site = WordPressServer()
    app = Flask(__name__)

    @app.get("/")
    def plain() -> Response:
        faulty = site.fault()
        return faulty if faulty is not None else Response("<h1>The first page</h1>")

    @app.get("/wp-json/")
    def root() -> Response:
        return site.answer("/")

    @app.get("/wp-json/wp/v2/<kind>")
    def route(kind: str) -> Response:
        return site.answer(f"/wp/v2/{kind}")

    @app.get("/wp-content/uploads/<name>")
    def uploaded(name: str) -> Response:
        return site.file(name)

    @app.get("/wp-json/coauthors/v1/coauthors/<name>")
    def co_author(name: str) -> Response:
        if name not in site.shown_names:
            return as_json({"code": "rest_not_found", "message": "لا يوجد"}, 404)
        return as_json({"id": 1, "display_name": site.shown_names[name], "user_nicename": name})

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


def dripping() -> Response:
    """An answer that comes a byte at a time."""

    def drops() -> Iterator[bytes]:
        while True:
            yield b" "
            time.sleep(0.01)

    return Response(drops(), content_type="application/json")
