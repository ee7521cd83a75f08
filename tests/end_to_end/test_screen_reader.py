"""What a screen reader is told of results, filters and an article: the accessibility tree."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import Open, results

pytestmark = pytest.mark.browser

RESULTS = r"""
- main:
  - heading "نتائج البحث عن «الاستخبارات الأوروبية»" [level=1]
  - paragraph: /3 نتائج/
  - navigation "ترتيب النتائج":
    - link "الأوثق صلةً"
    - link "الأحدث"
    - link "الأقدم"
  - group: بحسب السنة
  - list "عوامل التصفية المطبَّقة":
    - listitem:
      - 'link "إزالة عامل التصفية: السنة: 2018"'
    - listitem:
      - link "مسح الكل"
  - list "نتائج البحث عن «الاستخبارات الأوروبية»":
    - listitem:
      - article:
        - paragraph: الاستخبارات والنزاعات الإقليمية · تحليل
        - heading /نادي برن/ [level=2]:
          - link /نادي برن/
        - paragraph:
          - link /تتقاسم أجهزة/
        - paragraph:
          - time: 18 سبتمبر 2018
          - text: /دقائق للقراءة/
"""

FILTERS = r"""
- group:
  - heading "تصفية النتائج" [level=2]
  - group "القسم":
    - list:
      - listitem:
        - checkbox /.*[^ ] \(\d+\)$/
  - group "السنة":
    - list:
      - listitem:
        - checkbox /^2018 \(\d+\)$/ [checked]
  - group "نطاق التاريخ":
    - list:
      - listitem:
        - link "السنة الأخيرة"
    - textbox "من"
    - textbox "إلى"
  - paragraph:
    - button "عرض النتائج"
    - status
  - group "ابحث في هذه النتائج":
    - searchbox "ابحث في هذه النتائج"
    - button "ابحث فيها"
"""

ARTICLE = r"""
- main:
  - navigation "أثناء القراءة":
    - link "العودة إلى النتائج"
    - button "التطابق السابق"
    - text: /0 من \d+/
    - status
    - button "التطابق التالي"
    - link /إخفاء التمييز \(\d+\)/
  - article:
    - paragraph:
      - link "الاستخبارات والنزاعات الإقليمية"
    - heading /نادي برن/ [level=1]
    - paragraph:
      - time: 18 سبتمبر 2018
      - link "وحدة الاستخبارات والأمن الدولي"
    - group:
      - navigation "في هذا الإصدار":
        - heading "في هذا الإصدار" [level=2]
        - list:
          - listitem:
            - link /.+/
    - heading /.+/ [level=2]
    - button "طباعة"
    - heading "بيانات الإصدار" [level=2]
    - term: القسم
    - definition:
      - link "الاستخبارات والنزاعات الإقليمية"
    - group: الاستشهاد بهذا الإصدار
    - region "إصدارات ذات صلة":
      - heading "إصدارات ذات صلة" [level=2]
      - list:
        - listitem:
          - heading /.+/ [level=3]
"""

COMPLETIONS = r"""
- listbox "اقتراحات البحث":
  - group "عمليات بحث":
    - option /الإرهاب/ [selected]
    - option /الإرهاب/
"""

TREND = r"""
- group:
  - group "ما تمثّله الأعمدة":
    - radio "عدد النتائج" [checked]
    - radio "نسبتها من إصدارات السنة كلها"
  - list "الإصدارات بحسب السنة":
    - listitem: "2016: 0"
    - listitem:
      - link /2017:\ 3 إصدارات/
"""


@pytest.fixture
def page(visit: Open) -> Page:
    return visit(results(year=2018))


def test_results_have_names_headings_and_an_order(page: Page) -> None:
    expect(page.get_by_role("main")).to_match_aria_snapshot(RESULTS)


def test_filters_are_named_groups_of_boxes(page: Page) -> None:
    expect(page.locator(".filters")).to_match_aria_snapshot(FILTERS)


def test_an_article_has_its_bar_contents_text_and_facts(page: Page) -> None:
    page.locator(".results h2 a").first.click()
    expect(page.get_by_role("main")).to_match_aria_snapshot(ARTICLE)


def test_completions_are_a_named_list_with_the_chosen_one(page: Page) -> None:
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("ارهاب")
    page.get_by_role("option").first.wait_for()
    page.locator("#q").press("ArrowDown")
    expect(page.locator("bahith-search [role=listbox]")).to_match_aria_snapshot(COMPLETIONS)


def test_the_trend_is_a_list_of_years_with_their_numbers(page: Page) -> None:
    page.locator(".trend > summary").click()
    expect(page.locator(".trend")).to_match_aria_snapshot(TREND)


def test_what_changes_is_said(page: Page) -> None:
    page.locator(".trend > summary").click()
    page.locator(".columns a").first.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".trend [role=status]")).to_contain_text("2017")
    page.locator("#facet-section label").first.click()
    expect(page.locator(".show [role=status]")).not_to_be_empty()
