"""The forms of /staff that edit the list of synonyms."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from analyzers.list_reader import ListError
from indexer.lists.synonym_file import SynonymError, add_synonym, remove_entry
from indexer.searching.request import SearchRequest
from search_web.staff import list_faults

CHANGE_KEY = "changed"
"""Session key of the last edit's outcome, until a page has shown it."""

MAX_ENTRY_LENGTH = 200
"""Characters; longer entries are truncated."""


def add_synonym_forms(blueprint: Blueprint, file: Path) -> None:
    """Add POST /synonyms and /synonyms/undo, which redirect to the queries without results."""

    @blueprint.post("/synonyms")
    def make_synonym() -> ResponseReturnValue:
        try:
            added = add_synonym(file, _entry("entry"), _entry("other"))
        except (SynonymError, ListError, OSError) as error:
            session[CHANGE_KEY] = {"failed": _reason(error)}
        else:
            session[CHANGE_KEY] = {"entry": added.entry, "group": added.group}
        return back()

    @blueprint.post("/synonyms/undo")
    def undo_synonym() -> ResponseReturnValue:
        entry = _entry("entry")
        try:
            remove_entry(file, entry)
        except (ListError, OSError) as error:
            session[CHANGE_KEY] = {"failed": _reason(error)}
        else:
            session[CHANGE_KEY] = {"undone": entry}
        return back()

    def back() -> ResponseReturnValue:
        return redirect(url_for(".empty", days=request.form.get("days")), 303)


def _entry(name: str) -> str:
    """Return a field of the form, cleaned as a query is."""
    return SearchRequest(q=request.form.get(name, "")[:MAX_ENTRY_LENGTH]).q


def _reason(error: SynonymError | ListError | OSError) -> str:
    if isinstance(error, ListError):
        return list_faults.text(error.fault)
    if isinstance(error, OSError):
        return str(gettext("The list cannot be written: %(why)s", why=error.strerror))
    reasons = {
        "no word": gettext("Fill in both fields."),
        "sign": gettext("A synonym cannot contain a comma or #."),
        "same": gettext("The two are synonyms already."),
        "apart": gettext(
            "Each is in a group of its own already; to join the two lines, edit the list."
        ),
    }
    return str(reasons[error.reason])
