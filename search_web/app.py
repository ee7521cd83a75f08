"""Factory of the WSGI application over a served index."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from search_web.answer_cache import Answers
from search_web.api import api, endpoints
from search_web.api.cursor import Cursors
from search_web.api.library import Library
from search_web.centre import prepare_centre
from search_web.configuration import Configuration
from search_web.digests.pages import digest_pages
from search_web.harvesting.oai_pmh import oai_pmh
from search_web.hooks.api import hook_api
from search_web.language.languages import prepare_languages
from search_web.operations.logs import LoggedFlask
from search_web.operations.operations import operate, surround
from search_web.query_log.log import record_nothing
from search_web.served import ServedIndex
from search_web.site.centre_files import centre_files
from search_web.site.citation_pages import citation_pages
from search_web.site.discovery import discovery
from search_web.site.elements import elements
from search_web.site.export_files import export_files
from search_web.site.feed import feed
from search_web.site.follow import follow
from search_web.site.linksets import linksets
from search_web.site.pages import pages
from search_web.site.preference_pages import preference_pages
from search_web.site.reference import reference
from search_web.site.sitemap import sitemap
from search_web.site.suggest import suggest
from search_web.staff.access import prepare_login
from search_web.staff.pages import staff_pages
from search_web.suggestions import Suggestions

LARGEST = 64 << 10
"""Maximum size of a request body in bytes."""


def create_app(
    served: ServedIndex,
    configuration: Configuration | None = None,
    suggestions: Suggestions | None = None,
) -> Flask:
    """Return the application with the pages and the endpoints over an index.

    Args:
        served: The index; the caller closes it.
        configuration: Configuration of the application, or None for the defaults.
        suggestions: Suggestions from the index if already in preparation, or None for new ones.
    """
    configuration = configuration or Configuration()
    operations = configuration.operations
    app = LoggedFlask(__name__)
    app.jinja_env.undefined = StrictUndefined
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    operate(app, served, operations)
    prepare_languages(app)
    prepare_centre(app, configuration.face)
    answers = Answers(configuration.cache, configuration.ranking, configuration.time_limit)
    queries = configuration.queries
    record = queries.record if queries else record_nothing
    record_click = queries.record_click if queries and queries.counts_clicks else None
    suggestions = suggestions or Suggestions(served)
    cursors = Cursors(operations.secret)
    library = Library(served, answers, suggestions, cursors, record)
    described = endpoints(library)
    kept_days = queries.kept_days if queries else 0
    app.register_blueprint(
        pages(served, answers, record, kept_days, record_click, operations.site.pictures)
    )
    app.register_blueprint(api(described))
    app.register_blueprint(reference(described))
    app.register_blueprint(feed(served, answers))
    app.register_blueprint(follow())
    app.register_blueprint(export_files(library))
    app.register_blueprint(citation_pages(served))
    app.register_blueprint(linksets(served))
    app.register_blueprint(discovery())
    app.register_blueprint(centre_files())
    app.register_blueprint(elements())
    app.register_blueprint(sitemap(served))
    app.register_blueprint(oai_pmh(served))
    app.register_blueprint(preference_pages())
    app.register_blueprint(suggest(suggestions))
    if configuration.digests is not None:
        app.register_blueprint(digest_pages(app, configuration.digests, served, answers))
    if configuration.hook is not None:
        app.register_blueprint(hook_api(configuration.hook))
    if configuration.staff is not None:
        doors = prepare_login(app, configuration.staff, operations.limits.storage)
        subscriptions = configuration.digests.subscriptions if configuration.digests else None
        app.register_blueprint(staff_pages(served, configuration.staff, *doors, subscriptions))
    surround(app, served, operations)
    return app
