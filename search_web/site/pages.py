"""The pages for readers: each renders a template over one snapshot, and none needs JavaScript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.model.fields import FIELDS
from indexer.searching.open_index import OpenIndex
from indexer.searching.related import related
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import mark_article
from search_web import static_files
from search_web.address import changed, parameters, read_query, read_search, write_search
from search_web.answer_cache import Answers
from search_web.api.article_path import IdConverter
from search_web.api.endpoint import BASE_PATH
from search_web.language import formatting
from search_web.language.languages import root
from search_web.language.preferences import preference
from search_web.problems.error_pages import handle_errors
from search_web.publication.citations import footnote
from search_web.publication.links import web_link
from search_web.publication.schema_org import schema_org
from search_web.query_log.log import Recorder, record_nothing
from search_web.served import ServedIndex
from search_web.site import presentation, script_words, wording
from search_web.site.prose import prose

_OFFSET = re.compile(r"[0-9]{1,8}")

NEWEST_ON_HOME = 5
RELATED = 5


def pages(
    served: ServedIndex,
    answers: Answers,
    record: Recorder = record_nothing,
    kept_days: int = 0,
    pictures: Sequence[str] = (),
) -> Blueprint:
    """Return the blueprint of the pages and of the application's error pages.

    Args:
        served: The index.
        answers: Answers searches.
        record: Called with each page of results.
        kept_days: Days that the query log keeps single searches, as the help page says; 0 without
            a log.
        pictures: Addresses of the sites whose pictures articles show.
    """
    blueprint = Blueprint("pages", __name__)
    blueprint.record_once(configure_app)

    @blueprint.get("/")
    def home() -> ResponseReturnValue:
        with served.snapshot() as index:
            newest = answers.search(SearchRequest(per_page=NEWEST_ON_HOME), index)
            return render_template("home.html", info=index.snapshot.info, page=newest)

    @blueprint.get("/browse")
    def browse() -> ResponseReturnValue:
        with served.snapshot() as index:
            page = answers.search(SearchRequest(per_page=NEWEST_ON_HOME), index)
            return render_template("browse.html", info=index.snapshot.info, page=page)

    @blueprint.get("/help", endpoint="help")
    def how_to_search() -> ResponseReturnValue:
        return render_template("help.html", kept_days=kept_days)

    @blueprint.get("/search")
    def results() -> ResponseReturnValue:
        wanted, ignored = read_search(request.args)
        if not wanted.q and not wanted.is_filtered:
            return redirect(url_for("pages.home"))
        if not ignored and not all(request.args.values()):  # a form sends its empty fields too
            return redirect(search_url(wanted, page=wanted.page))
        with served.snapshot() as index:
            page = answers.search(wanted, index)
            record(page, "page")
            return show_results(page, ignored, index, answers)

    @blueprint.get("/a/<id:article_id>", merge_slashes=False)
    def article(article_id: str) -> ResponseReturnValue:
        query = read_query(request.args.get("hl", ""))
        begin = _OFFSET.fullmatch(request.args.get("at", ""))
        with served.snapshot() as index:
            found = index.snapshot.article(article_id)
            if found is None:
                raise NotFound
            return render_template(
                "article.html",
                info=index.snapshot.info,
                article=found,
                begin=int(begin[0]) if begin else None,
                marked_article=mark_article(found, query, index),
                alike=[index.snapshot.read(hit) for hit in related(found, index, RELATED)],
                came_from=came_from(request.referrer, query),
                pictures=pictures,
                query=query,
            )

    handle_errors(blueprint)
    blueprint.after_app_request(static_files.allow_caching)
    return blueprint


def came_from(referrer: str | None, query: str) -> str:
    """Return the URL of the result page the reader came from, else of `query`, else ""."""
    try:
        parts = urlsplit(referrer or "")
    except ValueError:  # a [ that begins no IPv6 address
        parts = urlsplit("")
    results_path = url_for("pages.results")
    if parts.path == results_path and parts.netloc == request.host:
        return f"{results_path}?{parts.query}"
    return search_url(q=query) if query else ""


def configure_app(state: BlueprintSetupState) -> None:
    """Register the URL converter of ids and the globals of templates."""
    state.app.url_map.converters["id"] = IdConverter
    state.app.jinja_env.globals.update(FOR_TEMPLATES)


def show_results(
    page: ResultPage, ignored: frozenset[str], index: OpenIndex, answers: Answers
) -> Response:
    """Render the page of results; without results, or past the last page, a page that says so."""
    wanted = page.request
    common = {"info": index.snapshot.info, "page": page, "query": wanted.q, "ignored": ignored}
    if page.total and wanted.page > page.pages:
        return make_response(render_template("past_last.html", **common), 404)
    if page.total:
        return make_response(render_template("results.html", **common))
    elsewhere = 0
    if wanted.q and wanted.is_filtered:
        elsewhere = answers.search(presentation.unfiltered(wanted), index).total
    return make_response(render_template("empty.html", elsewhere=elsewhere, **common))


def search_url(wanted: SearchRequest | None = None, **changes: object) -> str:
    """Return the URL of the result page of a search (by default an empty one) with changes."""
    state = write_search(changed(wanted or SearchRequest(), **changes))
    return f"{url_for('pages.results')}?{state}"


def filter_url(field: str, value: str) -> str:
    """Return the URL of all articles with a value in a field."""
    return search_url(SearchRequest().narrowed(field, (value,)))


def feed_url(wanted: SearchRequest | None = None) -> str:
    """Return the URL of the feed of a search, by default of all articles."""
    query = write_search(wanted or SearchRequest())
    return url_for("feed.atom") + (f"?{query}" if query else "")


def citations_url(wanted: SearchRequest, form: str) -> str:
    """Return the URL of the citations of a page of results.

    Args:
        wanted: The search and its page.
        form: Name of the citation format.
    """
    return (
        f"{root()}{BASE_PATH}/search/citation?{urlencode([('format', form), *parameters(wanted)])}"
    )


FOR_TEMPLATES = {
    "info": None,  # pages that open no index say nothing of it
    "query": "",
    "LONG": wording.LONG,
    "MAX_QUERY_LENGTH": MAX_QUERY_LENGTH,
    "changed": changed,
    "FIELDS": FIELDS,
    "chips": presentation.chips,
    "citation": footnote,
    "citations_url": citations_url,
    "article_words": script_words.for_an_article,
    "date_text": formatting.date_text,
    "direction": wording.direction,
    "facets": presentation.facets,
    "feed_url": feed_url,
    "from_source": wording.from_source,
    "filter_url": filter_url,
    "hit_anchor": presentation.hit_anchor,
    "hijri_text": formatting.hijri_text,
    "icon_data_url": static_files.icon_data_url,
    "group_near_duplicates": presentation.group_near_duplicates,
    "label": wording.label,
    "language_name": wording.language_name,
    "language_attributes": wording.language_attributes,
    "mark_numbers": wording.mark_numbers,
    "marked": wording.marked,
    "month": formatting.month,
    "named_fields": wording.named_fields,
    "number": formatting.number,
    "parameters": parameters,
    "page_numbers": presentation.page_numbers,
    "period_text": wording.period_text,
    "place_in_body": presentation.place_in_body,
    "plural": wording.plural,
    "prose": prose,
    "preference": preference,
    "reading_minutes": wording.reading_minutes,
    "search_url": search_url,
    "static_url": static_files.static_url,
    "suggestion_words": script_words.for_suggestions,
    "text_attributes": wording.text_attributes,
    "text_direction": wording.text_direction,
    "unfiltered": presentation.unfiltered,
    "schema_org": schema_org,
    "web_link": web_link,
    "values_above": presentation.values_above,
    "values_below": presentation.values_below,
    "year": formatting.year,
}
