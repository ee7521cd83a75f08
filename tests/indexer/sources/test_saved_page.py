"""Pages of the centre's site saved as text."""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lists.site_lists import SiteLists
from indexer.model.article import Article
from indexer.sources.files import read_file
from indexer.sources.formats.format import ReadingContext
from indexer.sources.formats.saved_page import parse_saved_page
from indexer.sources.record import Found, Record, Refused
from tests.workspaces import SHIPPED

FILE = Path("pages/border-security.txt")
BOILERPLATE = SiteLists.load(SHIPPED.words).boilerplate

TITLE = "الموانئ الأوروبية: ثغرات الرقابة وسبل العلاج"
DATE = dt.date(2019, 6, 14)
LINK = "https://wp.me/p8HDP0-xx1"
FIRST = (
    "شهدت الموانئ الأوروبية خلال السنوات الأخيرة ارتفاعا في عمليات التهريب، ودفع ذلك"
    " الحكومات إلى مراجعة إجراءات التفتيش وتوزيع الصلاحيات بين الشرطة والجمارك وشركات الشحن الخاصة."
)
HEADING = "تبادل البيانات بين الدول"
LAST = (
    "ويرى الباحثون أن تبادل البيانات يبقى الحلقة الأضعف، لأن كل دولة تحتفظ بسجلاتها في نظام"
    " منفصل، ولأن القوانين الوطنية لا تسمح بنقلها إلا بعد موافقة قضائية تطول أسابيع."
)
BODY = (FIRST, HEADING, LAST)

MENU = """الرئيسية
من نحن
الإشتراك في نشرتنا الإخبارية المجانية
\u00a0
تابعنا على تويتر
استطلاع رأي
هل تؤيد توسيع صلاحيات وكالة الحدود الأوروبية؟
نعم
لا
جاري التحميل ... جاري التحميل ..."""

HEADERS = {
    "title around place and date": (f"{TITLE}\nهامبورغ\nيونيو 14, 2019\n{TITLE}", "هامبورغ"),
    "title around a date": (f"{TITLE}\nيونيو 14, 2019\n{TITLE}", ""),
    "title around both on a line": (f"{TITLE}\nهامبورغ / يونيو 14, 2019\n{TITLE}", "هامبورغ"),
    "title above": (f"{TITLE}\nهامبورغ\n14 حزيران 2019", "هامبورغ"),
    "title above a date": (f"{TITLE}\n١٤ يونيو ٢٠١٩", ""),
    "title above both on a line": (f"{TITLE}\nهامبورغ – الجمعة 14 يونيو 2019", "هامبورغ"),
    "title below": (f"هامبورغ\n14/06/2019\n{TITLE}", "هامبورغ"),
    "title below a date": (f"2019-06-14\n{TITLE}", ""),
    "a label before the date": (f"{TITLE}\nتاريخ النشر: 14 يونيو 2019", ""),
    "a time after the date": (f"{TITLE}\n14 يونيو 2019 10:30 ص", ""),
    "a time in words": (f"{TITLE}\n14 يونيو 2019 - 10:30 صباحاً", ""),
    "a label of the last change": (f"{TITLE}\nآخر تحديث: 14 يونيو 2019", ""),
    "the last change after the date": (f"{TITLE}\nنشر: 14 يونيو 2019 | تحديث: 20 يونيو 2019", ""),
    "an English label": (f"{TITLE}\nPublished on June 14, 2019", ""),
}
STUDIES = "وحدة الدراسات والتقارير “2”"
PREPARED = {
    "": "",
    f"إعداد المركز الأوروبي ـ المانيا وهولندا-{STUDIES}": STUDIES,
    "اعداد: قسم الترجمة": "قسم الترجمة",
    "إعداد وتقرير: فريق الرصد": "فريق الرصد",
    "بقلم: سالم الهادي": "سالم الهادي",
    "إعداد\nوحدة الرصد": "وحدة الرصد",
}
ENDS = {
    "": "",
    f"* حقوق النشر محفوظة إلى المركز الأوروبي\nرابط مختصر {LINK}": LINK,
    f"رابط مختصر:\n{LINK}\n© جميع الحقوق محفوظة": LINK,
    f"الرابط المختصر : {LINK}\nحقوق النشر محفوظة للمركز": LINK,
    f"الوسوم\nالموانئ\nرابط مختصر {LINK}": LINK,
    "جميع الحقوق محفوظة للمركز 2019": "",
}
BELOW = """شارك
فيسبوك
تابعنا على فيسبوك
استطلاع رأي
هل المركز مصدر موثوق في البحث؟
جاري التحميل ... جاري التحميل ..."""
COMMENTS = """مواضيع ذات صلة
مقال آخر عن الهجرة
اترك تعليقاً
لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
التعليق
الاسم *"""


