"""An article with all that a source may hold, in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from analyzers.analyzer import ArabicAnalyzer
from indexer.model.article import Article
from indexer.text.html import clean_html
from search_web.app import create_app
from search_web.served import ServedIndex
from tests.conftest import PROJECT
from tests.search_web.conftest import engine_of

pytestmark = pytest.mark.browser

FOLDER = PROJECT / "build" / "screenshots"
PARAGRAPH = (
    "<p>" + "تتناول هذه الفقرة أثر المنصات في مكافحة التطرف وما تقوله الأرقام. " * 12 + "</p>"
)
HTML = f"""
<p>صدر القانون في عام 2022.<sup><a id="r1" href="#n1">1</a></sup> وترى <strong>المفوضية</strong> أن
<em>الشفافية</em> شرط <a href="https://example.org/report">الثقة</a>، و10<sup>6</sup> منشور.</p>
<h2>ما الذي تغيّر</h2><ol start="3"><li>أوامر<ul><li>ملزمة</li></ul></li><li>تقارير</li></ol>
<h4>الأرقام</h4><table><caption>أوامر الإزالة في دول الاتحاد الأوروبي والدول المجاورة</caption>
<tr><th>السنة</th><th>{"العدد" * 9}</th><th>{"النسبة" * 9}</th></tr>
<tr><td>2020</td><td></td><td>71%</td></tr></table>
<blockquote><p>لا تكون السرعة بديلاً من الدقة.</p><p>خبير</p></blockquote>
<dl><dt>منصة</dt><dd>موقع ينشر فيه الناس</dd></dl>
<figure><img src="https://centre.example/map.png" alt="خريطة"><figcaption>شرح</figcaption></figure>
<p><a href="https://centre.example/b"><img src="https://centre.example/b.png"></a></p>
{PARAGRAPH * 8}<h2>الخاتمة</h2>{PARAGRAPH * 4}<script>alert(1)</script>
<h2>الهوامش</h2><ol><li id="n1">المادة 3. <a href="#r1">↩</a></li></ol>"""


@pytest.fixture(scope="module")
def address(analyzer: ArabicAnalyzer) -> Iterator[str]:
    text, headings, structure, _ = clean_html(HTML)
    whole = Article(
        id="1",
        title="أثر تنظيم المنصات في مكافحة التطرف",
        body=text,
        headings=headings,
        structure=structure,
        summary="خلاصة الدراسة.",
        authors=("وحدة الدراسات", "د. ليلى النجار"),
        language="ar",
        tags=("أوروبا", "المنصات"),
    )
    with closing(ServedIndex(engine_of([whole], analyzer))) as served:
        server = make_server("127.0.0.1", 0, create_app(served), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ar", reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing_and_nothing_spills(
    page: Page, address: str, language: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{address}/{language}/a/1?hl=المنصات")
    page.evaluate("document.fonts.ready")
    file = FOLDER / f"structured-{width}-{scheme}-{language}.png"
    page.screenshot(path=file, full_page=True)
    assert Path(file).stat().st_size > 5000
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_screen_reader_is_told_the_structure(page: Page, address: str) -> None:
    page.goto(f"{address}/a/1")
    prose = page.locator(".prose")
    for role, count in (
        ("heading", 4),
        ("list", 3),
        ("table", 1),
        ("blockquote", 1),
        ("figure", 2),
    ):
        assert prose.get_by_role(role).count() == count, role  # type: ignore[arg-type]
    assert prose.get_by_role("columnheader").count() == 3
    assert prose.get_by_role("link", name="خريطة").count() == 1
    levels = prose.get_by_role("heading").evaluate_all("all => all.map((e) => e.tagName)")
    assert levels == ["H2", "H3", "H2", "H2"]


def test_a_note_is_reached_and_left_again(page: Page, address: str) -> None:
    page.goto(f"{address}/a/1")
    seen = """selector => {
        const box = document.querySelector(selector).getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    }"""
    page.locator(".prose sup a").click()
    assert page.locator(":target").inner_text().startswith("المادة 3.")
    page.wait_for_function(seen, arg=":target")
    page.locator(":target a").click()
    page.wait_for_function(seen, arg=".prose sup a")


def test_without_scripts_all_of_it_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/ar/a/1?hl=المنصات")
    assert page.get_by_role("link", name="إلى أول تطابق").is_visible()
    assert page.get_by_role("button", name="التطابق التالي").count() == 0
    assert page.locator(".contents li a").count() == 4
    context.close()
