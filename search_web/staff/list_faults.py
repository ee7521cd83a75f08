"""Mistakes in the lists and settings, worded in the language of the pages."""

from __future__ import annotations

from flask_babel import gettext

from analyzers.errors import UserError
from analyzers.list_reader import Code, Fault


def text(problem: Fault | UserError) -> str:
    """Describe a mistake and its remedy; those of settings in English."""
    if not isinstance(problem, Fault):
        return str(problem)
    reason = reasons()[problem.code] % problem.values
    if not problem.line:
        return f"{problem.file.name}: {reason}"
    place = gettext("line %(line)s, column %(column)s", line=problem.line, column=problem.column)
    return f"{problem.file.name}: {place}: {reason}"


def reasons() -> dict[Code, str]:
    """Return the translations of `analyzers.list_reader.REASONS`, by code."""
    return {
        "unreadable": gettext("it cannot be read: %(why)s"),
        "utf-16": gettext("it is saved as UTF-16: save it as UTF-8"),
        "other encoding": gettext("it is not saved as UTF-8: save it so"),
        "not utf-8": gettext("it is not UTF-8: write it anew, and save the file as UTF-8"),
        "more": gettext("other lines from here on are not used either, %(count)s in all"),
        "no word": gettext("there is no word: write one, or take the line or the comma out"),
        "not one word": gettext("%(entry)s is not one word: write one in each line"),
        "not one word here": gettext(
            "%(entry)s is not one word: write words with a comma between them"
        ),
        "no other word": gettext("wanted two different words with a comma between them"),
        "repeated": gettext("%(entry)s stands in line %(line)s already: take one of them out"),
        "repeated here": gettext("%(entry)s stands in this line already: take one of them out"),
        "alone": gettext("%(entry)s has nothing beside it that means the same; a comma parts them"),
        "no pin": gettext("wanted a query, = and the ids of articles"),
        "unknown id": gettext(
            "no article has the id %(entry)s: write the one that is meant, or take it out"
        ),
        "no pair": gettext("wanted a plural, a tab and a singular"),
        "no lemma": gettext("wanted a word, a tab and its lemmas"),
        "same form": gettext(
            "%(entry)s and %(other)s are the same when normalised: take the line out"
        ),
        "chain": gettext("%(entry)s is the singular of %(other)s, and a plural in line %(line)s"),
        "no count": gettext("wanted a form, a tab and a count"),
        "no judgement": gettext("wanted a query, a number, an article and an answer"),
        "no query": gettext("wanted an id, a tab and a query"),
    }