def read(text: str) -> Record:
    return parse_saved_page(FILE, text, BOILERPLATE)


def article(*parts: str) -> Article:
    record = read("\n".join(parts))
    assert isinstance(record, Found), record
    return record.article


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(("prepared", "unit"), PREPARED.items())
@pytest.mark.parametrize("at_end", [False, True], ids=["line at the top", "line at the end"])
def test_a_page_is_read_whatever_its_form(
    header: str, prepared: str, unit: str, at_end: bool
) -> None:
    top, place = HEADERS[header]
    for menu, (end, link), below in product(("", MENU), ENDS.items(), ("", BELOW, COMMENTS)):
        lines = (prepared, *BODY)[at_end:] + (prepared,) * at_end
        found = article(menu, top, *lines, end, below)
        assert (found.title, found.date, found.place) == (TITLE, DATE, place)
        assert (found.authors, found.short_link) == (tuple(filter(None, [unit])), link)
        assert (tuple(found.body.split("\n")), found.headings) == (BODY, (1,))


@pytest.mark.parametrize(("prepared", "unit"), PREPARED.items())
def test_the_preparing_line_may_stand_above_the_date(prepared: str, unit: str) -> None:
    found = article(MENU, TITLE, prepared, "هامبورغ", "14 يونيو 2019", *BODY)
    assert (found.title, found.place) == (TITLE, "هامبورغ")
    assert found.authors == tuple(filter(None, [unit]))
    assert tuple(found.body.split("\n")) == BODY


@pytest.mark.parametrize("new_line", ["\r\n", "\n\n\u00a0\n", "\u200f\n\u202b", "\u2028"])
def test_invisible_characters_change_nothing(new_line: str) -> None:
    text = "\n".join((MENU, TITLE, "هامبورغ", "يونيو 14, 2019", TITLE, *BODY))
    assert read("\ufeff" + text.replace("\n", new_line)) == read(text)


@pytest.mark.parametrize("top", [(TITLE,), (TITLE, TITLE), (TITLE, "إعداد: وحدة الرصد")])
def test_a_page_without_a_date_is_read(top: tuple[str, ...]) -> None:
    found = article(MENU, *top, *BODY, BELOW)
    assert (found.title, found.date) == (TITLE, None)
    assert tuple(found.body.split("\n")) == BODY


def test_the_id_is_the_path_of_the_short_link() -> None:
    assert article(TITLE, "14 يونيو 2019", *BODY, f"رابط مختصر {LINK}").id == "p8HDP0-xx1"
    assert article(TITLE, "14 يونيو 2019", *BODY, "رابط مختصر https://example.org/?p=57").id == "57"
    assert article(TITLE, "14 يونيو 2019", *BODY).id == "border-security"


def test_section_and_address_are_read_where_the_page_says_them() -> None:
    found = article(
        TITLE, "14 يونيو 2019", "القسم: أمن الحدود", "https://example.org/ports/", *BODY
    )
    assert (found.section, found.url) == ("أمن الحدود", "https://example.org/ports/")
    assert tuple(found.body.split("\n")) == BODY


def test_a_copyright_line_is_the_notice() -> None:
    found = article(TITLE, "14 يونيو 2019", *BODY, "* حقوق النشر محفوظة إلى المركز")
    assert found.notice == "حقوق النشر محفوظة إلى المركز"


def test_lines_of_the_site_within_the_text_are_left_out() -> None:
    found = article(TITLE, "14 يونيو 2019", FIRST, "شارك", "تابعنا على تويتر", HEADING, LAST)
    assert tuple(found.body.split("\n")) == BODY


def test_footnotes_below_the_copyright_line_belong_to_the_text() -> None:
    notes = ("الهوامش", "تقرير الموانئ السنوي", "https://example.org/report")
    found = article(TITLE, "14 يونيو 2019", *BODY, "* حقوق النشر محفوظة", *notes, BELOW)
    assert tuple(found.body.split("\n")) == (*BODY, *notes)


