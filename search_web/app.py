"""create_app: the WSGI application over a served index."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from indexer.ranking.parameters import USUAL
from indexer.searching.result_page import TIME_LIMIT
from search_web.answer_cache import SIZE, Answers
from search_web.api import api, endpoints
from search_web.api.cursor import Cursors
from search_web.api.library import Library
from search_web.hooks.api import hook_api
from search_web.hooks.publish_hook import PublishHook
from search_web.language.languages import prepare_languages
from search_web.operations.logs import LoggedFlask
from search_web.operations.operations import Operations, operate, surround
from search_web.query_log.log import QueryLog, record_nothing
from search_web.served import ServedIndex
from search_web.site.citation_pages import citation_pages
from search_web.site.discovery import discovery
from search_web.site.feed import feed
from search_web.site.pages import pages
from search_web.site.preference_pages import preference_pages
from search_web.site.reference import reference
from search_web.site.sitemap import sitemap
from search_web.site.suggest import suggest
from search_web.staff.access import Staff, prepare_login
from search_web.staff.pages import staff_pages
from search_web.suggestions import Suggestions

LARGEST = 64 << 10
"""Bytes of a request's body that are read."""


def create_app(
    served: ServedIndex,
    cache: int = SIZE,
    newer: float = USUAL.newer,
    hook: PublishHook | None = None,
    suggestions: Suggestions | None = None,
    operations: Operations | None = None,
    seconds: float = TIME_LIMIT,
    queries: QueryLog | None = None,
    staff: Staff | None = None,
) -> Flask:
    """The pages and the endpoints over an index, which who opened it closes. `cache`: bytes of
    answers that are kept. `newer`: by how much of its score at most a newer article is preferred.
    `hook`: what a site that publishes may call. `suggestions`: those that are being made already.
    `operations`: what those who run it set. `seconds`: what a search may take. `queries`: where
    searches are written down. `staff`: who may see /staff, which is not there without.
    """
    app = LoggedFlask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    operations = operations or Operations()
    operate(app, served, operations)
    prepare_languages(app)
    answers = Answers(cache, replace(USUAL, newer=newer), seconds)
    record = queries.record if queries else record_nothing
    suggestions = suggestions or Suggestions(served)
    cursors = Cursors(operations.secret)
    described = endpoints(Library(served, answers, suggestions, cursors, record))
    kept_days = queries.kept_days if queries else 0
    app.register_blueprint(pages(served, answers, record, kept_days))
    app.register_blueprint(api(described))
    app.register_blueprint(reference(described))
    app.register_blueprint(feed(served, answers))
    app.register_blueprint(citation_pages(served))
    app.register_blueprint(discovery())
    app.register_blueprint(sitemap(served))
    app.register_blueprint(preference_pages())
    app.register_blueprint(suggest(suggestions))
    if hook is not None:
        app.register_blueprint(hook_api(hook))
    if staff is not None:
        doors = prepare_login(app, staff, operations.limits.storage)
        app.register_blueprint(staff_pages(served, staff, *doors))
    surround(app, served, operations)
    return app
