"""Validation errors of parameters, with messages in the reader's language instead of pydantic's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext, ngettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from search_web.problems.problem import FaultyParameter

REPEATED = "repeated"
BESIDE_CURSOR = "beside_cursor"


def parameter_errors(error: ValidationError) -> Iterator[FaultyParameter]:
    """Yield the first error of each parameter."""
    first: dict[str, ErrorDetails] = {}
    for one in error.errors(include_url=False, include_input=False):
        first.setdefault(str(one["loc"][0]), one)
    for name, one in first.items():
        yield parameter_error(name, one["type"], one.get("ctx", {}))


def parameter_error(
    parameter: str, code: str, limits: dict[str, Any] | None = None
) -> FaultyParameter:
    """Return the error of a parameter with its translated message.

    Args:
        parameter: Its name.
        code: The type of a pydantic error, or a code of this module.
        limits: The context of a pydantic error, such as `max_length`.
    """
    return FaultyParameter(parameter=parameter, code=code, detail=_text(code, limits or {}))


def _text(code: str, limits: dict[str, Any]) -> str:
    most = limits.get("max_length", 0)
    texts: dict[str, str] = {
        "extra_forbidden": gettext("there is no such parameter"),
        REPEATED: gettext("it is given more than once"),
        BESIDE_CURSOR: gettext(
            "it cannot be combined with a cursor, which holds the whole request"
        ),
        "missing": gettext("it is missing"),
        "string_too_long": ngettext(
            "it has more than %(num)d character", "it has more than %(num)d characters", most
        ),
        "too_long": ngettext(
            "it is given more than %(num)d time", "it is given more than %(num)d times", most
        ),
        "int_parsing": gettext("it must be a whole number, in the digits 0 to 9"),
        "greater_than_equal": gettext("it must be at least %(least)s", least=limits.get("ge")),
        "less_than_equal": gettext("it must be at most %(most)s", most=limits.get("le")),
        "literal_error": gettext("it must be one of: %(values)s", values=_listed(limits)),
        "invalid": gettext("it is not a cursor that an answer gave"),
        "too_deep": gettext("its parentheses are nested too deeply"),
        "too_many_terms": gettext("it has too many words"),
        "bool_parsing": gettext("it must be true or false"),
        "day": gettext("a date must have the form YYYY-MM-DD"),
        "month": gettext("a month must have the form YYYY-MM"),
        "date_from_datetime_parsing": gettext("there is no such day"),
        "date_parsing": gettext("there is no such day"),
        "period": gettext("the last day is before the first"),
    }
    return texts.get(code) or gettext("its value is not valid")


def _listed(limits: dict[str, Any]) -> str:
    return str(limits.get("expected", "")).replace("'", "").replace(" or ", ", ")
