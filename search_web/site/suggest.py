"""Completions for the search box."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, pgettext
from pydantic import BaseModel

from indexer.searching.completion import Completed
from search_web.address import read_query
from search_web.language.formatting import number, year
from search_web.site import counted
from search_web.site.pages import filter_url
from search_web.suggestions import MAX_PREFIX_LENGTH, Suggestions

MAX_AGE = 300
"""Seconds that a browser may cache completions."""


class ItemModel(BaseModel):
    """A completion.

    That of a publication has its URL and its year as number, that of a section or unit the URL of
    its publications and their number, with its unit.
    """

    text: str
    href: str = ""
    number: str = ""
    unit: str = ""


class GroupModel(BaseModel):
    """Completions under a heading."""

    label: str
    items: tuple[ItemModel, ...]


class SuggestModel(BaseModel):
    """The response, as the search box shows and says it.

    Attributes:
        label: Name of the list.
        status: How many completions there are.
        groups: Queries, sections and units, publications; without empty groups.
    """

    label: str
    status: str
    groups: tuple[GroupModel, ...]

    @classmethod
    def of(cls, completed: Completed) -> SuggestModel:
        """Make the response of the completions of an input."""
        publications = pgettext("after a number", "publications")
        queries = tuple(ItemModel(text=text) for text in completed.queries)
        listings = tuple(
            ItemModel(
                text=one.value,
                href=filter_url(one.field, one.value),
                number=number(one.articles),
                unit=publications,
            )
            for one in completed.listings
        )
        titles = tuple(
            ItemModel(
                text=title.text,
                href=url_for("pages.article", article_id=title.article_id),
                number=year(title.year) if title.year else "",
            )
            for title in completed.titles
        )
        groups = (
            (pgettext("suggestions", "Searches"), queries),
            (pgettext("suggestions", "Sections and units"), listings),
            (pgettext("suggestions", "Publications"), titles),
        )
        return cls(
            label=gettext("Search suggestions"),
            status=counted.suggestions(len(queries) + len(listings) + len(titles)),
            groups=tuple(GroupModel(label=label, items=items) for label, items in groups if items),
        )


def suggest(suggestions: Suggestions) -> Blueprint:
    """Return the blueprint of GET /suggest?q=…."""
    blueprint = Blueprint("suggest", __name__)

    @blueprint.get("/suggest")
    def completions() -> ResponseReturnValue:
        text = request.args.get("q", "")
        too_long = len(text) > MAX_PREFIX_LENGTH
        completed = Completed() if too_long else suggestions.complete(read_query(text))
        answer = SuggestModel.of(completed).model_dump_json(exclude_defaults=True)
        response = Response(answer, content_type="application/json")
        response.cache_control.private = True
        response.cache_control.max_age = MAX_AGE
        return response

    return blueprint
