"""Rows of a list of hits: everything that a page shows of each hit, made before it is rendered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from flask import current_app, url_for
from markupsafe import Markup, escape

from indexer.searching.result import Result, ResultPage
from search_web.api.article_path import IdConverter
from search_web.site import counted
from search_web.site.presentation import (
    hit_anchor,
    places_in_body,
    values_above,
    values_below,
)
from search_web.site.why import why
from search_web.site.wording import (
    LONG,
    day,
    marked,
    page_of_file,
    reading_minutes,
    text_attributes,
    text_direction,
)

_CUT = Markup('<span class="cut">{}</span>')
_CUT_BEFORE, _CUT_BETWEEN = _CUT.format(Markup("…&nbsp;")), _CUT.format(Markup(" …&nbsp;"))
_CUT_AFTER = _CUT.format(Markup("&nbsp;…"))


@dataclass(frozen=True, slots=True)
class Row:
    """What is shown of a hit.

    Attributes:
        anchor: Its anchor on the page.
        attributes: Language and direction of its texts, as attributes.
        url: Address of its article, with the words of the query marked.
        above: The values above the title, joined.
        plain_title: The title.
        title: The title with marks.
        snippet: The passages with marks; empty if there are none.
        why: How the words of the query matched, if that is not obvious.
        day: The day of publication; empty if it is unknown.
        below: The values below the title.
        minutes: The time to read the text; empty for a short one.
        is_pinned: Whether staff chose it for the query.
        near_duplicates: Rows of the hits below it with nearly the same text.
    """

    anchor: str
    attributes: Markup
    url: str
    above: str
    plain_title: str
    title: Markup
    snippet: Markup
    why: Markup
    day: Markup
    below: Sequence[str]
    minutes: str
    is_pinned: bool
    near_duplicates: tuple[Row, ...] = ()


def hit_rows(page: ResultPage, results: Iterable[Result]) -> list[Row]:
    """Return the rows of some results of a page, in order of rank.

    Near-duplicates are in the row of the first result that they are like.
    """
    urls, pinned = _ArticleUrls(page.searched), frozenset(page.interpretation.pinned)
    groups = ([_row(result, urls, pinned) for result in group] for group in grouped(results))
    return [replace(first, near_duplicates=tuple(rest)) for first, *rest in groups]


def grouped(results: Iterable[Result]) -> Iterable[list[Result]]:
    """Group results under the first one of which they are near-duplicates, in order of rank."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        first = result.nearly if result.nearly in groups else result.article.id
        groups.setdefault(first, []).append(result)
    return groups.values()


class _ArticleUrls:
    """Addresses of articles, which differ in the id alone."""

    def __init__(self, query: str) -> None:
        """Make addresses that mark the words of a query."""
        placeholder = "0"
        url = url_for("pages.article", article_id=placeholder, hl=query or None)
        path, mark, query_string = url.partition("?")
        self._part = IdConverter(current_app.url_map).to_url
        self._before, self._after = path.removesuffix(placeholder), mark + query_string

    def of(self, result: Result) -> tuple[str, list[str]]:
        """Return the address of an article and those of its passages.

        Its marks are walked through from the first passage that is in its body; without marks there
        is nothing to walk through.
        """
        article = f"{self._before}{self._part(result.article.id)}{self._after}"
        if not self._after:
            return article, [article for _ in result.passages]
        places = places_in_body(result)
        first = next((place for place in places if place is not None), None)
        there = [article if place is None else f"{article}&at={place}#here" for place in places]
        return article if first is None else f"{article}&at={first}", there


def _row(result: Result, urls: _ArticleUrls, pinned: Collection[str]) -> Row:
    article = result.article
    is_pinned = article.id in pinned
    minutes = reading_minutes(article.body)
    url, urls_of_passages = urls.of(result)
    return Row(
        anchor=hit_anchor(article.id),
        attributes=text_attributes(article),
        url=url,
        above=" · ".join(one.value for one in values_above(article)),
        plain_title=article.title,
        title=marked(result.title),
        snippet=_snippet(result, urls_of_passages),
        why=Markup() if is_pinned else why(result.reasons),
        day=day(article.date) if article.date else Markup(),
        below=[one.value for one in values_below(article)],
        minutes=counted.minutes(minutes) if minutes >= LONG else "",
        is_pinned=is_pinned,
    )


def _snippet(result: Result, urls: Sequence[str]) -> Markup:
    direction = text_direction(result.article)
    passages = result.passages
    pieces: list[str] = []
    for passage, url in zip(passages, urls, strict=True):
        if pieces:
            pieces.append(_CUT_BETWEEN)
        elif passage.cut_before:
            pieces.append(_CUT_BEFORE)
        text = marked(passage.marked)
        pieces.append(
            f'<a href="{escape(url)}" tabindex="-1"><bdi dir="{direction}">{text}</bdi></a>'
        )
        if passage.page:
            pieces += " ", page_of_file(passage.page)
    if passages and passages[-1].cut_after:
        pieces.append(_CUT_AFTER)
    return Markup("".join(pieces))  # noqa: S704 # each piece is markup
