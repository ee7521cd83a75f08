"""Classification of the lines of a page saved as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from indexer.text.dates import parse_date
from indexer.text.folding import fold_line
from indexer.text.headings import LIST_ITEM, ends_sentence, is_short
from indexer.text.paragraphs import paragraphs

# Characters that browsers leave around lines: bidi controls, zero-width spaces, a byte order mark.
_EDGES = "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_AROUND = re.compile(rf"^[{_EDGES}\s]+|[{_EDGES}\s]+$")

_PREPARED = re.compile(
    r"[\W_]*(?:ترجمة\s+و\s?)?"
    r"(?:(?:[إاأ]عداد|بقلم)(?:\s+و\s?\w+(?=\s*[:：]|\s+(?:وحد[ةه]|قسم|فريق)\b)|\s+وتقرير)?(?!\w)"
    r"|(?:كتبه?|كتبته|تحرير|الكاتب|الباحث|تقرير)\s*[:：])"
    r"[\s:：ـ–—|/-]*(?P<rest>.*)"
)
_BY = re.compile(
    r"[\W_]*(?:(?:كتب|نشرت?|أضيفت?|posted|written)\s+)?(?:بواسطة|by)\s*[:：]?\s+(?P<rest>\S.*?)"
    r"(?:\s+(?:في|بتاريخ|on))?$",
    re.I,
)
MAX_NAME_WORDS = 5
"""Maximum number of words of a name after «بواسطة», which may also begin a sentence."""

_UNIT = re.compile(r"(?<!\w)(?:وحد[ةه]|قسم|فريق)(?!\w).*")
_SECTION = re.compile(r"(?:القسم|التصنيف|تصنيف)\s*[:：]\s*(\S.*)")

_RIGHTS = re.compile(
    r"(?:جميع|كافه|كل) (?:ال)?حقوق(?: \w+){0,5} محفوظ"
    r"|حقوق (?:النشر|الطبع|الملكيه|التاليف)(?: \w+){0,3} محفوظ"
    r"|الحقوق محفوظ|all rights reserved|^copyright"
)
_OWNER = re.compile(
    r"©.*(?:(?:19|20)\d\d|مركز)|(?:19|20)\d\d.*©"
)  # excludes a picture credit such as «© رويترز»
_SHORT_LINK = re.compile(
    r"(?:رابط|الرابط)(?: (?:المقال|الموضوع|الخبر))? (?:ال)?(?:مختصر|قصير)|short ?link"
)
_LINK_LABEL = re.compile(r"(?:ال)?رابط(?: |$)")
_URL = re.compile(r"(?:https?://|(?<![\w/.])wp\.me/)[^\s<>«»\"”]*[^\s<>«»\"”.,،؛)\]]")
_NOTES = re.compile(r"(?:ال)?(?:هوامش|مصادر|مراجع)(?: وال\w+)?|المراجع والمصادر")
_COMMENTS = re.compile(
    r"(?:ال)?تعليقات(?: [0-9]+)?$|(?:تعليق واحد|لا توجد تعليقات|[0-9]+ تعليق(?:ات|ا)?)(?: |$)"
    r"|(?:اترك|اضف) (?:تعليق|رد)ا?(?: |$)|comments$|leave a (?:comment|reply)"
)
_MORE = re.compile(
    r"(?:(?:مواضيع|مقالات|اخبار|موضوعات) (?:ذات صله|مشابهه|متعلقه)|قد يعجبك|ربما يعجبك|الوسوم"
    r"|الكلمات (?:المفتاحيه|الدلاليه)|المقال (?:السابق|التالي)|الموضوع (?:السابق|التالي)"
    r"|تصفح المقالات|related posts|tags)(?: |$)"
)

_DATE_LABEL = re.compile(
    r"^(?:تاريخ النشر|التاريخ|نُ?شرت?|النشر|بتاريخ|(?:[آا]خر |تاريخ ال|ال)?تحديث|date"
    r"|(?:published|posted|(?:last )?updated)(?: on)?)(?: في| بتاريخ| يوم)?\s*[:：]?\s*",
    re.I,
)
_UPDATED_AFTER = re.compile(r"\s*[|،,(–-]\s*(?:[آا]خر )?(?:ال)?تحديث\b.*$")
_TIME_AFTER = re.compile(
    r"[\s|،,–-]*\d{1,2}:\d{2}(?::\d{2})?\s*(?:ص|م|صباحً?اً?|مساءً?ا?ً?|[ap]m|GMT)?$", re.I
)
_SEPARATOR = re.compile(r"\s*[/|،,؛:ـ–—•-]\s*|\s+")
_NETWORKS = frozenset(
    "facebook.com twitter.com x.com youtube.com linkedin.com instagram.com t.me wa.me".split()
)

_YOU_ARE_HERE = re.compile(r"^(?:أنت هنا|انت هنا|you are here)\s*[:：]?\s*", re.I)
_CRUMB_END = re.compile(r"\s*[›>❯→▸]\s*|\s+(?:[/\\|»«‹<❮←◂•·–—-]|::)\s+|(?<=الرئيسية)\s*[»/]\s*")
_POINTING = frozenset("›>❯→▸»«‹<❮←◂")
_HOME = frozenset(map(fold_line, ("الرئيسية", "الصفحة الرئيسية", "رئيسية", "البداية", "home")))
MAX_CRUMB_WORDS = 40
"""Maximum number of words of breadcrumbs, which may end with a whole title."""

_SOURCE = re.compile(
    r"(?:(?:ال)?(?:مصدر|مرجع|مصادر|مراجع)|رابط المصدر|انظر|ينظر|راجع|للمزيد|sources?)(?: |$)"
)
_POLL = re.compile(r"استطلاع (?:ال)?راي$")
MAX_POLL_LINES = 12
"""Maximum number of lines of a poll."""

MAX_PLACE_WORDS = 4
"""Maximum number of words of a place name."""


def page_lines(text: str) -> list[str]:
    """Return the nonempty lines, with white space collapsed and invisible characters trimmed."""
    lines = (_AROUND.sub("", line) for line in paragraphs(text))
    return [line for line in lines if line]


def is_boilerplate(line: str, boilerplate: frozenset[str]) -> bool:
    """Return True if a line is in the boilerplate list or empty when folded.

    A list entry that ends with " *" also matches every short line that begins with it.
    """
    folded = fold_line(line)
    if folded in boilerplate or not folded:
        return True
    words = folded.split()
    return is_short(line) and any(
        f"{' '.join(words[:count])} *" in boilerplate for count in range(1, len(words) + 1)
    )


def lines_of_site(lines: Sequence[str], boilerplate: frozenset[str]) -> list[bool]:
    """Return for each line True if it is the site's: boilerplate, breadcrumbs or part of a poll."""
    of_site = [is_boilerplate(line, boilerplate) or is_breadcrumbs(line) for line in lines]
    folded = [fold_line(line) for line in lines]
    for start in (number for number, words in enumerate(folded) if _POLL.match(words)):
        rest = range(start, min(start + MAX_POLL_LINES, len(lines)))
        question = next((n for n in rest if lines[n].endswith(("؟", "?"))), start)
        end = next((n for n in rest if folded[n].startswith("جاري التحميل")), question)
        of_site[start : end + 1] = [True] * (end + 1 - start)
    return of_site


