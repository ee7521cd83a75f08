"""The completions that the search box asks for as one types."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import pgettext
from pydantic import BaseModel

from indexer.searching.completion import Completed
from search_web.address import read_query
from search_web.suggestions import MAX_PREFIX_LENGTH, Suggestions

KEPT_SECONDS = 300


class ItemModel(BaseModel):
    """A text; of a publication, also its address and its year."""

    text: str
    href: str = ""
    year: int | None = None


class GroupModel(BaseModel):
    """Items under a heading."""

    label: str
    items: tuple[ItemModel, ...]


class SuggestModel(BaseModel):
    """Queries, then publications."""

    groups: tuple[GroupModel, ...]

    @classmethod
    def of(cls, completed: Completed) -> SuggestModel:
        queries = tuple(ItemModel(text=text) for text in completed.queries)
        titles = tuple(
            ItemModel(
                text=title.text,
                href=url_for("pages.article", article_id=title.article_id),
                year=title.year,
            )
            for title in completed.titles
        )
        groups = (
            (pgettext("suggestions", "Searches"), queries),
            (pgettext("suggestions", "Publications"), titles),
        )
        return cls(
            groups=tuple(GroupModel(label=label, items=items) for label, items in groups if items)
        )


def suggest(suggestions: Suggestions) -> Blueprint:
    """GET /suggest?q=…"""
    blueprint = Blueprint("suggest", __name__)

    @blueprint.get("/suggest")
    def endpoint() -> ResponseReturnValue:
        text = request.args.get("q", "")
        wanted = len(text) <= MAX_PREFIX_LENGTH
        completed = suggestions.complete(read_query(text)) if wanted else Completed()
        answer = SuggestModel.of(completed).model_dump_json(exclude_defaults=True)
        response = Response(answer, content_type="application/json")
        response.cache_control.private = True
        response.cache_control.max_age = KEPT_SECONDS
        return response

    return blueprint