@pytest.mark.parametrize(
    "crumbs",
    [
        "الرئيسية / أمن الحدود / دراسات",
        f"الرئيسية » دراسات » {TITLE}",
        f"الرئيسية»دراسات»{TITLE}",
        "الصفحة الرئيسية › دراسات",
        "الرئيسيّة > دراسات > موانئ",
        "الرئيسية | دراسات",
        "الرئيسية - دراسات - موانئ",
        "أنت هنا: الرئيسية / دراسات",
        "أنت هنا : دراسات « موانئ",
        "Home » Studies",
        "You are here: Home / دراسات",
        "أمن الحدود » دراسات » موانئ",
        "دراسات « أمن الحدود « الرئيسية",
        "الرئيسية :: دراسات",
    ],
)
@pytest.mark.parametrize(
    "top", [("{crumbs}", TITLE), (TITLE, "{crumbs}", TITLE), (TITLE, "{crumbs}")]
)
def test_the_way_to_the_page_is_neither_title_nor_place(crumbs: str, top: tuple[str, ...]) -> None:
    for above, below in product(("", MENU), ((), ("بواسطة سالم الهادي",))):
        header = [line.format(crumbs=crumbs) for line in top]
        found = article(above, *header, "14 يونيو 2019", *below, *BODY)
        assert (found.title, found.place, found.date) == (TITLE, "", DATE)
        assert found.authors == (("سالم الهادي",) if below else ())
        assert tuple(found.body.split("\n")) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "قال «كلاما» و«كلاما آخر» و«كلاما ثالثا»",
        "ارتفع الرقم من 3 > 2 في عام واحد",
        "أوروبا | آسيا | أفريقيا",
        "الحدود / الهجرة / اللجوء",
        "الرئيسية منها اثنتان",
    ],
)
def test_a_line_with_marks_is_no_way_to_the_page(line: str) -> None:
    found = article(TITLE, "14 يونيو 2019", FIRST, line, LAST)
    assert found.body.split("\n") == [FIRST, line, LAST]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("بواسطة سالم الهادي", "سالم الهادي"),
        ("بواسطة: سالم الهادي", "سالم الهادي"),
        ("كتب بواسطة سالم الهادي", "سالم الهادي"),
        ("نشرت بواسطة: وحدة الرصد", "وحدة الرصد"),
        ("By Salem Alhadi", "Salem Alhadi"),
        ("Posted by: Salem", "Salem"),
    ],
)
def test_who_wrote_it_may_stand_under_the_date_or_beside_it(line: str, author: str) -> None:
    for lines in (("14 يونيو 2019", line), (f"14 يونيو 2019 {line}",)):
        found = article(TITLE, *lines, *BODY)
        assert (found.title, found.authors, found.place) == (TITLE, (author,), "")
        assert tuple(found.body.split("\n")) == BODY


def test_who_wrote_it_may_stand_before_the_date() -> None:
    found = article(TITLE, "نشر بواسطة الهادي في 14 يونيو 2019", *BODY)
    assert (found.authors, found.date, found.place) == (("الهادي",), DATE, "")


def test_a_sentence_that_begins_with_by_is_no_author() -> None:
    line = "بواسطة الطائرات المسيّرة تراقب الشرطة سواحل البلاد كلها"
    found = article(TITLE, "14 يونيو 2019", line, *BODY)
    assert (found.authors, found.body.split("\n")[0]) == ((), line)


NOTES = {
    "numbered under a heading": (
        "الهوامش",
        "1. تقرير سنوي",
        "https://example.org/report-1",
        "2. ورقة عمل",
        "https://example.org/paper-2",
    ),
    "addresses alone": ("المصادر", "https://example.org/report-1", "https://example.org/p-2"),
    "one note": ("هوامش", "https://example.org/report-1"),
    "numbered, no heading": ("[1] تقرير سنوي", "https://example.org/report-1"),
    "a source": ("المصدر: صحيفة", "https://example.org/report-1"),
    "several addresses": ("https://example.org/report-1", "https://example.org/paper-2"),
    "a short address": ("المراجع", "1- مقال", "https://example.org/?p=12", "2- مقال آخر"),
    "introduced": ("للاطلاع على الدراسة كاملة:", "https://example.org/ports.pdf"),
    "a report": ("الهوامش", "تقرير: أمن الموانئ", "https://example.org/report-1"),
}


