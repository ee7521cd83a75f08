"""The pages at /staff: statistics of readers' searches, for users who are logged in."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Forbidden

from analyzers.errors import UserError
from analyzers.list_reader import Fault
from indexer.engines.base import EngineError, GenerationInfo
from indexer.searching.answer import answer
from indexer.searching.open_index import OpenIndex
from indexer.searching.request import SearchRequest
from indexer.searching.rewriting import Unknown, unknown_words
from indexer.workspace import Workspace
from search_web.digests.subscriptions import Subscriptions
from search_web.query_log.report import Clicked, QueryReport, ZeroResultQuery
from search_web.query_log.store import QueryStore
from search_web.served import ServedIndex
from search_web.staff import list_faults, presentation
from search_web.staff.access import PATH, Staff
from search_web.staff.errors import handle_errors
from search_web.staff.login import add_login
from search_web.staff.presentation import Period
from search_web.staff.subscribers import add_subscribers
from search_web.staff.synonyms import CHANGE_KEY, add_synonym_forms

QUERIES_ON_OVERVIEW = 10
MAX_FREQUENT = 100
MAX_EMPTY = 20
MAX_SLOWEST = 30
MAX_CLICKED = 100

QUOTATION_MARKS = '«»“”"'


@dataclass(frozen=True, slots=True)
class UnansweredQuery:
    """A query that had no results when it was asked.

    Attributes:
        asked: Its searches.
        now: Hits that it has now.
        unknown: Its words that the index lacks, if it still has no hits.
    """

    asked: ZeroResultQuery
    now: int
    unknown: tuple[Unknown, ...]

    @property
    def entry(self) -> str:
        """The proposed entry of a synonym: an unknown word or, without one, the query."""
        return self.unknown[0].word if self.unknown else self.asked.query.strip(QUOTATION_MARKS)


def staff_pages(
    served: ServedIndex,
    staff: Staff,
    csrf: CSRFProtect,
    limiter: Limiter,
    subscriptions: Subscriptions | None = None,
) -> Blueprint:
    """Return the blueprint of /staff, whose pages all require a login.

    Args:
        served: The index.
        staff: The configuration.
        csrf: Protects the forms.
        limiter: Limits login attempts.
        subscriptions: The subscriptions to digests by e-mail, or None without any.
    """
    blueprint = Blueprint("staff", __name__, url_prefix=PATH)
    blueprint.record_once(configure_app)
    store = QueryStore(staff.workspace.query_log)

    @blueprint.before_request
    def require_login() -> ResponseReturnValue | None:
        if request.endpoint != "staff.login" and not current_user.is_authenticated:
            if not staff.password_hash:
                raise Forbidden
            return redirect(url_for(".login"))
        csrf.protect()
        return None

    @blueprint.after_request
    def forbid_storing(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @blueprint.get("")
    def overview() -> ResponseReturnValue:
        with _report(store) as (report, period):
            days = report.days(period.today)
            info, why_not = _info(served)
            return render(
                "staff_overview.html",
                period,
                days=days,
                searches=sum(day.searches for day in days),
                empty=sum(day.empty for day in days),
                durations=report.durations(),
                frequent=tuple(report.frequent(QUERIES_ON_OVERVIEW)),
                index_info=info,
                why_not=why_not,
                problems=tuple(map(list_faults.text, _problems(staff.workspace, served))),
            )

    @blueprint.get("/queries")
    def queries() -> ResponseReturnValue:
        with _report(store) as (report, period):
            frequent = tuple(report.frequent(MAX_FREQUENT))
            return render("staff_queries.html", period, frequent=frequent)

    @blueprint.get("/empty")
    def empty() -> ResponseReturnValue:
        with _report(store) as (report, period), served.snapshot() as index:
            listed = [_unanswered(asked, index) for asked in report.empty(MAX_EMPTY)]
            changed = session.pop(CHANGE_KEY, None)
            return render("staff_empty.html", period, listed=listed, changed=changed)

    @blueprint.get("/slow")
    def slow() -> ResponseReturnValue:
        with _report(store) as (report, period):
            durations, slowest = report.durations(), tuple(report.slowest(MAX_SLOWEST))
            return render("staff_slow.html", period, durations=durations, slowest=slowest)

    @blueprint.get("/counts.csv")
    def counts() -> ResponseReturnValue:
        """Return daily counts as CSV, only of frequent queries, since the file may be shared."""
        with _report(store) as (report, period):
            rows = report.by_day(staff.kept.least_asked)
            names = ("day", "query", "searches", "without_result")
            return _csv(names, rows, f"bahith-queries-{period.name}.csv")

    @blueprint.get("/clicks")
    def clicks() -> ResponseReturnValue:
        with _report(store) as (report, period), served.snapshot() as index:
            listed = [(one, _title(one, index)) for one in report.clicked(MAX_CLICKED)]
            return render("staff_clicks.html", period, listed=listed)

    @blueprint.get("/clicks.csv")
    def clicks_by_day() -> ResponseReturnValue:
        """Return daily counts of clicks as CSV, only for frequent queries, like `counts`."""
        with _report(store) as (report, period):
            rows = report.clicked_by_day(staff.kept.least_asked)
            names = ("day", "query", "article", "place", "clicks")
            return _csv(names, rows, f"bahith-clicks-{period.name}.csv")

    def render(template: str, period: Period, **values: object) -> str:
        common = {"period": period, "kept": staff.kept, "member": current_user}
        return render_template(template, **common, **values)

    add_login(blueprint, staff, limiter)
    add_synonym_forms(blueprint, staff.workspace.synonyms)
    if subscriptions is not None:
        add_subscribers(blueprint, subscriptions, render)
    handle_errors(blueprint, limiter)
    return blueprint


def configure_app(state: BlueprintSetupState) -> None:
    """Register the globals of templates."""
    state.app.jinja_env.globals.update(presentation.FOR_TEMPLATES)


@contextmanager
def _report(store: QueryStore) -> Iterator[tuple[QueryReport, Period]]:
    """Open a report of the period that the request asks for."""
    period = Period.asked(request.args.get("days", ""), dt.datetime.now(dt.UTC).date())
    with store.open() as connection:
        yield QueryReport(connection, period.first), period


def _csv(names: Sequence[str], rows: Iterable[Sequence[object]], file: str) -> Response:
    """Return rows as a file of CSV for download."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(names)
    lines.writerows(rows)
    text = written.getvalue().encode("utf-8-sig")  # Excel recognizes UTF-8 only by its BOM
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response


def _title(clicked: Clicked, index: OpenIndex) -> str:
    """Return the title of an article, or its id if the index does not have it any more."""
    article = index.snapshot.article(clicked.article)
    return article.title if article else clicked.article


def _unanswered(asked: ZeroResultQuery, index: OpenIndex) -> UnansweredQuery:
    now = answer(SearchRequest(q=asked.query, per_page=1), index).total
    return UnansweredQuery(asked, now, () if now else unknown_words(asked.query, index))


def _problems(workspace: Workspace, served: ServedIndex) -> Iterator[Fault | UserError]:
    """Yield the parts of the lists and settings that are not used."""
    yield from workspace.not_used()
    with suppress(EngineError), served.snapshot() as index:
        yield from workspace.unknown_pins(index.snapshot)


def _info(served: ServedIndex) -> tuple[GenerationInfo | None, str]:
    """Return what is served, or None and the reason why nothing is."""
    try:
        with served.snapshot() as index:
            return index.snapshot.info, ""
    except EngineError as error:
        return None, str(error)
