"""What the index holds of a WordPress site, and what it holds when the site fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Response, request

from analyzers.analyzer import ArabicAnalyzer
from indexer.building.pipeline import build, refresh
from indexer.building.plan import BuildPlan
from indexer.building.report import Counts, Report
from indexer.cli import main
from indexer.engines.base import Engine
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.lists.site_lists import NO_SITE_LISTS, SiteLists
from indexer.model.article import Article
from indexer.processes import Processes
from indexer.settings import SiteLogin
from indexer.sources.file_source import Files
from indexer.sources.login import PASSWORD_VARIABLE, Login, LoginError
from indexer.sources.record import Refused
from indexer.sources.registry import as_source
from indexer.sources.source import SourceError
from indexer.sources.web import client as web_client
from indexer.sources.wordpress.client import SiteClient
from indexer.sources.wordpress.source import Site
from tests.indexer.sources.wordpress_server import Fault, WordPressServer, as_json, dripping
from tests.workspaces import new_workspace


def source(site: WordPressServer) -> Site:
    """The site as a source whose client does not wait."""
    return Site(site.url, partial(SiteClient, pause=0, back_off=0.001))


class Quiet:
    """A progress that shows nothing and keeps what was refused."""

    def __init__(self) -> None:
        self.refusals: list[Refused] = []

    def begin(self, total: int) -> None: ...

    def advance(self, read: int, counts: Counts) -> None: ...

    def refused(self, record: Refused) -> None:
        self.refusals.append(record)

    def writing(self) -> None: ...


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "generations")


Build = Callable[[], Report]


@pytest.fixture
def built(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> Build:
    """Builds the index of the site."""
    return lambda: build(
        BuildPlan(
            [source(site)],
            engine,
            analyzer,
            NO_SITE_LISTS,
            processes=Processes(1),
            crawls=tmp_path / "crawls",
        ),
        Quiet(),
    )


def served(engine: Engine) -> set[str]:
    with closing(engine.snapshot()) as snapshot:
        return {id_ for id_ in map(str, range(1, 500)) if snapshot.article(id_)}


def article(engine: Engine, id_: str) -> Article:
    with closing(engine.snapshot()) as snapshot:
        found = snapshot.article(id_)
        assert found is not None
        return found


def test_an_address_is_a_site_and_anything_else_a_file() -> None:
    assert as_source("https://example.org/") == Site("https://example.org")
    assert as_source("pages/https") == Files(Path("pages/https"))


def test_a_post_is_an_article_with_its_names(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(4, categories=[1, 3, 2], excerpt={"rendered": "<p>بقلم الكاتب</p>"})
    built()
    assert article(engine, "4") == Article(
        id="4",
        title="عنوان “4”",
        body="نص المقال 4.",
        summary="بقلم الكاتب",
        url="https://example.org/4/",
        date=dt.date(2024, 3, 5),
        section="أمن",
        authors=("وحدة الدراسات",),
        language="ar",
        tags=("أوروبا & العالم", "الهجرة"),
        short_link="https://example.org/?p=4",
    )


def test_an_excerpt_that_is_the_first_words_is_no_summary(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(4)
    built()
    assert article(engine, "4").summary == ""


def test_all_pages_are_read(site: WordPressServer, engine: WhooshEngine, built: Build) -> None:
    for number in range(1, 251):
        site.add(number)
    assert built().counts.indexed == 250
    assert len(served(engine)) == 250


def test_a_protected_post_is_left_out_and_leaves_when_it_becomes_so(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    protected = {"rendered": "", "protected": True}
    site.add(1)
    site.add(2)
    site.add(3, content=protected)
    assert built().left_out == {"a password protects it": 1}
    site.add(2, content=protected)
    built()
    assert served(engine) == {"1"}


def test_an_update_fetches_only_what_changed(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(1, 6):
        site.add(number)
    built()
    site.asked.clear()
    site.add(2, title={"rendered": "عنوان آخر"})
    site.add(6)
    del site.posts[4]
    counts = built().counts
    assert site.fetched() == [2, 6]
    assert (counts.indexed, counts.unchanged, counts.removed) == (2, 3, 1)
    assert article(engine, "2").title == "عنوان آخر"
    assert served(engine) == {"1", "2", "3", "5", "6"}


def test_nothing_new_fetches_nothing_and_writes_nothing(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1)
    generation = built().generation
    site.asked.clear()
    assert built().generation == generation
    assert site.fetched() == []


@pytest.mark.parametrize("kind", ["categories", "users", "tags"])
def test_a_new_name_of_a_section_an_author_or_a_tag_is_taken_over(
    site: WordPressServer, engine: WhooshEngine, built: Build, kind: str
) -> None:
    site.add(1)
    site.add(2, categories=[3], author=6, tags=[])
    built()
    site.asked.clear()
    number = {"categories": 2, "users": 5, "tags": 7}[kind]
    site.names[kind][number] = "اسم جديد"
    built()
    assert site.fetched() == [1]
    found = article(engine, "1")
    assert "اسم جديد" in (found.section, *found.authors, *found.tags)


@pytest.mark.parametrize("named", [{"lang": "en"}, {"wpml_current_locale": "en_GB"}])
def test_a_post_has_its_structure_its_authors_and_its_language(
    site: WordPressServer, engine: WhooshEngine, built: Build, named: dict[str, str]
) -> None:
    content = {"rendered": "<p>نص <a href='/b'>رابط</a></p>", "protected": False}
    site.add(1, content=content, **named)
    site.names["users"][5] = "وحدة الدراسات؛ د. ليلى النجار"
    built()
    found = article(engine, "1")
    assert [(one.tag, one.value) for one in found.elements] == [("a", "https://example.org/b")]
    assert found.authors == ("وحدة الدراسات", "د. ليلى النجار")
    assert found.language == "en"


def test_authors_that_a_site_keeps_to_itself_are_not_known(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1)
    del site.names["users"]
    built()
    assert article(engine, "1").authors == ()


def test_no_post_is_lost_while_others_vanish_and_appear(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(1, 321):
        site.add(number)
    gone = iter([1, 2, 3, 150, 100, 99, 5])

    def between_answers() -> None:
        if len(site.asked) in {1, 2, 3, 4}:
            site.posts.pop(next(gone), None)
            site.posts.pop(next(gone, 0), None)
            site.add(1000 + len(site.asked))

    site.fault = between_answers
    built()
    assert served(engine) >= {str(number) for number in range(1, 321) if number in site.posts}


def test_an_interrupted_crawl_goes_on_where_it_was(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(1, 251):
        site.add(number)

    def fail_late() -> Response | None:
        return as_json({"message": "x"}, 403) if len(site.fetched()) > 150 else None

    site.fault = fail_late
    with pytest.raises(SourceError, match="403"):
        built()
    done = set(site.fetched())
    site.asked.clear()
    site.fault = lambda: None
    assert built().counts.indexed == 250
    assert len(done) == 200
    assert not done & set(site.fetched())


def test_what_is_modified_is_found_before_all_is_looked_at(
    site: WordPressServer, engine: WhooshEngine, built: Build, analyzer: ArabicAnalyzer
) -> None:
    for number in range(1, 4):
        site.add(number)
    built()
    assert refresh(BuildPlan([source(site)], engine, analyzer, NO_SITE_LISTS), Quiet()) is None
    site.asked.clear()
    site.add(9)
    report = refresh(BuildPlan([source(site)], engine, analyzer, NO_SITE_LISTS), Quiet())
    assert report is not None
    assert (report.counts.indexed, len(site.asked)) == (1, 1)
    assert served(engine) == {"1", "2", "3", "9"}
    site.asked.clear()
    assert built().counts.unchanged == 4
    assert site.fetched() == []


def test_a_site_that_asks_for_patience_is_asked_again(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1)
    answers = iter([429, 503, 500])

    def busy() -> Response | None:
        status = next(answers, None)
        if status is None:
            return None
        answer = as_json({}, status)
        answer.headers["Retry-After"] = "0"
        return answer

    site.fault = busy
    assert built().counts.indexed == 1


def test_a_broken_answer_is_asked_for_again(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1)
    broken = iter([False, True, False, True])
    site.fault = lambda: (
        Response('[{"id": 1', content_type="application/json") if next(broken, False) else None
    )
    assert built().counts.indexed == 1


def elsewhere() -> Response | None:
    """The same site under another name."""
    if request.host.startswith("localhost"):
        return pytest.fail("it was asked")
    return Response("", 302, {"Location": request.url.replace("127.0.0.1", "localhost")})


def other_port() -> Response:
    return Response("", 302, {"Location": "http://127.0.0.1:9/latest/meta-data/"})


FAULTS: dict[str, Fault] = {
    "again and again": lambda: Response("<h1>Error</h1>", 500),
    "no WordPress answers there": lambda: as_json({"name": "something else"}),
    "text/html that is no JSON": lambda: Response("<html>Maintenance</html>"),
    "redirects in a circle": lambda: Response("", 302, {"Location": "/wp-json/"}),
    "to another site, localhost: name that one if": elsewhere,
    "to another port, 127.0.0.1:9: name that address if": other_port,
    "to another site, .*: name": lambda: Response("", 302, {"Location": "file:///etc/passwd"}),
    r"answers 401: من الأعضاء فقط: let /wp-json/wp/v2/posts be read .*Tools, Export": lambda: (
        as_json({"code": "rest_not_logged_in", "message": "من الأعضاء <b>فقط</b>."}, 401)
    ),
    "answers 403 to whoever asks its REST API, as by a firewall": lambda: Response("no", 403),
    r"no WordPress answers there \(.* it answers 404 .*: name the first page": lambda: Response(
        "<h1>Not found</h1>", 404
    ),
    "longer than 0 seconds": dripping,
}


@pytest.mark.parametrize("reason", FAULTS)
def test_a_site_that_fails_is_named_with_the_reason_and_the_old_index_serves(
    site: WordPressServer,
    engine: WhooshEngine,
    built: Build,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site.add(1)
    built()
    if FAULTS[reason] is dripping:
        monkeypatch.setattr(web_client, "WHOLE", 0)
    site.fault = FAULTS[reason]
    with pytest.raises(SourceError, match=reason) as error:
        built()
    assert site.url in str(error.value)
    site.fault = lambda: None
    assert served(engine) == {"1"}


def test_a_site_that_cannot_be_reached_is_named(
    engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    nobody = Site("http://127.0.0.1:9", partial(SiteClient, pause=0, back_off=0))
    with pytest.raises(SourceError, match=r"http://127.0.0.1:9.*cannot be reached"):
        build(BuildPlan([nobody], engine, analyzer, NO_SITE_LISTS), Quiet())


def test_https_where_http_is_spoken_is_said(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    secure = Site(site.url.replace("http:", "https:"), partial(SiteClient, pause=0, back_off=0))
    with pytest.raises(SourceError, match=r"https://.*is its address http:// and not https://\?"):
        build(BuildPlan([secure], engine, analyzer, NO_SITE_LISTS), Quiet())


@pytest.mark.parametrize(
    "within", ["wp-admin", "wp-admin/edit.php?post_type=post", "wp-login.php", "wp-json/wp/v2"]
)
def test_an_address_within_wordpress_is_told_with_that_of_the_site(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, within: str
) -> None:
    site.fault = lambda: pytest.fail("it was asked")
    with pytest.raises(SourceError, match=f"name its first page, {site.url}/ar/$"):
        build(BuildPlan([Site(f"{site.url}/ar/{within}")], engine, analyzer), Quiet())


@pytest.mark.parametrize("fault", [*FAULTS.values(), lambda: None])
def test_the_credentials_of_an_address_are_in_no_message_and_no_name_of_a_file(
    site: WordPressServer,
    engine: WhooshEngine,
    analyzer: ArabicAnalyzer,
    tmp_path: Path,
    fault: Fault,
) -> None:
    if fault is dripping:
        return
    secret = Site(
        site.url.replace("://", "://reader:pa$$-s3cr3t@"), partial(SiteClient, pause=0, back_off=0)
    )
    site.add(1, content={"rendered": ""})
    site.add(2)
    sent = []

    def noting() -> Response | None:
        sent.append(request.authorization)
        return fault()

    site.fault = noting
    progress = Quiet()
    said = ""
    try:
        build(BuildPlan([secret], engine, analyzer, crawls=tmp_path / "crawls"), progress)
    except SourceError as error:
        said = str(error)
    assert sent
    assert all(given is not None and given.password == "pa$$-s3cr3t" for given in sent)
    shown = f"{said}{progress.refusals}{[str(path) for path in tmp_path.rglob('*')]}"
    assert "127.0.0.1" in shown
    assert "reader" not in shown
    assert "s3cr3t" not in shown


@pytest.mark.parametrize("vanished", ["all", "most"])
def test_a_site_that_suddenly_lists_less_than_it_has_changes_nothing(
    site: WordPressServer, engine: WhooshEngine, built: Build, vanished: str
) -> None:
    for number in range(1, 151):
        site.add(number)
    built()
    if vanished == "all":
        site.posts.clear()
    else:
        site.fault = lambda: as_json([], total=150) if len(site.asked) == calls + 1 else None
    calls = len(site.asked)
    with pytest.raises(SourceError, match=r"no posts|lists 100 of its 150 posts"):
        built()
    assert len(served(engine)) == 150


def test_a_post_that_cannot_be_an_article_is_refused_by_name(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    site.add(1)
    site.add(2, content={"rendered": "<p> </p>", "protected": False})
    site.add(3, title=None)
    progress = Quiet()
    build(BuildPlan([source(site)], engine, analyzer, NO_SITE_LISTS), progress)
    assert [(one.file, one.place) for one in progress.refusals] == [
        (site.url, "post 2"),
        (site.url, "post 3"),
    ]
    assert "it has neither text nor a picture" in progress.refusals[0].reason
    assert served(engine) == {"1"}


def test_a_post_that_is_only_to_be_seen_is_found_by_its_title(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1, content={"rendered": "<figure><iframe src='x'></iframe></figure>"})
    site.add(2, content={"rendered": ""}, featured_media=7)
    assert built().counts.refused == 0
    assert served(engine) == {"1", "2"}


@pytest.fixture
def with_studies(site: WordPressServer) -> WordPressServer:
    """A site with studies, pages and what is WordPress's own beside its posts."""
    site.types |= {"study": "studies", "page": "pages", "wp_block": "blocks"}
    site.add(1)
    for number in (2, 5):
        site.add(number, type="study")
        for name in ("categories", "tags", "author", "excerpt", "featured_media"):
            del site.posts[number][name]
    site.add(3, type="page")
    site.add(4, type="wp_block")
    return site


