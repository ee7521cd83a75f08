"""The plugin in a real WordPress, installed from its archive and used in Chromium."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page

from indexer.cli import main as indexer
from tests.conftest import PROJECT
from tests.end_to_end.running import PATIENCE, Running
from tests.end_to_end.wordpress import ADMINISTRATOR, SITE, WordPress
from tests.workspaces import new_workspace

pytestmark = [pytest.mark.shared, pytest.mark.browser, pytest.mark.slow]

SECRET = "a secret of thirty-two characters"

PICTURES = PROJECT / "build" / "screenshots" / "guide"

POSTS = (
    ("مكافحة الإرهاب في أوروبا", "تعتمد مكافحة الإرهاب في أوروبا على تعاون أجهزتها.", 2023, "أمن"),
    ("المقاتلون الأجانب وأسرهم", "عودة المقاتلين الأجانب من النزاع إلى أوروبا.", 2022, "أمن"),
    ("أمن الحدود والهجرة", "تشدد دول أوروبا أمن الحدود وتراقب الهجرة إليها.", 2021, "هجرة"),
)
"""Title, text, year and section of what the site has published."""


@dataclass
class Centre:
    """A centre's site with the plugin, and its search.

    Attributes:
        wordpress: The site.
        search: The server of the search.
        data: Its data folder.
        page: A page of an administrator, logged in.
    """

    wordpress: WordPress
    search: Running
    data: Path
    page: Page

    @property
    def address(self) -> str:
        return self.wordpress.address


@pytest.fixture(scope="module")
def wordpress(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    missing = [name for name in ("php", "mariadbd", "curl") if shutil.which(name) is None]
    if missing or not SITE.is_dir():
        pytest.skip(f"no WordPress: {', '.join(missing) or SITE} is missing")
    site = WordPress(shared / "wordpress" / "wordpress.sh", tmp_path_factory.mktemp("wordpress"))
    for title, text, year, section in POSTS:
        date = f"{year}-05-01 12:00:00"
        site.publish(
            title=title, content=text, date=date, categories=[section], author="وحدة الدراسات"
        )
    yield site
    site.destroy()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("plugin") / "bahith.zip"
    command = [sys.executable, "-m", "search_web", "wordpress-plugin"]
    with written.open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    return written


@pytest.fixture(scope="module")
def centre(
    wordpress: WordPress,
    archive: Path,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Centre]:
    """Build the index of the site, watch it, serve it, and have staff install the plugin."""
    data = tmp_path_factory.mktemp("data")
    new_workspace(data)
    built = CliRunner().invoke(indexer, ["build", wordpress.address, "--data", str(data)])
    assert built.exit_code == 0, built.output
    secret = data / "hook-secret"
    secret.write_text(SECRET, encoding="utf-8")
    search = Running(data, "--hook-secret-file", str(secret))
    search.wait_until_it_listens()
    watch = subprocess.Popen(
        [sys.executable, "-m", "indexer", "watch", "--data", str(data), "--every", "60"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    context = browser.new_context(locale="ar", viewport={"width": 1100, "height": 700})
    page = context.new_page()
    centre = Centre(wordpress, search, data, page)
    log_in(centre)
    install(centre, archive)
    set_up(centre)
    yield centre
    context.close()
    watch.send_signal(signal.SIGTERM)
    watch.wait(PATIENCE)
    if search.process.poll() is None:
        search.stop()


def log_in(centre: Centre) -> None:
    page = centre.page
    page.goto(f"{centre.address}/wp-login.php")
    page.locator("#user_login").fill(ADMINISTRATOR)
    page.locator("#user_pass").fill(centre.wordpress.password)
    page.locator("#wp-submit").click()
    page.wait_for_url("**/wp-admin/")


def install(centre: Centre, archive: Path) -> None:
    page = centre.page
    page.goto(f"{centre.address}/wp-admin/plugin-install.php?tab=upload")
    page.locator("#pluginzip").set_input_files(archive)
    picture(page, "plugin-upload")
    page.locator("#install-plugin-submit").click()
    page.locator("a.button-primary[href*='action=activate']").click()
    page.wait_for_url("**/plugins.php?*")


def set_up(centre: Centre) -> None:
    page = centre.page
    page.locator("tr[data-plugin='bahith/bahith.php'] a[href*='page=bahith']").click()
    page.locator("#bahith-address").fill(f"http://127.0.0.1:{centre.search.port}/")
    page.locator("#bahith-secret").fill(SECRET)
    page.locator("#submit").first.click()
    page.wait_for_url("**settings-updated=true")


def picture(page: Page, name: str) -> None:
    """Take a picture for the guide; `make pictures` copies it to docs/pictures."""
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def reader(browser: Browser, centre: Centre) -> Iterator[BrowserContext]:
    """The browser of a reader who is not logged in."""
    context = browser.new_context(
        locale="ar", viewport={"width": 1100, "height": 700}, base_url=centre.address
    )
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator(".bahith-hits h2").all_inner_texts()


def found(page: Page, query: str) -> list[str]:
    """Search as readers do, by address, and return the titles."""
    page.goto(f"/?s={query}")
    return titles(page)


def until(seen: Callable[[], bool]) -> bool:
    """Return whether something is seen before the time limit."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if seen():
            return True
        time.sleep(0.1)
    return False


