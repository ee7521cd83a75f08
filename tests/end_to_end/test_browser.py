"""Tests of the pages in Chromium; each corresponds to a sentence of the design."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Locator, Page, Route, expect

from indexer.searching.request import SearchRequest
from tests.end_to_end.conftest import QUERY, Open, Site, results

pytestmark = pytest.mark.browser

WIDTHS = (1280, 640, 390, 320)

KINDS = (
    *("home", "results", "empty", "article", "error", "browse", "help", "rewritten"),
    *("follow", "reference", "problem"),
)


# Accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(
    visit: Open, paths: dict[str, str], kind: str, language: str, width: int, scheme: str
) -> None:
    page = visit(f"/{language}{paths[kind]}", width, color_scheme=scheme)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": tags})
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_the_open_preferences(visit: Open) -> None:
    page = visit("/", 390)
    page.locator(".preferences summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.locator("footer select, footer button").evaluate_all(LOWER, 44) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_citations(
    visit: Open, paths: dict[str, str], scheme: str
) -> None:
    page = visit(paths["article"], 390, color_scheme=scheme)
    page.locator(".cite summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_nothing_in_the_open_filters(visit: Open) -> None:
    page = visit(results(year=[2021, 2022]), 390)
    page.locator(".filters > summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways(
    visit: Open, paths: dict[str, str], kind: str, language: str, width: int
) -> None:
    page = visit(f"/{language}{paths[kind]}", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(
        """() => {
            const sheet = document.styleSheets[0];
            const add = (rule) => sheet.insertRule(rule, sheet.cssRules.length);
            add("* { line-height: 1.5; word-spacing: .16em; }");
            add("p { margin-block-end: 2em; }");
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SPILT) == []


SPILT = """() => [...document.querySelectorAll("main *, header *")]
    .filter((e) => !e.closest(".unseen, .search button") && e.checkVisibility())
    .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
    .filter(([box]) => box.left < -1 || box.right > document.documentElement.clientWidth + 1)
    .map(([box, tag]) => tag)"""


