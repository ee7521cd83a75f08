"""Reading of a WordPress site over its public REST API.

A reading lists all posts, then fetches the posts that have changed. The method follows from the
behaviour of the API (measured with WordPress 6.1, and described in its handbook):

- Pages ordered by `modified` lose posts with equal times, so posts are listed by id.
- A post deleted during the listing moves the later ones up by one place, so each page begins with
  the last post of the previous page.
- Renaming a section or author does not change `modified`, so the signature of a post includes the
  names.
- The API does not report deletions; a deleted post is only missing from the list.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import filterfalse
from typing import TypeVar
from urllib.parse import quote

from analyzers.nearest import not_among
from indexer.lists.site_lists import SiteLists
from indexer.sources.record import (
    POST_TYPES,
    SECTION_LEFT_OUT,
    Found,
    LeftOut,
    Record,
    Unchanged,
    type_left_out,
)
from indexer.sources.source import SourceError, without_credentials
from indexer.sources.web.download_cache import Spool
from indexer.sources.wordpress.api import RestApi
from indexer.sources.wordpress.client import SiteClient
from indexer.sources.wordpress.post import (
    LANGUAGES,
    Picture,
    Post,
    PostNames,
    authors_by_plugin,
    record_of_post,
    section_and_tags,
)
from indexer.sources.wordpress.state import SiteState
from indexer.text.authors import split_authors
from indexer.text.html import plain_text

PAGE = 100
"""Number of posts per request, the maximum of WordPress."""

MOST_STEPS_BACK = 1000
"""Maximum number of steps back of a listing, each after deletions from the pages already read."""

CO_AUTHORS = "coauthors"
"""Field of a post with the terms of its authors, as Co-Authors Plus names it."""

LISTED = f"id,modified_gmt,categories,tags,author,authors,{CO_AUTHORS}"
"""Fields of a listed post; `authors` is of PublishPress Authors."""

BARE: Post = {"categories": [], "tags": [], CO_AUTHORS: [], "author": 0, "featured_media": 0}
"""Default values of the fields that some post types lack."""

POST, POSTS = "post", "/wp/v2/posts"
"""The standard post type of WordPress, and its route."""

ROUTE = "route"
"""Key, added to each post, of the route that returned it."""

OF_WORDPRESS = re.compile(r"wp_.*|attachment|nav_menu_item")
"""Post types of WordPress that contain no texts for readers."""


FETCHED = f"{LISTED},date,link,guid,title,content,excerpt,featured_media,{','.join(LANGUAGES)}"
"""Fields of a fetched post."""

NAMED = ("categories", "tags", "users", CO_AUTHORS)
"""Routes of the names of sections, tags and authors."""

CO_AUTHOR = "/coauthors/v1/coauthors"
"""Route of the authors that Co-Authors Plus knows, by the names in their addresses."""

CO_AUTHOR_SLUG = "cap-"
"""Beginning of the slug of an author's term; the author's name in addresses follows."""

OnPosts = Callable[[int], None]
"""Callback for progress, called with a number of posts."""

Item = TypeVar("Item")
"""Type of the items of a batch."""


class WordPressSite:
    """One reading of a site.

    Every method raises SourceError if the site cannot be reached or does not answer as WordPress.

    Attributes:
        state: The state to store with the generation, complete once all records are consumed.
    """

    def __init__(
        self,
        url: str,
        client: SiteClient,
        lists: SiteLists,
        post_types: Sequence[str] = POST_TYPES,
        spool: Spool | None = None,
    ) -> None:
        self._url = url
        self._shown = without_credentials(url)
        self._lists = lists
        self._spool = spool
        self._api = RestApi(url, client)
        self._wanted = post_types
        self._routes = self._routes_wanted()
        self._names: dict[str, dict[int, str]] = {kind: {} for kind in NAMED}
        self._pictures: dict[int, Picture | None] = {}
        self.state = SiteState()

    def read(self, known: SiteState, begin: OnPosts, on_read: OnPosts) -> Iterator[Record]:
        """Yield a record for each post of the site.

        Args:
            known: The state of the served generation; a post whose signature is equal there is
                Unchanged.
            begin: Called with the total number of posts.
            on_read: Called with the number of posts read since the last call.
        """
        listed = self._listed()
        if not listed:
            raise SourceError(f"{self._url}: it has no posts")
        begin(len(listed))
        yield from self._other_types()
        self._learn_names(listed)
        newest = max(post["modified_gmt"] for post in listed)
        left_out = list(filter(self._is_left_out, listed))
        yield from (LeftOut(self._shown, _place(post), SECTION_LEFT_OUT) for post in left_out)
        on_read(len(left_out))
        listed = list(filterfalse(self._is_left_out, listed))
        signatures = {str(post["id"]): self._signature(post) for post in listed}
        due = [p for p in listed if known.signatures.get(str(p["id"])) != signatures[str(p["id"])]]
        pending = {post["id"] for post in due}
        kept = {}
        for post in listed:
            if post["id"] not in pending:
                kept[str(post["id"])] = signatures[str(post["id"])]
                yield Unchanged(str(post["id"]), self._shown, _place(post))
        on_read(len(kept))
        for posts in _batches(due):
            fetched = list(self._fetched(posts))
            self._learn_pictures(fetched)
            for post in fetched:
                record = self._record(post)
                if isinstance(record, Found):
                    kept[record.article.id] = self._signature(post)
                yield record
            on_read(len(posts))
        self.state = SiteState(kept, newest, self._names)

    def recent(self, known: SiteState) -> Iterator[Record]:
        """Yield records of the posts modified since the last reading.

        Only names that are not known yet are requested; `read` finds renamed sections, tags and
        authors. The new state is the known one, updated with these
        posts.

        Args:
            known: The state of the served generation, not empty.
        """
        for kind, names in known.names.items():
            self._names[kind] |= names
        since = dt.datetime.fromisoformat(known.newest) - dt.timedelta(seconds=1)
        listed = self._changed(f"{since.isoformat()}Z")
        self._learn_names(listed)
        self._learn_pictures(listed)
        kept = dict(known.signatures)
        for post in listed:
            signature = self._signature(post)
            if self._is_left_out(post):
                continue  # `read` removes it
            if kept.get(str(post["id"])) != signature:
                record = self._record(post)
                if isinstance(record, Found):
                    kept[record.article.id] = signature
                yield record
        self.state = SiteState(kept, known.newest, self._names)

    def _routes_wanted(self) -> tuple[str, ...]:
        """Return the routes of the post types that are indexed.

        Raises:
            SourceError: The site has no such post type.
        """
        if tuple(self._wanted) == (POST,):
            return (POSTS,)
        types = self._api.types()
        for name in self._wanted:
            if name not in types:
                known = [one for one in types if not OF_WORDPRESS.fullmatch(one)]
                wrong = not_among("type of posts", name, known)
                raise SourceError(
                    f"{self._url}: {wrong}: mend post_types, under [sources] in settings.toml"
                )
        return tuple(types[name] for name in self._wanted)

    def _other_types(self) -> Iterator[LeftOut]:
        """Yield a record for each post of the other types, as far as the site shows them."""
        try:
            types = self._api.types()
        except SourceError:
            return
        for name, route in types.items():
            if name in self._wanted or OF_WORDPRESS.fullmatch(name):
                continue
            try:
                _, total = self._api.posts(route, {"per_page": 1, "_fields": "id"})
            except SourceError:  # the type is not public
                continue
            yield from (LeftOut(self._shown, name, type_left_out(name)) for _ in range(total))

    def _listed(self) -> list[Post]:
        """Return all posts in ascending order of id, with the fields of `LISTED`."""
        listed = [post for route in self._routes for post in self._listed_of(route)]
        return sorted(listed, key=lambda post: int(post["id"]))

    def _listed_of(self, route: str) -> list[Post]:
        """Return all posts of a type in ascending order of id, with the fields of `LISTED`."""
        found: dict[int, Post] = {}
        offset = last = steps_back = 0
        while True:
            page, total = self._api.posts(
                route,
                {
                    "per_page": PAGE,
                    "offset": offset,
                    "orderby": "id",
                    "order": "asc",
                    "_fields": LISTED,
                },
            )
            if offset and (not page or page[0]["id"] > last):  # earlier posts were deleted
                steps_back += 1
                if steps_back > MOST_STEPS_BACK:
                    raise SourceError(f"{self._url}: its list of posts changes all the time")
                offset = max(0, offset - PAGE)
                continue
            found.update((post["id"], {**BARE, **post, ROUTE: route}) for post in page)
            if len(page) < PAGE:
                if len(found) < total:
                    raise SourceError(f"{self._url}: it lists {len(found)} of its {total} posts")
                return [found[number] for number in sorted(found)]
            last = max(last, page[-1]["id"])
            offset += PAGE - 1

    def _changed(self, since: str) -> list[Post]:
        """Return the posts modified after a time, with the fields of `FETCHED`."""
        return [post for route in self._routes for post in self._changed_of(route, since)]

    def _changed_of(self, route: str, since: str) -> list[Post]:
        """Return the posts of a type modified after a time, at most `PAGE` pages of them."""
        found: dict[int, Post] = {}
        for number in range(1, 1 + PAGE):
            page, _ = self._api.posts(
                route,
                {
                    "per_page": PAGE,
                    "offset": (number - 1) * PAGE,
                    "modified_after": since,
                    "orderby": "id",
                    "_fields": FETCHED,
                },
            )
            found.update((post["id"], {**BARE, **post, ROUTE: route}) for post in page)
            if len(page) < PAGE:
                break
        return list(found.values())

    def _fetched(self, listed: Sequence[Post]) -> Iterator[Post]:
        """Yield these posts with the fields of `FETCHED`, except posts deleted in the meantime."""
        spool = self._spool
        missing: dict[str, list[int]] = {}
        for post in listed:
            spooled = spool.get(post["id"], post["modified_gmt"]) if spool else None
            if spooled is None:
                missing.setdefault(post[ROUTE], []).append(post["id"])
            else:
                yield {**spooled, **post}
        for route, ids in missing.items():
            yield from self._fetched_of(route, ids)

    def _fetched_of(self, route: str, missing: Sequence[int]) -> Iterator[Post]:
        """Yield the posts of a type with these ids, and store them for an interrupted build."""
        fetched, _ = self._api.posts(
            route,
            {"per_page": PAGE, "include": ",".join(map(str, missing)), "_fields": FETCHED},
        )
        fetched = [{**BARE, **post, ROUTE: route} for post in fetched]
        if not fetched:
            raise SourceError(f"{self._url}: it gives none of {len(missing)} posts that it lists")
        if self._spool:
            self._spool.add(fetched)
        self._learn_names(fetched)
        yield from fetched

    def _learn_names(self, posts: Iterable[Post]) -> None:
        """Request the names of the posts' sections, tags and authors that are not known yet."""
        wanted: dict[str, set[int]] = {kind: set() for kind in NAMED}
        for post in posts:
            wanted["categories"].update(post["categories"])
            wanted["tags"].update(post["tags"])
            wanted[CO_AUTHORS].update(post[CO_AUTHORS])
            if post["author"]:
                wanted["users"].add(post["author"])
        for kind, numbers in wanted.items():
            names = self._names[kind]
            for batch in _batches(sorted(numbers - names.keys())):
                names |= dict.fromkeys(batch, "")  # a site may hide its authors
                names |= self._asked_names(kind, batch)

    def _asked_names(self, kind: str, numbers: Sequence[int]) -> dict[int, str]:
        """Return names by number; none if the site hides its authors."""
        fields = "id,name,slug" if kind == CO_AUTHORS else "id,name"
        asked = {"per_page": PAGE, "include": ",".join(map(str, numbers)), "_fields": fields}
        try:
            found, _ = self._api.posts(f"/wp/v2/{kind}", asked)
        except SourceError:
            if kind in ("users", CO_AUTHORS):
                return {}
            raise
        if kind == CO_AUTHORS:
            return {one["id"]: self._co_author(one) for one in found}
        return {one["id"]: plain_text(one["name"]) for one in found}

    def _co_author(self, term: Post) -> str:
        """Return the name that is shown of an author; the term has the name to log in with."""
        nicename = str(term.get("slug") or "").removeprefix(CO_AUTHOR_SLUG)
        shown = self._api.item(f"{CO_AUTHOR}/{quote(nicename)}").get("display_name")
        return plain_text(str(shown or term.get("name") or ""))

    def _learn_pictures(self, posts: Iterable[Post]) -> None:
        """Request the featured images of posts that are not known yet, as far as they are shown."""
        wanted = {post["featured_media"] for post in posts} - self._pictures.keys() - {0}
        for batch in _batches(sorted(wanted)):
            asked = {
                "per_page": PAGE,
                "include": ",".join(map(str, batch)),
                "_fields": "id,source_url,alt_text,media_type",
            }
            with suppress(SourceError):  # a site may hide its media
                found, _ = self._api.posts("/wp/v2/media", asked)
                self._pictures |= {one["id"]: Picture.of(one) for one in found}

    def _signature(self, post: Post) -> str:
        """Return a digest of a post's time of modification and names, to detect changes."""
        section, tags = self._section_and_tags(post)
        authors = authors_by_plugin(post) or self._authors(post)
        parts = (post["modified_gmt"], section, *tags, *authors)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def _section_and_tags(self, post: Post) -> tuple[str, tuple[str, ...]]:
        """Return the names of a post's section and tags."""
        return section_and_tags(self._named(post, "categories"), self._named(post, "tags"))

    def _named(self, post: Post, kind: str) -> list[str]:
        """Return the names of a post's items of a kind."""
        return [self._names[kind].get(number, "") for number in post[kind]]

    def _authors(self, post: Post) -> tuple[str, ...]:
        """Return the names of a post's authors: those of Co-Authors Plus, or its user."""
        if together := tuple(filter(None, self._named(post, CO_AUTHORS))):
            return together
        return split_authors(self._names["users"].get(post["author"], ""))

    def _is_left_out(self, post: Post) -> bool:
        """Return True if staff exclude the section of a post."""
        return self._lists.leaves_out(self._section_and_tags(post)[0])

    def _record(self, post: Post) -> Record:
        """Return the record of a post; Refused if its fields are not those of WordPress."""
        names = PostNames(
            self._named(post, "categories"),
            self._named(post, "tags"),
            self._authors(post),
            self._pictures.get(post["featured_media"]),
        )
        return record_of_post(post, names, self._shown, _place(post), strict=True)


def _place(post: Post) -> str:
    """Return the place of a post on the site, for reports to staff."""
    return f"post {post.get('id')}"


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield slices of at most `PAGE` items."""
    for begin in range(0, len(items), PAGE):
        yield items[begin : begin + PAGE]