def test_the_settings_say_how_it_stands(centre: Centre) -> None:
    page = centre.page
    page.goto(f"{centre.address}/wp-admin/options-general.php?page=bahith")
    page.locator("form[action*=admin-post] [type=submit]").click()
    page.wait_for_url("**page=bahith")
    answers, shown, accepted = page.locator("#bahith-state li").all_inner_texts()
    assert answers.strip() == "البحث يجيب، وفيه 3 إصدارات."
    assert shown.strip() == "تُعرض النتائج في صفحة «نتائج البحث»."
    assert "قُبل آخر إخطار" in accepted
    assert SECRET not in page.content()
    picture(page, "plugin-settings")


@pytest.mark.parametrize(
    ("address", "secret", "said"),
    [
        ("ftp://search.example.org", "", "ليس هذا عنوانًا صحيحًا"),
        ("", "short", "المفتاح السري قصير"),
    ],
)
def test_a_setting_that_is_no_good_is_refused_and_the_former_one_kept(
    centre: Centre, address: str, secret: str, said: str
) -> None:
    page = centre.page
    page.goto(f"{centre.address}/wp-admin/options-general.php?page=bahith")
    former = page.locator("#bahith-address").input_value()
    page.locator("form[action='options.php']").evaluate("form => form.noValidate = true")
    page.locator("#bahith-address").fill(address or former)
    page.locator("#bahith-secret").fill(secret)
    page.locator("#submit").first.click()
    assert said in page.locator(".settings-error").inner_text()
    assert page.locator("#bahith-address").input_value() == former


def test_a_notice_wants_the_staffs_own_click(centre: Centre, reader: BrowserContext) -> None:
    address = f"{centre.address}/wp-admin/admin-post.php?action=bahith_try"
    assert centre.page.request.get(address).status == 403  # no nonce
    assert "bahith" not in reader.request.get(address).text()


def test_results_stand_in_the_theme_without_scripts(centre: Centre, browser: Browser) -> None:
    context = browser.new_context(locale="ar", base_url=centre.address, java_script_enabled=False)
    page = context.new_page()
    # as readers type it, which WordPress itself does not find
    assert found(page, "مكافحه الارهاب") == ["مكافحة الإرهاب في أوروبا"]
    assert page.locator(".bahith-hits mark").first.inner_text() == "مكافحة الإرهاب"
    assert page.locator("header.wp-block-template-part").count() == 1  # the theme's
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.title().startswith("نتائج البحث عن «مكافحه الارهاب»")
    assert "noindex" in str(page.locator("meta[name=robots]").get_attribute("content"))
    page.locator(".bahith-hits a").first.click()
    assert page.url.startswith(f"{centre.address}/2023/")
    context.close()


def test_a_section_and_a_year_filter_and_a_second_click_lifts_the_filter(
    reader: BrowserContext,
) -> None:
    page = reader.new_page()
    assert len(found(page, "أوروبا")) == 3
    for link in ("أمن", "2022"):
        page.locator(".bahith-filters").get_by_role("link", name=link, exact=True).click()
    page.wait_for_url("**bahith_year**")
    assert titles(page) == ["المقاتلون الأجانب وأسرهم"]
    chosen = page.locator(".bahith-filters [aria-current]")
    assert chosen.all_inner_texts() == ["أمن", "2022"]
    chosen.last.click()
    page.wait_for_url(lambda address: "bahith_year" not in address)
    assert len(titles(page)) == 2
    page.get_by_role("link", name="الأحدث").click()
    page.wait_for_url("**bahith_sort**")
    assert titles(page) == [title for title, *_ in POSTS[:2]]
    page.goto("/?" + urlencode({"s": "", "bahith": "1", "bahith_section[]": "هجرة"}))
    assert titles(page) == [POSTS[2][0]]  # as a completed section leads to it


def test_what_is_typed_in_the_box_is_completed_and_searched(reader: BrowserContext) -> None:
    page = reader.new_page()
    page.goto("/?s=الحدود")
    box = page.locator("main").get_by_role("combobox")
    assert box.input_value() == "الحدود"
    box.fill("")
    box.press_sequentially("ارهاب")
    options = page.get_by_role("listbox").get_by_role("option")
    options.first.wait_for()
    picture(page, "plugin-completions")
    box.press("ArrowUp")  # the last one is an article, on the site itself
    box.press("Enter")
    page.wait_for_url("**/2023/**")