@pytest.mark.parametrize(
    ("path", "reached"), [(results(), ".results h2 a"), ("/ar/", "#q, input[name=q]")]
)
def test_the_first_tab_stop_skips_to_the_first_title_or_to_the_content(
    visit: Open, path: str, reached: str
) -> None:
    page = visit(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(f"main :is({reached})").first
    assert first.evaluate("element => element === document.activeElement")


def test_focus_is_seen(visit: Open) -> None:
    page = visit(results())
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const focused = document.activeElement;
                const style = getComputedStyle(focused.id === "q" ? focused.form : focused);
                return [style.outlineStyle, style.outlineWidth, style.outlineOffset].join(" ");
            }"""
        )
        assert ring == "solid 3px 2px"


@pytest.mark.parametrize("kind", KINDS)
def test_fingers_find_their_targets(visit: Open, paths: dict[str, str], kind: str) -> None:
    page = visit(paths[kind], 390)
    large = ".search button, .search input, .button, .pages a, .panel > summary, header nav a"
    assert page.locator(large).evaluate_all(LOWER, 44) == []
    assert page.locator("a, button, input, select, summary").evaluate_all(LOWER, 24) == []


LOWER = """(all, least) => all
    .filter((e) => e.getClientRects().length)
    .filter((e) => e.getBoundingClientRect().height < least - .1)
    .map((e) => e.outerHTML)"""


# Without JavaScript


def test_everything_works_without_javascript(visit: Open, site: Site) -> None:
    page = visit("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("أوروبا")
    page.get_by_role("searchbox").press("Enter")
    assert unquote(page.url) == f"{site.address}/search?q=أوروبا"
    total = count(page)

    page.locator("#facet-year label").first.click()
    page.get_by_role("button", name="عرض النتائج").click()
    filtered = count(page)
    assert 0 < filtered <= total
    page.locator(".sorting a", has_text="الأقدم").click()
    assert "year=" in page.url
    assert page.url.endswith("&sort=date")
    assert count(page) == filtered

    page.locator(".chips a.on").click()
    assert unquote(page.url) == f"{site.address}/search?q=أوروبا&sort=date"
    assert count(page) == total

    page.get_by_label("من", exact=True).fill("2021-01-01")
    page.get_by_role("button", name="عرض النتائج").click()
    assert {"from=2021-01-01", "sort=date"} <= set(page.url.partition("?")[2].split("&"))
    days = page.locator(".results time").evaluate_all("all => all.map((e) => e.dateTime)")
    assert days == sorted(days)
    assert all(day >= "2021" for day in days)

    title = page.locator(".results h2 a").first
    name = title.inner_text()
    title.click()
    assert page.locator("h1").inner_text() == name
    assert page.locator("mark").count() > 0
    page.get_by_role("link", name="إخفاء التمييز").click()
    assert page.locator("mark").count() == 0


def test_every_example_finds_something(visit: Open) -> None:
    page = visit("/")
    for address in page.locator(".opening a").evaluate_all("all => all.map((a) => a.href)"):
        page.goto(address)
        assert count(page) > 0


def test_pages_follow_one_another(visit: Open) -> None:
    page = visit(results(q="في"), java_script_enabled=False)
    seen = titles(page)
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        seen += titles(page)
    assert len(seen) == count(page)


def count(page: Page) -> int:
    words = page.locator("#count").inner_text().replace(",", "").split()
    return {"نتيجة": 1, "نتيجتان": 2}.get(words[0]) or int(words[0])


def titles(page: Page) -> list[str]:
    return page.locator(".results h2").all_inner_texts()


def test_back_and_reload_show_the_same_results(visit: Open) -> None:
    page = visit(results())
    before = (page.url, titles(page))
    page.locator("#facet-year label").first.click()
    page.locator(".show button").click()
    page.wait_for_url("**year=**")
    page.go_back()
    assert (page.url, titles(page)) == before
    page.reload()
    assert (page.url, titles(page)) == before


def test_filters_are_folded_on_a_phone_and_open_on_a_desk(visit: Open) -> None:
    phone = visit(results(), 390)
    assert not phone.locator(".choice").first.is_visible()
    phone.locator(".filters > summary").click()
    assert phone.locator(".choice").first.is_visible()
    desk = visit(results(), 1280)
    assert desk.locator(".choice").first.is_visible()
    assert not desk.locator(".filters > summary").is_visible()


def test_filters_of_a_phone_stay_open_until_the_reader_asks_for_the_results(visit: Open) -> None:
    for scripts in (True, False):
        page = visit(results(), 390, java_script_enabled=scripts)
        page.locator(".filters > summary").click()
        for field in ("year", "section"):
            page.locator(f"#facet-{field} label").first.click()
            assert page.locator(f"#facet-{field} input:checked").count() == 1
        shown = page.locator(".show button")
        expect(shown).to_have_text("عرض نتيجة واحدة" if scripts else "عرض النتائج")
        shown.click()
        page.wait_for_url("**section=**")
        assert count(page) == 1
        assert "from=" not in page.url or not scripts
        assert page.locator("#count").is_visible()


def test_filters_are_chosen_by_the_keyboard_alone(visit: Open) -> None:
    page = visit(results(), 1280)
    page.locator("#facet-section input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**section=**")
    assert page.locator("#facet-section input").first.is_checked()
    assert page.evaluate("scrollY") == 0


def test_five_results_are_seen_at_once(visit: Open) -> None:
    for language in ("ar", "en"):
        page = visit(f"/{language}{results()}", 1280)
        fifth = page.locator("ol.results > li").nth(4).bounding_box()
        assert fifth
        assert fifth["y"] + fifth["height"] <= 720


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_the_open_trend(visit: Open, width: int, scheme: str) -> None:
    page = visit(results(), width, color_scheme=scheme)
    page.locator(".trend > summary").click()
    page.locator(".trend .rest > summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_trend_is_read_by_the_keyboard_and_without_scripts(visit: Open) -> None:
    page = visit(results(), 1280, java_script_enabled=False)
    page.locator(".trend > summary").focus()
    page.keyboard.press("Enter")
    column = page.locator(".columns li:has(a)").first
    assert column.locator(".number").is_visible()
    assert not column.locator(".share").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert column.locator(".share").is_visible()
    assert not column.locator(".number").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**year=**")
    assert count(page) > 0


def drawn(page: Page) -> Locator:
    page.locator(".trend > summary").click()
    return page.locator(".columns li")


def test_years_are_dragged_over_for_a_range(visit: Open) -> None:
    for language, width in (("ar", 1280), ("en", 390)):
        page = visit(f"/{language}{results()}", width)
        columns = drawn(page)
        first, last = columns.nth(1).bounding_box(), columns.nth(3).bounding_box()
        assert first
        assert last
        page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
        page.mouse.down()
        page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=4)
        chosen = page.locator(".columns .chosen")
        years = [
            int(year or 0) for year in chosen.evaluate_all("e => e.map((c) => c.dataset.year)")
        ]
        counts = chosen.evaluate_all("all => all.map((c) => Number(c.dataset.count))")
        assert len(years) == 3
        assert str(years[0]) in page.locator(".trend [role=status]").inner_text()
        page.mouse.up()
        page.wait_for_url(f"**from={years[0]}-01-01&to={years[-1]}-12-31")
        assert results_shown(page) == sum(counts)


def results_shown(page: Page) -> int:
    return int(page.locator("#count").inner_text().split()[0])


def test_a_range_of_years_is_chosen_by_the_keyboard(visit: Open) -> None:
    page = visit(results())
    columns = drawn(page)
    link = columns.nth(1).locator("a")
    link.focus()
    page.keyboard.press("Shift+ArrowLeft")  # the next year: the page runs from the right
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator(".columns .chosen").count() == 2
    page.keyboard.press("Escape")
    assert page.locator(".columns .chosen").count() == 0
    page.keyboard.press("Shift+ArrowLeft")
    first, last = (columns.nth(one).get_attribute("data-year") for one in (1, 2))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**from={first}-01-01&to={last}-12-31")


def test_a_click_on_a_column_opens_its_year_alone(visit: Open) -> None:
    page = visit(results())
    column = drawn(page).nth(1)
    year = column.get_attribute("data-year")
    column.locator("a").click()
    page.wait_for_url(f"**year={year}")
    assert "from=" not in page.url


def test_years_of_the_whole_collection_are_dragged_over_too(visit: Open, site: Site) -> None:
    page = visit("/browse")
    columns = page.locator(".columns li")
    columns.nth(2).drag_to(columns.nth(4))
    page.wait_for_url("**/search?from=*")
    assert results_shown(page) > 0


def test_the_chosen_number_of_results_is_kept(visit: Open) -> None:
    page = visit(results(q="في"), java_script_enabled=False)
    page.get_by_role("link", name="20", exact=True).click()
    expect(page.locator("ol.results > li")).to_have_count(20)
    page.locator("#facet-year label").first.click()
    page.get_by_role("button", name="عرض النتائج").click()
    expect(page).to_have_url(re.compile("per_page=20"))
    expect(page.locator("#facet-year input:checked")).to_have_count(1)
    page.locator("#q").fill("من")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile("per_page=20"))
    expect(page).to_have_url(re.compile("q=%D9%85%D9%86&"))
    page.get_by_role("link", name="English").click()
    expect(page.locator("ol.results > li")).to_have_count(20)
    page.locator(".results h2 a").first.click()
    page.wait_for_url("**/a/*")
    page.locator("#q").fill("في")
    page.locator("#q").press("Enter")
    expect(page).to_have_url(re.compile("per_page=20"))


def test_a_slash_goes_to_the_search_box(visit: Open) -> None:
    page = visit(results())
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.locator("#q").input_value() == "a/b"


# Text


WORDS = (
    "والإرهاب",
    "للإسلاميين",
    "فالأمن",
    "بالاستخبارات",
    "الآلات",
    "ولأوروبا",
    "كالألمان",
    "سلام",
    "لإيران",
    "والمقاتلين",
)


@pytest.mark.parametrize("place", [".prose p", ".prose h2", ".summary", "h1"])
def test_a_mark_changes_no_width(visit: Open, paths: dict[str, str], place: str) -> None:
    page = visit(paths["article"])
    page.evaluate("document.fonts.ready")
    widths = page.evaluate(
        """([place, words]) => words.map((word) => {
            const width = (node) => {
                const line = document.createElement("span");
                line.append("قال ", node, "، ثم");
                document.querySelector(place).append(line);
                const found = line.getBoundingClientRect().width;
                line.remove();
                return found;
            };
            document.querySelector(place).style.whiteSpace = "nowrap";
            const mark = document.createElement("mark");
            mark.append(word);
            return [width(word), width(mark)];
        })""",
        [place, WORDS],
    )
    assert all(plain == pytest.approx(marked, abs=0.5) for plain, marked in widths)


def test_a_snippet_is_a_piece_of_its_article(visit: Open, site: Site) -> None:
    page = visit(results())
    shown = page.locator(".results > li").evaluate_all(
        """all => all.map((e) => [
            e.querySelector("h2 a").getAttribute("href"),
            [...e.querySelectorAll(".snippet bdi")].map((piece) => piece.textContent),
        ])"""
    )
    assert shown
    for address, passages in shown:
        article = site.article(unquote(address.removeprefix("/a/").partition("?")[0]))
        assert passages
        for passage in passages:
            assert passage in article.body or passage in article.summary


def test_all_that_matched_is_marked_and_nothing_else(visit: Open, site: Site) -> None:
    page = visit(results())
    found = site.search(SearchRequest(q=QUERY))
    wanted = [
        passage.marked.text[start:end]
        for result in found.results
        for passage in result.passages
        for start, end in passage.marked.marks
    ]
    assert page.locator(".snippet mark").all_text_contents() == wanted


def test_the_count_the_title_and_the_list_agree_with_the_search(visit: Open, site: Site) -> None:
    last = site.search(SearchRequest(q="في")).pages
    found = site.search(SearchRequest(q="في", page=last))
    page = visit(results(q="في", page=last))
    assert count(page) == found.total
    assert f"({found.total}" in page.title()
    assert page.locator(".results").get_attribute("start") == str(found.request.offset + 1)
    assert page.locator(".results > li").count() == len(found.results)


def test_markup_in_a_query_is_text(visit: Open) -> None:
    attack = '<script>alert(1)</script> "><img src=x onerror=alert(2)> أوروبا'
    page = visit(results(q=attack))
    assert attack in page.locator("h1").inner_text()
    assert page.locator("#q").input_value() == attack
    assert page.locator("main img, main script").count() == 0


def test_a_date_reads_from_the_right(visit: Open) -> None:
    page = visit(results())
    day, year = page.locator(".results time").first.evaluate(
        """(time) => {
            const text = time.firstChild;
            const left = (start, end) => {
                const range = document.createRange();
                range.setStart(text, start);
                range.setEnd(text, end);
                return range.getBoundingClientRect().left;
            };
            return [left(0, 1), left(text.length - 4, text.length)];
        }"""
    )
    assert day > year


def test_the_first_mark_in_the_text_is_one_link_away(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], reduced_motion="reduce", java_script_enabled=False)
    page.get_by_role("link", name="إلى أول تطابق").click()
    box = page.locator(".prose mark").first.bounding_box()
    assert box
    assert 0 <= box["y"] < 800


# In an article


PASSAGE = ".snippet a[href$='#here']"
"""A passage of the text of a hit, not of its summary."""


def opened(page: Page) -> Page:
    """Return the page of the article of the first passage of a text, after a click on it."""
    page.locator(PASSAGE).first.click()
    page.wait_for_url("**/a/*")
    return page


def current(page: Page) -> str:
    return page.locator("mark[aria-current]").inner_text()


def test_a_passage_leads_to_its_place_and_the_keys_go_on_from_there(visit: Open) -> None:
    page = visit(results(), reduced_motion="reduce")
    wanted = page.locator(f"{PASSAGE} mark").first.inner_text()
    opened(page)
    assert current(page) == wanted
    place = page.locator(".walk .count")
    number, of, total = place.inner_text().split()
    assert (of, int(total)) == ("من", page.locator("mark[id]").count())
    page.keyboard.press("n")
    assert place.inner_text().split()[0] == str(int(number) % int(total) + 1)
    page.keyboard.press("p")
    assert place.inner_text().split()[0] == number
    page.locator("#q").press("n")
    assert place.inner_text().split()[0] == number


def test_the_bar_stays_in_view_and_over_no_match(visit: Open, paths: dict[str, str]) -> None:
    for width in (390, 1280):
        page = visit(paths["article"], width, reduced_motion="reduce")
        for _ in range(12):
            page.get_by_role("button", name="التطابق التالي").click()
            bar, mark = (
                page.locator(one).bounding_box() for one in (".walk", "mark[aria-current]")
            )
            assert bar
            assert mark
            assert 0 <= bar["y"] < 800 - bar["height"]
            assert bar["height"] < 56
            assert bar["y"] + bar["height"] <= mark["y"] < 800


def test_back_to_the_results_is_back_to_the_place(visit: Open) -> None:
    page = visit(results(q="في"), 390, reduced_motion="reduce")
    link = page.locator(".results h2 a").nth(6)
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.click()
    page.wait_for_url("**/a/*")
    page.keyboard.press("n")
    page.locator(".walk .back").click()
    page.wait_for_url("**/search?*")
    page.wait_for_function("scrollY > 0")
    assert page.evaluate("scrollY") == pytest.approx(before, abs=100)


def test_similar_articles_keep_the_query(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"])
    page.locator(".alike a").first.click()
    assert page.locator("#q").input_value() == QUERY
    assert page.locator(".walk .back").is_visible()


def test_a_feed_is_read_in_the_browser_and_leads_to_its_articles(visit: Open) -> None:
    page = visit("/ar/feed?q=" + quote(QUERY), 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    title = page.locator("entry > a").first
    assert title.is_visible()
    assert not page.locator("entry > updated").first.is_visible()
    words = title.inner_text()
    title.click()
    assert page.locator("h1").inner_text() == words


def test_on_a_phone_the_text_begins_in_the_first_half(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], 390)
    box = page.locator(".summary, .prose").first.bounding_box()
    assert box
    assert box["y"] < 422
    tools = page.locator(".actions").bounding_box()
    text = page.locator(".prose").bounding_box()
    assert tools
    assert text
    assert tools["y"] >= text["y"] + text["height"]


def test_the_contents_say_which_part_is_read(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], reduced_motion="reduce")
    links = page.locator(".contents li a")
    assert links.count() > 1
    for number in (1, 0):
        links.nth(number).click()
        page.wait_for_function(
            "n => document.querySelectorAll('.contents li a')[n].ariaCurrent === 'location'",
            arg=number,
        )
        assert page.locator(".contents [aria-current]").count() == 1


# Appearance


@pytest.mark.parametrize(
    ("kind", "faces"),
    [("results", {"Bahith UI"}), ("article", {"Bahith UI", "Bahith Text"})],
)
def test_the_fonts_are_our_own(
    visit: Open, paths: dict[str, str], kind: str, faces: set[str]
) -> None:
    page = visit(paths[kind])
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    )
    assert {family.strip('"') for family in loaded} == faces


def test_letters_are_left_as_they_join(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"])
    styles = page.locator("body *").evaluate_all(
        """all => all.map((e) => getComputedStyle(e))
            .map((style) => [style.letterSpacing, style.fontStyle, style.textAlign])"""
    )
    spacings, slants, alignments = map(set, zip(*styles, strict=True))
    assert (spacings, slants) == ({"normal"}, {"normal"})
    assert "justify" not in alignments


def test_the_theme_is_that_of_the_reader(visit: Open) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    assert visit("/", color_scheme="light").evaluate(background) == "rgb(247, 246, 242)"
    assert visit("/", color_scheme="dark").evaluate(background) == "rgb(16, 22, 29)"


@pytest.mark.parametrize(
    ("chosen", "device", "background"),
    [
        ("dark", "light", "rgb(16, 22, 29)"),
        ("light", "dark", "rgb(247, 246, 242)"),
        ("system", "dark", "rgb(16, 22, 29)"),
    ],
)
def test_a_chosen_theme_goes_before_the_devices_and_never_on_paper(
    visit: Open, chosen: str, device: str, background: str
) -> None:
    page = visit("/help", color_scheme=device, java_script_enabled=False)
    page.locator(".preferences summary").click()
    page.locator("select[name=theme]").select_option(chosen)
    with page.expect_navigation():
        page.locator(".preferences button").click()
    assert page.url.endswith("/help")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == background
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def test_nothing_moves_for_who_asked_for_stillness(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], 390, reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    lasting = page.locator("*").evaluate_all(
        "all => all.filter((e) => getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert lasting == 0


def test_marks_are_seen_without_colours(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], forced_colors="active")
    line = "getComputedStyle(document.querySelector('.prose mark')).textDecorationLine"
    assert page.evaluate(line) == "underline"


def test_paper_gets_the_text_and_its_marks_alone(visit: Open, paths: dict[str, str]) -> None:
    page = visit(paths["article"], color_scheme="dark")
    page.emulate_media(media="print")
    for chrome in ("header.site", ".contents", ".actions", ".walk", ".skip"):
        assert not page.locator(chrome).is_visible(), chrome
    assert page.locator(".prose").is_visible()
    style = page.evaluate(
        """[getComputedStyle(document.body).backgroundColor,
            getComputedStyle(document.querySelector("mark")).textDecorationLine]"""
    )
    assert style == ["rgb(255, 255, 255)", "underline"]


# Performance budgets


@pytest.mark.parametrize("kind", ["home", "results", "article"])
def test_nothing_shifts_while_a_page_loads(visit: Open, paths: dict[str, str], kind: str) -> None:
    # On a busy machine the preloaded fonts may arrive late, so the best of a few loads counts.
    assert min(layout_shift(visit(paths[kind], 390)) for _ in range(4)) < 0.05


def layout_shift(page: Page) -> float:
    """Return the cumulative layout shift of a page that has just been opened."""
    page.wait_for_load_state("networkidle")
    return float(
        page.evaluate(
            """new Promise((resolve) => {
                let sum = 0;
                const add = (list) => list.getEntries().forEach((entry) => { sum += entry.value; });
                new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
                setTimeout(() => resolve(sum), 200);
            })"""
        )
    )


@pytest.mark.parametrize("kind", ["home", "results", "article", "empty", "browse", "help"])
def test_a_page_is_light(visit: Open, site: Site, paths: dict[str, str], kind: str) -> None:
    path = results(q="في") if kind == "results" else paths[kind]
    page = visit(path)
    with urllib.request.urlopen(page.url) as response:
        assert len(gzip.compress(response.read())) < 20_000
    assert page.evaluate("document.querySelectorAll('*').length") < 900
    assert page.evaluate("performance.getEntriesByType('resource').length") <= most_files(kind)


def most_files(kind: str) -> int:
    """Return the maximum of files beside a page: a phone gets eight, of which one may be a logo."""
    return 7 if kind == "article" else 6


# Suggestions


def typing(visit: Open, text: str, width: int = 1280, **options: Any) -> Page:
    """Return the home page after typing a text, with its suggestions open."""
    page = visit("/", width, **options)
    page.get_by_role("combobox").press_sequentially(text)
    offered(page).first.wait_for()
    return page


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_the_open_suggestions(visit: Open, width: int, scheme: str) -> None:
    page = typing(visit, "ارهاب", width, color_scheme=scheme)
    page.get_by_role("combobox").press("ArrowDown")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_arrows_move_through_the_suggestions_and_back_to_what_was_typed(visit: Open) -> None:
    page = typing(visit, "ارهاب")
    box, options = page.get_by_role("combobox"), offered(page)
    assert box.get_attribute("aria-expanded") == "true"
    assert "الإرهاب" in options.first.inner_text()
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert box.input_value() == options.first.locator("bdi").inner_text()
    box.press("ArrowUp")
    assert (box.input_value(), box.get_attribute("aria-activedescendant")) == ("ارهاب", None)
    box.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    assert box.input_value() == "ارهاب"  # a publication does not replace the typed text
    box.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "ارهاب")
    assert page.get_by_role("status").inner_text() == ""


def test_enter_searches_a_query_and_opens_a_publication(visit: Open, site: Site) -> None:
    page = typing(visit, "ارهاب")
    box = page.get_by_role("combobox")
    box.press("ArrowDown")
    wanted = box.input_value()
    box.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator("#q").input_value() == wanted
    page = typing(visit, "ارهاب")
    page.get_by_role("combobox").press("ArrowUp")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/a/*")


def test_a_section_opens_its_publications(visit: Open) -> None:
    page = typing(visit, "مكافحة ال")
    section = page.get_by_role("group", name="أقسام ووحدات").get_by_role("option").first
    name = section.locator("bdi").inner_text()
    section.click()
    page.wait_for_url("**/search?*section=*")
    assert page.locator("#q").input_value() == ""
    assert name in page.get_by_role("main").inner_text()


def test_the_caret_keys_stay_the_carets(visit: Open) -> None:
    page = typing(visit, "ارهاب")
    box = page.get_by_role("combobox")
    for key in ("ArrowLeft", "Home", "End", "ArrowRight"):
        box.press(key)
        assert box.get_attribute("aria-activedescendant") is None
        assert box.get_attribute("aria-expanded") == "true"


def test_a_tap_takes_a_suggestion(visit: Open) -> None:
    page = typing(visit, "ارهاب", 390, has_touch=True)
    offered(page).first.tap()
    page.wait_for_url("**/search?*")


@pytest.mark.parametrize(
    ("fault", "seen"),
    [("500", "response"), ("html", "requestfinished"), ("never", "request")],
)
def test_without_an_answer_the_form_goes_on_working(visit: Open, fault: str, seen: Any) -> None:
    page = visit("/")
    answers: dict[str, Callable[[Route], None]] = {
        "500": lambda route: route.fulfill(status=500),
        "html": lambda route: route.fulfill(body="<h1>"),
        "never": lambda route: None,
    }
    page.route("**/suggest?*", answers[fault])
    box = page.get_by_role("combobox")
    with page.expect_event(seen, lambda one: "/suggest?" in one.url):
        box.press_sequentially("ارهاب")
    settle(page)
    assert box.get_attribute("aria-expanded") == "false"
    box.press("Enter")
    page.wait_for_url("**/search?*")


LATE = {"label": "متأخر", "items": [{"text": "متأخر"}]}


def test_a_late_answer_is_never_shown(visit: Open) -> None:
    page = visit("/")
    late: list[Route] = []

    def answer(route: Route) -> None:
        if "%D8%A7%D8%B1" in route.request.url:
            late.append(route)
        else:
            route.continue_()

    page.route("**/suggest?*", answer)
    box = page.get_by_role("combobox")
    with page.expect_request("**/suggest?*"):
        box.press_sequentially("ار")
    box.fill("الهجرة")
    offered(page).first.wait_for()
    assert late
    for route in late:
        with suppress(Error):  # the page has aborted the request
            route.fulfill(json={"label": "", "status": "", "groups": [LATE]})
    settle(page)
    assert all("هجر" in text for text in offered(page).all_inner_texts())


def settle(page: Page) -> None:
    """Wait until the page has processed and drawn the latest response."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


