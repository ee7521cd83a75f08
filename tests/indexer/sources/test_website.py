"""What the index holds of a site that is read page by page, and how it is asked for."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build
from indexer.building.plan import BuildPlan
from indexer.building.report import Report
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import LEFT_OUT, NO_SITE_LISTS, SiteLists
from indexer.processes import Processes
from indexer.sources.record import Refused
from indexer.sources.registry import as_source
from indexer.sources.source import CrawlRules, SourceError
from indexer.sources.web import client as web_client
from indexer.sources.web.client import WebClient
from indexer.sources.website import site as website
from indexer.sources.website.source import WebPages
from indexer.sources.wordpress.source import Site
from tests.indexer.sources.test_wordpress_site import Quiet
from tests.indexer.sources.website_server import Page, WebsiteServer, serving_website


@pytest.fixture
def old_site() -> Iterator[WebsiteServer]:
    with serving_website() as site:
        yield site


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "generations")


Build = Callable[..., Report]


@pytest.fixture
def built(
    old_site: WebsiteServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Build:
    """Builds the index of the site; `path` is that of its sitemap."""

    def make(
        path: str = "/sitemap.xml",
        *,
        name: str = "",
        most_pages: int = 100,
        lists: SiteLists = NO_SITE_LISTS,
    ) -> Report:
        source = WebPages(
            name or f"{old_site.url}{path}", partial(WebClient, pause=0, back_off=0.001)
        )
        plan = BuildPlan(
            [source],
            engine,
            analyzer,
            lists,
            gate=None,
            crawl=CrawlRules(pause=0, most_pages=most_pages),
            crawls=tmp_path / "crawls",
            processes=Processes(1),
        )
        return build(plan, Quiet())

    return make


def titles(engine: WhooshEngine) -> set[str]:
    with closing(engine.snapshot()) as snapshot:
        return {article.title for article in snapshot.articles()}


def refusals(report: Report) -> dict[str, str]:
    return {one.place: one.reason for one in report.notes.refusals if isinstance(one, Refused)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.org/sitemap.xml", WebPages),
        ("https://example.org/sitemap_index.xml.gz", WebPages),
        ("https://example.org/ar/feed/", WebPages),
        ("https://example.org/rss", WebPages),
        ("https://example.org/index.php?x=sitemap.xml", Site),
        ("pages+https://example.org", WebPages),
        ("https://example.org", Site),
        ("https://example.org/feedback", Site),
    ],
)
def test_the_address_tells_how_a_site_is_read(text: str, kind: type) -> None:
    assert type(as_source(text)) is kind


def test_the_prefix_of_a_site_may_be_in_capitals() -> None:
    source = as_source("PAGES+https://example.org")
    assert source == as_source("pages+https://example.org")


def test_an_article_is_read_from_each_page_of_the_sitemap(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.add("/2", "الهجرة")
    report = built()
    assert report.counts.indexed == 2
    assert titles(engine) == {"أمن الحدود", "الهجرة"}
    with closing(engine.snapshot()) as snapshot:
        found = snapshot.article(f"{old_site.url}/1")
    assert found is not None
    assert (found.url, found.language) == (f"{old_site.url}/1", "ar")
    assert old_site.agents == {web_client.AGENT}


@pytest.mark.parametrize("compress", [False, True])
def test_a_sitemap_may_be_an_index_of_compressed_ones(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build, compress: bool
) -> None:
    old_site.add("/1", "أمن الحدود")
    inner = old_site.sitemap()
    old_site.documents = {
        "/index.xml": f"<sitemapindex><sitemap><loc>{old_site.url}/a.xml.gz</loc></sitemap>"
        "<sitemap><loc>http://elsewhere.example/b.xml</loc></sitemap></sitemapindex>".encode(),
        "/a.xml.gz": gzip.compress(inner) if compress else inner,
    }
    assert built("/index.xml").counts.indexed == 1


def test_the_sitemap_is_the_one_that_robots_txt_names(
    old_site: WebsiteServer, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.documents = {"/maps/all.txt": f"{old_site.url}/1\n".encode()}
    old_site.robots = f"Sitemap: {old_site.url}/maps/all.txt"
    assert built(name=f"pages+{old_site.url}").counts.indexed == 1


@pytest.mark.parametrize(
    ("robots", "read"),
    [
        ("User-agent: *\nDisallow: /private/", {"عام", "سجل"}),
        ("User-agent: *\nDisallow: /*.php$", {"عام", "خاص"}),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Bahith\nAllow: /", {"عام", "خاص", "سجل"}),
        ("User-agent: *\nDisallow: /private/\nAllow: /private/2", {"عام", "خاص", "سجل"}),
        (None, {"عام", "خاص", "سجل"}),
    ],
)
def test_what_robots_txt_forbids_is_not_asked_for(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build, robots: str | None, read: set[str]
) -> None:
    old_site.robots = robots
    for path, title in (("/1", "عام"), ("/private/2", "خاص"), ("/log.php", "سجل")):
        old_site.add(path, title)
    report = built()
    assert titles(engine) == read
    assert report.left_out == ({website.FORBIDDEN: 3 - len(read)} if len(read) < 3 else {})
    assert len(old_site.asked) == len(read)


def test_a_site_whose_rules_are_not_known_is_not_read(
    old_site: WebsiteServer, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.robots, old_site.robots_status = "", 503
    with pytest.raises(SourceError, match="rules are not known"):
        built()
    assert not old_site.asked


def test_the_site_says_how_long_to_wait_between_two_requests(old_site: WebsiteServer) -> None:
    old_site.robots = "User-agent: *\nCrawl-delay: 7"
    with closing(WebClient(pause=0)) as client:
        website.WebSite(old_site.url, client, CrawlRules(pause=2))
        assert client.pause == 7


def test_pages_that_are_none_of_the_site_are_left_out(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.pages["/data"] = Page("{}", kind="application/json")
    further = ("https://elsewhere.example/1", f"{old_site.url}/map.jpg", "javascript:x")
    old_site.documents = {"/sitemap.xml": old_site.sitemap(*further)}
    report = built()
    assert report.left_out == {website.OTHER_HOST: 2, website.NO_PAGE: 2}
    assert titles(engine) == {"أمن الحدود"}


def test_the_report_names_what_was_not_read_and_why(old_site: WebsiteServer, built: Build) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.add("/menu", "قائمة", text="<p>روابط</p>")
    old_site.documents = {"/sitemap.xml": old_site.sitemap(f"{old_site.url}/gone")}
    told = refusals(built())
    assert told[f"{old_site.url}/gone"] == "it answers 404"
    assert "no article was found" in told[f"{old_site.url}/menu"]


def test_an_update_asks_for_what_the_sitemap_says_to_have_changed(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود", "2024-01-01")
    old_site.add("/2", "الهجرة", "2024-01-01")
    old_site.add("/menu", "قائمة", "2024-01-01", text="<p>روابط</p>")
    built()
    old_site.asked.clear()
    old_site.add("/2", "الهجرة واللجوء", "2024-02-02")
    report = built()
    assert old_site.asked == [("/2", 200)]
    assert (report.counts.indexed, report.counts.unchanged, report.counts.refused) == (1, 1, 1)
    assert titles(engine) == {"أمن الحدود", "الهجرة واللجوء"}


def test_an_update_of_a_sitemap_without_times_asks_with_conditions(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.add("/2", "الهجرة")
    built()
    old_site.asked.clear()
    old_site.add("/2", "الهجرة واللجوء")
    report = built()
    assert old_site.asked == [("/1", 304), ("/2", 200)]
    assert report.counts.unchanged == 1
    old_site.asked.clear()
    built()
    assert old_site.asked == [("/1", 304), ("/2", 304)]


def test_a_page_that_is_in_the_sitemap_no_more_is_removed(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.add("/2", "الهجرة")
    built()
    del old_site.pages["/2"]
    assert built().counts.removed == 1
    assert titles(engine) == {"أمن الحدود"}


def feed_of(site: WebsiteServer, *paths: str) -> bytes:
    items = "".join(f"<item><link>{site.url}{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def test_a_feed_adds_its_pages_and_removes_none(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود")
    old_site.add("/2", "الهجرة")
    old_site.documents = {"/feed/": feed_of(old_site, "/1")}
    built("/feed/")
    old_site.documents = {"/feed/": feed_of(old_site, "/2")}
    assert built("/feed/").counts.removed == 0
    assert built("/feed/").counts.removed == 0
    assert titles(engine) == {"أمن الحدود", "الهجرة"}


def test_a_page_that_fails_for_now_keeps_its_article(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود", "2024-01-01")
    old_site.add("/2", "الهجرة", "2024-01-01")
    built()
    old_site.add("/2", "الهجرة واللجوء", "2024-02-02")
    old_site.pages["/2"].status = 503
    assert built().counts.unchanged == 2
    old_site.pages["/2"].status = 200
    built()
    assert titles(engine) == {"أمن الحدود", "الهجرة واللجوء"}


def test_an_interrupted_build_goes_on_where_it_was(
    old_site: WebsiteServer,
    engine: WhooshEngine,
    built: Build,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(website, "MOST_FAILURES", 1)
    for number in (1, 2, 3):
        old_site.add(f"/{number}", f"عنوان {number}", "2024-01-01")
    old_site.pages["/3"].status = 503
    with pytest.raises(SourceError, match="the site is down"):
        built()
    old_site.pages["/3"].status = 200
    old_site.asked.clear()
    assert built().counts.indexed == 3
    assert old_site.asked == [("/3", 200)]
    assert not list((tmp_path / "crawls").iterdir())


def test_a_limit_holds_and_is_told(old_site: WebsiteServer, built: Build) -> None:
    for number in range(5):
        old_site.add(f"/{number}", f"عنوان {number}")
    report = built(most_pages=2)
    assert (report.counts.indexed, report.left_out) == (2, {website.TOO_MANY: 3})


def test_a_section_that_staff_leave_out_stays_out_until_they_take_it_in(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build
) -> None:
    old_site.add("/1", "أمن الحدود", "2024-01-01")
    old_site.add("/2", "وظيفة", "2024-01-01")
    page = old_site.pages["/2"]
    page.content = page.content.replace(
        "<title>", "<meta property='article:section' content='وظائف'><title>"
    )
    lists = SiteLists(left_out=frozenset({"وظاىف", "وظايف"}), files={LEFT_OUT: "وظائف".encode()})
    built()
    assert built(lists=lists).counts.left_out == 1
    assert titles(engine) == {"أمن الحدود"}
    built()
    assert titles(engine) == {"أمن الحدود", "وظيفة"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"<html><body>404</body></html>", "it lists no pages"),
        (b"\x1f\x8b\x00damaged", "gzip compression is damaged"),
        (b"<?xml version='1.0' encoding='klingon'?><urlset/>", "which is not known"),
        (b"", "it lists no pages"),
    ],
)
def test_what_is_no_sitemap_is_told(
    old_site: WebsiteServer, built: Build, document: bytes, said: str
) -> None:
    old_site.documents = {"/sitemap.xml": document}
    with pytest.raises(SourceError, match=said):
        built()


@pytest.mark.parametrize(
    ("canonical", "own"),
    [
        ("/studies/1", "/studies/1"),
        ("/", "/studies/1?page=2"),
        ("https://old.example/studies/1", "/studies/1?page=2"),
    ],
)
def test_a_page_has_the_address_that_it_names_if_that_is_one_of_its_site(
    old_site: WebsiteServer, engine: WhooshEngine, built: Build, canonical: str, own: str
) -> None:
    old_site.add("/studies/1", "أمن الحدود")
    page = old_site.pages["/studies/1"]
    named = canonical if "://" in canonical else f"{old_site.url}{canonical}"
    page.content = page.content.replace(f"href='{old_site.url}/studies/1'", f"href='{named}'")
    old_site.documents = {"/sitemap.txt": f"{old_site.url}/studies/1?page=2".encode()}
    built("/sitemap.txt")
    with closing(engine.snapshot()) as snapshot:
        assert [one.url for one in snapshot.articles()] == [f"{old_site.url}{own}"]