def is_breadcrumbs(line: str) -> bool:
    """Return True if a line is breadcrumbs, the path to the page, such as «الرئيسية / دراسات»."""
    way = _YOU_ARE_HERE.sub("", line)
    crumbs = [fold_line(crumb) for crumb in _CRUMB_END.split(way)]
    if len(crumbs) < 2 or not all(crumbs) or len(line.split()) > MAX_CRUMB_WORDS:
        return False
    if crumbs[0] in _HOME or way != line:
        return True
    marks = {mark.strip() for mark in _CRUMB_END.findall(way)}
    points = len(marks) == 1 and (marks <= _POINTING or crumbs[-1] in _HOME)
    return points and len(crumbs) > 2 and is_short(line)


def is_note_address(lines: Sequence[str], number: int) -> bool:
    """Return True if a line is the address of a footnote.

    The line must follow a list item, the heading of the notes or a line that names a source,
    possibly after other addresses.
    """
    if not is_address(lines[number]):
        return False
    above = number - 1
    while above >= 0 and is_address(lines[above]):
        above -= 1
    if above < 0:
        return False
    line = lines[above]
    return bool(begins_notes(line) or LIST_ITEM.match(line) or _SOURCE.match(fold_line(line)))


def is_paragraph(line: str) -> bool:
    """Return True if a line is running text, unlike titles, menus and captions."""
    words = len(line.split())
    return words >= 20 or (words >= 8 and line.endswith((".", ".”", '."', ".»")))


