"""Faults: what is wrong with parameters, in the reader's language and not in pydantic's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, ngettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from search_web.problems.problem import FaultyParameter

REPEATED = "repeated"
BESIDE_CURSOR = "beside_cursor"


def faults(error: ValidationError) -> Iterator[FaultyParameter]:
    """What is wrong with each parameter, once."""
    first: dict[str, ErrorDetails] = {}
    for one in error.errors(include_url=False, include_input=False):
        first.setdefault(str(one["loc"][0]), one)
    for name, one in first.items():
        yield fault(name, one["type"], one.get("ctx", {}))


def fault(parameter: str, code: str, limits: dict[str, Any] | None = None) -> FaultyParameter:
    return FaultyParameter(parameter=parameter, code=code, detail=_text(code, limits or {}))


def _text(code: str, limits: dict[str, Any]) -> str:
    most = limits.get("max_length", 0)
    texts: dict[str, str] = {
        "extra_forbidden": gettext("there is no such parameter"),
        REPEATED: gettext("it is given twice"),
        BESIDE_CURSOR: gettext("it cannot stand beside a cursor, which holds the whole request"),
        "missing": gettext("it is missing"),
        "string_too_long": ngettext(
            "it has more than %(num)d character", "it has more than %(num)d characters", most
        ),
        "too_long": ngettext(
            "it is given more than %(num)d time", "it is given more than %(num)d times", most
        ),
        "int_parsing": gettext("it is a whole number, written in the digits 0 to 9"),
        "greater_than_equal": gettext("it is at least %(least)s", least=limits.get("ge")),
        "less_than_equal": gettext("it is at most %(most)s", most=limits.get("le")),
        "literal_error": gettext("it is one of these: %(values)s", values=_listed(limits)),
        "invalid": gettext("it is not as an answer gave it"),
        "too_deep": gettext("its parentheses stand too deep within each other"),
        "too_many_terms": gettext("it has too many words"),
        "bool_parsing": gettext("it is true or false"),
        "day": gettext("a date is written YYYY-MM-DD"),
        "month": gettext("a month is written YYYY-MM"),
        "date_from_datetime_parsing": gettext("there is no such day"),
        "date_parsing": gettext("there is no such day"),
        "period": gettext("the last day is before the first"),
    }
    return texts.get(code) or gettext("its value is not valid")


def _listed(limits: dict[str, Any]) -> str:
    return str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")