def test_posts_of_other_types_are_named_as_left_out(
    with_studies: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    left_out = built().left_out
    assert served(engine) == {"1"}
    assert left_out == {
        "its type is study, which is not among post_types": 2,
        "its type is page, which is not among post_types": 1,
    }


def test_posts_of_the_types_that_staff_name_are_read(
    with_studies: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    site = with_studies
    plan = BuildPlan([source(site)], engine, analyzer, post_types=("post", "study"))
    build(plan, Quiet())
    assert served(engine) == {"1", "2", "5"}
    assert article(engine, "2").title == "عنوان “2”"
    assert build(plan, Quiet()).counts.unchanged == 3
    site.add(5, title={"rendered": "دراسة جديدة"})
    assert refresh(plan, Quiet()) is not None
    assert article(engine, "5").title == "دراسة جديدة"


def test_a_type_that_the_site_does_not_have_is_told_with_those_it_has(
    with_studies: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    plan = BuildPlan([source(with_studies)], engine, analyzer, post_types=("post", "book"))
    with pytest.raises(SourceError, match='no type of posts "book"; there are: post, study, page:'):
        build(plan, Quiet())


def test_a_section_that_is_left_out_is_not_even_fetched(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer
) -> None:
    site.add(1, categories=[2])
    site.add(2, categories=[3])
    lists = SiteLists(left_out=frozenset({"امن"}), files={"sections_left_out.txt": b"x"})
    for left_out, articles, fetched in (
        (NO_SITE_LISTS, {"1", "2"}, [1, 2]),
        (lists, {"1"}, []),
        (lists, {"1"}, []),
        (NO_SITE_LISTS, {"1", "2"}, [2]),
    ):
        site.asked.clear()
        report = build(BuildPlan([source(site)], engine, analyzer, left_out), Quiet())
        assert (served(engine), site.fetched()) == (articles, fetched)
        assert sum(report.left_out.values()) == 2 - len(articles)
    site.add(2, title={"rendered": "آخر"})
    build(BuildPlan([source(site)], engine, analyzer, lists), Quiet())
    site.add(2, title={"rendered": "آخر بعد"})
    assert refresh(BuildPlan([source(site)], engine, analyzer, lists), Quiet()) is None
    assert served(engine) == {"1"}


def test_a_site_that_has_become_another_is_not_switched_to(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    for number in range(1, 31):
        site.add(number)
    built()
    site.posts.clear()
    for number in range(101, 131):
        site.add(number)
    (objection,) = built().objections
    assert objection.startswith("30 of 30 articles would be lost: see whether the source still")
    assert served(engine) == {str(number) for number in range(1, 31)}


GUESTS = [
    {"term_id": 45, "user_id": 1, "is_guest": 0, "slug": "layla", "display_name": "ليلى النجار"},
    {"term_id": 46, "user_id": 0, "is_guest": 1, "slug": "s", "display_name": "سالم &amp; الهادي"},
]


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ({}, ("وحدة الدراسات",)),
        ({"authors": GUESTS}, ("ليلى النجار", "سالم & الهادي")),
        ({"authors": []}, ("وحدة الدراسات",)),
        ({"coauthors": [11, 12]}, ("ليلى النجار", "guest-salim")),
        ({"coauthors": []}, ("وحدة الدراسات",)),
    ],
)
def test_authors_are_those_of_plugins(
    site: WordPressServer,
    engine: WhooshEngine,
    built: Build,
    fields: dict[str, object],
    authors: tuple[str, ...],
) -> None:
    site.shown_names = {"layla": "ليلى النجار"}
    site.add(1, **fields)
    built()
    assert article(engine, "1").authors == authors


def test_a_changed_author_of_a_plugin_is_found(
    site: WordPressServer, engine: WhooshEngine, built: Build
) -> None:
    site.add(1, authors=GUESTS[:1])
    built()
    site.posts[1]["authors"] = GUESTS
    assert built().counts.indexed == 1
    assert article(engine, "1").authors == ("ليلى النجار", "سالم & الهادي")


PICTURE = {
    "source_url": "https://example.org/wp-content/uploads/border-scaled.jpg",
    "alt_text": 'معبر "حدودي"',
    "media_type": "image",
}


@pytest.mark.parametrize(
    ("media", "content", "pictures"),
    [
        (PICTURE, "<p>نص المقال.</p>", 1),
        (PICTURE, "<img src='/wp-content/uploads/border-300x200.jpg'><p>نص المقال.</p>", 1),
        (PICTURE, f"<img src='{PICTURE['source_url']}'><p>نص المقال.</p>", 1),
        (PICTURE | {"media_type": "file"}, "<p>نص المقال.</p>", 0),
        ({}, "<p>نص المقال.</p>", 0),
    ],
)
def test_the_featured_image_stands_above_the_text(
    site: WordPressServer,
    engine: WhooshEngine,
    built: Build,
    media: dict[str, str],
    content: str,
    pictures: int,
) -> None:
    site.media = {7: media} if media else {}
    site.add(1, featured_media=7, content={"rendered": content})
    built()
    found = article(engine, "1")
    assert found.body == "نص المقال."
    shown = [one for one in found.elements if one.tag == "img"]
    assert len(shown) == pictures


@pytest.fixture
def closed(site: WordPressServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of passwords for a site that answers nobody without one."""
    site.login = ("reader", "abcd EFGH 1234 ijkl")
    file = tmp_path / "netrc"
    monkeypatch.setenv("NETRC", str(file))
    return file


def test_a_closed_site_is_read_with_an_application_password(
    site: WordPressServer, engine: WhooshEngine, built: Build, closed: Path
) -> None:
    closed.write_text('machine 127.0.0.1 login reader password "abcd EFGH 1234 ijkl"\n')
    site.add(1)
    built()
    assert served(engine) == {"1"}
    with closing(engine.snapshot()) as snapshot:
        kept = b"".join(snapshot.resources().values())
    assert b"EFGH" not in kept


@pytest.mark.parametrize("login", ["", 'machine 127.0.0.1 login reader password "wrong S3CRET"\n'])
def test_a_closed_site_tells_how_to_open_it_and_no_password(
    site: WordPressServer, built: Build, closed: Path, login: str
) -> None:
    closed.write_text(login)
    site.add(1)
    with pytest.raises(SourceError, match="application password") as told:
        built()
    assert "S3CRET" not in str(told.value)


PASSWORD = "abcd EFGH 1234 ijkl"  # of the test


def logged_in(site: WordPressServer, folder: Path, /, **changes: str) -> Login | None:
    """Return the login of a site as it stands in the settings, with the password in a file."""
    (folder / "site.password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    given = {"site": site.url, "user": "قارئ", "password_file": "site.password", **changes}
    return Login.load(SiteLogin.model_validate(given), folder)


def plan_of(
    site: WordPressServer, engine: Engine, analyzer: ArabicAnalyzer, login: Login | None
) -> BuildPlan:
    """Return the plan of a build with a login."""
    return BuildPlan([source(site)], engine, analyzer, login=login, processes=Processes(1))


def test_a_closed_site_is_read_by_the_login_of_the_settings(
    site: WordPressServer,
    engine: WhooshEngine,
    analyzer: ArabicAnalyzer,
    closed: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Name and password are in no log, no generation and no representation."""
    site.login = ("قارئ", PASSWORD)
    site.add(1)
    caplog.set_level("DEBUG")
    login = logged_in(site, tmp_path)
    build(plan_of(site, engine, analyzer, login), Quiet())
    site.add(2)
    refresh(plan_of(site, engine, analyzer, login), Quiet())
    assert served(engine) == {"1", "2"}
    with closing(engine.snapshot()) as snapshot:
        kept = b"".join(snapshot.resources().values())
    assert "EFGH" not in f"{kept!r}{caplog.text}{login!r}"


def test_a_login_that_is_not_accepted_is_told_with_its_mend(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    site.login = ("قارئ", "another")
    site.add(1)
    with pytest.raises(SourceError, match=r"it answers 401: ممنوع: the login under") as told:
        build(plan_of(site, engine, analyzer, logged_in(site, tmp_path)), Quiet())
    assert "make a new application password" in str(told.value)
    assert "EFGH" not in str(told.value)


def test_a_user_who_may_not_read_is_told_with_the_mend(
    site: WordPressServer, engine: WhooshEngine, analyzer: ArabicAnalyzer, tmp_path: Path
) -> None:
    site.fault = lambda: as_json({"code": "rest_forbidden", "message": "لا صلاحية"}, 403)
    with pytest.raises(SourceError, match=r"it answers 403: لا صلاحية: the login under"):
        build(plan_of(site, engine, analyzer, logged_in(site, tmp_path)), Quiet())


@pytest.mark.parametrize("elsewhere", ["http://localhost", "https://127.0.0.1"])
def test_a_login_goes_to_its_own_site_alone(
    site: WordPressServer,
    engine: WhooshEngine,
    analyzer: ArabicAnalyzer,
    tmp_path: Path,
    elsewhere: str,
) -> None:
    heard: list[str] = []
    site.fault = lambda: heard.append(request.headers.get("Authorization", ""))
    site.add(1)
    build(plan_of(site, engine, analyzer, logged_in(site, tmp_path, site=elsewhere)), Quiet())
    assert set(heard) == {""}


def test_the_password_of_the_environment_comes_before_the_file(
    site: WordPressServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "from outside")
    login = logged_in(site, tmp_path, password_file="")
    assert login is not None
    assert login.password == "from outside"  # of the test


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"user": ""}, r"sources\.login\.user: it is empty"),
        ({"site": "http://example.org"}, "a password is sent over https alone"),
        ({"password_file": ""}, f"there is no password .* or in {PASSWORD_VARIABLE}"),
        ({"password_file": "none"}, r"password_file: .*none: No such file"),
        ({"password_file": "empty"}, "empty: it holds no password"),
        ({"password_file": "two"}, "two: it holds no password"),
    ],
)
def test_a_login_that_cannot_be_used_names_the_setting(
    site: WordPressServer, tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    (tmp_path / "two").write_text(f"reader\n{PASSWORD}\n", encoding="utf-8")
    with pytest.raises(LoginError, match=told):
        logged_in(site, tmp_path, **changes)


def test_settings_without_a_login_give_none(tmp_path: Path) -> None:
    assert Login.load(SiteLogin(), tmp_path) is None


def test_commands_read_the_login_from_the_data_folder(
    site: WordPressServer, tmp_path: Path
) -> None:
    site.login = ("reader", PASSWORD)
    site.add(1)
    workspace = new_workspace(tmp_path / "data")
    (workspace.folder / "site.password").write_text(PASSWORD, encoding="utf-8")
    table = f'[sources.login]\nsite = "{site.url}"\nuser = "reader"\n'
    workspace.settings_file.write_text(table, encoding="utf-8")
    command = ["sources", site.url, "--data", str(workspace.folder)]
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1
    assert "sources.login: there is no password" in refused.output
    workspace.settings_file.write_text(f'{table}password_file = "site.password"\n')
    shown = CliRunner().invoke(main, command)
    assert shown.exit_code == 0
    assert "عنوان “1”" in shown.output
    assert "EFGH" not in f"{refused.output}{shown.output}"