def preparer(line: str) -> str | None:
    """Return the author or unit that a line names as having prepared the article.

    Returns:
        The unit if the line names one, else the name after the label; "" if nothing follows the
        label; None if the line has no such label.
    """
    match = _PREPARED.match(line)
    if not match:
        match = _BY.match(line)
        if match and (len(match["rest"].split()) > MAX_NAME_WORDS or ends_sentence(line)):
            return None
    if not match or len(line.split()) > 25:
        return None
    unit = _UNIT.search(match["rest"])
    return (unit[0] if unit else match["rest"]).strip(" .،:-ـ–—|")


def is_unit(text: str) -> bool:
    """Return True if a text begins with the name of a unit of the centre."""
    return bool(_UNIT.match(text))


def section(line: str) -> str | None:
    """Return the section that a line names, or None."""
    match = _SECTION.fullmatch(line)
    return match[1] if match else None


def is_notice(line: str) -> bool:
    """Return True if a line is a copyright notice."""
    return len(line.split()) <= 30 and bool(_RIGHTS.search(fold_line(line)) or _OWNER.search(line))


def is_short_link_label(line: str) -> bool:
    """Return True if a line begins with a label of a short link."""
    return bool(_SHORT_LINK.match(fold_line(line)))


def url_in(line: str) -> str:
    """Return the first address in a line, with its scheme, or ""."""
    match = _URL.search(line)
    if not match:
        return ""
    return match[0] if match[0].startswith("http") else f"https://{match[0]}"


def is_short_link(url: str) -> bool:
    """Return True if an address is a WordPress short link: https://wp.me/p8HDP0-c4T or /?p=123."""
    parts = urlsplit(url)
    return parts.hostname == "wp.me" or "p" in parse_qs(parts.query)


def is_of_article(url: str) -> bool:
    """Return True if an address may be the article's: not a home page, not on a social network."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host not in _NETWORKS and bool(parts.path.strip("/") or parts.query)


def is_address(line: str) -> bool:
    """Return True if a line consists of an address only."""
    return bool(_URL.fullmatch(line))


def introduces(line: str) -> bool:
    """Return True if a line introduces the address below it, which is not the article's."""
    return line.endswith(":") and not _LINK_LABEL.match(fold_line(line))


def begins_notes(line: str) -> bool:
    """Return True if a line is the heading of footnotes or references."""
    return bool(_NOTES.fullmatch(fold_line(line)))


def begins_comments(line: str) -> bool:
    """Return True if a line is the heading of readers' comments."""
    return is_short(line.rstrip(":")) and bool(_COMMENTS.match(fold_line(line)))


def begins_more(line: str) -> bool:
    """Return True if a line is the heading of tags, related articles or links to other articles."""
    return is_short(line.rstrip(":")) and bool(_MORE.match(fold_line(line)))


def date_of(line: str) -> tuple[dt.date, str] | None:
    """Parse a line with a date and perhaps a place, such as «واشنطن / يونيو 14, 2019».

    Returns:
        The date and the other words of the line, or None if it is not such a line.
    """
    if len(line.split()) > 12 or not any(char.isdigit() for char in line):
        return None
    text = _DATE_LABEL.sub("", _TIME_AFTER.sub("", _UPDATED_AFTER.sub("", line)))
    if date := parse_date(text):
        return date, ""
    for before, between, after in _splits(text):
        if (date := parse_date(after)) and _is_place(before):
            return date, before
        parted = between.strip() or preparer(after) is not None
        if parted and (date := parse_date(before)) and _is_place(after):
            return date, after
    return None


def is_place(line: str) -> bool:
    """Return True if a line may be the name of a place."""
    return is_short(line) and _is_place(line)


def _is_place(text: str) -> bool:
    """Return True if a text has few words and no digits."""
    return 1 <= len(text.split()) <= MAX_PLACE_WORDS and not any(char.isdigit() for char in text)


def _splits(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each split of a text at a separator: the text before, the separator, the text after."""
    for match in _SEPARATOR.finditer(text):
        yield text[: match.start()], match[0], text[match.end() :]
