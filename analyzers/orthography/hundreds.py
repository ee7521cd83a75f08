"""Hundreds: مئة and مائة, and the numbers joined to them (خمسمئة, خمسمائة, خمس مئة)."""

from __future__ import annotations

import re

_HUNDRED = re.compile(
    "((?:[وف]?[بلك]?(?:ال)?|[وف]?لل))(ثلاث|ثلث|اربع|خمس|ست|سبع|ثماني|ثمان|تسع)?"
    "(?:ماء|مء)(ه|تا|تي|تان|تين|وي|ويه)"
)


def hundreds(form: str) -> tuple[str, ...]:
    """Return the forms of a normalised hundred, without its silent alef; else the form alone."""
    found = _HUNDRED.fullmatch(form)
    if found is None:
        return (form,)
    before, number, ending = found.groups()
    hundred = f"مء{ending}"
    return (before + number, hundred) if number else (before + hundred,)