@pytest.mark.parametrize("notes", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("end", [(), ("* حقوق النشر محفوظة للمركز", f"رابط مختصر {LINK}")])
def test_addresses_of_footnotes_stay_in_the_text(
    notes: tuple[str, ...], end: tuple[str, ...]
) -> None:
    found = article(TITLE, "14 يونيو 2019", *BODY, *notes, *end)
    assert tuple(found.body.split("\n")) == (*BODY, *notes)
    assert (found.url, found.authors) == ("", ())
    assert found.short_link == (LINK if end else "")


@pytest.mark.parametrize("label", [(), ("رابط الدراسة:",)])
def test_one_address_below_the_text_is_the_articles(label: tuple[str, ...]) -> None:
    found = article(TITLE, "14 يونيو 2019", *BODY, *label, "https://example.org/ports/")
    assert found.url == "https://example.org/ports/"
    assert tuple(found.body.split("\n")) == (*BODY, *label)


def test_an_address_between_paragraphs_stays_where_it_is() -> None:
    lines = (FIRST, "https://example.org/ports/", LAST)
    found = article(TITLE, "14 يونيو 2019", *lines)
    assert (found.url, tuple(found.body.split("\n"))) == ("", lines)


def test_an_address_that_is_not_the_first_said_stays() -> None:
    first, other = "https://example.org/ports/", "https://example.org/other/"
    found = article(TITLE, "14 يونيو 2019", first, *BODY, other)
    assert (found.url, found.body.split("\n")[-1]) == (first, other)


def test_a_date_within_the_text_is_not_the_articles() -> None:
    found = article(TITLE, "هامبورغ", "14 يونيو 2019", FIRST, "3 مايو 2018", LAST)
    assert found.date == DATE
    assert tuple(found.body.split("\n")) == (FIRST, "3 مايو 2018", LAST)


def test_the_credit_of_a_picture_does_not_end_the_text() -> None:
    found = article(TITLE, "14 يونيو 2019", FIRST, "© رويترز", LAST)
    assert found.body.endswith(LAST)


@pytest.mark.parametrize(
    "line", ["اترك تعليقاً", "أضف ردا", "3 تعليقات", "التعليقات", "لا توجد تعليقات"]
)
def test_comments_of_readers_are_no_text(line: str) -> None:
    found = article(TITLE, "14 يونيو 2019", *BODY, line, FIRST, "© مركز 2019")
    assert tuple(found.body.split("\n")) == BODY


def test_list_items_are_no_headings() -> None:
    assert article(TITLE, "14 يونيو 2019", FIRST, "- بند قصير", LAST).headings == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff\n\u00a0\n",
        "كلمة",
        MENU,
        f"{TITLE}\nنص قصير بلا تاريخ.",
        "name,age\n" * 50,
        FIRST,
    ],
)
def test_a_text_without_an_article_is_refused(text: str) -> None:
    record = read(text)
    assert isinstance(record, Refused)
    assert record.reason.startswith(("it is empty", "no article was found in it"))


@given(
    st.lists(
        st.sampled_from(
            [*MENU.split("\n"), *BODY, *HEADERS["title above"][0].split("\n"), *PREPARED, *ENDS]
        )
    )
)
def test_lines_in_any_order_never_make_it_raise(lines: list[str]) -> None:
    assert isinstance(read("\n".join(lines)), Found | Refused)


@pytest.mark.shared
def test_the_centres_own_page_comes_out_whole(shared: Path) -> None:
    [path] = (shared / "centre").glob("*.txt")
    [record] = read_file(path, ReadingContext(BOILERPLATE))
    assert isinstance(record, Found)
    found = record.article
    text = path.read_text(encoding="utf-8")
    lines = found.body.split("\n")
    assert (found.id, found.short_link) == ("p8HDP0-c4T", "https://wp.me/p8HDP0-c4T")
    assert (found.date, found.place) == (DATE, "واشنطن")
    assert text.count(found.title) == 2
    assert found.authors == ("وحدة الدراسات والتقارير “2”",)
    assert found.notice.startswith("حقوق النشر محفوظة")
    assert lines[0].startswith("إن تقاسم المعلومات والتعاون الدولي")
    assert lines[-1].endswith("في عمل مكافحة الإرهاب والتطرف.")
    assert [lines[number].split()[0] for number in found.headings] == [
        "التعاون",
        "التعاون",
        "التعاون",
        "إقامة",
    ]
    for words in (
        "الإشتراك",
        "تابعنا",
        "استطلاع رأي",
        "جاري التحميل",
        "حقوق النشر",
        "رابط مختصر",
        "wp.me",
        "إعداد المركز",
    ):
        assert words not in found.body, words
