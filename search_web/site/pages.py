"""The pages for readers: each renders a template over one snapshot, and none needs JavaScript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from indexer.model.fields import FACET_FIELDS, FIELDS
from indexer.searching.open_index import OpenIndex
from indexer.searching.query.parser import both, without_quotation_marks
from indexer.searching.related import related
from indexer.searching.request import MAX_QUERY_LENGTH, SearchRequest
from indexer.searching.result import ResultPage
from indexer.searching.result_page import mark_article
from search_web import static_files
from search_web.address import (
    SearchAddress,
    changed,
    parameters,
    read_query,
    read_search,
    write_search,
)
from search_web.answer_cache import Answers
from search_web.api.article_path import IdConverter
from search_web.api.endpoint import BASE_PATH
from search_web.language import formatting
from search_web.language.languages import root
from search_web.language.preferences import preference
from search_web.language.templates import template
from search_web.paths import path_of
from search_web.problems.error_pages import handle_errors
from search_web.publication.citation_styles import STYLES
from search_web.publication.citations import footnote
from search_web.publication.links import web_link
from search_web.publication.schema_org import schema_org
from search_web.publication.scholar_tags import scholar_tags
from search_web.query_log.log import ClickRecorder, Recorder, record_nothing
from search_web.served import ServedIndex
from search_web.site import article_links, counted, presentation, script_words, wording
from search_web.site.clicks import count_click, results_query
from search_web.site.export_files import export_url
from search_web.site.follow import follow_url
from search_web.site.hit_rows import hit_rows
from search_web.site.icons import icon
from search_web.site.parts import part
from search_web.site.prose import prose
from search_web.site.trend import HEIGHT, trend

_OFFSET = re.compile(r"[0-9]{1,8}")

RELATED = 5


def pages(
    served: ServedIndex,
    answers: Answers,
    record: Recorder = record_nothing,
    kept_days: int = 0,
    record_click: ClickRecorder | None = None,
    pictures: Sequence[str] = (),
) -> Blueprint:
    """Return the blueprint of the pages and of the application's error pages.

    Args:
        served: The index.
        answers: Answers searches.
        record: Called with each page of results.
        kept_days: Days that the query log keeps single searches, as the help page says; 0 without
            a log.
        record_click: Called with each click on a result, or None to count none.
        pictures: Addresses of the sites whose pictures articles show.
    """
    blueprint = Blueprint("pages", __name__)
    blueprint.record_once(configure_app)

    @blueprint.get("/")
    def home() -> ResponseReturnValue:
        with served.snapshot() as index:
            newest = answers.newest(index)
            return render_template(template("home.html"), info=index.snapshot.info, page=newest)

    @blueprint.get("/browse")
    def browse() -> ResponseReturnValue:
        with served.snapshot() as index:
            page = answers.newest(index)
            years = page.facets["year"]
            return render_template(
                template("browse.html"),
                info=index.snapshot.info,
                page=page,
                columns=trend(SearchRequest(), years, years),
            )

    @blueprint.get("/help", endpoint="help")
    def how_to_search() -> ResponseReturnValue:
        counts_clicks = record_click is not None
        return render_template(
            template("help.html"), kept_days=kept_days, counts_clicks=counts_clicks
        )

    @blueprint.get("/search")
    def results() -> ResponseReturnValue:
        wanted, ignored = read_search(request.args)
        if within := read_query(request.args.get("within", "")):
            return redirect(search_url(wanted, q=both(wanted.q, within)))
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
            if record_click:
                count_click(request, article_id, index, answers, record_click)
            text = render_template(
                template("article.html"),
                info=index.snapshot.info,
                article=found,
                begin=int(begin[0]) if begin else None,
                marked_article=mark_article(found, query, index),
                alike=[index.snapshot.read(hit) for hit in related(found, index, RELATED)],
                came_from=came_from(query),
                pictures=pictures,
                query=query,
            )
            response = make_response(text)
            response.headers["Link"] = article_links.link_header(found)
            return response

    handle_errors(blueprint)
    blueprint.after_app_request(static_files.allow_caching)
    return blueprint


def came_from(query: str) -> str:
    """Return the URL of the result page the reader came from, else of `query`, else ""."""
    asked = results_query(request)
    if asked is not None:
        return f"{path_of('pages.results')}?{asked}"
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
        return make_response(render_template(template("past_last.html"), **common), 404)
    if page.total:
        columns = trend(wanted, page.facets["year"], answers.newest(index).facets["year"])
        return make_response(render_template(template("results.html"), columns=columns, **common))
    elsewhere = 0
    if wanted.q and wanted.is_filtered:
        elsewhere = answers.search(presentation.unfiltered(wanted), index).total
    loose = changed(wanted, q=without_quotation_marks(wanted.q))
    found = answers.search(loose, index).total if loose.q != wanted.q else 0
    return make_response(
        render_template(
            template("empty.html"), elsewhere=elsewhere, loose=loose, loosely=found, **common
        )
    )


def search_url(wanted: SearchRequest | None = None, **changes: object) -> str:
    """Return the URL of the result page of a search (by default an empty one) with changes."""
    state = write_search(changed(wanted or SearchRequest(), **changes))
    return f"{path_of('pages.results')}?{state}"


def filter_url(field: str, value: str) -> str:
    """Return the URL of all articles with a value in a field."""
    return search_url(SearchRequest().narrowed(field, (value,)))


def feed_url(wanted: SearchRequest | None = None) -> str:
    """Return the URL of the feed of a search, by default of all articles."""
    any_ = SearchRequest()
    query = write_search(changed(wanted or any_, per_page=any_.per_page))
    return path_of("feed.atom") + (f"?{query}" if query else "")


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
    "STYLES": STYLES,
    "LONG": wording.LONG,
    "MAX_QUERY_LENGTH": MAX_QUERY_LENGTH,
    "changed": changed,
    "FACET_FIELDS": FACET_FIELDS,
    "FIELDS": FIELDS,
    "canonical_address": article_links.canonical_address,
    "chips": presentation.chips,
    "citation": footnote,
    "citations_url": citations_url,
    "article_words": script_words.for_an_article,
    "counted": counted,
    "date_text": formatting.date_text,
    "day": wording.day,
    "direction": wording.direction,
    "export_url": export_url,
    "facets": presentation.facets,
    "feed_url": feed_url,
    "follow_url": follow_url,
    "from_source": wording.from_source,
    "filter_url": filter_url,
    "has_digests": False,
    "hit_anchor": presentation.hit_anchor,
    "hit_rows": hit_rows,
    "hijri_text": formatting.hijri_text,
    "icon": icon,
    "icon_data_url": static_files.icon_data_url,
    "label": wording.label,
    "language_name": wording.language_name,
    "language_attributes": wording.language_attributes,
    "mark_numbers": wording.mark_numbers,
    "marked": wording.marked,
    "named_fields": wording.named_fields,
    "number": formatting.number,
    "parameters": parameters,
    "part": part,
    "page_sizes": presentation.PAGE_SIZES,
    "page_address": article_links.page_address,
    "page_numbers": presentation.page_numbers,
    "percent": formatting.percent,
    "path_of": path_of,
    "period_text": wording.period_text,
    "plural": wording.plural,
    "prose": prose,
    "preference": preference,
    "quick_ranges": presentation.quick_ranges,
    "quoted": wording.quoted,
    "reading_minutes": wording.reading_minutes,
    "search_address": SearchAddress,
    "search_url": search_url,
    "static_url": static_files.static_url,
    "filter_words": script_words.for_filters,
    "TREND_HEIGHT": HEIGHT,
    "text_attributes": wording.text_attributes,
    "unfiltered": presentation.unfiltered,
    "scholar_tags": scholar_tags,
    "schema_org": schema_org,
    "web_link": web_link,
    "value_text": wording.value_text,
    "values_above": presentation.values_above,
    "values_below": presentation.values_below,
    "year": formatting.year,
}
