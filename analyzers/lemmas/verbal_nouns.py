"""The verbal nouns (masdars) of verbs: انسحب and انسحاب, أسس and تأسيس.

The file has one verb a line: the lemma of a verb, a tab and the lemma of its verbal noun.
SOURCES.md beside it lists its sources and licences.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FILE = "verbal_nouns.tsv"
"""Name of the file, in this package."""


@cache
def shipped_verbal_nouns() -> Mapping[str, str]:
    """Return the verbal noun of each verb, read once in each process."""
    text = (files(__package__) / FILE).read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())