# In English


def test_an_english_reader_gets_english_pages_with_arabic_texts(visit: Open) -> None:
    page = visit(results(), locale="en-GB")
    assert page.locator("html").get_attribute("dir") == "ltr"
    assert "results" in page.locator("#count").inner_text()
    title = page.locator(".results h2").first
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert title.evaluate("e => e.closest('[lang]').lang") == "ar"


def test_one_click_leads_to_the_same_search_in_the_other_language(visit: Open) -> None:
    page = visit(results(year=2021), locale="ar", java_script_enabled=False)
    before = titles(page)
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert titles(page) == before
    page.locator(".results h2 a").first.click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_what_points_somewhere_points_as_the_page_runs(visit: Open) -> None:
    flipped = "e => getComputedStyle(e).transform"
    for language, transform in (("ar", "none"), ("en", "matrix(-1, 0, 0, 1, 0, 0)")):
        page = visit(f"/{language}{results(q='في')}")
        assert page.locator("a[rel=next] .icon").evaluate(flipped) == transform
        assert page.locator("#facet-year svg").first.evaluate(flipped) == transform
        assert page.locator(".search button .icon").evaluate(flipped) == "none"


def test_the_box_of_an_english_page_runs_from_the_left_until_arabic_is_typed(visit: Open) -> None:
    page = visit("/en/")
    box = page.get_by_role("combobox")
    for typed, direction in (("", "ltr"), ("2024", "ltr"), ("أمن 2024", "rtl"), ("", "ltr")):
        box.fill(typed)
        assert box.get_attribute("dir") == direction


@pytest.mark.parametrize(
    ("language", "place", "counted"),
    [
        ("ar", "التطابق [٠-٩]+ من [٠-٩]+", "اقتراحات"),
        ("en", "Match [0-9]+ of [0-9]+", "suggestions"),
    ],
)
def test_scripts_speak_the_language_and_the_digits_of_the_page(
    visit: Open, paths: dict[str, str], site: Site, language: str, place: str, counted: str
) -> None:
    page = visit("/")
    page.context.add_cookies([{"name": "numerals", "value": "arab", "url": site.address}])
    page.goto(f"{site.address}/{language}{paths['article']}")
    page.get_by_role("button", name={"ar": "التطابق التالي", "en": "Next match"}[language]).click()
    assert re.fullmatch(place, page.locator(".walk [role=status]").inner_text())
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("ارهاب")
    offered(page).first.wait_for()
    assert counted in page.locator("bahith-search [role=status]").inner_text()
