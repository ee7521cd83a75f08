"""The forms at /staff that edit the list of synonyms."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from analyzers.list_reader import ListError
from indexer.lists.synonym_file import SynonymError, add_synonym, remove_entry
from indexer.searching.request import SearchRequest

CHANGED = "changed"
"""What the session holds after the list was edited, until a page has said so."""

LONGEST = 200
"""Characters of an entry that are read."""


def add_synonym_forms(blueprint: Blueprint, file: Path) -> None:
    """POST synonyms and synonyms/undo: both go back to the queries that found nothing."""

    @blueprint.post("/synonyms")
    def make_synonym() -> ResponseReturnValue:
        try:
            added = add_synonym(file, _entry("entry"), _entry("other"))
        except (SynonymError, ListError, OSError) as error:
            session[CHANGED] = {"failed": _reason(error)}
        else:
            session[CHANGED] = {"entry": added.entry, "group": added.group}
        return back()

    @blueprint.post("/synonyms/undo")
    def undo_synonym() -> ResponseReturnValue:
        entry = _entry("entry")
        try:
            remove_entry(file, entry)
        except (ListError, OSError) as error:
            session[CHANGED] = {"failed": _reason(error)}
        else:
            session[CHANGED] = {"undone": entry}
        return back()

    def back() -> ResponseReturnValue:
        return redirect(url_for(".empty", days=request.form.get("days")), 303)


def _entry(name: str) -> str:
    """An entry of a list as a form sends it, cleaned as a query is."""
    return SearchRequest(q=request.form.get(name, "")[:LONGEST]).q


def _reason(error: SynonymError | ListError | OSError) -> str:
    if not isinstance(error, SynonymError):
        return str(error)
    reasons = {
        "no word": gettext("Both fields want a word."),
        "sign": gettext("A comma or # cannot stand in a synonym."),
        "same": gettext("Both mean the same already."),
        "apart": gettext(
            "Each stands in a group of its own already; only an editor can join the two lines."
        ),
    }
    return str(reasons[error.reason])
