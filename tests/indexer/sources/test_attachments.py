"""The documents that posts of a site link to, read and found as part of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build, refresh
from indexer.building.plan import BuildPlan
from indexer.building.report import Report
from indexer.building.report_text import report_text
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import NO_SITE_LISTS
from indexer.model.article import Article
from indexer.processes import Processes
from indexer.sources.attachments import attachments, site_attachments
from indexer.sources.attachments.fetching import MAX_FAILURES, document_of
from indexer.sources.attachments.joining import with_attached
from indexer.sources.attachments.links import MAX_FILES, linked_files
from indexer.sources.formats.format import ReadingContext
from indexer.sources.record import Found
from indexer.sources.source import Documents
from indexer.sources.web.client import WebClient
from indexer.sources.wordpress.client import SiteClient
from indexer.sources.wordpress.source import Site
from indexer.text.html import clean_html
from indexer.text.page_starts import PageStart, page_at
from tests.indexer.sources.test_wordpress_site import Quiet, article
from tests.indexer.sources.wordpress_server import WordPressServer, serving

FOLDER = Path(__file__).parent / "documents"
PDF, DOCX = (FOLDER / "chromium.pdf").read_bytes(), (FOLDER / "study.docx").read_bytes()
TITLE = "أمن الطاقة في شرق المتوسط"

READ = Documents(attachments=True)

Build = Callable[..., Report]


@pytest.fixture
def site() -> Iterator[WordPressServer]:
    with serving() as site:
        site.files = {"study.pdf": PDF, "units.docx": DOCX}
        yield site


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "generations")


@pytest.fixture
def built(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Build:
    """Builds the index of the site, or updates it with the newest posts alone."""

    def built(documents: Documents = READ, *, newest: bool = False) -> Report:
        source = Site(
            site.url,
            partial(SiteClient, pause=0, back_off=0.001),
            partial(WebClient, pause=0, back_off=0.001),
        )
        plan = BuildPlan(
            [source],
            engine,
            analyzer,
            NO_SITE_LISTS,
            gate=None,
            processes=Processes(1),
            documents=documents,
            crawls=tmp_path / "crawls",
        )
        site.downloads.clear()
        report = refresh(plan, Quiet()) if newest else build(plan, Quiet())
        assert report is not None
        return report

    return built


def link(site: WordPressServer, name: str = "study.pdf") -> str:
    return f"{site.url}/wp-content/uploads/{name}"


def with_links(*addresses: str) -> dict[str, object]:
    links = "".join(f'<p>الدراسة: <a href="{one}">تحميل</a></p>' for one in addresses)
    return {"rendered": f"<p>صدرت دراسة جديدة.</p>{links}", "protected": False}


def reasons(report: Report) -> list[str]:
    return [one.reason for one in report.notes.refusals]


def test_a_pdf_that_a_post_links_to_is_found_as_part_of_it_with_its_pages(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1, content=with_links(link(site)))
    report = built()
    assert (report.counts.indexed, report.counts.refused) == (1, 0)
    assert "attached   1: 1 (1)" in report_text(report).splitlines()
    found = article(engine, "1")
    assert found.title == "عنوان “1”"
    above, below = found.body.split("\n", 2)[:2], found.body.split("\n")[3:]
    assert above == ["صدرت دراسة جديدة.", "الدراسة: تحميل"]
    assert len(" ".join(below).split()) > 150
    assert {one.page for one in found.pages if one.page} == {1, 2, 3}
    last = page_at(found.pages, len(found.body))
    assert last is not None
    assert last.address == f"{link(site)}#page=3"
    assert page_at(found.pages, 0) is None


@pytest.mark.parametrize("hides_media", [False, True])
def test_a_file_that_was_uploaded_with_a_short_post_is_part_of_it_without_a_link(
    site: WordPressServer, engine: WhooshEngine, built: Build, hides_media: bool
) -> None:
    site.hides_media = hides_media
    site.media = {
        9: {"post": 1, "source_url": link(site)},
        10: {"post": 1, "source_url": link(site, "data.zip")},
        11: {"post": 2, "source_url": link(site, "older.pdf")},
        12: {"post": 3, "source_url": link(site, "older.pdf")},
    }
    site.add(1)
    site.add(2, content=with_links(link(site, "units.docx")))
    site.add(3, content={"rendered": f"<p>{'كلمة ' * 400}</p>"})
    report = built()
    assert report.counts.indexed == 3
    assert bool(article(engine, "1").pages) != hides_media
    names = [name for name, _ in site.downloads]
    assert names == (["units.docx"] if hides_media else ["study.pdf", "units.docx"])


def test_a_file_of_two_posts_is_part_of_the_first_and_goes_over_when_that_is_deleted(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    for number in (1, 2):
        site.add(number, content=with_links(link(site), link(site)))
    report = built()
    assert article(engine, "1").pages
    assert not article(engine, "2").pages
    assert report.left_out == {"the attached file is found as part of another post": 1}
    assert len(site.downloads) == 1
    del site.posts[1]
    built()
    built()
    assert article(engine, "2").pages


FAULTS = [
    ("gone.pdf", b"", "the site has no such attached file"),
    ("fake.pdf", b"<html>Log in</html>", "no document of a kind that is read"),
    ("broken.pdf", PDF[:2000], "it is a damaged PDF"),
    ("empty.docx", DOCX[: len(DOCX) // 2], "it is damaged"),
]


@pytest.mark.parametrize(("name", "content", "reason"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_file_that_cannot_be_read_is_named_and_its_post_kept(
    site: WordPressServer,
    engine: WhooshEngine,
    built: Build,
    name: str,
    content: bytes,
    reason: str,
) -> None:
    if content:
        site.files[name] = content
    site.add(1, content=with_links(link(site, name), link(site, "units.docx")))
    report = built()
    [refused] = report.notes.refusals
    assert refused.place == f"post 1, {link(site, name)}"
    assert reason in refused.reason
    found = article(engine, "1")
    assert found.body.startswith("صدرت دراسة جديدة.")
    assert [one.address for one in found.pages] == [link(site, "units.docx")] * 2


def test_files_of_other_sites_are_left_out_unless_staff_name_the_site(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    with serving() as other:
        other.files = {"study.pdf": PDF}
        site.add(1, content=with_links(link(other)))
        report = built()
        assert not other.downloads
        assert any("name that one in attachment_sites" in one for one in report.left_out)
        built(Documents(attachments=True, sites=(other.url,)))
        assert article(engine, "1").pages


def test_an_update_asks_only_for_files_of_posts_that_changed(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1, content=with_links(link(site)))
    site.add(2, content=with_links(link(site, "units.docx")))
    built()
    site.add(2)
    report = built()
    assert [name for name, _ in site.downloads] == ["units.docx"]
    assert report.counts.unchanged == 2
    assert article(engine, "1").pages
    site.add(3, content=with_links(link(site, "new.pdf")))
    site.files["new.pdf"] = PDF
    built(newest=True)
    assert article(engine, "3").pages
    built()
    assert not site.downloads


def test_files_are_read_again_by_a_newer_reader_though_the_newest_posts_are_read_first(
    site: WordPressServer, engine: WhooshEngine, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add(1, content=with_links(link(site)))
    built()
    monkeypatch.setattr(attachments, "READING", "a newer one")
    site.add(2, content=with_links(link(site, "units.docx")))
    built(newest=True)
    assert [name for name, _ in site.downloads] == ["units.docx"]
    built()
    assert sorted(name for name, _ in site.downloads) == ["study.pdf", "units.docx"]
    built()
    assert not site.downloads


def test_a_file_that_was_replaced_is_read_again_after_a_week(
    site: WordPressServer, engine: WhooshEngine, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add(1, content=with_links(link(site)))
    built()
    before = article(engine, "1").body
    later = attachments.today() + dt.timedelta(days=7)
    monkeypatch.setattr(attachments, "today", lambda: later)
    report = built()
    [(_, condition)] = site.downloads
    assert condition
    assert report.counts.unchanged == 1
    built()
    assert not site.downloads
    monkeypatch.setattr(attachments, "today", lambda: later + dt.timedelta(days=7))
    site.files["study.pdf"] = (FOLDER / "weasyprint.pdf").read_bytes()
    assert built().counts.indexed == 1
    assert article(engine, "1").body != before


def test_what_was_read_of_a_file_stays_while_the_site_does_not_give_it(
    site: WordPressServer, engine: WhooshEngine, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add(1, content=with_links(link(site)))
    built()
    later = attachments.today() + dt.timedelta(days=7)
    monkeypatch.setattr(attachments, "today", lambda: later)
    site.forbids_files = True
    built()
    assert site.downloads
    assert article(engine, "1").pages


def test_a_site_that_gives_no_files_is_not_asked_for_all_and_asked_again_the_next_day(
    site: WordPressServer, engine: WhooshEngine, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{number}.pdf" for number in range(MAX_FAILURES + 2)]
    site.files = dict.fromkeys(names, PDF)
    for number, name in enumerate(names, 1):
        site.add(number, content=with_links(link(site, name)))
    site.forbids_files = True
    report = built()
    assert len(site.downloads) == MAX_FAILURES
    assert "the site answers 403" in reasons(report)[0]
    assert "an update of tomorrow asks again" in reasons(report)[-1]
    assert report.counts.indexed == len(names)
    site.forbids_files = False
    built()
    assert not site.downloads
    later = attachments.today() + dt.timedelta(days=1)
    monkeypatch.setattr(attachments, "today", lambda: later)
    built()
    assert len(site.downloads) == len(names)
    assert article(engine, "1").pages


def test_a_build_that_was_interrupted_does_not_fetch_again_what_it_had_read(
    site: WordPressServer, engine: WhooshEngine, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.add(1, content=with_links(link(site)))
    site.add(2, content=with_links(link(site, "units.docx")))

    def interrupt(content: bytes, address: str, context: ReadingContext) -> Found:
        if address.endswith("docx"):
            raise KeyboardInterrupt
        return document_of(content, address, context)

    with monkeypatch.context() as broken:
        broken.setattr(site_attachments, "document_of", interrupt)
        with pytest.raises(KeyboardInterrupt):
            built()
    assert [name for name, _ in site.downloads] == ["study.pdf", "units.docx"]
    built()
    assert [name for name, _ in site.downloads] == ["units.docx"]
    assert {one.page for one in article(engine, "1").pages if one.page} == {1, 2, 3}
    built()
    assert not site.downloads


def test_attachments_may_be_turned_off_and_on(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1, content=with_links(link(site)))
    site.add(2)
    built(Documents())
    assert not site.downloads
    assert not article(engine, "1").pages
    built()
    assert article(engine, "1").pages
    built(Documents())
    assert not article(engine, "1").pages


def test_the_links_of_an_article_to_documents_are_told_by_their_paths() -> None:
    links = (
        "a.pdf",
        "B.PDF?ver=2",
        "a.pdf#page=3",
        "%D8%AF.docx",
        "c.odt",
        "page.html",
        "?file=a.pdf",
        "pdf",
    )
    base = "https://centre.example/"
    text, headings, structure, _ = clean_html(
        "".join(f'<p><a href="{one}">نص</a></p>' for one in links), base
    )
    found = Article(id="1", title="أ", body=text, headings=headings, structure=structure)
    assert linked_files(found) == tuple(
        base + one for one in ("a.pdf", "B.PDF?ver=2", "%D8%AF.docx", "c.odt")
    )


def test_files_beyond_the_first_of_a_post_are_left_out_and_counted(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    names = [f"{number}.docx" for number in range(MAX_FILES + 1)]
    site.files = dict.fromkeys(names, DOCX)
    cited = [f"https://other.example/{name}" for name in names]
    site.add(1, content=with_links(*cited, *(link(site, name) for name in names)))
    assert list(built().left_out.values()) == [len(cited), 1]
    assert len(site.downloads) == MAX_FILES


def test_an_attached_file_keeps_its_structure_below_that_of_the_post() -> None:
    def made(title: str, source: str) -> Article:
        text, headings, structure, _ = clean_html(source, "https://centre.example/")
        return Article(id="1", title=title, body=text, headings=headings, structure=structure)

    note = '<h2>عنوان</h2><p>نص<a href="#n">1</a></p><p id="n">حاشية</p>'
    file = "https://centre.example/a.docx"
    found = with_attached(made("منشور", note), made(TITLE, note), file)
    lines = ["عنوان", "نص1", "حاشية"]
    assert found.body.split("\n") == [*lines, TITLE, *lines]
    assert found.headings == (0, 3, 4)
    told = [(one.tag, found.body[one.start : one.end], one.value) for one in found.elements]
    assert told[0] == ("h2", "عنوان", "")
    assert ("h2", TITLE, "") in told
    assert ("a", TITLE, file) in told
    assert ("h3", "عنوان", "") in told
    links = [one.value for one in found.elements if one.value.startswith("#")]
    anchors = [f"#{one.anchor}" for one in found.elements if one.anchor]
    assert links == anchors
    assert len(set(links)) == 2
    at = found.body.index(TITLE)
    assert found.pages == (PageStart(at, 0, file), PageStart(at + len(TITLE) + 1, 0, file))