def test_the_pages_have_no_violation_that_axe_finds_in_ours(reader: BrowserContext) -> None:
    page = reader.new_page()
    found(page, "أوروبا")
    picture(page, "plugin-results")
    result = Axe().run(page, context=".bahith-results")
    assert result.violations_count == 0, result.generate_report()


def test_markup_in_what_is_asked_and_found_is_shown_as_text(
    reader: BrowserContext, centre: Centre
) -> None:
    page = reader.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for query in ("<script>alert(1)</script>أوروبا", '"><img src=x onerror=alert(1)>أوروبا'):
        page.goto("/?" + urlencode({"s": query, "bahith_section[]": query, "bahith_year": "x"}))
    assert dialogs == []
    assert page.locator(".bahith-results").count() == 1


def test_a_shortcode_a_block_and_a_widget_show_the_box(
    reader: BrowserContext, centre: Centre
) -> None:
    post = centre.wordpress.publish(
        title="صفحة البحث", type="page", content="[bahith_search]\n<!-- wp:bahith/search /-->"
    )
    page = reader.new_page()
    page.goto(post["link"])
    assert page.locator("bahith-search form.bahith-form").count() == 2
    page.locator("form.bahith-form input[type=search]").last.fill("المقاتلون الاجانب")
    page.keyboard.press("Enter")
    page.wait_for_url("**s=**")
    assert titles(page)[0] == "المقاتلون الأجانب وأسرهم"


def test_the_blocks_are_in_the_editor(centre: Centre) -> None:
    page = centre.page
    page.goto(f"{centre.address}/wp-admin/post-new.php?post_type=page")
    inserted = page.evaluate(
        """async () => {
            wp.data.dispatch("core/block-editor").insertBlocks([
                wp.blocks.createBlock("bahith/search"), wp.blocks.createBlock("bahith/results")]);
            return wp.blocks.getBlockType("bahith/search").title;
        }"""
    )
    assert inserted == "باحث: صندوق البحث"
    page.locator(".wp-block-bahith-search .bahith-form").wait_for()
    page.get_by_text("هنا تظهر نتائج البحث.").wait_for()
    welcome = page.get_by_role("dialog")
    if welcome.is_visible():
        welcome.press("Escape")
        welcome.wait_for(state="hidden")
    picture(page, "plugin-block")


def test_what_is_published_in_the_editor_is_found_and_what_is_withdrawn_is_not(
    reader: BrowserContext, centre: Centre
) -> None:
    page = reader.new_page()
    staff = centre.page
    staff.goto(f"{centre.address}/wp-admin/post-new.php")
    post = staff.evaluate(
        """async () => {
            const editor = wp.data.dispatch("core/editor");
            await editor.editPost({title: "التطرف في ألمانيا", content: "نص.", status: "publish"});
            await editor.savePost();
            return {id: wp.data.select("core/editor").getCurrentPostId()};
        }"""
    )
    assert until(lambda: "التطرف في ألمانيا" in found(page, "التطرف"))
    centre.wordpress.edit(post, title="اليمين المتطرف في النمسا")
    assert until(lambda: "اليمين المتطرف في النمسا" in found(page, "النمسا"))
    centre.wordpress.trash(post)
    assert until(lambda: found(page, "النمسا") == [])


def test_a_notice_with_another_secret_is_named(centre: Centre) -> None:
    page = centre.page
    settings = f"{centre.address}/wp-admin/options-general.php?page=bahith"
    for secret, said in (("another secret of many characters", "المفتاح غير"), (SECRET, "قُبل")):
        page.goto(settings)
        page.locator("#bahith-secret").fill(secret)
        page.locator("#submit").first.click()
        page.locator("form[action*=admin-post] [type=submit]").click()
        page.wait_for_url("**page=bahith")
        assert said in page.locator("#bahith-state li").last.inner_text()


def test_without_an_answer_the_sites_own_search_answers(
    reader: BrowserContext, centre: Centre
) -> None:
    """The last test with a search: it ends it."""
    page = reader.new_page()
    assert found(page, "أوروبا")
    centre.search.stop()
    assert own_results(page, "أوروبا") == 3
    with socket.create_server(("127.0.0.1", centre.search.port)):  # takes calls, never answers
        assert own_results(page, "أوروبا") == 3
    page = centre.page
    page.goto(f"{centre.address}/wp-admin/options-general.php?page=bahith")
    assert "البحث لا يجيب" in page.locator("#bahith-state li").first.inner_text()


def own_results(page: Page, query: str) -> int:
    """Return how many results the site's own search shows."""
    assert found(page, query) == []
    return page.locator("main .wp-block-post-title").count()


def test_nothing_is_left_of_a_deleted_plugin(centre: Centre) -> None:
    assert centre.wordpress.uninstall("bahith/bahith.php") == {"options": 0, "pages": 0}
