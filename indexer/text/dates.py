"""Parsing of dates in the formats of Arabic sites, feeds and staff.

The parser is strict: the whole text must be one date, and nothing is guessed. Month and weekday
names come from CLDR, through Babel, and are folded like the text.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache

from babel.dates import get_day_names, get_month_names
from hijridate import Hijri

from indexer.text.folding import fold
from indexer.text.paragraphs import fold_space

MAX_LENGTH = 100
"""Maximum length of a text to parse, in code points."""

MOON = 2
"""Maximum difference of one day in two calendars, in days."""

HIJRI_YEARS = range(1343, 1501)
"""Range of the Hijri years that are converted, which hijridate knows: 1924 to 2077."""

YEARS = range(1900, 2101)
"""Range of the Gregorian years that are recognised."""

# The locales whose month names differ; the other Arabic ones repeat one of these.
_LOCALES = ("ar", "ar_SY", "ar_TN", "ar_MA", "ar_MR", "en")

# Month names in everyday use that CLDR does not list.
_ALSO_WRITTEN = {"يونيه": 6, "يوليه": 7, "أوغسطس": 8, "Sept": 9}

# Months of the Hijri calendar, with what is also written.
_HIJRI_MONTHS = (
    ("محرم", "المحرم", "محرم الحرام", "شهر الله المحرم"),
    ("صفر",),
    ("ربيع الأول", "ربيع أول"),
    ("ربيع الآخر", "ربيع الثاني", "ربيع ثان"),
    ("جمادى الأولى", "جمادى الأول"),
    ("جمادى الآخرة", "جمادى الثانية", "جمادى الآخر"),
    ("رجب",),
    ("شعبان",),
    ("رمضان", "رمضان المبارك"),
    ("شوال",),
    ("ذو القعدة", "ذي القعدة", "ذوالقعدة"),
    ("ذو الحجة", "ذي الحجة", "ذوالحجة"),
)

_TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_ZONE = r"z|[+-][0-9]{2}:?[0-9]{2}"
_ISO = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[t ](?:{_TIME}|[0-9]{{6}})(?:{_ZONE})?)?")
_RFC_2822 = re.compile(
    rf"(?:[a-z]{{3}}, ?)?[0-9]{{1,2}} [a-z]{{3}} [0-9]{{4}} {_TIME} (?:[+-][0-9]{{4}}|[a-z]{{1,5}})"
)
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.])([0-9]{1,2})\2([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_YEAR = re.compile(r"([0-9]{4})م?")
_CORRESPONDS = re.compile(r"\s(?:ال)?موافق(?: ل)?\s|\s[/|]\s")
_HIJRI_YEAR = re.compile(r"([0-9]{4})(?:ه|هجري)?")
_BETWEEN = re.compile(r"[,،/()–—-]")


class ConvertedDate(dt.date):
    """A day of the Gregorian calendar that was written in the Hijri one alone.

    A copy of it, as another process gets it, is a date like any other.

    Attributes:
        written: What the source has.
    """

    written: str = ""

    def __reduce__(self) -> tuple[type[dt.date], tuple[int, int, int]]:
        """Return what makes a copy."""
        return dt.date, (self.year, self.month, self.day)


def parse_date(text: str) -> dt.date | None:
    """Parse a date, ignoring a time or time zone beside it; a Hijri date is a ConvertedDate.

    Of a date in two calendars («10 رمضان 1440 هـ الموافق 15 مايو 2019 م») both must be one day,
    give or take two: the months of the Hijri calendar begin when the moon is seen.

    Returns:
        The date, or None if the text is not exactly one complete date: if its day or year is
        missing, the day does not exist, or it contains other words.
    """
    if len(text) > MAX_LENGTH:
        return None
    folded = fold(text)
    date = _one_date(folded) or _in_two_calendars(folded)
    if isinstance(date, ConvertedDate):
        date.written = fold_space(text)
    return date


def _in_two_calendars(folded: str) -> dt.date | None:
    """Parse a date that is written in two calendars, and return that of the Gregorian one."""
    written = [part.strip(" ,،()") for part in _CORRESPONDS.split(folded)]
    dates = [date for part in written if (date := _one_date(part))]
    if len(dates) != len(written) or (max(dates) - min(dates)).days > MOON:
        return None
    pairs = zip(dates, written, strict=True)
    return next((date for date, part in pairs if str(date.year) in part), dates[0])


def _one_date(folded: str) -> dt.date | None:
    """Parse a date of one calendar."""
    try:
        return _standard(folded) or _numeric(folded) or _written(folded) or _hijri(folded)
    except (ValueError, OverflowError):  # the day or the time does not exist
        return None


def parse_month(text: str) -> tuple[dt.date, dt.date] | None:
    """Parse a month with its year.

    Returns:
        The first and the last day of the month, or None.
    """
    words = _BETWEEN.sub(" ", fold(text[: MAX_LENGTH + 1])).split()
    if words[:1] == ["شهر"]:
        words = words[1:]
    if len(words) < 2 or not (year := _year(words[-1])) or not (month := _month(words[:-1])):
        return None
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)


def parse_year(text: str) -> tuple[dt.date, dt.date] | None:
    """Parse a year in `YEARS`.

    Returns:
        The first and the last day of the year, or None.
    """
    year = _year(fold(text[: MAX_LENGTH + 1]))
    return (dt.date(year, 1, 1), dt.date(year, 12, 31)) if year in YEARS else None


def month_names(month: int) -> tuple[str, ...]:
    """Return the names of a month in Arabic and English, folded."""
    return tuple(name for name, number in _months().items() if number == month)


def _year(folded: str) -> int:
    """Return the year that a word of four digits gives, or 0."""
    year = _YEAR.fullmatch(folded)
    return int(year[1]) if year else 0


def _standard(folded: str) -> dt.date | None:
    """Parse a date in the format of ISO 8601 or RFC 2822."""
    if _ISO.fullmatch(folded):
        date = dt.datetime.fromisoformat(folded.upper()).date()
        return _day(date.year, date.month, date.day)
    if _RFC_2822.fullmatch(folded):
        date = parsedate_to_datetime(folded).date()
        return _day(date.year, date.month, date.day)
    return None


def _numeric(folded: str) -> dt.date | None:
    """Parse a date of three numbers, with the day or the year first."""
    if match := _DAY_FIRST.fullmatch(folded):
        day, _, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(folded):
        year, _, month, day = match.groups()
    else:
        return None
    return _day(int(year), int(month), int(day))


def _day(year: int, month: int, day: int) -> dt.date:
    """Return a day, whose year may be of the Hijri calendar.

    Raises:
        ValueError: The day does not exist, or the year is of neither calendar.
        OverflowError: hijridate does not know the day.
    """
    if year in HIJRI_YEARS:
        return ConvertedDate(*Hijri(year, month, day).to_gregorian().datetuple())
    if year not in YEARS:
        raise ValueError(year)
    return dt.date(year, month, day)


def _written(folded: str) -> dt.date | None:
    """Parse a date whose month has a name."""
    words = _BETWEEN.sub(" ", folded).split()
    if words[:1] == ["يوم"]:
        words = words[1:]
    if words and words[0] in _weekdays():
        words = words[1:]
    if words[-1:] == ["م"]:  # abbreviation of "AD"
        words = words[:-1]
    if len(words) < 3 or (year := _year(words[-1])) not in YEARS:
        return None
    for day, name in ((words[0], words[1:-1]), (words[-2], words[:-2])):
        if (number := _DAY.fullmatch(day)) and (month := _month(name)):
            return dt.date(year, month, int(number[1]))
    return None


def _hijri(folded: str) -> dt.date | None:
    """Parse a date of the Hijri calendar, whose month has a name: «10 رمضان 1440 هـ».

    Raises:
        ValueError: The day does not exist.
        OverflowError: hijridate does not know the day.
    """
    words = [word for word in _BETWEEN.sub(" ", folded).split() if word not in ("ه", "هجري", "من")]
    if words and words[0] in _weekdays():
        words = words[1:]
    if len(words) < 3 or not (year := _HIJRI_YEAR.fullmatch(words[-1])):
        return None
    day, month = _DAY.fullmatch(words[0]), _hijri_months().get(" ".join(words[1:-1]))
    if not day or not month or int(year[1]) not in HIJRI_YEARS:
        return None
    return _day(int(year[1]), month, int(day[1]))


def _month(name: list[str]) -> int | None:
    """Return the number of a month with one name, or with two («يونيو/حزيران»), or None."""
    months = _months()
    if month := months.get(" ".join(name)):
        return month
    for half in range(1, len(name)):
        first = months.get(" ".join(name[:half]))
        if first and first == months.get(" ".join(name[half:])):
            return first
    return None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return the numbers of the months by folded name."""
    names = {fold(name): month for name, month in _ALSO_WRITTEN.items()}
    for locale in _LOCALES:
        names |= {
            fold(name): month for month, name in get_month_names("wide", locale=locale).items()
        }
    for month, name in get_month_names("abbreviated", locale="en").items():
        names[fold(name)] = month
    return names


@lru_cache(maxsize=1)
def _hijri_months() -> dict[str, int]:
    """Return the numbers of the Hijri months by folded name."""
    return {fold(name): n for n, names in enumerate(_HIJRI_MONTHS, 1) for name in names}


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    """Return the folded names of the weekdays."""
    names = (
        *get_day_names("wide", locale="ar").values(),
        *get_day_names("wide", locale="en").values(),
        *get_day_names("abbreviated", locale="en").values(),
    )
    return frozenset(map(fold, names))
