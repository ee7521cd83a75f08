"""Topics: English words of the field and the Arabic that says the same, in `topics.tsv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

SMALL_WORDS = frozenset("a an and at by for from in of on the to with".split())
"""English words beside a topic that Arabic does without."""

_TABLE = Path(__file__).parent / "topics.tsv"


def in_arabic(forms: Sequence[str]) -> str:
    """Return the Arabic for an English topic, in the singular or with a plural s, or "".

    Args:
        forms: The forms of its words.
    """
    key = " ".join(forms)
    return _topics().get(key) or _topics().get(key.removesuffix("s"), "")


@lru_cache(maxsize=1)
def longest() -> int:
    """Return the largest number of words of a topic."""
    return max(len(topic.split()) for topic in _topics())


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, str]:
    """Return the Arabic of each topic."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {topic: arabic for arabic, english in rows for topic in english.split(", ")}
